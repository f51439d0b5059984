using System.Text;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>
/// A file beside a random program that calls it and its derivatives with flat arrays in the place of every buffer and takes the tuples
/// apart: what can be called by reflection. It also holds the generated signatures to DESIGN's word, by compiling. An array that a
/// function returns is weighed to a number, what a function leaves in a buffer is in the array it was given.
/// </summary>
public static class Drivers
{
    /// <summary>How the file's class is called.</summary>
    public const string Type = "Drivers";

    /// <summary>The primal's driver alone: does not need the generator.</summary>
    public static string Primal(RandomProgram program) => File(program, WritePrimal);

    /// <summary>The drivers of primal, gradient and backward: <c>Value0</c>, <c>Gradient0</c>, <c>Backward0</c> for the first function.</summary>
    public static string All(RandomProgram program) => File(program, (text, function, index) =>
    {
        WritePrimal(text, function, index);
        if (function.HasGradient)
            WriteGradient(text, function, index);
        WriteBackward(text, function, index);
    });

    private static void WritePrimal(StringBuilder text, Signature function, int index)
    {
        string call = $"{function.Owner}.{function.Name}({Arguments(function)})";
        text.Append($"    public static {Name(function.Real)} Value{index}({Parameters(function)})\n    {{\n{Shaped(function, "")}");
        text.Append(function.Result == Sort.None ? $"        {call};\n" : $"        var result = {call};\n");
        text.Append($"{Flattened(function, "", parameter => parameter.IsWritten)}        return {Total(function, "result")};\n    }}\n");
    }

    private static void WriteGradient(StringBuilder text, Signature function, int index)
    {
        IEnumerable<string> items = function.Parameters.Where(p => p.IsDifferentiable).Select((p, i) => $", {Flat(function, p, $"g.Item{i + 2}")}");
        text.Append($"    public static object[] Gradient{index}({Parameters(function)})\n    {{\n{Shaped(function, "")}");
        text.Append($"        var g = {function.Owner}.{function.Name}Gradient({Arguments(function)});\n        return [g.Item1{string.Concat(items)}];\n    }}\n");
    }

    private static void WriteBackward(StringBuilder text, Signature function, int index)
    {
        Parameter[] differentiable = [.. function.Parameters.Where(p => p.IsDifferentiable)];
        Parameter[] buffers = [.. differentiable.Where(p => p.IsBuffer)];
        string upstream = function.Result switch { Sort.None => "", Sort.Double or Sort.Float => ", d_out", _ => ", upstream" };
        // What comes in as the gradient of what is left in a parameter stands where a written buffer's would be.
        IEnumerable<string> gradients = function.Parameters.Where(p => p.IsOut || p.IsDifferentiable && (p.IsRef || p.IsBuffer)).Select(p => p.IsRef ? $", ref {Place(p, "d_")}" : $", {Place(p, "d_")}");
        string call = $"{function.Owner}.{function.Name}Backward({Arguments(function)}{upstream}{string.Concat(gradients)})";
        // Without a value and with one scalar, or the other way round, there is no tuple.
        int results = differentiable.Count(p => !p.IsBuffer && !p.IsRef) + (function.Result == Sort.None ? 0 : 1);
        string[] returned = [.. Enumerable.Range(1, results).Select(i => results == 1 ? "b" : $"b.Item{i}")];
        var next = new Queue<string>(function.Result == Sort.None ? returned : returned.Skip(1));
        string[] items = [Total(function, function.Result == Sort.None ? "" : returned[0]), .. differentiable.Where(p => !p.IsBuffer).Select(p => Flat(function, p, p.IsRef ? Place(p, "d_") : next.Dequeue()))];

        text.Append($"    public static object[] Backward{index}({Parameters(function)}, {Name(function.Real)} d_out{string.Concat(buffers.Select(p => $", {Name(function.Element)}[] d_{p.Name}"))})\n    {{\n");
        text.Append(Shaped(function, "") + Shaped(function, "d_"));
        foreach (Parameter output in function.Parameters.Where(p => p.IsRef || p.IsOut))
            text.Append($"        {(output.Sort == Sort.Value ? "Vec" : "double")} {Place(output, "d_")} = {Made(output.Sort, i => $"d_out * {i + 1} / 20") ?? "d_out * 3 / 20"};\n");
        if (function.Result == Sort.RealArray)
            text.Append($"        var upstream = new {Name(function.Element)}[{ProgramGenerator.BufferLength}];\n        for (int k = 0; k < upstream.Length; k++)\n            upstream[k] = d_out * (k + 1) / 20;\n");
        if (Made(function.Result, i => $"d_out * {i + 1} / 20") is { } made)
            text.Append($"        var upstream = {made};\n");
        text.Append(results == 0 ? $"        {call};\n" : $"        var b = {call};\n");
        text.Append($"{Flattened(function, "d_", parameter => parameter.IsDifferentiable)}        return [{string.Join(", ", items)}];\n    }}\n");
    }

