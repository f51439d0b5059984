namespace AutoBackprop.Tests.RandomPrograms;

/// <content>Statements with values, local functions, and functions of a type parameter.</content>
public sealed partial class ProgramGenerator
{
    private Node? ValueLocal()
    {
        Node value = BoundedValue(ValueExpression(3));
        return NewName() is { } name ? Added(Node.Of("value local", Sort.Statement, $"{(value.Template.StartsWith("default", StringComparison.Ordinal) ? "Vec" : random.Of("Vec", "var"))} {name} = $0;", value), new Local(name, Sort.Value, Limit)) : null;
    }

    private Node? BodyLocal()
    {
        Node value = BodyExpression(2);
        return NewName() is { } name ? Added(Node.Of("body local", Sort.Statement, $"{random.Of("Body", "var")} {name} = $0;", value), new Local(name, Sort.Body, Limit)) : null;
    }

    private Node? TupleLocal()
    {
        Node value = PairExpression(3);
        return NewName() is { } name ? Added(Node.Of("tuple local", Sort.Statement, $"{random.Of("(double, Vec)", "(double first, Vec second)")} {name} = $0;", value), new Local(name, Sort.Pair, Limit)) : null;
    }

    private Node? ValueAssignment() => random.Below(4) switch
    {
        0 when BodyPlace(writable: true) is { } body => BodyExpression(2) is var made && made.ToString() != body ? Node.Of("value assignment", Sort.Statement, $"{body} = $0;", made) : null,
        1 when AnyLocal(Sort.Pair, writable: true) is { } pair => PairExpression(2) is var made && made.ToString() != pair.Name ? Node.Of("value assignment", Sort.Statement, $"{pair.Name} = $0;", made) : null,
        _ => ValuePlace(writable: true) is { } place && BoundedValue(ValueExpression(3)) is var value && value.ToString() != place ? Node.Of("value assignment", Sort.Statement, $"{place} = $0;", value) : null,
    };

    private Node? ValueCompound() => ValuePlace(writable: true) is not { } place ? null : random.Below(3) switch
    {
        0 => Node.Of("value compound", Sort.Statement, $"{place} += $0;\n{place} /= 2;", BoundedValue(ValueExpression(2))),
        1 => Node.Of("value compound", Sort.Statement, $"{place} -= $0;\n{place} *= 0.5;", BoundedValue(ValueExpression(1))),
        _ => Node.Of("value compound", Sort.Statement, $"{place} *= Math.Sin($0);", Expression(Sort.Double, 2)),
    };

    private Node? PartAssignment()
    {
        if (PartPlace(writable: true) is not { } place)
            return null;
        string construct = place.Contains('[') ? "part of an element assigned" : "part assigned";
        return random.Below(3) switch
        {
            0 => Node.Of(construct, Sort.Statement, $"{place} = $0;", Bounded(Expression(Sort.Double, 3))) is var made && made.Children[0].ToString() != place ? made : null,
            1 => Node.Of(construct, Sort.Statement, $"{place} += $0;\n{place} *= 0.5;", Bounded(Expression(Sort.Double, 2))),
            _ => Node.Of(construct, Sort.Statement, $"{place} *= Math.Cos($0);", Expression(Sort.Double, 2)),
        };
    }

    private Node? Deconstructed()
    {
        if (random.Chance(0.3) && AnyLocal(Sort.Value, writable: true) is { } one && AnyLocal(Sort.Value, writable: true) is { } other && one != other)
            return Node.Of("values swapped", Sort.Statement, $"({one.Name}, {other.Name}) = ({other.Name}, {one.Name} * 0.5);");
        bool isPair = random.Chance(0.4);
        Node value = isPair ? PairExpression(2) : BoundedValue(ValueExpression(2));
        return NewName() is { } a && NewName() is { } b
            ? Added(Node.Of("deconstruction", Sort.Statement, $"var ({a}, {b}) = $0;", isPair || value.Template != "default(Vec)" ? value : Node.Of("", Sort.Value, "Vec.Zero")), new Local(a, Sort.Double, Limit), new Local(b, isPair ? Sort.Value : Sort.Double, Limit))
            : null;
    }

