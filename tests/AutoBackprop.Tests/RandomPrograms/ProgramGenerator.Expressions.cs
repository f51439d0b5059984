namespace AutoBackprop.Tests.RandomPrograms;

public sealed partial class ProgramGenerator
{
    /// <summary>The expression, squashed where it could exceed <see cref="Limit"/>.</summary>
    private Node Bounded(Node node)
    {
        if (node.Bound <= Limit)
            return node;
        Sort sort = node.Sort;
        double divisor = Math.Ceiling(node.Bound / Limit);
        return random.Below(node.Bound < 1e6 ? 6 : 3) switch
        {
            0 => Make(sort, "function of one", $"{MathOf(sort, "Sin")}($0)", 1, node),
            1 => Make(sort, "function of one", $"{MathOf(sort, "Atan")}($0)", 1.6, node),
            2 => Make(sort, "%", $"$0 % {Real(3.5, sort)}", 3.5, Operand(node)),
            3 => Make(sort, "clamp", $"Math.Clamp($0, {Real(-3, sort)}, {Real(2.5, sort)})", 3, node),
            4 => Make(sort, "function of one", $"{MathOf(sort, "Tanh")}($0 / {Real(divisor, sort)})", 1, Operand(node)),
            _ => Make(sort, "/", $"$0 / {Real(divisor, sort)}", Limit, Operand(node)),
        };
    }

    private Node Expression(Sort sort, int depth)
    {
        Node node = RealExpression(sort, depth);
        // Products of products would leave the range in which anything can be compared.
        return node.Bound > 1e4 ? Bounded(node) : node;
    }

