using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Emit;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Link;

/// <summary>
/// Brings functions together: a call of a method with a hand-written backward becomes a call of a differentiable
/// function, and only functions whose callees all have derivatives go on.
/// </summary>
public static class Linking
{
    /// <summary>Binds calls of methods that a [BackwardOf] elsewhere gives a derivative.</summary>
    public static Function Bind(Function function, EquatableArray<CustomBackward> custom)
    {
        if (custom.Count == 0)
            return function;
        Expression Map(Expression expression) => expression.MapChildren(Map) is Call { Callee: OpaqueCallee callee } call && Find(custom, callee.Key) is { } backward
            ? call with { Callee = new DifferentiableCallee(callee.Text, backward.Container + "." + backward.Name, backward.Parameters, callee.Key, callee.Site) }
            : expression.MapChildren(Map);
        Block MapBlock(Block block) => block.MapStatements(statement => statement.MapExpressions(Map).MapBlocks(MapBlock));
        return Unpack(function with { Body = MapBlock(function.Body) });
    }

    /// <summary>What such a call gives, if that has parts, is taken apart into variables, which have gradients, as what other functions give has been.</summary>
    private static Function Unpack(Function function)
    {
        int next = function.VariableCount;
        Dictionary<Variable, Composite> parts = function.Body.Descendants().Select(static statement => WholeOf(statement)).OfType<Variable>().Distinct().ToDictionary(static whole => whole, whole => Composite.Of(whole.Type, way =>
        {
            int id = next++;
            return new Reference(new Variable(id, Composite.NameOf(whole.Name, way), way[way.Count - 1].Type, VariableKind.Temporary, id));
        }));
        if (parts.Count == 0)
            return function;
        Expression Map(Expression expression) => PartOf(expression) ?? expression.MapChildren(Map);
        Expression? PartOf(Expression expression) => expression switch
        {
            Reference { Variable: var whole } when parts.TryGetValue(whole, out Composite? composite) => composite,
            Member member when PartOf(member.Target) is Composite target => target.Parts[target.Type.Fields.Select(static field => field.Name).ToList().IndexOf(member.Name)],
            _ => null,
        };
        Block MapBlock(Block block) => block.MapStatements(statement => WholeOf(statement) is { } whole
            ? new Deconstruction(parts[whole].Leaves.Select(static leaf => (Variable?)((Reference)leaf).Variable).ToEquatableArray(), ((Assign)statement).Value.MapChildren(Map)) { Origin = statement.Origin }
            : statement.MapExpressions(Map).MapBlocks(MapBlock));
        return function with { Body = MapBlock(function.Body), Result = function.Result is null ? null : Map(function.Result), VariableCount = next };
    }

    /// <summary>The variable that takes a value with parts, of a function that has a gradient, whole; null of any other statement.</summary>
    private static Variable? WholeOf(Statement statement) =>
        statement is Assign { Target: Reference { Variable: { Type: { IsComposite: true, IsHolder: false } } whole }, Value: Call { Callee: DifferentiableCallee } } ? whole : null;

    private static CustomBackward? Find(EquatableArray<CustomBackward> custom, string key) =>
        key.Length == 0 ? null : custom.FirstOrDefault(backward => backward.Target == key);

