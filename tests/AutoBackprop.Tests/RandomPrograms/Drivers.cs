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
        string call = $"{function.Type}.{function.Name}({Arguments(function)})";
        text.Append($"    public static {Name(function.Real)} Value{index}({Parameters(function)})\n    {{\n{Shaped(function, "")}");
        text.Append(function.Result == Sort.None ? $"        {call};\n" : $"        var result = {call};\n");
        text.Append($"{Flattened(function, "", parameter => parameter.IsWritten)}        return {Number(function, "result")};\n    }}\n");
    }

    private static void WriteGradient(StringBuilder text, Signature function, int index)
    {
        IEnumerable<string> items = function.Parameters.Where(p => p.IsDifferentiable).Select((p, i) => $", {Flat(function, p, $"g.Item{i + 2}")}");
        text.Append($"    public static object[] Gradient{index}({Parameters(function)})\n    {{\n{Shaped(function, "")}");
        text.Append($"        var g = {function.Type}.{function.Name}Gradient({Arguments(function)});\n        return [g.Item1{string.Concat(items)}];\n    }}\n");
    }

    private static void WriteBackward(StringBuilder text, Signature function, int index)
    {
        Parameter[] differentiable = [.. function.Parameters.Where(p => p.IsDifferentiable)];
        Parameter[] buffers = [.. differentiable.Where(p => p.IsBuffer)];
        string upstream = function.Result switch { Sort.None => "", Sort.RealArray => ", upstream", _ => ", d_out" };
        string call = $"{function.Type}.{function.Name}Backward({Arguments(function)}{upstream}{string.Concat(buffers.Select(p => $", {Place(p, "d_")}"))})";
        // Without a value and with one scalar, or the other way round, there is no tuple.
        int results = differentiable.Length - buffers.Length + (function.Result == Sort.None ? 0 : 1);
        IEnumerable<string> returned = Enumerable.Range(1, results).Select(i => results == 1 ? "b" : $"b.Item{i}");
        string[] items = [.. function.Result == Sort.None ? returned.Prepend("") : returned];
        items[0] = Number(function, items[0]);

        text.Append($"    public static object[] Backward{index}({Parameters(function)}, {Name(function.Real)} d_out{string.Concat(buffers.Select(p => $", {Name(function.Element)}[] d_{p.Name}"))})\n    {{\n");
        text.Append(Shaped(function, "") + Shaped(function, "d_"));
        if (function.Result == Sort.RealArray)
            text.Append($"        var upstream = new {Name(function.Element)}[{ProgramGenerator.BufferLength}];\n        for (int k = 0; k < upstream.Length; k++)\n            upstream[k] = d_out * (k + 1) / 20;\n");
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

        return text.Append("}\n").ToString();
    }

    /// <summary>The number that a result is compared by.</summary>
    private static string Number(Signature function, string result) => function.Result switch
    {
        Sort.None => $"({Name(function.Real)})0",
        Sort.RealArray => $"Weighed({result})",
        _ => result,
    };

    // A rectangle's and rows' elements stand in the flat array one after the other; what is left over of it is not used.

    private static string Shaped(Signature function, string prefix) => string.Concat(function.Parameters
        .Where(p => p.Sort is Sort.Grid or Sort.Rows && (prefix.Length == 0 || p.IsDifferentiable))
        .Select(p => $"        {Name(function.Element)}{(p.Sort == Sort.Grid ? "[,]" : "[][]")} {Place(p, prefix)} = {string.Format(null, p.Sort == Sort.Grid ? "{{ {{ {0}[0], {0}[1] }}, {{ {0}[2], {0}[3] }} }}" : "[[{0}[0], {0}[1], {0}[2]], [{0}[3], {0}[4]]]", prefix + p.Name)};\n"));

    private static string Flattened(Signature function, string prefix, Func<Parameter, bool> isWanted) => string.Concat(function.Parameters
        .Where(p => p.Sort is Sort.Grid or Sort.Rows && isWanted(p))
        .SelectMany(p => Elements(p, Place(p, prefix)).Select((element, i) => $"        {prefix}{p.Name}[{i}] = {element};\n")));

    private static string Flat(Signature function, Parameter parameter, string value) => parameter.Sort switch
    {
        Sort.Grid => $"new {Name(function.Element)}[] {{ {string.Join(", ", Elements(parameter, value))}, 0 }}",
        Sort.Rows => $"new {Name(function.Element)}[] {{ {string.Join(", ", Elements(parameter, value))} }}",
        _ => value,
    };

    private static string[] Elements(Parameter parameter, string name) => parameter.Sort == Sort.Grid
        ? [$"{name}[0, 0]", $"{name}[0, 1]", $"{name}[1, 0]", $"{name}[1, 1]"]
        : [$"{name}[0][0]", $"{name}[0][1]", $"{name}[0][2]", $"{name}[1][0]", $"{name}[1][1]"];

    private static string Place(Parameter parameter, string prefix) => prefix + parameter.Name + (parameter.Sort is Sort.Grid or Sort.Rows ? "_" : "");

    private static string Parameters(Signature function) => string.Join(", ", function.Parameters.Select(p => $"{TypeOf(function, p)} {p.Name}"));

    private static string Arguments(Signature function) => string.Join(", ", function.Parameters.Select(p => Place(p, "")));

    private static string Name(Sort sort) => sort == Sort.Float ? "float" : "double";

    private static string TypeOf(Signature function, Parameter parameter) => parameter.Sort switch
    {
        _ when parameter.IsBuffer => Name(function.Element) + "[]",
        Sort.Int => "int",
        Sort.Bool => "bool",
        Sort.Mode => "Mode",
        _ => Name(parameter.Sort),
    };
}
