using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Simplify;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>
/// Reverse in vector mode: makes of a sweep for one upstream gradient a sweep for several of them side by side. The forward part, the
/// control flow and what is taken back are there once; of what depends on the upstream gradient each row has its own, and nothing
/// of what is zero for it wherever the program goes: the sweep is linear in the upstream gradient.
/// </summary>
/// <param name="body">The sweep.</param>
/// <param name="seeds">For each row, the upstream gradients that are not zero.</param>
/// <param name="rowNames">What the rows are called.</param>
/// <param name="variables">Makes variables.</param>
internal sealed class VectorMode(Block body, IReadOnlyList<IReadOnlyDictionary<Variable, Expression>> seeds, IReadOnlyList<string> rowNames, VariableFactory variables)
{
    private readonly HashSet<Variable> dependent = Dependent(body, seeds);
    private readonly Dictionary<Variable, int> timesSet = body.TimesSet();
    private readonly HashSet<Variable>[] present = new HashSet<Variable>[seeds.Count];
    private readonly Dictionary<Variable, Variable>[] versions = [.. seeds.Select(static _ => new Dictionary<Variable, Variable>())];

    /// <summary>For each row, the gradients that are 1 or −1, wherever they are asked for.</summary>
    private readonly Dictionary<Variable, Expression>[] constants = [.. seeds.Select(static _ => new Dictionary<Variable, Expression>())];

    /// <summary>For each row, the gradients that are zero here, though not everywhere.</summary>
    private readonly HashSet<Variable>[] zero = [.. seeds.Select(static _ => new HashSet<Variable>())];

    /// <summary>For each row, the family that its versions of a family's gradients make.</summary>
    private readonly Dictionary<int, int>[] families = [.. seeds.Select(static _ => new Dictionary<int, int>())];

    /// <summary>The body with a row for each upstream gradient.</summary>
    public Block Apply()
    {
        Statement[] statements = [.. body.Descendants()];
        for (int row = 0; row < seeds.Count; row++)
        {
            present[row] = PresentIn(statements, seeds[row].Keys);
            zero[row].UnionWith(seeds.SelectMany(static seeded => seeded.Keys).Where(seed => !seeds[row].ContainsKey(seed)));
        }
        var initial = new List<Statement>();
        for (int row = 0; row < seeds.Count; row++)
        {
            foreach ((Variable seed, Expression value) in seeds[row].Select(static pair => (pair.Key, pair.Value)))
            {
                // What is never added to has its value wherever it is asked for.
                if (!timesSet.ContainsKey(seed) && seed.Type.IsReal)
                    constants[row][seed] = value;
                else
                    initial.Add(new Assign(new Reference(VersionOf(seed, row)), value));
            }
        }
        // They begin where the first of them is asked for.
        int first = body.Statements.TakeWhile(statement => !Block.Of(statement).Descendants().Any(IsDependent)).Count();
        return Block.Of([.. Map(Block.Of(body.Statements.Take(first))).Statements, .. initial, .. Map(Block.Of(body.Statements.Skip(first))).Statements]);
    }

