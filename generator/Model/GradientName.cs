namespace AutoBackprop.Generator.Model;

/// <summary>The one vocabulary: the gradient of <c>x</c> is called <c>dX</c>.</summary>
public static class GradientName
{
    public static string Of(string name) => "d" + char.ToUpperInvariant(name[0]) + name.Substring(1);

    /// <summary>What the gradient of the result is called: <c>dOut</c>, unless a parameter is.</summary>
    public static string OfResult(IEnumerable<Parameter> parameters)
    {
        string name = "dOut";
        while (parameters.Any(parameter => parameter.Name == name))
            name += "_";
        return name;
    }
}
