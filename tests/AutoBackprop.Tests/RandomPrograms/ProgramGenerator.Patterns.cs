namespace AutoBackprop.Tests.RandomPrograms;

/// <content>Patterns of the parts of structs, tuples and vectors: as conditions, in switch expressions, in switch statements.</content>
public sealed partial class ProgramGenerator
{
    /// <summary>What a pattern asks of a number.</summary>
    private string NumberPattern() => InReal(random.Of("> 0.25", "< 1.5", ">= -0.5 and < 1.25", "not > 0.5", "> 1 or < -1", "<= 0"));

    /// <summary>What can be asked for its parts, of any sort; null where there is none.</summary>
    private (string Place, Sort Sort)? WholePlace()
    {
        (string? Place, Sort Sort)[] places =
        [
            (AnyLocal(Sort.Vector)?.Name, Sort.Vector), (HasValues ? ValuePlace(writable: false) : null, Sort.Value),
            (HasValues ? BodyPlace(writable: false) : null, Sort.Body), (AnyLocal(Sort.Pair)?.Name, Sort.Pair),
        ];
        (string? Place, Sort Sort)[] there = [.. places.Where(place => place.Place is not null)];
        return there.Length > 0 && there[random.Below(there.Length)] is (var name, var sort) ? (name!, sort) : null;
    }

    private Node? PartPattern(int depth)
    {
        if (WholePlace() is not var (place, sort))
            return null;
        string P() => NumberPattern();
        string pattern = (sort, random.Below(4)) switch
        {
            (Sort.Vector, 0) => $"{{ X: {P()}, Z: {P()} }}",
            (Sort.Vector, 1) => $"not {{ Y: {P()} }}",
            (Sort.Vector, _) => $"{{ X: {P()} }} or {{ Y: {P()}, Z: {P()} }}",
            (Sort.Value, 0) => $"({P()}, {P()})",
            (Sort.Value, 1) => $"{{ Y: {P()}, X: {P()} }}",
            (Sort.Value, _) => $"not (_, {P()}) and {{ X: {P()} }}",
            (Sort.Body, 0) => $"{{ M: {P()}, P: ({P()}, _) }}",
            (Sort.Body, 1) => $"{{ Q.X: {P()}, N: {random.Of("0", "3")} }}",
            (Sort.Body, _) => $"{{ P: {{ X: {P()} }} or {{ Y: {P()} }}, Q: {{ Y: {P()} }} }}",
            (_, 0) => $"({P()}, (_, {P()}))",
            (_, 1) => $"{{ Item1: {P()}, Item2.X: {P()} }}",
            _ => $"(_, {{ Y: {P()} }})",
        };
        Sort real = sort == Sort.Vector ? Sort.Float : Sort.Double;
        if (NewName() is not { } name || !random.Chance(0.4))
            return Node.Of("pattern of parts", Sort.Bool, $"{place} is {pattern}");
        pattern = sort switch
        {
            Sort.Vector => $"{{ X: var {name}, Y: {P()} }}",
            Sort.Value => random.Chance(0.5) ? $"(var {name}, {P()})" : $"{{ Y: ({P()}) and var {name} }}",
            Sort.Body => $"{{ P.Y: var {name}, M: {P()} }}",
            _ => $"(var {name}, ({P()}, _))",
        };
        Node condition = With([new Local(name, real, Limit)], () => Expression(real, depth));
        return Node.Of("pattern of parts", Sort.Bool, $"{place} is {pattern} && {name} {random.Of("<", ">")} $0", Operand(condition));
    }

