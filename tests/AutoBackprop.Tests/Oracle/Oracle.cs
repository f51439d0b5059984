using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AutoBackprop.Tests;

/// <summary>
/// Gradients by forward mode, independent of the generator: the program's own text, rewritten to compute with
/// <see cref="Dual{T}"/>, run once for every scalar and every element that there is a derivative for.
/// </summary>
public sealed class Oracle : IDisposable
{
    private readonly CompiledProgram program;

    /// <summary>Rewrites and compiles the twin of a program.</summary>
    public Oracle(params string[] sources) => program = Compile(sources);

    /// <summary>The gradient of a function of this program, <c>Type.Method</c>, at a point; the arguments are the primal's.</summary>
    public static OracleGradient Gradient(string source, string method, params object?[] arguments)
    {
        using var oracle = new Oracle(source);
        return oracle.GradientOf(method, arguments);
    }

    /// <summary>The gradient of a function with a scalar result.</summary>
    public OracleGradient GradientOf(string method, params object?[] arguments) => Pullback(method, arguments, 1.0);

    /// <summary>
    /// The vector–Jacobian product: what each input's movement does to the result, weighted with <paramref name="upstream"/> (a number,
    /// or an array for an array), and to the arrays the function leaves behind, weighted with <paramref name="buffers"/> by parameter.
    /// </summary>
    public OracleGradient Pullback(
        string method, object?[] arguments, object? upstream, IReadOnlyDictionary<int, double[]>? buffers = null)
    {
        MethodInfo info = FindMethod(method, arguments);
        ParameterInfo[] parameters = info.GetParameters();
        var partials = new double[parameters.Length][];
        var scales = new double[parameters.Length][];
        object? value = null;
        DualMath.Ties = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            if (!IsDifferentiable(parameters[i]))
                continue;
            int length = arguments[i] switch { double[][] rows => rows.Sum(row => row.Length), Array array => array.Cast<object>().Sum(PartsOf), var single => PartsOf(single!) };
            partials[i] = new double[length];
            scales[i] = new double[length];
            for (int j = 0; j < length; j++)
                (value, partials[i][j], scales[i][j]) = Run(info, arguments, i, j, upstream, buffers);
        }