    /// <summary>Targets that are found before the values are: an index that is counted up, a value that is one of the targets as well.</summary>
    private Node? DeconstructedWithEffects()
    {
        Local? known = AnyLocal(Sort.Int, writable: true);
        if (AnyLocal(Sort.Double, writable: true) is not { } real || (known?.Name ?? NewName()) is not { } counter)
            return null;
        string step = random.Of($"{counter}++", $"++{counter}", $"{counter} += 3");
        string? value = AnyLocal(Sort.ValueArray, writable: true) is { } vecs && random.Chance(0.6) ? $"{vecs.Name}[Math.Abs({step}) % 2]"
            : AnyLocal(Sort.BodyArray) is { } bodies ? $"{bodies.Name}[Math.Abs({step}) % 2].P" : null;
        string? number = AnyLocal(Sort.BodyArray) is { } others && random.Chance(0.3) ? $"{others.Name}[Math.Abs({step}) % 2].M"
            : AnyBuffer(writable: true) is { } buffer ? $"{buffer.Name}[Math.Abs({step}) % {BufferLength}]" : null;
        string? other = AnyLocal(Sort.Value, writable: true)?.Name;
        (string Left, Sort First, Sort Second)[] ways =
        [
            .. value is null ? [] : new[] { ($"({value}, {real.Name})", Sort.Value, Sort.Double) },
            .. number is null ? [] : new[] { ($"({number}, {real.Name})", Sort.Double, Sort.Double) },
            .. number is null || value is null ? [] : new[] { ($"({number}, {value})", Sort.Double, Sort.Value) },
            .. number is null || other is null ? [] : new[] { ($"({number}, {other})", Sort.Double, Sort.Value), ($"(({number}, _), {other})", Sort.Value, Sort.Value) },
        ];
        if (ways.Length == 0)
            return null;
        (string left, Sort first, Sort second) = ways[random.Below(ways.Length)];
        return Node.Of("deconstruction with effects", Sort.Statement, $"{(known is null ? $"int {counter} = 1;\n" : "")}{left} = ($0, $1);\n{counter} %= 5;", Made(first), Made(second));

        Node Made(Sort sort) => sort == Sort.Value ? BoundedValue(ValueExpression(2)) is var made && made.ToString().StartsWith("default", StringComparison.Ordinal) ? Node.Of("", Sort.Value, "Vec.Zero") : made : Bounded(Expression(Sort.Double, 2));
    }

    private Node? Moved() => currentType != "Body" && BodyPlace(writable: true) is { } body ? Node.Of("method that changes", Sort.Statement, $"{body}.Move($0);", Bounded(Expression(Sort.Double, 2))) : null;

    /// <summary>Two values as an array: what a function of such a result gives.</summary>
    private Node ValueList(int depth) => random.Chance(0.3) && Callee(Sort.ValueArray) is { } callee && CallOf(callee, depth) is { } call
        ? call
        : Node.Of("value array result", Sort.ValueArray, random.Of("[$0, $1]", "new Vec[] { $0, $1 }"), BoundedValue(ValueExpression(depth)), BoundedValue(ValueExpression(depth - 1)));

    private Node? ValueArray()
    {
        if (random.Chance(0.5) && Callee(Sort.ValueArray) is { } callee && CallOf(callee, 2) is { } call && NewName() is { } given)
            return Added(Node.Of("value array", Sort.Statement, $"{random.Of("Vec[]", "var")} {given} = $0;", call), new Local(given, Sort.ValueArray, Limit));
        Node first = BoundedValue(ValueExpression(2)), second = BoundedValue(ValueExpression(1));
        if (NewName() is not { } name)
            return null;
        string text = random.Below(3) switch
        {
            0 => $"Vec[] {name} = [$0, $1, default];",
            1 => $"var {name} = new Vec[3];\n{name}[0] = $0;\n{name}[^1] = $1;",
            _ => $"var {name} = new[] {{ $0, $1 }};",
        };
        if (text.Contains("new[]", StringComparison.Ordinal) && (first.ToString() + second).Contains("default", StringComparison.Ordinal))
            text = $"Vec[] {name} = {{ $0, $1 }};";
        return Added(Node.Of("value array", Sort.Statement, text, first, second), new Local(name, Sort.ValueArray, Limit));
    }

    private Node? BodyArray()
    {
        Node first = BodyExpression(2), mass = Bounded(Expression(Sort.Double, 2));
        if (NewName() is not { } name)
            return null;
        string text = random.Chance(0.5) ? $"var {name} = new Body[2];\n{name}[0] = $0;\n{name}[1].M = $1;" : $"Body[] {name} = [$0, new Body {{ M = $1 }}];";
        return Added(Node.Of("body array", Sort.Statement, text, first, mass), new Local(name, Sort.BodyArray, Limit));
    }

