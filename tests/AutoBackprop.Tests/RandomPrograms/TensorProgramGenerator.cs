namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>
/// Makes random functions of tensors: layers and functions of System.Numerics.Tensors with the shapes that fit, mixed with
/// scalar code, loops, branches and calls. Numbers stay moderate: what grows is squashed, what must be positive is made so.
/// </summary>
public sealed partial class TensorProgramGenerator
{
    private readonly Pcg random;
    private readonly List<TensorParameter> parameters = [];
    private readonly List<string> helpers = [];
    private readonly HashSet<string> constructs = [];
    private readonly List<(string Name, int[] Shape)> tensors = [];
    private readonly List<string> scalars = [];
    private int names;

    private TensorProgramGenerator(ulong seed) => random = new Pcg(seed);

    public static TensorProgram Generate(ulong seed) => new TensorProgramGenerator(seed).Program(seed);

    private TensorProgram Program(ulong seed)
    {
        var statements = new List<string>();
        int count = 2 + random.Below(5);
        for (int i = 0; i < count; i++)
            statements.Add(Statement(isTop: true));
        // What was assigned last is most of what was made.
        string result = Scalar(2);
        foreach ((string name, int[] _) in tensors.TakeLast(2))
            result += $" + {Reduced(name)}";
        foreach (string scalar in scalars.TakeLast(1))
            result += $" + {scalar}";
        if (!parameters.Exists(parameter => !parameter.IsConstant && parameter.Type.StartsWith("Tensor", StringComparison.Ordinal)))
            result += $" + Layers.Mean({Always()})";
        return new(seed, [.. parameters], [.. helpers], [.. statements], result, [.. constructs]);
    }

    private string Statement(bool isTop)
    {
        int kind = random.Below(isTop ? 12 : 5);
        switch (kind)
        {
            case 0 when scalars.Exists(IsLocal):
                string changed = Pick(scalars.Where(IsLocal));
                return Use("scalar accumulation", $"{changed} {random.Of("+=", "-=")} {Scalar(2)};");
            case 1 or 2 when tensors.Exists(tensor => IsLocal(tensor.Name)):
                (string name, int[] shape) = Pick(tensors.Where(tensor => IsLocal(tensor.Name)));
                return Use("tensor assigned", $"{name} = {Squashed(Tensor(shape, 2))};");
            case 5:
                return Branch();
            case 6:
                return Loop();
            case 7:
                return LoopOverWeights();
            case 8:
                return LoopOverElements();
            case 9 when random.Chance(0.3):
                return Use("early return", $"if ({Condition()}) {{ return {Scalar(2)}; }}");
            default:
                return isTop ? Declaration() : Use("scalar accumulation", ScalarLocal() is { } s ? $"{s} += {Scalar(1)};" : "");
        }
    }

    private string Declaration()
    {
        if (random.Chance(0.3))
        {
            string value = Scalar(2), name = New("s"), text = $"double {name} = {value};";
            scalars.Add(name);
            return text;
        }

        int[] shape = Shape();
        string made = Tensor(shape, 3), tensor = New("t");
        tensors.Add((tensor, shape));
        return $"Tensor<double> {tensor} = {made};";
    }

    private string Branch()
    {
        string condition = Condition();
        string then = Block(), otherwise = random.Chance(0.5) ? $" else {{ {Block()} }}" : "";
        return Use("if", $"if ({condition}) {{ {then} }}{otherwise}");
    }

    private string Loop()
    {
        string count = random.Chance(0.5) ? "3" : Parameter("int", [], 0);
        string index = New("i");
        return Use("for", $"for (int {index} = 0; {index} < {count}; {index}++) {{ {Block()} }}");
    }

