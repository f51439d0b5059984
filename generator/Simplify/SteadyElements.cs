using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Reads an element that is the same in all iterations of an innermost loop before it, as <c>a[i, k]</c> in <c>c[i, j] += a[i, k] * b[k, j]</c>: the
/// compiler reads it again each time, since it does not know that what the loop writes is other memory.
/// </summary>
public sealed class SteadyElements
{
    private readonly VariableFactory variables;

    /// <summary>Buffers that may be the memory of another one.</summary>
    private readonly HashSet<Variable> aliases;

    private readonly Dictionary<Variable, int> occurrences;

    private SteadyElements(Method method, VariableFactory variables)
    {
        occurrences = method.Body.Occurrences();
        this.variables = variables;
        aliases = [.. method.Body.Descendants().OfType<Assign>().Where(static assign => assign is { Target: Reference { Type.IsBuffer: true }, Value: not (NewBuffer or Call) })
            .SelectMany(static assign => assign.Value.Mentions().Append(((Reference)assign.Target).Variable))];
    }

    public static Method Use(Method method)
    {
        var variables = new VariableFactory(method.NextVariable);
        Block body = new SteadyElements(method, variables).Visit(method.Body, []);
        return method with { Body = body, NextVariable = variables.Next };
    }

    private Block Visit(Block block, IEnumerable<For> around) => block.With(block.Statements.SelectMany(statement => statement switch
    {
        For loop when loop.Body.Statements.All(IsPlain) => Read(loop, around),
        For loop => [loop.MapBlocks(inner => Visit(inner, around.Append(loop)))],
        _ => [statement.MapBlocks(inner => Visit(inner, around))],
    }));

    /// <summary>Whether all of a statement is evaluated in every iteration, and throws nothing but that there is no such element: that may be thrown before then.</summary>
    private static bool IsPlain(Statement statement) => statement is Assign assign && assign.Expressions().SelectMany(static expression => expression.SelfAndDescendants()).All(static part =>
        part is Element || part is not (Conditional or Binary { Operator: BinaryOperator.ConditionalAnd or BinaryOperator.ConditionalOr }) && !Purity.IsEffect(part));

    private IEnumerable<Statement> Read(For loop, IEnumerable<For> around)
    {
        HashSet<Variable> changed = [loop.Counter, .. loop.Body.Statements.SelectMany(static statement => statement.Assigned())];
        Variable[] written = [.. loop.Body.Statements.Select(static statement => ((Assign)statement).Target).OfType<Element>().Select(static target => target.Root().Variable)];
        Element[] elements = [.. loop.Body.Statements.SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants()).OfType<Element>().Where(IsSteady).Distinct()];
        // An element that no iteration reads may not be there.
        if (loop.Stop is not null || elements.Length == 0 || written.Any(IsShared) || !Runs(loop, around))
            return [loop];
        Dictionary<Variable, int> here = loop.Body.Occurrences(), sets = loop.Body.TimesSet();
        var reads = new List<Assign>();
        var read = new Dictionary<Element, Reference>();
        foreach (Element element in elements)
        {
            // The loop may have a name for it already.
            Assign own = loop.Body.Statements.Cast<Assign>().FirstOrDefault(assign => assign.Value == element && assign.Target is Reference { Variable: { Kind: VariableKind.Temporary } name } && sets[name] == 1 && occurrences[name] == here[name])
                ?? new Assign(new Reference(variables.Temporary(TemporaryName.Of(element), element.Type)), element);
            reads.Add(own);
            read[element] = (Reference)own.Target;
        }
        Block rest = Block.Of(loop.Body.Statements.Where(statement => !reads.Contains(statement, ReferenceComparer.Instance)));
        return [.. reads, loop with { Body = rest.MapAll(part => part is Element element && read.TryGetValue(element, out Reference? known) ? known : null) }];

        bool IsSteady(Element element) => element is { Type.IsReal: true, Path: "", Buffer: Reference { Variable: var buffer } } && !IsShared(buffer) && !changed.Contains(buffer)
            && element.Indices.All(index => index.SelfAndDescendants().All(static part => part is Reference or Literal or Binary or Length) && !index.Mentions().Any(changed.Contains))
            && written.All(target => target != buffer && (target.IsAdjoint || target.Kind != VariableKind.Parameter));
    }

    /// <summary>Whether a loop is known to run: always, or where one around it does.</summary>
    private static bool Runs(For loop, IEnumerable<For> around) => KnownConditions.Decide(loop.Runs) == true
        || around.Any(outer => outer.Runs == loop.Runs && !outer.Body.Descendants().SelectMany(static statement => statement.Assigned()).Intersect(loop.Runs.Mentions()).Any());

    private bool IsShared(Variable buffer) => aliases.Contains(buffer) || buffer.Memory is not null || buffer.Whole is not null || aliases.Contains(buffer.Owner);
}