    private Node RealExpression(Sort sort, int depth)
    {
        if (depth <= 0)
            return Leaf(sort);
        int next = random.Chance(0.3) ? 0 : depth - 1;
        Node Child() => Expression(sort, random.Chance(0.5) ? next : depth - 1);
        Node Small(double bound)
        {
            // A child of at most this magnitude, for functions that grow or saturate.
            Node child = Child();
            return child.Bound <= bound ? child : Node.Of("/", sort, $"$0 / {Real(Math.Ceiling(child.Bound / bound), sort)}", Operand(child)) with { Bound = bound };
        }

        string one = Real(1.5, sort);
        string half = Real(0.5, sort);
        string Abs(string place) => $"Math.Abs({place})";
        return Pick(
            ("literal", () => Leaf(sort)),
            ("variable", () => Leaf(sort)),
            ("field", () => Leaf(sort)),
            ("element", () => ElementRead(sort, depth)),
            ("component", () => Component(sort)),
            ("measure", () => Measure(sort, depth)),
            ("part", () => Part(sort)),
            ("value measure", () => ValueMeasure(sort, depth)),
            ("numerics", () => NumericsMeasure(sort, depth)),
            ("+", () => Infix("+", Child(), Child(), (a, b) => a + b)),
            ("-", () => Infix("-", Child(), Child(), (a, b) => a + b)),
            ("*", () => Infix("*", Child(), Child(), (a, b) => a * b)),
            ("/", () => random.Below(3) switch
            {
                0 => Make(sort, "/", $"$0 / ({one} + {Abs("$1")})", 1, Child(), Child()) is var quotient ? quotient with { Bound = quotient.Children[0].Bound / 1.5, Template = Parenthesize(quotient, 0) } : null,
                1 => Divide(Child(), Real(random.Of(2, 3, 0.5, 1.5), sort), 2),
                _ => Node.Of("/", sort, $"$0 / ({Real(2, sort)} + {MathOf(sort, "Sin")}($1))", Operand(Child()), Child()) is var quotient ? quotient with { Bound = quotient.Children[0].Bound } : null,
            }),
            ("%", () => Node.Of("%", sort, random.Chance(0.5) ? $"$0 % {one}" : $"$0 % ({one} + {Abs("$1")})", Operand(Child()), Child()) is var remainder
                ? remainder with { Bound = Math.Min(remainder.Children[0].Bound, 1.5 + remainder.Children[1].Bound) } : null),
            ("unary minus", () => Child() is var child ? Make(sort, "unary minus", "-$0", child.Bound, Operand(child)) : null),
            ("int operand", () => (IntExpression(1), Child()) is var (number, child)
                ? Make(sort, "int operand", random.Chance(0.5) ? "$0 * $1" : "$1 * $0", number.Bound * child.Bound, Operand(number), Operand(child)) : null),
            ("whole literal", () => Child() is var child ? random.Below(4) switch
            {
                0 => Make(sort, "whole literal", "2 * $0", 2 * child.Bound, Operand(child)),
                1 => Make(sort, "whole literal", "1 - $0", 1 + child.Bound, Operand(child)),
                2 => Make(sort, "whole literal", "$0 / 3", child.Bound / 3, Operand(child)),
                _ => Child() is var other ? Make(sort, "whole literal", "1 / 2 * $0 + $1", other.Bound, Operand(child), Operand(other)) : null,
            } : null),
            ("function of one", () => random.Below(17) switch
            {
                0 or 1 => Make(sort, "function of one", $"{MathOf(sort, "Sin")}($0)", 1, Child()),
                2 => Make(sort, "function of one", $"{MathOf(sort, "Cos")}($0)", 1, Child()),
                3 or 4 => Make(sort, "function of one", $"{MathOf(sort, "Exp")}($0)", 7.4, Small(2)),
                5 => Make(sort, "function of one", $"{MathOf(sort, "Log")}({one} + {Abs("$0")})", 10, Child()),
                6 => Make(sort, "function of one", $"{MathOf(sort, "Sqrt")}({half} + {Abs("$0")})", 101, Child()),
                7 => Make(sort, "function of one", $"{MathOf(sort, "Tanh")}($0)", 1, Small(4)),
                8 => Make(sort, "function of one", $"{MathOf(sort, "Atan")}($0)", 1.6, Child()),
                9 => Make(sort, "function of one", $"{MathOf(sort, random.Of("Sinh", "Cosh"))}($0)", 3.8, Small(2)),
                10 => Make(sort, "function of one", $"{MathOf(sort, "Asinh")}($0)", 10, Child()),
                11 => Make(sort, "function of one", $"{MathOf(sort, random.Of("Asin", "Acos", "Atanh"))}({Real(0.9, sort)} * {MathOf(sort, "Sin")}($0))", 3.2, Child()),
                12 => Make(sort, "function of one", $"{MathOf(sort, "Acosh")}({one} + {Abs("$0")})", 10, Child()),
                13 => Make(sort, "function of one", $"{MathOf(sort, "Cbrt")}({half} + {Abs("$0")})", 22, Child()),
                14 => Make(sort, "function of one", $"{MathOf(sort, random.Of("Log2", "Log10"))}({one} + {Abs("$0")})", 14, Child()),
                15 => Make(sort, "function of one", $"{MathOf(sort, "Tan")}({MathOf(sort, "Sin")}($0))", 1.6, Child()),
                _ => Child() is var child ? Make(sort, "function of one", Abs("$0"), child.Bound, child) : null,
            }),
            ("function of two", () => random.Below(6) switch
            {
                0 => Make(sort, "function of two", $"{MathOf(sort, "Atan2")}($0, {one} + {Abs("$1")})", 1.6, Child(), Child()),
                1 => Make(sort, "function of two", $"{MathOf(sort, "Pow")}({half} + {Abs("$0")}, $1)", 6.3, Small(2), Small(2)),
                2 => Small(4) is var child ? Make(sort, "function of two", $"{MathOf(sort, "Pow")}($0, {random.Of("2", "3")})", 64, child) : null,
                3 => Child() is var child ? Make(sort, "function of two", $"{MathOf(sort, "CopySign")}($0, $1)", child.Bound, child, Child()) : null,
                4 => Child() is var child ? Make(sort, "function of two", $"{MathOf(sort, "IEEERemainder")}($0, {one} + {Abs("$1")})", child.Bound, child, Child()) : null,
                _ => Make(sort, "function of two", $"{MathOf(sort, "Log")}({one} + {Abs("$0")}, {Real(3, sort)} + {Abs("$1")})", 10, Child(), Child()),
            }),
            ("function of three", () => (Child(), Child(), Child()) is var (a, b, c)
                ? Make(sort, "function of three", $"{MathOf(sort, "FusedMultiplyAdd")}($0, $1, $2)", a.Bound * b.Bound + c.Bound, a, b, c) : null),
            ("max and min", () => (Child(), Child()) is var (a, b)
                ? Make(sort, "max and min", $"{random.Of("Math.Max", "Math.Min", MathOf(sort, "MaxMagnitude"), MathOf(sort, "MinMagnitude"))}($0, $1)", Math.Max(a.Bound, b.Bound), a, b) : null),
            ("clamp", () => Make(sort, "clamp", $"Math.Clamp($0, {Real(-1.5, sort)}, {Real(2, sort)})", 2, Child())),
            ("static of double", () => $"{Type(sort)}." is var type ? random.Below(8) switch
            {
                0 => Make(sort, "static of double", $"{type}Exp2($0)", 4, Small(2)),
                1 => Make(sort, "static of double", $"{type}{random.Of("SinPi", "CosPi")}($0)", 1, Child()),
                2 => Make(sort, "static of double", $"{type}{random.Of("LogP1", "Log2P1", "Log10P1")}({Abs("$0")})", 14, Child()),
                3 => Make(sort, "static of double", $"{type}ExpM1($0)", 6.4, Small(2)),
                4 => (Child(), Child()) is var (a, b) ? Make(sort, "static of double", $"{type}Hypot($0, {one} + {Abs("$1")})", a.Bound + b.Bound + 1.5, a, b) : null,
                5 => (Child(), Child()) is var (a, b) ? Make(sort, "static of double", $"{type}Lerp($0, $1, {half} + {half} * {MathOf(sort, "Sin")}($2))", a.Bound + b.Bound, a, b, Child()) : null,
                6 => Make(sort, "static of double", $"{type}RootN({half} + {Abs("$0")}, 3)", 22, Child()),
                _ => Child() is var child ? Make(sort, "static of double", $"{type}DegreesToRadians($0)", child.Bound, child) : null,
            } : null),
            ("rounding", () => (Child(), Child()) is var (a, b) ? Make(
                sort, "rounding", $"{random.Of("Math.Floor", "Math.Ceiling", "Math.Round", "Math.Truncate").Replace("Math.", sort == Sort.Float ? "MathF." : "Math.", StringComparison.Ordinal)}($0) * $1", (a.Bound + 1) * b.Bound, a, Operand(b)) : null),
            ("layers", () => Child() is var child ? random.Chance(0.5)
                ? Make(sort, "layers", "Layers.Relu($0)", child.Bound, child)
                : Make(sort, "layers", "Layers.Sigmoid($0)", 1, Bounded(child)) : null),
            ("conditional", () => (Child(), Child()) is var (a, b) ? Make(sort, "conditional", "($2 ? $0 : $1)", Math.Max(a.Bound, b.Bound), a, b, Bool(1)) : null),
            ("switch expression", () => SwitchExpression(sort, depth)),
            ("switch on parts", () => SwitchOnParts(sort, () => Expression(sort, depth - 1))),
            ("switch on a tuple", () => SwitchOnTuple(sort, depth)),
            ("cast to float", () => sort == Sort.Float && isMixed ? Expression(Sort.Double, next) is var child ? Make(sort, "cast to float", "(float)$0", child.Bound, Operand(child)) : null : null),
            ("cast to double", () => sort == Sort.Double
                ? (isMixed && random.Chance(0.6) ? Expression(Sort.Float, next) : IntExpression(1)) is var child ? Make(sort, "cast to double", "(double)$0", child.Bound, Operand(child)) : null : null),
            ("mixed operands", () => sort == Sort.Double && isMixed
                ? (Child(), Expression(Sort.Float, next)) is var (a, b) ? Make(sort, "mixed operands", random.Of("$0 * $1", "$1 * $0"), a.Bound * b.Bound, Operand(a), Operand(b)) : null : null),
            ("call", () => Call(sort, depth)),
            ("stop", () => Child() is var child ? Make(sort, "stop", "Gradient.Stop($0)", child.Bound, child) : null),
            ("helper", () => sort == Sort.Double
                ? Make(sort, "helper", random.Chance(0.5) || !scope.Any(local => local.Name == "n" && local.Sort == Sort.Int) ? $"Table({Whole(random.Below(5))})" : "Table(Count)", 3) : null),
            ("increment in an expression", () => AnyLocal(sort, writable: true) is { } local && loopDepth == 0
                ? Make(sort, "increment in an expression", random.Of("{0}++ * {1}", "--{0} * {1}").Replace("{0}", local.Name, StringComparison.Ordinal).Replace("{1}", half, StringComparison.Ordinal), local.Bound) : null),
            ("assignment in an expression", () => AnyLocal(sort, writable: true) is { } local && Bounded(Child()) is var child && child.ToString() != local.Name
                ? Make(sort, "assignment in an expression", $"({local.Name} = $0)", child.Bound, child) : null));

        Node Infix(string symbol, Node a, Node b, Func<double, double, double> bound) =>
            Make(sort, symbol, $"$0 {symbol} $1", bound(a.Bound, b.Bound), Operand(a), Operand(b));

        Node Divide(Node a, string divisor, double factor) => Make(sort, "/", $"$0 / {divisor}", a.Bound * factor, Operand(a));

        string Parenthesize(Node node, int child) => node.Children[child].Template.Contains(' ', StringComparison.Ordinal)
            ? node.Template.Replace("$" + child, "($" + child + ")", StringComparison.Ordinal)
            : node.Template;
    }

