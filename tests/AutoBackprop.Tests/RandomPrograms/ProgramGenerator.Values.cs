namespace AutoBackprop.Tests.RandomPrograms;

/// <content>
/// Values as users shape them: a <c>Vec</c> that is made anew, a <c>Body</c> that is changed in place and has structs inside, arrays
/// of both, tuples. A value's bound is that of its numbers.
/// </content>
public sealed partial class ProgramGenerator
{
    private static readonly string[] Constants =
    [
        "private const double Half = 0.5;", "internal static readonly double Rate = 0.75;", "private const int Count = 3;", "private static double Table(int i) => i * 0.25 - 1;",
    ];

    /// <summary>Whether this is inside a member of <c>Vec</c>, where another of them would be a recursion.</summary>
    private bool IsInVec => currentType == "Vec";

    private bool HasValues => grammar["value local"] > 0;

    /// <summary>The structs of the program; their members are random where they may be.</summary>
    private Node ValueTypes()
    {
        Local[] vec = [new("X", Sort.Double, Limit, IsWritable: false), new("Y", Sort.Double, Limit, IsWritable: false)];
        Local[] body = [new("P", Sort.Value, Limit), new("M", Sort.Double, Limit), new("Q.X", Sort.Double, Limit), new("Q.Y", Sort.Double, Limit)];
        Local[] frozen = [.. body.Select(local => local with { IsWritable = false })];
        var x = new Local("x", Sort.Double, Limit);
        currentType = "Vec";
        Node vecs = Node.Of("", Sort.Member, """
            [Differentiable]
            public readonly partial record struct Vec(double X, double Y)
            {
            $0
            public static readonly Vec Unit = new(1, 0.5);
            public static Vec Zero => new(0, 0);
            public double this[int i] => i % 2 == 0 ? X : Y;
            public double Size => $1;
            public static Vec operator +(Vec a, Vec b) => new(a.X + b.X, a.Y + b.Y);
            public static Vec operator -(Vec a, Vec b) => new(a.X - b.X, a.Y - b.Y);
            public static Vec operator -(Vec a) => new(-a.X, -a.Y);
            public static Vec operator *(Vec a, double s) => new(a.X * s, a.Y * s);
            public static Vec operator *(double s, Vec a) => a * s;
            public static Vec operator /(Vec a, double s) => a * (1 / s);
            public static explicit operator Vec(double x) => new(x, $2);
            public static double Dot(Vec a, Vec b) => a.X * b.X + a.Y * b.Y;
            public Vec Turned(double x) => new($3, $4);
            public Vec Squashed()
            {
            if ($5)
            return new(Math.Sin(X), Math.Sin(Y));
            return new(Math.Atan(Y), Math.Cos(X));
            }
            [Differentiable]
            public double Measure(double x)
            {
            $6}
            }
            """,
            Node.ListOf(Constants.Select(Raw)),
            Member(Sort.Double, vec, () => Bounded(Expression(Sort.Double, 2))),
            Member(Sort.Double, [x], () => Bounded(Expression(Sort.Double, 2))),
            Member(Sort.Double, [.. vec, x], () => Bounded(Expression(Sort.Double, 2))),
            Member(Sort.Double, [.. vec, x], () => Bounded(Expression(Sort.Double, 1))),
            Member(Sort.Double, vec, () => Bool(1)),
            Member(Sort.Double, [.. vec, x], () => Node.ListOf(Body(0).Children.Append(Return()))));
        currentType = "Body";
        Node bodies = Node.Of("", Sort.Member, """
            [Differentiable]
            public record struct Spin
            {
            public double X { get; set; }
            public double Y;
            }
            [Differentiable]
            public partial struct Body
            {
            $0
            public Vec P;
            public Spin Q;
            public double M { get; set; }
            public int N;
            public Body(double x, Vec vec)
            {
            P = vec;
            M = $1;
            Q.Y = $2;
            }
            public double Tilt
            {
            readonly get => Q.X - M / 2;
            set
            {
            M = (M + Math.Sin(value)) / 2;
            Q.X = Math.Atan(value * M);
            }
            }
            public readonly double Energy() => $3;
            public void Move(double x)
            {
            $4}
            }
            """,
            Node.ListOf(Constants.Select(Raw)),
            Member(Sort.Double, [x, new("vec", Sort.Value, Limit)], () => Bounded(Expression(Sort.Double, 2))),
            Member(Sort.Double, [x, frozen[1]], () => Bounded(Expression(Sort.Double, 1))),
            Member(Sort.Double, frozen, () => Bounded(Expression(Sort.Double, 3))),
            Member(Sort.None, [.. body, x], () => Body(0) is var made && !made.Children.IsEmpty ? made : Node.ListOf([Raw("M *= x / 4;")])));
        currentType = "Net";
        Node nets = Node.Of("", Sort.Member, """
            [Differentiable]
            public abstract partial class Unit
            {
            $0
            public double G { get; $2; }
            public double Squash(double x) => $1;
            }
            [Differentiable]
            public sealed partial class Net : Unit
            {
            public double[] W = new double[5];
            public Vec[] Vs = new Vec[2];
            public double Scaled(double x) => Squash(x) * W[1] / 4;
            }
            """,
            Node.ListOf(Constants.Select(Raw)),
            Member(Sort.Double, [new("G", Sort.Double, Limit, IsWritable: false), x], () => Bounded(Expression(Sort.Double, 2))),
            Raw(random.Of("set", "init")));
        currentType = "Tool";
        result = Sort.Double;
        Node tools = Node.Of("method of an object", Sort.Member, """
            public sealed partial class Tool(double rate)
            {
            $0
            public static readonly Tool Shared = new(1.5);
            private readonly double gain = rate / 2;
            public double Offset { get; } = 0.25;
            [Differentiable]
            public double Apply(double x, Vec vec)
            {
            $1}
            }
            """,
            Node.ListOf(Constants.Select(Raw)),
            Member(Sort.Double, [new("gain", Sort.Double, 1, IsWritable: false), new("Offset", Sort.Double, 1, IsWritable: false), x, new("vec", Sort.Value, Limit)], () => Node.ListOf(Body(0).Children.Append(Return()))));
        functions.Add(new Signature("Tool", "Apply", Sort.Double, [new("x", Sort.Double), new("vec", Sort.Value)], Sort.Double) { Object = "new Tool(1.5)", Cost = cost });
        return Node.ListOf([vecs, bodies, nets, tools]);
    }