    /// <summary>As many layers as there are weights.</summary>
    private string LoopOverWeights()
    {
        if (!tensors.Exists(tensor => IsLocal(tensor.Name) && tensor.Shape.Length == 2))
            return Declaration();
        (string state, int[] shape) = Pick(tensors.Where(tensor => IsLocal(tensor.Name) && tensor.Shape.Length == 2));
        string weights = Parameter("Tensor<double>[]", [shape[1], shape[1]], 1 + random.Below(3)), index = New("i");
        if (random.Chance(0.3))
        {
            string weight = New("w");
            return Use("foreach over weights", $"foreach (Tensor<double> {weight} in {weights}) {{ {state} = Layers.Tanh(Layers.MatMul({state}, {weight})); {Block()} }}");
        }

        string product = random.Of(
            $"Layers.Tanh(Layers.MatMul({state}, {weights}[{index}]))",
            $"Layers.Sigmoid(Layers.Affine({state}, {weights}[{index}], {Parameter("double[]", [shape[1]], 0)}))",
            $"Layers.Multiply(Layers.Relu(Layers.MatMul({state}, {weights}[{index}], false, true)), 0.5)");
        string more = random.Chance(0.5) && ScalarLocal() is { } sum ? $" {sum} += Layers.Mean(Layers.Pow({weights}[{index}], 2)) * {weights}[{index}][0, 0];" : "";
        return Use("loop over weights", $"for (int {index} = 0; {index} < {weights}.Length; {index}++) {{ {state} = {product};{more} }}");
    }

    private string LoopOverElements()
    {
        if (ScalarLocal() is not { } sum || tensors.Count == 0)
            return Declaration();
        (string name, int[] shape) = Pick(tensors);
        string index = New("i");
        string rest = string.Concat(shape.Skip(1).Select(length => ", " + random.Below(length)));
        string element = $"{name}[{index}{rest}]";
        return Use("loop over elements", $"for (int {index} = 0; {index} < (int){name}.Lengths[0]; {index}++) {{ {sum} += {random.Of($"{element} * {element}", $"Math.Sin({element})", $"{element} * {Scalar(0)}")}; }}");
    }

    /// <summary>One or two statements that declare nothing.</summary>
    private string Block() => string.Join(" ", Enumerable.Range(0, 1 + random.Below(2)).Select(_ => Statement(isTop: false)));

    private string Condition() => random.Below(3) switch
    {
        0 => Parameter("bool", [], 0),
        1 when tensors.Count > 0 => $"{Element()} > 0",
        _ => $"{Scalar(1)} < 0.3",
    };

    private string? ScalarLocal() => scalars.Exists(IsLocal) ? Pick(scalars.Where(IsLocal)) : null;

    private static bool IsLocal(string name) => name[0] is 's' or 't';

    private string New(string prefix) => prefix + names++;

    /// <summary>A parameter that fits, mostly one that is there already.</summary>
    private string Parameter(string type, int[] shape, int count)
    {
        TensorParameter[] fitting = [.. parameters.Where(p => p.Type == type && p.Shape.SequenceEqual(shape) && (count == 0 || p.Count == count || type == "Tensor<double>[]"))];
        if (fitting.Length > 0 && random.Chance(0.6))
            return Pick(fitting).Name;
        string name = New("p");
        bool isConstant = random.Chance(0.15) && type is "Tensor<double>" or "double";
        parameters.Add(new(name, type, [.. shape], count, isConstant));
        return name;
    }

    /// <summary>A parameter with a gradient, where there is none yet.</summary>
    private string Always()
    {
        string name = New("p");
        parameters.Add(new(name, "Tensor<double>", [Length()], 0, IsConstant: false));
        return name;
    }

    private T Pick<T>(IEnumerable<T> items)
    {
        T[] all = [.. items];
        return all[random.Below(all.Length)];
    }

    private int Length() => 1 + random.Below(4);

    private int[] Shape() => random.Below(6) switch
    {
        0 => [Length()],
        1 => [Length(), Length(), Length()],
        _ => [Length(), Length()],
    };

    private string Use(string construct, string text)
    {
        constructs.Add(construct);
        return text;
    }
}