    private static string File(RandomProgram program, Action<StringBuilder, Signature, int> write)
    {
        var text = new StringBuilder($"namespace {program.Namespace};\n\npublic static class {Type}\n{{\n");
        for (int i = 0; i < program.Functions.Length; i++)
            write(text, program.Functions[i], i);
        foreach (string real in program.Functions.Select(function => Name(function.Element)).Distinct())
        {
            string sum = string.Join(" + ", Enumerable.Range(0, ProgramGenerator.BufferLength).Select(k => $"a[{k}] * {k + 1} / 20"));
            text.Append($"    private static {real} Weighed({real}[] a) => {sum};\n");
        }

        foreach (Sort sort in program.Functions.SelectMany(function => function.Parameters.Where(p => p.IsRef || p.IsOut).Select(p => p.Sort).Append(function.Result)).Where(sort => sort is Sort.Value or Sort.Body or Sort.Pair or Sort.ValueArray).Distinct())
            text.Append($"    private static double Weighed({Struct(sort)} a) => {string.Join(" + ", Parts(sort, "a").Select((part, i) => $"{part} * {i + 1} / 20"))};\n");

        return text.Append("}\n").ToString();
    }

    /// <summary>The number that a result is compared by.</summary>
    private static string Number(Signature function, string result) => function.Result switch
    {
        Sort.None => $"({Name(function.Real)})0",
        Sort.Double or Sort.Float => result,
        _ => $"Weighed({result})",
    };

    /// <summary>The number of all that a function gives: what it leaves in parameters given by reference with it.</summary>
    private static string Total(Signature function, string result) => Number(function, result)
        + string.Concat(function.Parameters.Where(p => p.IsRef || p.IsOut).Select(p => p.Sort == Sort.Value ? $" + Weighed({Place(p, "")})" : $" + {Place(p, "")} * 3 / 20"));

    // A struct's numbers stand in the flat array as well.

    private static string Struct(Sort sort) => sort == Sort.Pair ? "(double, Vec)" : sort == Sort.ValueArray ? "Vec[]" : sort == Sort.Value ? "Vec" : "Body";

    internal static string? Made(Sort sort, Func<int, string> number) => sort switch
    {
        Sort.Value => $"new Vec({number(0)}, {number(1)})",
        Sort.Pair => $"({number(0)}, new Vec({number(1)}, {number(2)}))",
        Sort.ValueArray => $"new Vec[] {{ new Vec({number(0)}, {number(1)}), new Vec({number(2)}, {number(3)}) }}",
        Sort.Body => $"new Body {{ P = new Vec({number(0)}, {number(1)}), Q = new Spin {{ X = {number(2)}, Y = {number(3)} }}, M = {number(4)}, N = 2 }}",
        _ => null,
    };

    internal static string[] Parts(Sort sort, string value) => sort switch
    {
        Sort.Value => [value + ".X", value + ".Y"],
        Sort.Pair => [value + ".Item1", value + ".Item2.X", value + ".Item2.Y"],
        Sort.ValueArray => [value + "[0].X", value + "[0].Y", value + "[1].X", value + "[1].Y"],
        Sort.Body => [value + ".P.X", value + ".P.Y", value + ".Q.X", value + ".Q.Y", value + ".M"],
        _ => [],
    };

    // A rectangle's and rows' elements stand in the flat array one after the other; what is left over of it is not used.

    internal static string Shaped(Signature function, string prefix) => string.Concat(function.Parameters
        .Where(p => IsShaped(p) && (prefix.Length == 0 || p is { IsDifferentiable: true, IsBuffer: true }))
        .Select(p => $"        {DeclaredAs(function, p)} {Place(p, prefix)} = {Literal(p.Sort, prefix + p.Name)};\n"));

    private static bool IsShaped(Parameter parameter) => parameter.Sort is Sort.Grid or Sort.Rows or Sort.ValueArray or Sort.Net or Sort.Nets or Sort.Value or Sort.Body or Sort.Pair;