    private Node? ForeachValue(int nesting)
    {
        if (loopDepth >= 2 || nesting >= NamesByDepth.Length - 1 || AnyLocal(Sort.ValueArray) is not { } vecs)
            return null;
        string item = loopDepth == 0 ? "vecItem" : "vecPart";
        int at = scope.IndexOf(vecs);
        scope[at] = vecs with { IsWritable = false };
        loopDepth++;
        Node body = Nested(nesting, null, new Local(item, Sort.Value, Limit, IsWritable: false));
        loopDepth--;
        scope[at] = vecs;
        return Node.Of("foreach value", Sort.Statement, $"foreach ({random.Of("Vec", "var")} {item} in {vecs.Name})\n{{\n$0}}", body);
    }

    /// <summary>A loop that takes each element apart.</summary>
    private Node? ForeachDeconstructed(int nesting)
    {
        if (loopDepth >= 2 || nesting >= NamesByDepth.Length - 1 || AnyLocal(Sort.ValueArray) is not { } vecs)
            return null;
        string item = loopDepth == 0 ? "item" : "part";
        loopDepth++;
        Node body = Nested(nesting, null, new Local(item + "X", Sort.Double, Limit, IsWritable: false), new Local(item + "Y", Sort.Double, Limit, IsWritable: false));
        loopDepth--;
        return Node.Of("foreach deconstructed", Sort.Statement, $"foreach ({random.Of($"var ({item}X, {item}Y)", $"(double {item}X, var {item}Y)")} in {vecs.Name})\n{{\n$0}}", body);
    }

    /// <summary>A property that computes what it stores.</summary>
    private Node? SetProperty() => currentType == "Body" || BodyPlace(writable: true) is not { } body ? null : random.Below(3) switch
    {
        0 => Node.Of("property that computes", Sort.Statement, $"{body}.Tilt *= $0;", Bounded(Expression(Sort.Double, 2))),
        1 => Node.Of("property that computes", Sort.Statement, $"{body}.Tilt -= $0;", Bounded(Expression(Sort.Double, 2))),
        _ => Node.Of("property that computes", Sort.Statement, $"{body}.Tilt = $0;", Bounded(Expression(Sort.Double, 2))),
    };

    /// <summary>A loop over the elements themselves, which are changed.</summary>
    private Node? ForeachReference(int nesting)
    {
        bool isBody = random.Chance(0.5);
        if (loopDepth >= 2 || nesting >= NamesByDepth.Length - 1 || AnyLocal(isBody ? Sort.BodyArray : Sort.ValueArray, writable: true) is not { } items)
            return null;
        string item = loopDepth == 0 ? "element" : "inner";
        loopDepth++;
        Node body = Nested(nesting, null, new Local(item, isBody ? Sort.Body : Sort.Value, Limit) { CanBeCaptured = false });
        loopDepth--;
        return Node.Of("foreach by reference", Sort.Statement, $"foreach (ref {(isBody ? "Body" : "Vec")} {item} in {items.Name}.AsSpan())\n{{\n$0}}", body);
    }

    /// <summary>Another name for a variable or an element.</summary>
    private Node? ReferenceLocal()
    {
        bool isBody = random.Chance(0.4);
        string? place = isBody ? BodyPlace(writable: true) : ValuePlace(writable: true);
        return place is not null && NewName() is { } name
            ? Added(Node.Of("ref local", Sort.Statement, $"ref {random.Of("var", isBody ? "Body" : "Vec")} {name} = ref {place};"), new Local(name, isBody ? Sort.Body : Sort.Value, Limit) { CanBeCaptured = false })
            : null;
    }

    private Node? ValueSlice()
    {
        if (AnyLocal(Sort.ValueArray, writable: true) is not { } vecs)
            return null;
        Node value = BoundedValue(ValueExpression(2));
        return NewName() is { } part && NewName() is { } read
            ? Added(Node.Of("value slice", Sort.Statement, $"Span<Vec> {part} = {vecs.Name}{random.Of(".AsSpan(1)", ".AsSpan(0, 2)", ".AsSpan(1..)", ".AsSpan()[1..]", ".AsSpan().Slice(0, 1)")};\n{part}[0] = $0;\nVec {read} = ({part}[^1] + {vecs.Name}[0]) / 2;", value), new Local(read, Sort.Value, Limit))
            : null;
    }

    // Local functions and lambdas: static ones see their parameters, others what is in scope.