    /// <summary>A value, or its row of a gradient; null where that is zero.</summary>
    public Expression? InRow(Expression value, int row)
    {
        if (!value.Mentions().Any(dependent.Contains))
            return value;
        if (!value.Mentions().Any(variable => IsPresent(variable, row)))
            return null;
        switch (value)
        {
            case Reference { Variable: var variable }:
                return constants[row].TryGetValue(variable, out Expression? constant) ? constant : new Reference(VersionOf(variable, row));
            case Unary { Operator: UnaryOperator.Negate } negated:
                return InRow(negated.Operand, row) is { } operand ? Algebra.Negate(operand) : null;
            case Binary { Operator: BinaryOperator.Add } sum:
                return (InRow(sum.Left, row), InRow(sum.Right, row)) switch
                {
                    ({ } left, Literal { Text: "-1" } right) => new Binary(BinaryOperator.Subtract, left, Literal.Whole(1, right.Type), sum.Type),
                    ({ } left, { } right) => sum with { Left = left, Right = right },
                    var (left, right) => (left ?? right) is { } term ? As(term, sum.Type) : null,
                };
            case Binary { Operator: BinaryOperator.Subtract } difference:
                return (InRow(difference.Left, row), InRow(difference.Right, row)) switch
                {
                    ({ } left, { } right) => difference with { Left = left, Right = right },
                    ({ } left, null) => As(left, difference.Type),
                    (null, { } right) => Algebra.Negate(As(right, difference.Type)),
                    _ => null,
                };
            case Binary { Operator: BinaryOperator.Multiply } product:
                return (InRow(product.Left, row), InRow(product.Right, row)) switch
                {
                    (null, _) or (_, null) => null,
                    (Literal { Text: "1" or "-1", Type.IsReal: true } sign, { } right) when right.Type == product.Type => sign.Text == "1" ? right : Algebra.Negate(right),
                    ({ } left, Literal { Text: "1" or "-1", Type.IsReal: true } sign) when left.Type == product.Type => sign.Text == "1" ? left : Algebra.Negate(left),
                    ({ } left, { } right) => product with { Left = left, Right = right },
                };
            case Binary { Operator: BinaryOperator.Divide } quotient:
                return InRow(quotient.Left, row) is { } dividend ? quotient with { Left = dividend } : null;
            case Element element:
                return element with { Buffer = InRow(element.Buffer, row)! };
            default:
                return InParts(value, row);
        }
    }

    /// <summary>An expression with its parts in a row, zero or not.</summary>
    private Expression InParts(Expression value, int row) => value.MapChildren(part => InRow(part, row) ?? (part.Type.IsAddedTo
        ? throw new InvalidOperationException($"'{part.Root().Variable.Name}' takes no gradient in one row, and is given to what adds to it.")
        : Composite.Zero(part.Type)));

    private bool IsPresent(Variable gradient, int row) => present[row].Contains(gradient) && !zero[row].Contains(gradient);

    /// <summary>A term of a sum by itself: a real may be added to a complex number as it is.</summary>
    private static Expression As(Expression term, Model.ValueType type) => term.Type == type ? term : new Model.Conversion(term, type, IsImplicit: false);

    /// <summary>The variable that holds a gradient for a row.</summary>
    public Variable VersionOf(Variable gradient, int row)
    {
        if (!versions[row].TryGetValue(gradient, out Variable? version))
        {
            string of = "Of" + char.ToUpperInvariant(rowNames[row][0]) + rowNames[row].Substring(1);
            version = variables.Version(gradient) with { Name = gradient.Name + of, Memory = gradient.Memory is { } memory ? VersionOf(memory, row) : null };
            if (!families[row].TryGetValue(gradient.Family, out int family))
                families[row][gradient.Family] = family = version.Id;
            versions[row][gradient] = version = version with { Family = family };
        }
        return version;
    }

    /// <summary>What depends on the upstream gradients, and all other gradients: what each row has for itself.</summary>
    private static HashSet<Variable> Dependent(Block body, IEnumerable<IReadOnlyDictionary<Variable, Expression>> seeds)
    {
        Statement[] statements = [.. body.Descendants()];
        HashSet<Variable> dependent = [.. seeds.SelectMany(static row => row.Keys), .. statements.SelectMany(All).Where(static variable => variable.IsAdjoint)];
        int count;
        do
        {
            count = dependent.Count;
            foreach (Statement statement in statements.Where(statement => statement.Expressions().SelectMany(static expression => expression.Mentions()).Any(dependent.Contains)))
            {
                if (statement is If or For or While or Throw)
                    throw new InvalidOperationException("The sweep decides by a gradient where to go.");
                dependent.UnionWith(statement.Assigned().Where(variable => variable != ValueTakenBy(statement)));
            }
        }
        while (dependent.Count > count);
        return dependent;

        static IEnumerable<Variable> All(Statement statement) => statement.Assigned().Concat(statement.Expressions().SelectMany(static expression => expression.Mentions()));
    }

    /// <summary>The variable that takes the value of a function from its backward method, which gives it with the gradients: all rows have the same.</summary>
    private static Variable? ValueTakenBy(Statement statement)
    {
        return statement switch
        {
            Deconstruction { Targets: var targets, Value: Call { Callee: DifferentiableCallee callee } } when targets.Count > Returned(callee) => targets[0],
            Assign { Target: Reference { Variable: var target }, Value: Call { Callee: DifferentiableCallee callee, Arguments: var arguments } } when Returned(callee) == 0 && arguments.Count > callee.Parameters.Count => target,
            _ => null,
        };

        static int Returned(DifferentiableCallee callee) => callee.Parameters.Count(static parameter => parameter.IsReturned);
    }