    private static string DeclaredAs(Signature function, Parameter parameter) => parameter.Sort switch
    {
        Sort.Grid => Name(function.Element) + "[,]",
        Sort.Rows => Name(function.Element) + "[][]",
        Sort.ValueArray => "Vec[]",
        Sort.Net => "Net",
        Sort.Nets => "Net[]",
        var sort => Struct(sort),
    };

    private static string Literal(Sort sort, string flat) => sort switch
    {
        Sort.Grid => $"{{ {{ {flat}[0], {flat}[1] }}, {{ {flat}[2], {flat}[3] }} }}",
        Sort.Rows => $"[[{flat}[0], {flat}[1], {flat}[2]], [{flat}[3], {flat}[4]]]",
        Sort.ValueArray => $"[new Vec({flat}[0], {flat}[1]), new Vec({flat}[2], {flat}[3])]",
        Sort.Net => $"new Net {{ G = {flat}[0], W = [{flat}[1], {flat}[2], 0.5, -1, 0.75], Vs = [new Vec({flat}[3], {flat}[4]), new Vec(0.25, -0.5)] }}",
        Sort.Nets => $"[new Net {{ G = {flat}[0], W = [{flat}[1], 0.25, 1, -0.75, 0.5], Vs = [new Vec({flat}[2], -0.5), new Vec(0.25, -0.5)] }}, new Net {{ G = {flat}[3], W = [0.5, {flat}[4], -1, 0.25, 0.75] }}]",
        _ => Made(sort, i => $"{flat}[{i}]")!,
    };

    private static string Flattened(Signature function, string prefix, Func<Parameter, bool> isWanted) => string.Concat(function.Parameters
        .Where(p => IsShaped(p) && p.IsBuffer && isWanted(p))
        .SelectMany(p => Elements(p, Place(p, prefix)).Select((element, i) => $"        {prefix}{p.Name}[{i}] = {element};\n")));

    private static string Flat(Signature function, Parameter parameter, string value) => IsShaped(parameter)
        ? $"new {Name(function.Element)}[] {{ {string.Join(", ", Elements(parameter, value).Concat(Enumerable.Repeat("0", ProgramGenerator.BufferLength)).Take(ProgramGenerator.BufferLength))} }}"
        : value;

    private static string[] Elements(Parameter parameter, string name) => parameter.Sort switch
    {
        Sort.Grid => [$"{name}[0, 0]", $"{name}[0, 1]", $"{name}[1, 0]", $"{name}[1, 1]"],
        Sort.Rows => [$"{name}[0][0]", $"{name}[0][1]", $"{name}[0][2]", $"{name}[1][0]", $"{name}[1][1]"],
        Sort.ValueArray => [$"{name}[0].X", $"{name}[0].Y", $"{name}[1].X", $"{name}[1].Y"],
        Sort.Net => [$"{name}.G", $"{name}.W[0]", $"{name}.W[1]", $"{name}.Vs[0].X", $"{name}.Vs[0].Y"],
        Sort.Nets => [$"{name}[0].G", $"{name}[0].W[0]", $"{name}[0].Vs[0].X", $"{name}[1].G", $"{name}[1].W[1]"],
        var sort => Parts(sort, name),
    };

    private static string Place(Parameter parameter, string prefix) => prefix + parameter.Name + (IsShaped(parameter) ? "_" : "");

    internal static string Parameters(Signature function) => string.Join(", ", function.Parameters.Select(p => $"{TypeOf(function, p)} {p.Name}"));

    /// <summary>The arguments, each of its parameter's type: where the backward methods of two overloads could be meant, that decides.</summary>
    internal static string Arguments(Signature function) => string.Join(", ", function.Parameters.Select(p => (p.IsRef ? "ref " : p.IsOut ? "out " : p.Sort is Sort.RealSpan or Sort.RealMemory ? $"(System.{(p.Sort == Sort.RealSpan ? "Span" : "Memory")}<{Name(function.Element)}>)" : "") + Place(p, "")));

    internal static string Name(Sort sort) => sort == Sort.Float ? "float" : "double";

    private static string TypeOf(Signature function, Parameter parameter) => parameter.Sort switch
    {
        _ when parameter.IsBuffer || IsShaped(parameter) => Name(function.Element) + "[]",
        Sort.Int => "int",
        Sort.Bool => "bool",
        Sort.Mode => "Mode",
        _ => Name(parameter.Sort),
    };
}