    private Node Leaf(Sort sort) => Pick(
        ("literal", () =>
        {
            double value = random.Of(0.25, 0.5, 1.5, 2.0, 0.75, 1.25, 0.1, 3.0);
            return Node.Of("literal", sort, Real(value, sort)) with { Bound = value };
        }),
        ("variable", () => AnyLocal(sort) is { } local ? Node.Of(local.IsConstant ? "constant" : "variable", sort, local.Name) with { Bound = local.Bound } : null),
        ("element", () => ElementRead(sort, 0)),
        ("field", () => Node.Of("field", sort, random.Of("Half", "Rate") + (sort == Sort.Float ? "F" : "")) with { Bound = 1 }));

    private static Node Make(Sort sort, string construct, string template, double bound, params Node[] children) =>
        Node.Of(construct, sort, template, children) with { Bound = bound };

    /// <summary>The expression as an operand: in parentheses unless it is a name, a literal or a call.</summary>
    private static Node Operand(Node node)
    {
        string text = node.Template;
        bool isSimple = text.All(c => char.IsLetterOrDigit(c) || c is '.' or '_')
            || node.Construct is "function of one" or "function of two" or "function of three" or "max and min" or "clamp" or "static of double" or "layers" or "call" or "stop" or "element" or "conditional";
        return isSimple ? node : Node.Of("", node.Sort, "($0)", node) with { Bound = node.Bound };
    }

