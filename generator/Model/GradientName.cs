namespace AutoBackprop.Generator.Model;

/// <summary>The one vocabulary: the gradient of <c>x</c> is called <c>dX</c>.</summary>
public static class GradientName
{
    public static string Of(string name) => "d" + char.ToUpperInvariant(name[0]) + name.Substring(1);
}