    /// <summary>What a function writes of the buffers that it is given: itself, and by handing them on.</summary>
    public static WriteSummary SummarizeWrites(Function function)
    {
        Variable[] parameters = [.. function.Parameters.Select(static parameter => parameter.Variable)];
        HashSet<int> written = [];
        var passed = new List<(int, string, int)>();
        int[] Owned(Variable owner) => [.. Enumerable.Range(0, parameters.Length).Where(i => parameters[i].Owner == owner)];
        foreach (Statement statement in function.Body.Descendants())
        {
            if (Buffers.Stored(statement) is { } stored)
                written.UnionWith(Owned(stored));
            foreach (Call call in statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()).OfType<Call>())
            {
                for (int i = 0; i < call.Arguments.Count; i++)
                {
                    if (i == 0 && call.Callee is DifferentiableCallee called)
                    {
                        if (function.Callees.Contains(called.Key))
                            passed.Add((WriteSummary.HandWritten, called.Key, WriteSummary.HandWritten));
                        else
                            written.Add(WriteSummary.HandWritten);
                    }
                    if (!Buffers.MayWrite(call, i) || call.Arguments[i].Owner() is not { } owner)
                        continue;
                    if (call.Callee is DifferentiableCallee callee && function.Callees.Contains(callee.Key))
                        passed.AddRange(Owned(owner).Select(parameter => (parameter, callee.Key, Own(callee, i))));
                    else
                        written.UnionWith(Owned(owner));
                }
            }
        }
        return new WriteSummary(
            function.Key,
            function.CustomBackward is null ? written.OrderBy(static index => index).ToEquatableArray() : Enumerable.Range(0, parameters.Length).Append(WriteSummary.HandWritten).ToEquatableArray(),
            passed.Distinct().ToEquatableArray());
    }

    /// <summary>The index among a function's own parameters of what a call gives: the object that it is called on is none of them, where that is a constant.</summary>
    private static int Own(DifferentiableCallee callee, int argument) => callee.Parameters.Count > 0 && callee.Parameters[0] is { IsReceiver: true, Type.IsComposite: false } ? argument - 1 : argument;

    /// <summary>The parameters, by key and index, that functions write, directly or through what they call.</summary>
    public static EquatableArray<(string Key, int Parameter)> Writes(IEnumerable<WriteSummary> summaries)
    {
        WriteSummary[] all = [.. summaries];
        HashSet<(string, int)> written = [.. all.SelectMany(static summary => summary.Written.Select(index => (summary.Key, index)))];
        int count;
        do
        {
            count = written.Count;
            foreach (WriteSummary summary in all)
                written.UnionWith(summary.Passed.Where(pass => written.Contains((pass.Callee, pass.Argument))).Select(pass => (summary.Key, pass.Parameter)));
        }
        while (written.Count > count);
        return written.OrderBy(static pair => pair.Item1, StringComparer.Ordinal).ThenBy(static pair => pair.Item2).ToEquatableArray();
    }

    /// <summary>Tells a function's calls which buffers they leave alone.</summary>
    public static Function Resolve(Function function, EquatableArray<(string Key, int Parameter)> writes)
    {
        if (function.Callees.Count == 0)
            return function;
        HashSet<(string, int)> written = [.. writes];
        Expression Map(Expression expression) => expression.MapChildren(Map) is Call { Callee: DifferentiableCallee callee } call && function.Callees.Contains(callee.Key)
            ? call with
            {
                Callee = callee with
                {
                    Parameters = callee.Parameters.Select((parameter, i) => parameter with { IsWritten = written.Contains((callee.Key, Own(callee, i))) }).ToEquatableArray(),
                    IsLinear = !written.Contains((callee.Key, WriteSummary.HandWritten)),
                },
            }
            : expression.MapChildren(Map);
        Block MapBlock(Block block) => block.MapStatements(statement => statement.MapExpressions(Map).MapBlocks(MapBlock));
        return function with { Body = MapBlock(function.Body) };
    }

    /// <summary>Lowers a bound function and sees whether it can be differentiated, its callees apart.</summary>
    public static LinkedFunction Lower(Function function)
    {
        if (function.CustomBackward is not null)
            return new LinkedFunction(new LoweredFunction(function, Block.Empty, function.Result, function.VariableCount), EquatableArray<OpaqueCallee>.Empty);
        LoweredFunction lowered = Lowering.Lower(function);
        Activity activity = Activity.Of(lowered.Body, lowered.Inputs);
        string? constant = function.Parameters.FirstOrDefault(parameter => !parameter.IsDifferentiable && parameter.Type is { IsBuffer: true, IsDifferentiable: true } && activity.IsVaried(parameter.Variable))?.Name;
        return new LinkedFunction(lowered, activity.Refused.ToEquatableArray()) { VaryingConstant = constant };
    }

    /// <summary>What others must know of a function.</summary>
    public static FunctionSummary Summarize(LinkedFunction function) =>
        new(function.Lowered.Function.Key, function.IsAccepted, function.Lowered.Function.CustomBackward is null ? function.Lowered.Function.Callees : EquatableArray<string>.Empty,
            Splitting.Draws(function.Lowered.Function), Differentiate.BackwardMethod.CanSplit(function.Lowered), function.Lowered.Function.WantsJacobian);

    /// <summary>The keys of the functions that have derivatives: nothing in them is refused, nor in what they call.</summary>
    public static EquatableArray<string> Differentiable(IEnumerable<FunctionSummary> summaries)
    {
        FunctionSummary[] all = [.. summaries.Where(static summary => summary.IsAccepted)];
        HashSet<string> keys = [.. all.Select(static summary => summary.Key)];
        ILookup<string, string> runAgain = RunAgain(all);
        while (all.Where(summary => keys.Contains(summary.Key) && (runAgain.Contains(summary.Key) || !summary.Callees.All(keys.Contains))).ToArray() is { Length: > 0 } broken)
            keys.ExceptWith(broken.Select(static summary => summary.Key));
        return keys.OrderBy(static key => key, StringComparer.Ordinal).ToEquatableArray();
    }

    /// <summary>By the functions that call them, the keys of those that would be run again and must not be: what they draw would be another value then.</summary>
    public static ILookup<string, string> RunAgain(IEnumerable<FunctionSummary> summaries)
    {
        FunctionSummary[] all = [.. summaries];
        HashSet<string> drawing = [.. all.Where(static summary => summary.Draws).Select(static summary => summary.Key)];
        while (all.Where(summary => !drawing.Contains(summary.Key) && summary.Callees.Any(drawing.Contains)).ToArray() is { Length: > 0 } more)
            drawing.UnionWith(more.Select(static summary => summary.Key));
        HashSet<string> whole = [.. all.Where(static summary => !summary.CanSplit).Select(static summary => summary.Key)];
        return all.SelectMany(caller => caller.Callees.Where(callee => drawing.Contains(callee) && (caller.WantsJacobian || whole.Contains(callee))).Select(callee => (caller.Key, callee)))
            .ToLookup(static pair => pair.Key, static pair => pair.callee);
    }

    /// <summary>The keys of the functions that others call, or they themselves.</summary>
    public static EquatableArray<string> Called(IEnumerable<FunctionSummary> summaries) =>
        summaries.SelectMany(static summary => summary.Callees).Distinct().OrderBy(static key => key, StringComparer.Ordinal).ToEquatableArray();

    /// <summary>The functions whose forward pass and reverse something calls apart: a backward method, or another such pass.</summary>
    public static EquatableArray<string> Wanted(IEnumerable<GeneratedFile?> files)
    {
        GeneratedFile[] all = [.. files.OfType<GeneratedFile>()];
        HashSet<string> wanted = [.. all.SelectMany(static file => file.Calls)];
        int count;
        do
        {
            count = wanted.Count;
            foreach (GeneratedFile file in all.Where(file => file.Split is not null && wanted.Contains(file.Key)).ToArray())
                wanted.UnionWith(file.Split!.Calls);
        }
        while (wanted.Count > count);
        return wanted.OrderBy(static key => key, StringComparer.Ordinal).ToEquatableArray();
    }

    /// <summary>The function, if it and everything it calls has a derivative.</summary>
    public static LoweredFunction? Accept(LinkedFunction function, EquatableArray<string> differentiable) =>
        differentiable.Contains(function.Lowered.Function.Key) ? function.Lowered : null;
}
