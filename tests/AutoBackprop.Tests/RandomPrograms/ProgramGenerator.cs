using System.Globalization;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>
/// Makes programs by a grammar. Every variable, parameter and result keeps an invariant, an absolute value of at most
/// <see cref="Limit"/>: what could exceed it is squashed before it is stored. So values stay bounded through any calls and loops.
/// </summary>
public sealed partial class ProgramGenerator
{
    /// <summary>What no real variable's absolute value exceeds.</summary>
    public const double Limit = 4;

    /// <summary>What no int variable's absolute value exceeds.</summary>
    private const double IntLimit = 8;

    // Names a generated method uses itself are among them: locals of the user's have to win.
    private static readonly string[][] NamesByDepth =
    [
        ["a", "b", "s", "t", "dX", "value", "dOut", "product", "sum", "dA", "u", "w", "total", "larger", "exp", "quotient", "dValue", "store", "c1", "c2", "c3", "c4", "c5"],
        ["p", "q", "r", "dP", "factor", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"],
        ["h", "k", "dH", "dQ", "h1", "h2", "h3", "h4", "h5", "h6", "h7"],
        ["e", "f", "g", "e1", "e2", "e3", "e4", "e5", "e6", "e7"],
    ];

    private readonly Pcg random;
    private readonly ulong seed;
    private readonly Grammar grammar;
    private readonly List<Signature> functions = [];
    private readonly List<Local> scope = [];
    private readonly List<HashSet<string>> usedNames = [];
    private bool usingStatic;
    private bool usingAlias;
    private bool isMixed;
    private Sort mainReal;
    private Sort result;
    private string currentType = "";
    private Signature? self;
    private double recursiveCalls;
    private double cost;
    private int statements;

    private ProgramGenerator(ulong seed, Grammar grammar)
    {
        this.seed = seed;
        this.grammar = grammar;
        random = new Pcg(seed);
    }

    /// <summary>The program of this seed.</summary>
    public static RandomProgram Generate(ulong seed, Grammar grammar) => new ProgramGenerator(seed, grammar).Program();

    private RandomProgram Program()
    {
        usingStatic = random.Chance(0.15);
        usingAlias = !usingStatic && random.Chance(0.15) && grammar["using alias"] > 0;
        double flavour = random.Unit();
        mainReal = flavour < 0.15 && !HasValues || grammar["vector local"] > 0 ? Sort.Float : Sort.Double;
        isMixed = flavour > 0.75 && grammar["vector local"] == 0 && !HasValues;

        var types = new List<Node>();
        if (HasValues)
            types.Add(ValueTypes());
        int count = 1 + random.Below(2);
        for (int i = 0; i < count; i++)
            types.Add(ContainingType(i));

        var header = new List<Node> { Raw("using System;"), Raw("using AutoBackprop;") };
        if (grammar["vector local"] > 0 || HasValues)
            header.Insert(1, Raw("using System.Numerics;"));
        if (usingStatic)
            header.Add(Node.Of("using static", Sort.Member, "using static System.Math;\nusing static System.MathF;"));
        if (usingAlias)
            header.Add(Node.Of("using alias", Sort.Member, "using M = System.Math;\nusing MF = System.MathF;"));
        header.Add(Raw($"namespace Random{seed.ToString(CultureInfo.InvariantCulture)};"));
        header.Add(Raw("public enum Mode { Low, Mid, High }"));
        return new RandomProgram(seed, grammar, Node.ListOf(header.Concat(types)), [.. functions]);
    }

    private Node ContainingType(int index)
    {
        string name = index == 0 ? "First" : "Second";
        string kind = Pick(
            ("second class", () => "class"), ("struct", () => "struct"), ("record", () => "record"), ("nested type", () => "nested"), ("generic type", () => "generic"));
        if (index == 0 && random.Chance(0.6))
            kind = "class";
        (string construct, string open, string close) = kind switch
        {
            "struct" => ("struct", $"public partial struct {name}\n{{", "}"),
            "record" => ("record", $"public partial record {name}\n{{", "}"),
            "nested" => ("nested type", $"public partial class {name}\n{{\npublic static partial class Inner\n{{", "}\n}"),
            "generic" => ("generic type", $"public static partial class {name}<T>\n{{", "}"),
            _ => (index == 0 ? "" : "second class", $"public static partial class {name}\n{{", "}"),
        };
        currentType = kind switch { "nested" => name + ".Inner", "generic" => name + "<int>", _ => name };
        var members = new List<Node>
        {
            Raw("private const double Half = 0.5;"),
            Raw("internal static readonly double Rate = 0.75;"),
            Raw("private const float HalfF = 0.5f;"),
            Raw("internal static readonly float RateF = 0.75f;"),
            Raw("private const int Count = 3;"),
            Raw("private static double Table(int i) => i * 0.25 - 1;"),
        };
        int count = 1 + random.Below(3);
        for (int i = 0; i < count; i++)
            members.Add(grammar["generic function"] > 0 && random.Chance(0.12) ? GenericFunction() : Function());
        return Node.Of(construct, Sort.Member, $"{open}\n$0{close}", Node.ListOf(members));
    }

    private Node Function()
    {
        scope.Clear();
        usedNames.Clear();
        usedNames.Add([]);
        recursiveCalls = 0;
        cost = 1;
        loopDepth = 0;
        statements = 4 + random.Below(8);
        if (grammar["recursion over slices"] > 0 && random.Chance(0.06))
            return Divided();
        result = random.Chance(0.8) ? mainReal : isMixed ? OtherReal(mainReal) : mainReal;
        if (grammar["array result"] > 0 && random.Chance(0.12))
            result = Sort.RealArray;
        else if (grammar["void call"] > 0 && random.Chance(0.1))
            result = Sort.None;
        else if (HasValues && random.Chance(0.35))
            result = random.Of(Sort.Value, Sort.Value, Sort.Body, Sort.Pair, Sort.ValueArray);
        bool recursive = grammar["recursion"] > 0 && random.Chance(0.12);
        bool overload = grammar["overload"] > 0 && functions.Count > 0 && functions[^1].Type == currentType && functions[^1].Parameters[^1].Default is null && random.Chance(0.2);

        var parameters = new List<Parameter>();
        string[] names = ["x", "y", "z", "v"];
        int reals = 1 + random.Below(3);
        for (int i = 0; i < reals; i++)
            parameters.Add(new Parameter(names[i], isMixed && random.Chance(0.4) ? OtherReal(mainReal) : mainReal));
        AddBufferParameters(parameters);
        AddValueParameters(parameters);
        if (!recursive && !overload)
            AddOutputParameters(parameters);
        if (result == Sort.None && !parameters.Any(parameter => parameter.IsWritten))
            parameters.Add(new Parameter("output", Sort.RealSpan, IsWritten: true));
        if (random.Chance(0.12))
            parameters.Add(new Parameter("rate", mainReal, IsConstant: true));
        if (random.Chance(0.3))
            parameters.Add(new Parameter("n", Sort.Int));
        if (random.Chance(0.2))
            parameters.Add(new Parameter("flag", Sort.Bool));
        if (random.Chance(0.2))
            parameters.Add(new Parameter("mode", Sort.Mode));
        if (!recursive && !overload && grammar["default value"] > 0 && random.Chance(0.1))
            parameters.Add(new Parameter("gain", mainReal, Default: Real(1.25, mainReal)));
        if (recursive)
            parameters.Add(new Parameter("depth", Sort.Int, IsDepth: true));

        string name = overload ? functions[^1].Name : "F" + functions.Count.ToString(CultureInfo.InvariantCulture);
        if (random.Chance(0.05) && functions.All(function => function.Name != "Sin") && !usingStatic)
            name = "Sin";
        var signature = new Signature(currentType, name, result, [.. parameters], mainReal) { IsMixed = isMixed };
        if (functions.Any(function => function.Type == currentType && function.Name == name
            && function.Parameters.Select(Sorted).SequenceEqual(signature.Parameters.Select(Sorted))))
        {
            signature = signature with { Name = name = "F" + functions.Count.ToString(CultureInfo.InvariantCulture) };
            overload = false;
        }

        foreach (Parameter parameter in parameters.Where(static parameter => !parameter.IsOut))
        {
            if (parameter.Sort == Sort.Net)
                scope.AddRange(NetMembers);
            if (parameter.Sort == Sort.Nets)
                scope.AddRange(NetsMembers);
            bool isMemory = parameter.Sort == Sort.RealMemory;
            scope.Add(new Local(
                isMemory ? parameter.Name + ".Span" : parameter.Name, isMemory ? Sort.RealSpan : parameter.Sort, parameter.Sort == Sort.Int ? IntLimit : Limit,
                IsWritable: !parameter.IsDepth && !parameter.IsIn && (!parameter.IsBuffer || parameter.IsWritten)) { CanBeCaptured = !parameter.IsIn && !parameter.IsRef });
        }
        self = null;
        Node[] outputs = [.. parameters.Where(static parameter => parameter.IsOut).Select(AssignOutput).ToArray()];

        Node body;
        if (!recursive && result != Sort.None && outputs.Length == 0 && random.Chance(grammar["expression body"] / (grammar["expression body"] + grammar["block body"])))
        {
            body = Node.Of("expression body", Sort.Member, "=> $0;", Result(4));
        }
        else
        {
            var prefix = new List<Node>();
            // The way out of the recursion is none if it recurs itself.
            self = null;
            if (recursive)
                prefix.Add(Node.Of("recursion", Sort.Statement, "if (depth <= 0)\n{\n$0\n}", Return(depth: 1)));
            self = recursive ? signature : null;
            Node inner = Node.ListOf(prefix.Concat(outputs).Concat(Body(0).Children).Concat(result == Sort.None ? [] : [Return()]));
            body = Node.Of("block body", Sort.Member, "{\n$0}", inner);
        }

        functions.Add(signature with { Cost = cost * (1 + recursiveCalls + recursiveCalls * recursiveCalls + recursiveCalls * recursiveCalls * recursiveCalls) });
        string list = string.Join(", ", parameters.Select(p => (p.IsConstant ? "[NoGradient] " : "") + (p.IsIn ? "in " : p.IsRef ? "ref " : p.IsOut ? "out " : "") + Type(p.Sort, p.IsWritten) + " " + p.Name + (p.Default is null ? "" : " = " + p.Default)));
        string construct = overload ? "overload" : parameters.Any(p => p.IsConstant) ? "no gradient" : "";
        return Node.Of(construct, Sort.Member, $"[Differentiable]\npublic static {Type(result)} {name}({list})\n$0", body);
    }

    /// <summary>By what overloads are told apart: an array is taken for a span as well, and the other overload would be meant.</summary>
    private static Sort Sorted(Parameter parameter) => parameter.Sort is Sort.RealSpan or Sort.RealMemory ? Sort.RealArray : parameter.Sort;

    // Choice

    private Node Pick(params (string Construct, Func<Node?> Make)[] alternatives) => Pick<Node>(alternatives!);

    private T Pick<T>(params (string Construct, Func<T?> Make)[] alternatives) where T : class
    {
        // What cannot be made here (no variable of that sort, say) says so by null, and another is drawn.
        var left = alternatives.Where(alternative => grammar[alternative.Construct] > 0).ToList();
        while (left.Count > 0)
        {
            double at = random.Unit() * left.Sum(alternative => grammar[alternative.Construct]);
            int i = 0;
            while (i < left.Count - 1 && (at -= grammar[left[i].Construct]) >= 0)
                i++;
            if (left[i].Make() is { } made)
                return made;
            left.RemoveAt(i);
        }

        throw new InvalidOperationException("The grammar has no alternative left: " + string.Join(", ", alternatives.Select(a => a.Construct)));
    }

    private Local? AnyLocal(Sort sort, bool writable = false, bool varying = false)
    {
        Local[] locals = scope.Where(local => local.Sort == sort && (!writable || local.IsWritable) && !(varying && local.IsConstant)).ToArray();
        if (locals.Length == 0)
            return null;
        // Later ones more often, so that what was computed is used.
        return locals[Math.Max(random.Below(locals.Length), random.Below(locals.Length))];
    }

    private string? NewName()
    {
        int depth = usedNames.Count - 1;
        string[] free = NamesByDepth[depth].Where(name => !usedNames[depth].Contains(name)).ToArray();
        if (free.Length == 0)
            return null;
        string name = free[random.Below(Math.Min(free.Length, 8))];
        usedNames[depth].Add(name);
        return name;
    }

    // Texts

    private static Node Raw(string text) => Node.Of("", Sort.Member, text);

    private static Sort OtherReal(Sort sort) => sort == Sort.Double ? Sort.Float : Sort.Double;

    private string Type(Sort sort, bool isWritten = false) => sort switch
    {
        Sort.Double => "double",
        Sort.Float => "float",
        Sort.Int => "int",
        Sort.Bool => "bool",
        Sort.Mode => "Mode",
        Sort.RealArray => Type(mainReal) + "[]",
        Sort.RealSpan => (isWritten ? "Span<" : "ReadOnlySpan<") + Type(mainReal) + ">",
        Sort.RealMemory => (isWritten ? "Memory<" : "ReadOnlyMemory<") + Type(mainReal) + ">",
        Sort.Grid => Type(mainReal) + "[,]",
        Sort.Rows => Type(mainReal) + "[][]",
        Sort.None => "void",
        Sort.IntArray => "int[]",
        Sort.Value => "Vec",
        Sort.Body => "Body",
        Sort.Pair => "(double, Vec)",
        Sort.ValueArray => "Vec[]",
        Sort.Net => "Net",
        Sort.Nets => "Net[]",
        _ => throw new ArgumentOutOfRangeException(nameof(sort)),
    };

    private static string Real(double value, Sort sort) =>
        value.ToString("0.0####", CultureInfo.InvariantCulture) + (sort == Sort.Float ? "f" : "");

    private static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>How a function of Math or MathF is called in this program.</summary>
    private string MathOf(Sort sort, string name)
    {
        // Where both are in scope, what they share is told apart by the arguments; Abs, Max and their kind mean two things then.
        if (usingStatic && name is "Sin" or "Cos" or "Tan" or "Exp" or "Log" or "Sqrt" or "Tanh" or "Atan" && usingStatic)
            return name;
        return (sort, usingAlias) switch
        {
            (Sort.Double, false) => "Math.",
            (Sort.Double, true) => "M.",
            (_, false) => "MathF.",
            _ => "MF.",
        } + name;
    }
}