    /// <summary>The gradients of a row that may be other than zero somewhere.</summary>
    private HashSet<Variable> PresentIn(Statement[] statements, IEnumerable<Variable> seeded)
    {
        HashSet<Variable> found = [.. seeded];
        int count;
        do
        {
            count = found.Count;
            foreach (Statement statement in statements)
            {
                Expression[] read = statement is Assign assign ? [assign.Value] : [.. statement.Expressions()];
                Variable[] mentioned = [.. read.SelectMany(static expression => expression.Mentions()).Where(dependent.Contains)];
                Variable[] reached =
                [
                    .. statement.Assigned(),
                    .. statement is Assign { Target: Element { Buffer: var buffer } } ? buffer.Mentions() : [],
                    // A call adds to the buffers that it is given; a buffer's second name is the same buffer.
                    .. statement.IsView() || read.Any(Purity.Calls) ? mentioned.Where(static variable => variable.Type.IsBuffer) : [],
                ];
                if (mentioned.Any(found.Contains) || statement.IsView() && reached.Any(found.Contains))
                    found.UnionWith(reached.Where(dependent.Contains));
            }
        }
        while (found.Count > count);
        return found;
    }

    private Block Map(Block block)
    {
        var output = new List<Statement>();
        var run = new List<Statement>();
        foreach (Statement statement in block.Statements)
        {
            if (IsDependent(statement) && ValueTakenBy(statement) is { } value)
            {
                Flush();
                output.AddRange(WithValue(statement, value));
                continue;
            }
            if (IsDependent(statement) || run.Count > 0 && MayStandBefore(statement))
            {
                run.Add(statement);
                continue;
            }
            Flush();
            output.Add(MapInside(WithHeads(statement)));
        }
        Flush();
        return Block.Of(output);

        // Statements without a turn between them are there row by row: so they read as one sweep after the other.
        void Flush()
        {
            for (int row = 0; row < seeds.Count; row++)
                output.AddRange(run.SelectMany(statement => IsDependent(statement) ? InRow(statement, row).Select(each => OfRow(each, row)) : row == 0 ? [statement] : []));
            run.Clear();
        }
    }

    private Statement OfRow(Statement statement, int row) => statement with { Origin = statement.Origin is { } origin ? $"{rowNames[row]}: {origin}" : null };

    /// <summary>The calls of a backward method that gives a function's value too: the first row that calls it takes that.</summary>
    private IEnumerable<Statement> WithValue(Statement statement, Variable value)
    {
        Expression called = statement.Expressions()[0];
        Expression?[] calls = [.. Enumerable.Range(0, seeds.Count).Select(row => InRow(called, row))];
        // The value is asked for, though no row has a gradient for it.
        if (calls.All(static call => call is null))
            calls[0] = InParts(called, 0);
        for (int row = 0; row < calls.Length; row++)
        {
            bool isFirst = calls.Take(row).All(static call => call is null);
            if (statement is Deconstruction parts)
            {
                foreach (Statement taken in calls[row] is { } whole ? [Taken(parts, whole, row, isFirst ? value : null)] : Zeros(parts, row))
                    yield return OfRow(taken, row);
            }
            else if (calls[row] is { } call)
            {
                yield return OfRow(isFirst ? (Assign)statement with { Value = call } : new Evaluate(call) { Origin = statement.Origin }, row);
            }
        }
    }

    private Deconstruction Taken(Deconstruction parts, Expression call, int row, Variable? value)
    {
        foreach (Variable part in parts.Targets.OfType<Variable>())
            SetZero(part, row, isZero: false);
        return parts with { Targets = parts.Targets.Select((part, i) => i == 0 && ValueTakenBy(parts) is not null ? value : part is null || !present[row].Contains(part) ? null : VersionOf(part, row)).ToEquatableArray(), Value = call };
    }