    /// <summary>A part of a struct's member, with what is in scope there.</summary>
    private Node Member(Sort result, Local[] locals, Func<Node> make)
    {
        scope.Clear();
        scope.AddRange(locals);
        usedNames.Clear();
        usedNames.Add([.. locals.Select(static local => local.Name)]);
        self = null;
        recursiveCalls = loopDepth = 0;
        cost = 1;
        statements = 3;
        this.result = result;
        return make();
    }

    private void AddValueParameters(List<Parameter> parameters)
    {
        Add("value parameter", 0.6, "vec", Sort.Value, canBeIn: true);
        Add("body parameter", 0.35, "body", Sort.Body, canBeIn: true);
        Add("tuple parameter", 0.15, "pair", Sort.Pair, canBeIn: false);
        Add("value array parameter", 0.3, "vecs", Sort.ValueArray, canBeIn: false);
        Add("holder parameter", 0.2, "net", Sort.Net, canBeIn: false);
        Add("holders parameter", 0.15, "nets", Sort.Nets, canBeIn: false);

        void Add(string construct, double chance, string name, Sort sort, bool canBeIn)
        {
            if (grammar[construct] > 0 && random.Chance(chance))
                parameters.Add(new Parameter(name, sort, IsWritten: sort == Sort.ValueArray && random.Chance(0.4), IsIn: canBeIn && random.Chance(0.2)));
        }
    }

    // Parameters given by reference, and objects that hold parameters

    /// <summary>What a function sees of a <c>Net</c>: it reads all of it and writes nothing.</summary>
    private static readonly Local[] NetMembers =
    [
        new("net.G", Sort.Double, Limit, IsWritable: false), new("net.W", Sort.RealArray, Limit, IsWritable: false), new("net.Vs", Sort.ValueArray, Limit, IsWritable: false),
    ];

    /// <summary>What a function sees of two <c>Net</c>s in an array.</summary>
    private static readonly Local[] NetsMembers =
    [
        new("nets[0].G", Sort.Double, Limit, IsWritable: false), new("nets[^1].G", Sort.Double, Limit, IsWritable: false), new("nets[1].W", Sort.RealArray, Limit, IsWritable: false), new("nets[0].Vs", Sort.ValueArray, Limit, IsWritable: false),
    ];