    private Node? SwitchExpression(Sort sort, int depth)
    {
        Node a = Expression(sort, depth - 1);
        Node b = Expression(sort, depth - 1);
        Node c = Expression(sort, depth - 1);
        double bound = Math.Max(a.Bound, Math.Max(b.Bound, c.Bound));
        return random.Below(4) switch
        {
            0 when AnyLocal(Sort.Mode) is { } mode => Make(sort, "switch expression", $"{mode.Name} switch {{ Mode.Low => $0, Mode.High when $3 => $1, _ => $2 }}", bound, a, b, c, Bool(0)),
            1 when AnyLocal(sort, varying: true) is { } real => Make(sort, "switch expression", $"{real.Name} switch {{ > {Real(1, sort)} => $0, < {Real(-0.5, sort)} or {Real(0.5, sort)} => $1, _ => $2 }}", bound, a, b, c),
            2 when AnyLocal(Sort.Int) is { } number => Make(sort, "switch expression", $"{number.Name} switch {{ 0 => $0, 1 or 2 => $1, _ => $2 }}", bound, a, b, c),
            _ => VaryingInt() is { } number ? Make(sort, "switch expression", "$3 switch { <= 0 => $0, 1 => $1, _ => $2 }", bound, a, b, c, Operand(number)) : null,
        };
    }

    private Node? Call(Sort sort, int depth)
    {
        if (sort == mainReal && random.Chance(0.2) && Callee(Sort.RealArray) is { } list && CallOf(list, depth) is { } made)
            return Node.Of("array result", sort, $"$0[{random.Of("1", "^1", "0")}]", made) with { Bound = Limit };
        return Callee(sort) is { } callee ? CallOf(callee, depth) : null;
    }

