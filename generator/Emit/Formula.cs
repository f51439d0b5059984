using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Emit;

/// <summary>Says for a summary what is computed, in a line: <c>dX = dOut · ∂value/∂x</c>.</summary>
public static class Formula
{
    /// <summary>What a backward method computes.</summary>
    /// <param name="function">The function.</param>
    /// <param name="upstream">The name of the result's gradient; null where nothing is returned.</param>
    /// <param name="runs">Whether the method runs the function too.</param>
    public static string OfBackward(Function function, string? upstream, bool runs = true)
    {
        if (function.GivesByReference)
            return "runs it, and takes the gradients of all that it gives to its inputs";
        HashSet<Variable> written = [.. function.Body.Descendants().SelectMany(Buffers.Written)];
        Parameter[] inputs = [.. Differentiable(function).Where(parameter => !written.Contains(parameter.Variable.Owner))];
        if (upstream is not null)
            return (runs ? "the value, and the gradient" : "the gradient") + " of each input" + Listed(inputs, parameter => Line(parameter, function.ReturnType.IsReal ? "" : "Σ ", upstream, "value", adds: true));
        string purpose = (runs ? "runs it, and takes" : "takes") + " the gradients of what it writes to its inputs";
        return Differentiable(function).FirstOrDefault(parameter => written.Contains(parameter.Variable.Owner)) is { } output
            ? purpose + Listed(inputs, parameter => Line(parameter, "Σ ", Element(output, output.GradientName, "k"), Element(output, output.Name, "k"), adds: true))
            : purpose;
    }

    /// <summary>What a gradient method computes, behind what it is.</summary>
    public static string OfGradient(Function function) => Listed([.. Differentiable(function)], static parameter => Line(parameter, "", null, "value", adds: false));

    private static IEnumerable<Parameter> Differentiable(Function function) => function.Parameters.Where(static parameter => parameter.IsDifferentiable);

    /// <summary>The first of what is returned, and the first of what is added to.</summary>
    private static string Listed(Parameter[] parameters, Func<Parameter, string> line)
    {
        Parameter[] shown = [.. parameters.GroupBy(static parameter => parameter.Type.IsAddedTo).Select(static kind => kind.First())];
        return shown.Length == 0 ? "" : $": {string.Join(" and ", shown.Select(parameter => $"<c>{line(parameter)}</c>"))}{(shown.Length < parameters.Length ? ", and so on" : "")}";
    }

    private static string Line(Parameter parameter, string sum, string? upstream, string value, bool adds)
    {
        string factor = upstream is null ? "" : $"{sum}{upstream} · ";
        return $"{Element(parameter, parameter.GradientName, "i")} {(adds && parameter.Type.IsAddedTo ? "+=" : "=")} {factor}∂{value}/∂{Element(parameter, parameter.IsReceiver ? "this" : parameter.Name, "i")}";
    }

    private static string Element(Parameter parameter, string name, string index) => parameter.Type switch
    {
        { IsTensor: true } => $"{name}[{index}]",
        { Class: TypeClass.RectangularArray, Rank: var rank } => $"{name}[{string.Join(", ", Enumerable.Range(0, rank).Select(dimension => (char)(index[0] + dimension)))}]",
        { Element.IsTensor: true } or { IsBuffer: true, Element.IsBuffer: true } => $"{name}[{index}][{(char)(index[0] + 1)}]",
        { IsBuffer: true } => $"{name}[{index}]",
        _ => name,
    };
}