    private Statement[] Zeros(Deconstruction parts, int row)
    {
        Variable[] gradients = [.. parts.Targets.OfType<Variable>().Where(present[row].Contains)];
        foreach (Variable gradient in gradients)
            SetZero(gradient, row, isZero: true);
        return [.. gradients.Select(gradient => new Assign(new Reference(VersionOf(gradient, row)), Composite.Zero(gradient.Type)) { Origin = parts.Origin })];
    }

    /// <summary>Maps the blocks in a statement. What is set in them is not known to be zero behind it, nor at the beginning of an iteration.</summary>
    private Statement MapInside(Statement statement)
    {
        Variable[] set = [.. statement.Blocks().SelectMany(static block => block.Descendants()).SelectMany(static inner => inner.Assigned())];
        if (statement is For or While)
            Forget();
        Variable[][] before = [.. zero.Select(static gradients => gradients.ToArray())];
        Statement mapped = statement.MapBlocks(block =>
        {
            Restore();
            return Map(block);
        });
        Restore();
        Forget();
        return mapped;

        void Restore()
        {
            for (int row = 0; row < zero.Length; row++)
                zero[row] = [.. before[row]];
        }

        void Forget() => Array.ForEach(zero, gradients => gradients.ExceptWith(set));
    }

    /// <summary>Whether a statement that all rows share may stand before what the other rows do ahead of it: it is only a name for a value.</summary>
    private bool MayStandBefore(Statement statement) =>
        statement is Assign { Target: Reference { Variable: var variable }, Value: var value } && timesSet[variable] == 1 && !Purity.HasEffect(value);

    private bool IsDependent(Statement statement) => statement switch
    {
        If or For or While => false,
        Assign { Target: Element { Buffer: var buffer } } => buffer.Mentions().Any(dependent.Contains),
        _ => statement.Assigned().Any(dependent.Contains) || statement.Expressions().Any(expression => expression.Mentions().Any(dependent.Contains)),
    };

    private Statement WithHeads(Statement statement) => statement switch
    {
        For loop => loop with { Heads = Heads(loop.Heads) },
        While loop => loop with { Heads = Heads(loop.Heads) },
        _ => statement,
    };

    private EquatableArray<Variable> Heads(EquatableArray<Variable> heads) =>
        heads.SelectMany(head => dependent.Contains(head) ? Enumerable.Range(0, seeds.Count).Where(row => present[row].Contains(head)).Select(row => VersionOf(head, row)) : [head]).ToEquatableArray();

    private void SetZero(Variable gradient, int row, bool isZero)
    {
        if (isZero)
            zero[row].Add(gradient);
        else
            zero[row].Remove(gradient);
    }

    /// <summary>What a statement is in a row; nothing where it says that zero is zero.</summary>
    private IEnumerable<Statement> InRow(Statement statement, int row)
    {
        switch (statement)
        {
            case Assign { Target: Reference { Variable: var variable } } assign:
                if (!present[row].Contains(variable))
                    return [];
                var target = new Reference(VersionOf(variable, row));
                Expression value = InRow(assign.Value, row) ?? Composite.Zero(variable.Type);
                SetZero(variable, row, value is Literal { Text: "0" } && !variable.Type.IsBuffer);
                if (value is Literal { Text: "1" or "-1", Type.IsReal: true } && timesSet[variable] == 1)
                {
                    constants[row][variable] = value;
                    return [];
                }
                return value == target ? [] : [assign with { Target = target, Value = value }];
            case Assign { Target: Element element } store:
                if (InRow(element, row) is not { } place)
                    return [];
                Expression stored = InRow(store.Value, row) ?? Composite.Zero(element.Type);
                return stored == place ? [] : [store with { Target = place, Value = stored }];
            case Deconstruction parts:
                return InRow(parts.Value, row) is { } whole ? [Taken(parts, whole, row, value: null)] : Zeros(parts, row);
            case Evaluate effect:
                return InRow(effect.Expression, row) is { } evaluated ? [effect with { Expression = evaluated }] : [];
            case Swap swap:
                return InRow(swap.Left, row) is Element left && InRow(swap.Right, row) is Element right ? [swap with { Left = left, Right = right }] : [];
            default:
                throw new InvalidOperationException($"{statement.GetType().Name} is no statement of a sweep.");
        }
    }
}