    private void AddOutputParameters(List<Parameter> parameters)
    {
        // The constants of a generic type cannot be named where the call is read.
        if (!HasValues || result is Sort.RealArray or Sort.ValueArray || currentType.EndsWith("<int>", StringComparison.Ordinal) || !random.Chance(0.25))
            return;
        bool isValue = random.Chance(0.4);
        if (grammar["ref parameter"] > 0 && random.Chance(0.7))
            parameters.Add(isValue ? new Parameter("place", Sort.Value) { IsRef = true } : new Parameter("state", Sort.Double) { IsRef = true });
        if (grammar["out parameter"] > 0 && random.Chance(0.6))
            parameters.Add(isValue ? new Parameter("given", Sort.Double) { IsOut = true } : new Parameter("made", Sort.Value) { IsOut = true });
    }

    private Node AssignOutput(Parameter output)
    {
        Node value = output.Sort == Sort.Value ? BoundedValue(ValueExpression(2)) : Bounded(Expression(Sort.Double, 2));
        scope.Add(new Local(output.Name, output.Sort, Limit) { CanBeCaptured = false });
        return Node.Of("", Sort.Statement, $"{output.Name} = $0;", value);
    }

    /// <summary>The argument of a parameter given by reference: a variable, or a new one.</summary>
    private Node? PlaceArgument(Parameter parameter)
    {
        if (parameter.IsOut)
        {
            if (NewName() is not { } name)
                return null;
            newLocals.Add(new Local(name, parameter.Sort, Limit));
            return Node.Of("", parameter.Sort, $"out {random.Of("var", Type(parameter.Sort))} {name}");
        }
        Local[] places = [.. scope.Where(local => local.Sort == parameter.Sort && local.IsWritable && local.Name.All(char.IsLetterOrDigit) && char.IsLower(local.Name[0]))];
        return places.Length == 0 ? null : Node.Of("", parameter.Sort, "ref " + places[random.Below(places.Length)].Name);
    }

    /// <summary>What the call that is being made declares in its arguments.</summary>
    private readonly List<Local> newLocals = [];

    private Node? CallByReference()
    {
        double times = Math.Pow(6, loopDepth);
        Signature[] candidates = [.. functions.Where(function => function.GivesByReference && function.Type == currentType && cost + function.Cost * times < 2000)];
        if (candidates.Length == 0)
            return null;
        Signature callee = candidates[random.Below(candidates.Length)];
        newLocals.Clear();
        if (CallOf(callee, 3) is not { } call)
            return null;
        cost += callee.Cost * times;
        Local[] declared = [.. newLocals];
        if (callee.Result == Sort.None)
            return Added(Node.Of("call by reference", Sort.Statement, "$0;", call), declared);
        return NewName() is { } name
            ? Added(Node.Of("call by reference", Sort.Statement, $"{Type(callee.Result)} {name} = $0;", call), [.. declared, new Local(name, callee.Result, Limit)])
            : null;
    }

    // Places: what can be named without being computed

    /// <summary>An index into an array of values, of which there are at least two.</summary>
    private string ShortIndex() => AnyLocal(Sort.Int) is { } counter && random.Chance(0.6) ? $"Math.Abs({counter.Name}) % 2" : random.Of("0", "1", "^1");

    private string? BodyPlace(bool writable)
    {
        Local? body = AnyLocal(Sort.Body, writable), bodies = AnyLocal(Sort.BodyArray);
        return bodies is not null && (body is null || random.Chance(0.4)) ? $"{bodies.Name}[{ShortIndex()}]" : body?.Name;
    }

    private string? ValuePlace(bool writable)
    {
        string?[] places =
        [
            AnyLocal(Sort.Value, writable)?.Name, AnyLocal(Sort.Value, writable)?.Name,
            AnyLocal(Sort.ValueArray, writable) is { } vecs ? $"{vecs.Name}[{ShortIndex()}]" : null,
            BodyPlace(writable) is { } body ? body + ".P" : null,
            AnyLocal(Sort.Pair, writable) is { } pair ? pair.Name + ".Item2" : null,
        ];
        string[] made = [.. places.OfType<string>()];
        return made.Length == 0 ? null : made[random.Below(made.Length)];
    }

