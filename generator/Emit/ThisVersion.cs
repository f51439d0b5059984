namespace AutoBackprop.Generator.Emit;

/// <summary>The version that generated code names: the assembly's, which <c>Directory.Build.props</c> sets.</summary>
internal static class ThisVersion
{
    public static readonly string Text = typeof(ThisVersion).Assembly.GetName().Version.ToString(3);
}