    private Node? LocalFunction()
    {
        if (NewName() is not { } f)
            return null;
        var real = new Local(f + "In1", Sort.Double, Limit);
        var value = new Local(f + "In2", Sort.Value, Limit);
        switch (random.Below(4))
        {
            case 0:
                Node body = Within([real, value], () => Bounded(Expression(Sort.Double, 3)));
                return Used($"static double {f}(double {f}In1, Vec {f}In2) => $0;", "static local function", body, (a, b) => $"{f}({a}, {b}) - 0.5 * {f}({b}.Y, {b} * 0.5)", isValue: true);
            case 1:
                Node lambda = Within([real], () => Bounded(Expression(Sort.Double, 3)));
                return Used($"Func<double, double> {f} = static {f}In1 => $0;", "static lambda", lambda, (a, b) => $"{f}({a}) * {f}({b})", isValue: false);
            case 2 when currentType is not ("Vec" or "Body"):
                Local[] captured = [.. scope.Where(local => local is { CanBeCaptured: true, Sort: not Sort.RealSpan })];
                Node inner = Within([.. captured, real], () => Node.ListOf(
                [
                    Node.Of("", Sort.Statement, "if ($0)\nreturn $1;", Bool(1), Bounded(Expression(Sort.Double, 2))),
                    .. AnyLocal(Sort.Double, writable: true) is { } target ? [Node.Of("captured assignment", Sort.Statement, $"{target.Name} = $0;", Bounded(Node.Of("", Sort.Double, "0.5 * ($0) + 0.25", Bounded(Expression(Sort.Double, 2))) with { Bound = 3 }))] : Array.Empty<Node>(),
                    Node.Of("", Sort.Statement, "return $0;", Bounded(Expression(Sort.Double, 2))),
                ]));
                return Used($"double {f}(double {f}In1)\n{{\n$0}}", "local function", inner, (a, b) => $"{f}({a}) - 0.5 * {f}({b})", isValue: false);
            default:
                Local[] given = [.. scope.Where(local => local is { Sort: Sort.Double, IsWritable: true, IsConstant: false } && char.IsLower(local.Name[0]))];
                Node changed = Within([real, value], () => Bounded(Expression(Sort.Double, 2)));
                Node made = Within([real, value], () => BoundedValue(ValueExpression(2)));
                Node argument = BoundedValue(ValueExpression(1));
                return given.Length > 0 && NewName() is { } result
                    ? Added(Node.Of("ref and out", Sort.Statement, $"static void {f}(ref double {f}In1, out Vec {f}In3, in Vec {f}In2)\n{{\n{f}In1 = $0;\n{f}In3 = $1;\n}}\n{f}(ref {given[random.Below(given.Length)].Name}, out Vec {result}, $2);", changed, made, argument), new Local(result, Sort.Value, Limit))
                    : null;
        }

        Node? Used(string declaration, string construct, Node body, Func<string, string, string> use, bool isValue)
        {
            Node first = Bounded(Expression(Sort.Double, 2));
            Node second = isValue ? GroupedValue(BoundedValue(ValueExpression(2))) : Bounded(Expression(Sort.Double, 1));
            return NewName() is { } name
                // What is mentioned more than once has a name: a pattern in it must not name anything twice.
                ? Added(Node.Of(construct, Sort.Statement, $"{declaration}\n{(isValue ? "Vec" : "double")} {f}Given = $2;\ndouble {name} = Math.Sin({use("$1", f + "Given")});", body, first, second), new Local(name, Sort.Double, Limit))
                : null;
        }
    }