    /// <summary>A number inside a value.</summary>
    private string? PartPlace(bool writable)
    {
        string?[] places =
        [
            !writable && ValuePlace(false) is { } value ? value + random.Of(".X", ".Y") : null,
            BodyPlace(writable) is { } body ? body + random.Of(".M", ".Q.X", ".Q.Y") : null,
            AnyLocal(Sort.Pair, writable) is { } pair ? pair.Name + ".Item1" : null,
        ];
        string[] made = [.. places.OfType<string>()];
        return made.Length == 0 ? null : made[random.Below(made.Length)];
    }

    // Expressions

    private Node? Part(Sort sort) => sort == Sort.Double && HasValues && PartPlace(writable: false) is { } place
        ? Make(sort, place.Contains('[') ? "part of an element" : "part", place, Limit)
        : null;

    private Node? ValueMeasure(Sort sort, int depth)
    {
        if (sort != Sort.Double || !HasValues)
            return null;
        Node a = ValueExpression(depth - 1), b = ValueExpression(depth - 1);
        return (IsInVec ? 3 * random.Below(2) : random.Below(7)) switch
        {
            0 => Make(sort, "value measure", "Vec.Dot($0, $1)", 2 * a.Bound * b.Bound, a, b),
            1 => Make(sort, "value measure", "$0.Size", Limit, GroupedValue(BoundedValue(a))),
            // A measure may make bodies.
            2 when currentType != "Body" => Make(sort, "value measure", "$0.Measure($1)", Limit, GroupedValue(BoundedValue(a)), Bounded(Expression(sort, depth - 1))),
            3 => Make(sort, "value measure", "$0.Y", a.Bound, GroupedValue(a)),
            4 when currentType != "Body" && BodyPlace(writable: false) is { } body => Make(sort, "value measure", $"{body}.Energy()", Limit),
            5 when random.Chance(0.4) && AnyLocal(Sort.Net) is { } net => Make(sort, "method of a holder", $"{net.Name}.{random.Of("Squash", "Scaled")}($0)", Limit, Bounded(Expression(sort, depth - 1))),
            6 => Make(sort, "indexer of a value", "$0[$1]", a.Bound, GroupedValue(a), IntLeaf()),
            _ => Make(sort, "value measure", "$0.Turned($1).X", Limit, GroupedValue(BoundedValue(a)), Bounded(Expression(sort, depth - 1))),
        };
    }

    private Node ValueExpression(int depth)
    {
        if (depth <= 0)
            return ValueLeaf();
        Node Child() => ValueExpression(depth - 1) is var child && child.Bound > 100 ? BoundedValue(child) : child;
        Node Real() => Bounded(Expression(Sort.Double, depth - 1));
        return Pick(
            ("value variable", ValueLeaf),
            ("value constructor", () => random.Below(IsInVec ? 2 : 4) switch
            {
                0 => MakeValue("value constructor", "new Vec(Y: $0, X: $1)", Limit, Real(), Real()),
                1 => MakeValue("value constructor", "new Vec($0, 1) { Y = $1 }", Limit, Real(), Real()),
                2 => MakeValue("value constructor", "(Vec)($0)", Limit, Real()),
                _ => MakeValue("value constructor", "new Vec($0, $1)", Limit, Real(), Real()),
            }),
            ("value operator", () => (Child(), Child(), Real()) is var (a, b, s) ? random.Below(6) switch
            {
                0 or 1 => MakeValue("value operator", "$0 + $1", a.Bound + b.Bound, GroupedValue(a), GroupedValue(b)),
                2 => MakeValue("value operator", "$0 - $1", a.Bound + b.Bound, GroupedValue(a), GroupedValue(b)),
                3 => MakeValue("value operator", "$0 * ($1)", a.Bound * s.Bound, GroupedValue(a), s),
                4 => MakeValue("value operator", "0.5 * $0 / (1.5 + Math.Abs($1))", a.Bound, GroupedValue(a), s),
                _ => MakeValue("value operator", "-$0", a.Bound, GroupedValue(a)),
            } : null),
            ("with", () => (Child(), Real()) is var (a, s) ? MakeValue("with", $"($0 with {{ {random.Of("X", "Y")} = $1 }})", Math.Max(a.Bound, Limit), GroupedValue(a), s) : null),
            ("method of a value", () => IsInVec ? null : random.Chance(0.5)
                ? MakeValue("method of a value", "$0.Turned($1)", Limit, GroupedValue(BoundedValue(Child())), Real())
                : MakeValue("method of a value", "$0.Squashed()", 1.6, GroupedValue(Child()))),
            ("value conditional", () => (Child(), Child()) is var (a, b) ? MakeValue("value conditional", "($2 ? $0 : $1)", Math.Max(a.Bound, b.Bound), a, b, Bool(1)) : null),
            ("value switch", () => (Child(), Child(), AnyLocal(Sort.Double, varying: true)) is (var a, var b, { } real)
                ? MakeValue("value switch", $"({real.Name} switch {{ > 1 => $0, < -0.5 => $1, _ => default }})", Math.Max(a.Bound, b.Bound), a, b) : null),
            ("switch on parts", () => SwitchOnParts(Sort.Value, Child)),
            ("call", () => Callee(Sort.Value) is { } callee ? CallOf(callee, depth) : null));
    }