    /// <summary>A choice of three by the parts of a value, the first two of which may name some.</summary>
    private Node? SwitchOnParts(Sort result, Func<Node> make)
    {
        if (WholePlace() is not var (place, sort))
            return null;
        Sort real = sort == Sort.Vector ? Sort.Float : Sort.Double;
        if (NewName() is not { } name || NewName() is not { } whole)
            return null;
        var number = new Local(name, real, Limit);
        // Of a vector that is named as a whole, of a value and of a body the pattern's variable is another copy.
        var copy = new Local(whole, sort, Limit);
        (string first, Local[] firstNames, string second, Local[] secondNames) = (sort, random.Below(2)) switch
        {
            (Sort.Vector, 0) => ($"{{ X: > 1, Z: var {name} }}", (Local[])[number], $"{{ Y: < 0 }} {whole}", (Local[])[copy]),
            (Sort.Vector, _) => ("{ X: > 0.5f, Y: < 1 }", [], $"{{ Z: not > 0 and var {name} }}", [number]),
            (Sort.Value, 0) => ($"{{ X: > 1, Y: var {name} }}", [number], $"(< 0, _) {whole}", [copy]),
            (Sort.Value, _) => ("(> 0.5, < 1)", [], $"(var {name}, > 0)", [number]),
            (Sort.Body, 0) => ($"{{ P: ({random.Of("> 0", "< 0.5")}, var {name}) }}", [number], $"{{ M: > 0 }} {whole}", [copy]),
            (Sort.Body, _) => ($"{{ Q.Y: <= 0, M: var {name} }}", [number], $"{{ P.X: > 0.25 }} {whole}", [copy]),
            (_, 0) => ($"(> 0, {{ X: < 1 }} {whole})", [new Local(whole, Sort.Value, Limit)], $"(var {name}, (_, > 0))", [number]),
            _ => ($"{{ Item2: (< 0, var {name}) }}", [number], $"(> 0.5, var {whole})", [new Local(whole, Sort.Value, Limit)]),
        };
        Node a = With(firstNames, make), b = With(secondNames, make), c = make();
        bool isGuarded = random.Chance(0.3);
        Node guard = isGuarded ? With(firstNames, () => Bool(0)) : a;
        return Node.Of("switch on parts", result, $"({place} switch {{ {first}{(isGuarded ? " when $3" : "")} => $0, {second} => $1, _ => $2 }})", [a, b, c, .. isGuarded ? [guard] : Array.Empty<Node>()]) with
        {
            Bound = Math.Max(a.Bound, Math.Max(b.Bound, c.Bound)),
        };
    }

    private Node? SwitchOnTuple(Sort sort, int depth)
    {
        if (AnyLocal(sort, varying: true) is not { } real || VaryingInt() is not { } number || NewName() is not { } name)
            return null;
        Node a = Expression(sort, depth - 1), b = With([new Local(name, sort, Limit)], () => Expression(sort, depth - 1)), c = Expression(sort, depth - 1);
        return Node.Of("switch on a tuple", sort, $"(({real.Name}, $3) switch {{ (> {Real(0.5, sort)}, 1 or 2) => $0, (var {name}, not 0) => $1, _ => $2 }})", a, b, c, number) with { Bound = Math.Max(a.Bound, Math.Max(b.Bound, c.Bound)) };
    }

    private Node? SwitchStatementOnParts(int nesting)
    {
        if (nesting >= NamesByDepth.Length - 1 || WholePlace() is not var (place, sort))
            return null;
        // The names of all sections are in one scope.
        if (NewName() is not { } name)
            return null;
        string first = sort switch { Sort.Vector or Sort.Value => "{ X: > 1, Y: < 1 }", Sort.Body => "{ P: (> 0, _), M: < 1 }", _ => "(> 0, { Y: < 1 })" };
        string second = sort switch { Sort.Vector => $"{{ Z: var {name}, Y: > 0 }}", Sort.Value => $"(var {name}, > 0)", Sort.Body => $"{{ Q: {{ X: var {name} }}, P.Y: > 0 }}", _ => $"(var {name}, (_, > 0))" };
        var named = new Local(name, sort == Sort.Vector ? Sort.Float : Sort.Double, Limit);
        Node guard = With([named], () => Bool(0));
        Node section = Node.ListOf([Node.Of("", Sort.Statement, "{\n$0}", Nested(nesting, null, named))]);
        return Node.Of("switch statement on parts", Sort.Statement, $"switch ({place})\n{{\ncase {first}:\n$0break;\ncase {second} when $1:\n$2break;\ndefault:\n$3break;\n}}", Section(nesting), guard, section, Section(nesting));
    }

    /// <summary>Makes what sees these locals besides.</summary>
    private Node With(Local[] locals, Func<Node> make)
    {
        scope.AddRange(locals);
        Node made = make();
        scope.RemoveAll(locals.Contains);
        return made;
    }
}