    /// <summary>A function with this result that may be called here.</summary>
    private Signature? Callee(Sort sort)
    {
        // Calls in loops in functions called in loops multiply.
        double times = Math.Pow(6, loopDepth);
        if (self is not null && self.Result == sort && recursiveCalls + times <= 7)
        {
            recursiveCalls += times;
            return self;
        }

        Signature[] candidates = functions.Where(function => function.Result == sort && !function.GivesByReference && cost + function.Cost * times < 2000).ToArray();
        if (candidates.Length == 0)
            return null;
        Signature callee = candidates[random.Below(candidates.Length)];
        cost += callee.Cost * times;
        return callee;
    }

    private Node? CallOf(Signature callee, int depth)
    {
        var arguments = new List<Node>();
        foreach (Parameter parameter in callee.Parameters)
        {
            Node? argument = parameter.IsRef || parameter.IsOut ? PlaceArgument(parameter) : parameter.Sort switch
            {
                Sort.Double or Sort.Float => Bounded(Expression(parameter.Sort, depth - 2)),
                Sort.Int when parameter.IsDepth => Node.Of("", Sort.Int, ReferenceEquals(callee, self) ? "depth - 1" : Whole(random.Below(4))),
                Sort.Int => BoundedInt(IntExpression(1)),
                Sort.Bool => Bool(0),
                Sort.Mode => AnyLocal(Sort.Mode) is { } mode ? Node.Of("", Sort.Mode, mode.Name) : Node.Of("", Sort.Mode, random.Of("Mode.Low", "Mode.Mid", "Mode.High")),
                Sort.Value => BoundedValue(ValueExpression(depth - 2)),
                Sort.Body => BodyExpression(Math.Max(1, depth - 2)),
                Sort.Pair => PairExpression(Math.Max(1, depth - 2)),
                _ => BufferArgument(parameter, callee),
            };
            if (argument is null)
                return null;
            // An element by 'in' beside its buffer is refused where that is written.
            bool isElement = parameter.IsIn && argument.Template.EndsWith(']');
            arguments.Add(isElement ? Node.Of("", parameter.Sort, parameter.Sort == Sort.Value ? "-(-$0)" : "+$0", argument) with { Bound = argument.Bound } : argument);
        }

        Parameter last = callee.Parameters[^1];
        if (last.Default is not null && random.Chance(0.5))
            arguments.RemoveAt(arguments.Count - 1);
        bool named = grammar["named argument"] > 0 && random.Chance(0.1);
        string list = string.Join(", ", arguments.Select((_, i) => (named ? callee.Parameters[i].Name + ": " : "") + "$" + i));
        string name = callee.Object is not null ? "Tool.Shared." + callee.Name : callee.Type == currentType && random.Chance(0.7) ? callee.Name : callee.Type + "." + callee.Name;
        return Node.Of(ReferenceEquals(callee, self) ? "recursion" : named ? "named argument" : arguments.Count < callee.Parameters.Length ? "default value" : "call", callee.Result, $"{name}({list})", [.. arguments]) with { Bound = Limit };
    }

    // Ints

    private Node IntExpression(int depth) => depth <= 0 ? IntLeaf() : Pick(
        ("int literal", IntLeaf),
        ("int variable", IntLeaf),
        ("length", () => BufferLengthNode()),
        ("table look-up", () => AnyLocal(Sort.IntArray) is { } table ? Node.Of("table look-up", Sort.Int, $"{table.Name}[{Index(table)}]") with { Bound = table.Bound } : null),
        ("int arithmetic", () => (IntExpression(depth - 1), IntExpression(depth - 1)) is var (a, b)
            ? Node.Of("int arithmetic", Sort.Int, random.Of("$0 + $1", "$0 - $1", "($0 & 3) + ($1 ^ 1)"), Operand(a), Operand(b)) with { Bound = a.Bound + b.Bound + 4 } : null),
        ("int division", () => IntExpression(depth - 1) is var a
            ? Node.Of("int division", Sort.Int, random.Of("$0 / 2", "$0 % 3", "$0 / 3 * 2", "($0 + 1) / 2"), Operand(a)) with { Bound = a.Bound + 1 } : null),
        ("truncation", () => Expression(mainReal, depth - 1) is var a && a.Bound < 100
            ? Node.Of("truncation", Sort.Int, "(int)$0", Operand(a)) with { Bound = a.Bound } : null),
        ("sign", () => AnyLocal(mainReal) is { } local ? Node.Of("sign", Sort.Int, $"Math.Sign({local.Name})") with { Bound = 1 } : null));