    /// <summary>Lambdas that take and give values, with a block, of a type of their own, that see what is around them.</summary>
    private Node? LambdaOfValues()
    {
        if (NewName() is not { } f || NewName() is not { } name)
            return null;
        var real = new Local(f + "In1", Sort.Double, Limit);
        var value = new Local(f + "In2", Sort.Value, Limit);
        Node first = Bounded(Expression(Sort.Double, 2)), second = BoundedValue(ValueExpression(2));
        switch (random.Below(currentType is "Vec" or "Body" ? 3 : 4))
        {
            case 0:
                Node turned = Within([real, value], () => BoundedValue(ValueExpression(2)));
                return Added(Node.Of("lambda of values", Sort.Statement, $"Func<double, Vec, Vec> {f} = static ({f}In1, {f}In2) => $0;\nVec {name} = ({f}($1, $2) - {f}(0.5, {f}(-0.25, Vec.Unit))) / 2;", turned, first, second), new Local(name, Sort.Value, Limit));
            case 1:
                Node measured = Within([real, value], () => Bounded(Expression(Sort.Double, 2)));
                return Added(Node.Of("lambda of values", Sort.Statement, $"var {f} = static (double {f}In1, Vec {f}In2) => $0;\nvar {name} = {f}($1, $2);", measured, first, second), new Local(name, Sort.Double, Limit));
            case 2:
                Node early = Within([real, value], () => Bool(1)), left = Within([real, value], () => Bounded(Expression(Sort.Double, 2))), right = Within([real, value], () => Bounded(Expression(Sort.Double, 2)));
                return Added(Node.Of("lambda of values", Sort.Statement, $"Func<double, Vec, double> {f} = static ({f}In1, {f}In2) =>\n{{\nif ($0)\nreturn $1;\n{f}In1 *= 0.5;\nreturn $2;\n}};\nvar {name} = {f}($3, $4);", early, left, right, first, second), new Local(name, Sort.Double, Limit));
            default:
                Local[] captured = [.. scope.Where(local => local is { CanBeCaptured: true, Sort: Sort.Double or Sort.Value or Sort.Body or Sort.Pair }).Select(local => local with { IsWritable = false })];
                Node seen = Within([.. captured, real], () => Bounded(Expression(Sort.Double, 2)));
                return Added(Node.Of("capturing lambda", Sort.Statement, $"Func<double, double> {f} = {f}In1 => $0;\nvar {name} = {f}($1);", seen, first), new Local(name, Sort.Double, Limit));
        }
    }

    /// <summary>Makes what is inside a function of its own.</summary>
    private Node Within(Local[] locals, Func<Node> make)
    {
        Local[] outer = [.. scope];
        // A static one does not see how deep the recursion is.
        (Signature? outerSelf, self) = (self, null);
        scope.Clear();
        scope.AddRange(locals);
        Node made = make();
        scope.Clear();
        scope.AddRange(outer);
        self = outerSelf;
        return made;
    }

    // Functions of a type parameter; what a program of doubles has in their place the oracle reads.

    /// <summary>The program with <c>double</c> in the place of its type parameter.</summary>
    public static string OfDouble(string source) => source
        .Replace("<TNumber> where", " where", StringComparison.Ordinal).Replace(" where TNumber : System.Numerics.IFloatingPointIeee754<TNumber>", "", StringComparison.Ordinal)
        .Replace("<TNumber>", "", StringComparison.Ordinal).Replace("TNumber.CreateChecked(", "(double)(", StringComparison.Ordinal).Replace("TNumber", "double", StringComparison.Ordinal);

    private Node GenericFunction()
    {
        string name = "F" + Whole(functions.Count);
        functions.Add(new Signature(currentType, name, Sort.Double, [new("x", Sort.Double), new("y", Sort.Double)], Sort.Double) { Cost = 4 });
        return Node.Of("generic function", Sort.Member, $$"""
            [Differentiable]
            public static TNumber {{name}}<TNumber>(TNumber x, TNumber y) where TNumber : System.Numerics.IFloatingPointIeee754<TNumber>
            {
            TNumber s = TNumber.Sin($0);
            for (int i = 0; i < 3; i++)
            {
            s = TNumber.Sin($1 + s * TNumber.CreateChecked(i));
            }
            if (s > x)
            {
            return TNumber.Tanh($2);
            }
            return TNumber.Sin($3);
            }
            """, GenericExpression(2, false), GenericExpression(2, true), GenericExpression(2, true), GenericExpression(3, true));
    }

    private Node GenericExpression(int depth, bool hasSum)
    {
        if (depth <= 0)
            return Node.Of("", Sort.Generic, random.Of("x", "y", hasSum ? "s" : "x", "TNumber.CreateChecked(1.5)"));
        Node Child() => GenericExpression(depth - 1, hasSum);
        return random.Below(7) switch
        {
            0 => Node.Of("", Sort.Generic, "($0 + $1)", Child(), Child()),
            1 => Node.Of("", Sort.Generic, "($0 - $1)", Child(), Child()),
            2 => Node.Of("", Sort.Generic, "$0 * $1", Child(), Child()),
            3 => Node.Of("", Sort.Generic, "$0 / (TNumber.CreateChecked(1.5) + TNumber.Abs($1))", Child(), Child()),
            4 => Node.Of("", Sort.Generic, "TNumber.Atan2($0, TNumber.CreateChecked(2) + TNumber.Abs($1))", Child(), Child()),
            5 => Node.Of("", Sort.Generic, "TNumber.Sqrt(TNumber.CreateChecked(0.5) + TNumber.Abs($0))", Child()),
            _ => Node.Of("", Sort.Generic, "($0 > $1 ? $2 : $0)", Child(), Child(), Child()),
        };
    }
}
