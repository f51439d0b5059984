using System.Text;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>
/// A file beside a random program that calls it and its derivatives with arrays in the place of spans and takes the tuples
/// apart: what can be called by reflection. It also holds the generated signatures to DESIGN's word, by compiling.
/// </summary>
public static class Drivers
{
    /// <summary>How the file's class is called.</summary>
    public const string Type = "Drivers";

    /// <summary>The primal's driver alone: does not need the generator.</summary>
    public static string Primal(RandomProgram program) => File(program, (text, function, index) => WritePrimal(text, function, index));

    /// <summary>The drivers of primal, gradient and backward: <c>Value0</c>, <c>Gradient0</c>, <c>Backward0</c> for the first function.</summary>
    public static string All(RandomProgram program) => File(program, (text, function, index) =>
    {
        WritePrimal(text, function, index);
        string parameters = Parameters(function);
        string arguments = Arguments(function);
        Parameter[] differentiable = function.Parameters.Where(p => p.IsDifferentiable).ToArray();
        Parameter[] buffers = differentiable.Where(IsBuffer).ToArray();
        string gradientItems = string.Join(", ", Enumerable.Range(1, differentiable.Length + 1).Select(i => $"g.Item{i}"));
        text.Append($"    public static object[] Gradient{index}({parameters}) {{ var g = {function.Type}.{function.Name}Gradient({arguments}); return [{gradientItems}]; }}\n");

        string spans = string.Concat(buffers.Select(p => $", d_{p.Name}"));
        string spanParameters = string.Concat(buffers.Select(p => $", double[] d_{p.Name}"));
        int scalars = differentiable.Length - buffers.Length;
        string scalarItems = scalars == 0 ? "b" : string.Join(", ", Enumerable.Range(1, scalars + 1).Select(i => $"b.Item{i}"));
        text.Append($"    public static object[] Backward{index}({parameters}, {Real(function.Result)} d_out{spanParameters}) {{ var b = {function.Type}.{function.Name}Backward({arguments}, d_out{spans}); return [{scalarItems}]; }}\n");
    });

    public static bool IsBuffer(Parameter parameter) => parameter.Sort is Sort.DoubleArray or Sort.DoubleSpan;

    private static void WritePrimal(StringBuilder text, Signature function, int index) =>
        text.Append($"    public static {Real(function.Result)} Value{index}({Parameters(function)}) => {function.Type}.{function.Name}({Arguments(function)});\n");

    private static string File(RandomProgram program, Action<StringBuilder, Signature, int> write)
    {
        var text = new StringBuilder($"namespace {program.Namespace};\n\npublic static class {Type}\n{{\n");
        for (int i = 0; i < program.Functions.Length; i++)
            write(text, program.Functions[i], i);
        return text.Append("}\n").ToString();
    }

    private static string Parameters(Signature function) => string.Join(", ", function.Parameters.Select(p => $"{TypeOf(p.Sort)} {p.Name}"));

    private static string Arguments(Signature function) => string.Join(", ", function.Parameters.Select(p => p.Name));

    private static string Real(Sort sort) => sort == Sort.Float ? "float" : "double";

    private static string TypeOf(Sort sort) => sort switch
    {
        Sort.DoubleArray or Sort.DoubleSpan => "double[]",
        Sort.Int => "int",
        Sort.Bool => "bool",
        Sort.Mode => "Mode",
        _ => Real(sort),
    };
}