    private Node ValueLeaf() => ValuePlace(writable: false) is { } place && random.Chance(0.85)
        ? MakeValue("value variable", place, Limit)
        : random.Chance(0.2) ? MakeValue("static value", random.Of("Vec.Unit", "Vec.Zero", "default(Vec)"), 1) : MakeValue("value constructor", "new Vec($0, $1)", Limit, Leaf(Sort.Double), Leaf(Sort.Double));

    private static Node MakeValue(string construct, string template, double bound, params Node[] children) => Make(Sort.Value, construct, template, bound, children);

    private Node BoundedValue(Node value) => value.Bound <= Limit ? value : random.Below(2) == 0 && !IsInVec
        ? MakeValue("method of a value", "$0.Squashed()", 1.6, GroupedValue(value))
        : MakeValue("value operator", $"$0 / {Math.Ceiling(value.Bound / Limit).ToString("0", System.Globalization.CultureInfo.InvariantCulture)}", Limit, GroupedValue(value));

    private static Node GroupedValue(Node value) => value.Template.Contains(' ', StringComparison.Ordinal) && value.Template[0] != '(' || value.Template[0] == '-' || value.Template.StartsWith("(Vec)", StringComparison.Ordinal)
        ? Node.Of("", Sort.Value, "($0)", value) with { Bound = value.Bound }
        : value;

    /// <summary>A condition on values as wholes, which may well hold: one is compared with another that differs in a part.</summary>
    private Node? ValueComparison(int depth)
    {
        if (ValuePlace(writable: false) is not { } place)
            return null;
        string sign = random.Of("==", "!=");
        return random.Below(3) switch
        {
            0 => Node.Of("value comparison", Sort.Bool, $"{place} {sign} $0", GroupedValue(ValueExpression(depth))),
            1 => Node.Of("value comparison", Sort.Bool, $"({place}.X, {place}) {sign} ($0, $1)", Bounded(Expression(Sort.Double, depth)), ValueExpression(depth)),
            _ => Node.Of("value comparison", Sort.Bool, $"{place}.Equals({place} with {{ X = $0 }})", Bounded(Expression(Sort.Double, depth))),
        };
    }

    private Node BodyExpression(int depth)
    {
        Node Value() => BoundedValue(ValueExpression(depth - 1));
        Node Real() => Bounded(Expression(Sort.Double, depth - 1));
        string? place = BodyPlace(writable: false);
        return random.Below(place is null ? 2 : 5) switch
        {
            0 => Node.Of("body made", Sort.Body, "new Body { P = $0, M = $1, N = Count }", Value(), Real()),
            1 => Node.Of("body made", Sort.Body, "new Body($1, $0)", Value(), Real()),
            2 => Node.Of("body with", Sort.Body, $"({place} with {{ M = $0, P = $1 }})", Real(), Value()),
            3 when Callee(Sort.Body) is { } callee && CallOf(callee, depth) is { } call => call,
            _ => Node.Of("body variable", Sort.Body, place!),
        };
    }

    private Node PairExpression(int depth) => Callee(Sort.Pair) is { } callee && random.Chance(0.3) && CallOf(callee, depth) is { } call
        ? call
        : AnyLocal(Sort.Pair) is { } pair && random.Chance(0.4) ? Node.Of("tuple variable", Sort.Pair, pair.Name)
        : Node.Of("tuple made", Sort.Pair, "($0, $1)", Bounded(Expression(Sort.Double, depth - 1)), BoundedValue(ValueExpression(depth - 1)));
}
