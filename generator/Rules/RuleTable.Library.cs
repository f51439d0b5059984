namespace AutoBackprop.Generator.Rules;

/// <content>The runtime library's own functions.</content>
public static partial class RuleTable
{
    private static Rule[] Library =>
    [
        //   primal                ∂y/∂a
        Rule("Layers.Relu(a)",     "a <= 0 ? 0 : 1"),
        Rule("Layers.Sigmoid(a)",  "y * (1 - y)"),
        Constant("Gradient.Stop(a)"),
    ];
}