    /// <summary>An int whose value the compiler does not know.</summary>
    private Node? VaryingInt() => IntExpression(1) is var number && (number.DescendantsAndSelf().Any(inner => inner.Construct is "int variable" or "sign" or "length" or "table look-up") || Mentions(number))
        ? number
        : null;

    private Node IntLeaf() => Pick(
        ("int literal", () => random.Below(5) is var value ? Node.Of("int literal", Sort.Int, Whole(value)) with { Bound = value } : null),
        ("field", () => Node.Of("field", Sort.Int, "Count") with { Bound = 3 }),
        ("int variable", () => AnyLocal(Sort.Int) is { } local ? Node.Of("int variable", Sort.Int, local.Name) with { Bound = local.Bound } : null));

    private static Node BoundedInt(Node node) => node.Bound <= IntLimit
        ? node
        : Node.Of("int division", Sort.Int, "$0 % 5", Operand(node)) with { Bound = 4 };

    // Bools

    private Node Bool(int depth)
    {
        return Pick(
            ("comparison", () =>
            {
                Sort sort = isMixed && random.Chance(0.3) ? OtherReal(mainReal) : mainReal;
                Node left = Expression(sort, depth);
                Node right = Expression(sort, random.Chance(0.5) ? 0 : depth);
                // A comparison of a thing with itself, or of constants, is a warning of the compiler.
                return left.ToString() == right.ToString() || !Mentions(left) ? null : Node.Of("comparison", Sort.Bool, $"$0 {random.Of("<", ">", "<=", ">=", "<", ">", "==", "!=")} $1", Operand(left), Operand(right));
            }),
            ("int comparison", () => AnyLocal(Sort.Int) is { } number
                ? Node.Of("int comparison", Sort.Bool, $"{number.Name} {random.Of("<", ">", "==", "!=", ">=")} {Whole(random.Below(3))}") : null),
            ("enum comparison", () => AnyLocal(Sort.Mode) is { } mode ? Node.Of("enum comparison", Sort.Bool, $"{mode.Name} {random.Of("==", "!=")} Mode.{random.Of("Low", "Mid", "High")}") : null),
            ("value comparison", () => ValueComparison(depth)),
            ("pattern of parts", () => PartPattern(depth)),
            ("bool variable", () => AnyLocal(Sort.Bool) is { } local ? Node.Of("bool variable", Sort.Bool, local.Name) : null),
            ("&&", () => depth > 0 ? Node.Of("&&", Sort.Bool, "$0 && $1", Condition(depth - 1), Condition(depth - 1)) : null),
            ("||", () => depth > 0 ? Node.Of("||", Sort.Bool, "$0 || $1", Condition(depth - 1), Condition(depth - 1)) : null),
            ("!", () => depth > 0 ? Node.Of("!", Sort.Bool, "!($0)", Bool(depth - 1)) : null),
            ("is pattern", () => AnyLocal(mainReal, varying: true) is { } real ? Node.Of("is pattern", Sort.Bool, $"{real.Name} is {random.Of("> {0}", ">= {0} and < {1}", "not (< {0})")}"
                .Replace("{0}", Real(0.25, mainReal), StringComparison.Ordinal).Replace("{1}", Real(1.5, mainReal), StringComparison.Ordinal)) : null),
            ("literal", () => (AnyLocal(mainReal, varying: true) ?? AnyLocal(OtherReal(mainReal), varying: true)) is { } real
                ? Node.Of("comparison", Sort.Bool, $"{real.Name} > {Real(random.Of(0, 0.5, 1), real.Sort)}") : null));

        Node Condition(int below) => Node.Of("", Sort.Bool, "($0)", Bool(below));
    }

    private bool Mentions(Node node) => node.DescendantsAndSelf().Any(inner => inner.Construct is "variable" or "element" or "part" or "part of an element");
}