        return new OracleGradient(value ?? Run(info, arguments, -1, -1, upstream, buffers).Value, partials, scales, DualMath.Ties);
    }

    /// <summary>
    /// The vector–Jacobian product of a function of any shape, at the arguments that a method of the same program makes: structs, tuples
    /// and arrays of them, number by number in the order of their fields.
    /// </summary>
    /// <param name="method">The function.</param>
    /// <param name="arguments">The method that makes its arguments, an <c>object[]</c>.</param>
    /// <param name="upstream">The gradient of each number of the result.</param>
    /// <returns>The numbers of the result; for each argument, the gradient of its numbers.</returns>
    public (double[] Value, double[][] Partials) ShapedPullback(string method, string arguments, Func<int, double> upstream)
    {
        // A number that the method puts into its object[] is no dual yet.
        object?[] Fresh() => Array.ConvertAll((object?[])program.Invoke(arguments)!, argument => argument switch { double x => (Dual<double>)x, float x => (Dual<float>)x, _ => argument });
        MethodInfo info = program.Method(method);
        object?[] at = Fresh();
        var partials = new double[at.Length][];
        double[] value = [.. Shape.Numbers(CompiledProgram.Invoke(info, Fresh()))];
        for (int i = 0; i < at.Length; i++)
        {
            partials[i] = new double[Shape.Leaves(at[i]).Count()];
            for (int j = 0; j < partials[i].Length; j++)
            {
                object?[] seeded = Fresh();
                int index = 0;
                seeded[i] = Shape.Map(seeded[i], leaf => Seeded(leaf, index++ == j));
                object? result = CompiledProgram.Invoke(info, seeded);
                partials[i][j] = Shape.Leaves(result).Select((leaf, k) => upstream(k) * TangentOf(leaf)).Sum();
            }
        }

        return (value, partials);
    }

    private static object Seeded(object leaf, bool isMoved)
    {
        var seed = new Tangent(isMoved ? 1 : 0, isMoved ? 1 : 0, isMoved, true);
        return leaf switch
        {
            Dual<double> x => new Dual<double>(x.Value, seed),
            Dual<float> x => new Dual<float>(x.Value, seed),
            _ => leaf,
        };
    }

    private static double TangentOf(object leaf) => leaf switch
    {
        Dual<double> x => x.Tangent.Amount,
        Dual<float> x => x.Tangent.Amount,
        _ => 0,
    };

    /// <summary>The twin's own version of an enum: its values are what the twin takes.</summary>
    public Type? EnumOf(string name) => program.EnumOf(name);

    public void Dispose() => program.Dispose();

    private static (object? Value, double Partial, double Scale) Run(
        MethodInfo method, object?[] arguments, int direction, int element, object? upstream, IReadOnlyDictionary<int, double[]>? buffers)
    {
        ParameterInfo[] parameters = method.GetParameters();
        object?[] twins = arguments
            .Select((argument, i) => Twin(argument, IsDifferentiable(parameters[i]), i == direction ? element : -1))
            .ToArray();
        object? result = CompiledProgram.Invoke(method, twins);
        Tangent sum = Weighted(result, upstream);
        foreach ((int parameter, double[] weights) in buffers ?? new Dictionary<int, double[]>())
            sum += Weighted(twins[parameter], weights);
        return (Primal(result), sum.Amount, sum.Scale);
    }

    private static object? Twin(object? argument, bool varies, int element)
    {
        Tangent Seed(int i) => new(i == element ? 1 : 0, i == element ? 1 : 0, i == element, varies);
        switch (argument)
        {
            case double x:
                return new Dual<double>(x, Seed(0));
            case float x:
                return new Dual<float>(x, Seed(0));
            case double[] x:
                return x.Select((item, i) => new Dual<double>(item, Seed(i))).ToArray();
            case float[] x:
                return x.Select((item, i) => new Dual<float>(item, Seed(i))).ToArray();
            case double[,] x:
                return Rectangle(x, (item, i) => new Dual<double>(item, Seed(i)));
            case double[][] x:
                int first = 0;
                return Array.ConvertAll(x, row => Array.ConvertAll(row, item => new Dual<double>(item, Seed(first++))));
            case Array { Rank: 1 } x when x.Length > 0 && DualParts.Lift(x.GetValue(0)!, _ => default) is { } example:
                var twins = Array.CreateInstance(example.GetType(), x.Length);
                for (int i = 0; i < x.Length; i++)
                {
                    int start = i * example.Parts.Length;
                    twins.SetValue(DualParts.Lift(x.GetValue(i)!, part => Seed(start + part)), i);
                }
                return twins;
            case not null when DualParts.Lift(argument, Seed) is { } vector:
                return vector;
            case int[] x:
                return x.Clone();
            default:
                return argument;
        }
    }

    private static int PartsOf(object argument) => DualParts.Lift(argument, _ => default)?.Parts.Length ?? 1;

    private static TResult[,] Rectangle<T, TResult>(T[,] items, Func<T, int, TResult> map)
    {
        var result = new TResult[items.GetLength(0), items.GetLength(1)];
        for (int i = 0; i < items.Length; i++)
            result[i / items.GetLength(1), i % items.GetLength(1)] = map(items[i / items.GetLength(1), i % items.GetLength(1)], i);
        return result;
    }

    private static Tangent Weighted(object? result, object? upstream)
    {
        switch (result)
        {
            case Dual<double> x:
                return x.Tangent.Times(System.Convert.ToDouble(upstream, null));
            case Dual<float> x:
                return x.Tangent.Times(System.Convert.ToDouble(upstream, null));
            case IDualVector x:
                return x.Parts.Zip((double[])upstream!, (part, weight) => part.Tangent.Times(weight)).Aggregate((a, b) => a + b);
            case Array { Rank: 1 } x when x.GetType().GetElementType()!.IsAssignableTo(typeof(IDualVector)):
                return x.Cast<IDualVector>().SelectMany(vector => vector.Parts).Zip((double[])upstream!, (part, weight) => part.Tangent.Times(weight)).Aggregate(default(Tangent), (a, b) => a + b);
            case Array x:
                double[] weights = (double[])upstream!;
                return (x is Array[] rows ? rows.SelectMany(row => row.Cast<object>()) : x.Cast<object>()).Select((item, i) => Weighted(item, weights[i])).Aggregate(default(Tangent), (a, b) => a + b);
            default:
                return default;
        }
    }

    private static object? Primal(object? result) => result switch
    {
        Dual<double> x => x.Value,
        Dual<float> x => x.Value,
        Dual<double>[] x => Array.ConvertAll(x, item => item.Value),
        Dual<float>[] x => Array.ConvertAll(x, item => item.Value),
        Dual<double>[,] x => Rectangle(x, (item, _) => item.Value),
        IDualVector x => x.Primal,
        _ => result,
    };

    private static bool IsDifferentiable(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        while (type.IsArray)
            type = type.GetElementType()!;
        return (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dual<>) || type.IsAssignableTo(typeof(IDualVector)))
            && parameter.GetCustomAttributesData().All(attribute => attribute.AttributeType.Name != "NoGradientAttribute");
    }

    private MethodInfo FindMethod(string method, object?[] arguments) =>
        program.Method(method, arguments.Select(argument => Twin(argument, false, -1)!.GetType()).ToArray());

    private static CompiledProgram Compile(IReadOnlyList<string> sources)
    {
        CSharpCompilation primal = GeneratorHarness.Compile(sources, []);
        CSharpCompilation twin = primal.AddReferences(MetadataReference.CreateFromFile(typeof(Oracle).Assembly.Location));
        foreach (SyntaxTree tree in primal.SyntaxTrees)
        {
            SyntaxNode root = new TwinRewriter(primal.GetSemanticModel(tree)).Visit(tree.GetRoot())!;
            // Parsed anew: what the rewriter puts together need not be a tree that the parser would have made.
            twin = twin.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(root.ToFullString(), (CSharpParseOptions)tree.Options, tree.FilePath));
        }

        using var stream = new MemoryStream();
        var result = twin.Emit(stream);
        if (!result.Success)
        {
            Assert.Fail($"""
                The oracle's twin does not compile:
                {string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))}

                {string.Join("\n\n", twin.SyntaxTrees)}
                """);
        }

        return new CompiledProgram(stream.ToArray());
    }
}
