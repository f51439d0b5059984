using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>Makes of a mechanically right method one that reads as if written by hand. Each pass keeps what it computes.</summary>
public static class Simplification
{
    public static Method Simplify(Method method)
    {
        Variable[] readOnly = [.. method.Source.Parameters.Where(static parameter => parameter.Modifier.Length > 0 || parameter.Parts is not null).SelectMany(static parameter => parameter.Leaves)];
        Block body = DeadCode.Remove(method.Body);
        body = UntakenTerms.Guard(body);
        body = SinesAndCosines.Pair(body);
        body = Nesting.Nest(body);
        body = Components.Gather(body);
        body = Choices.Restore(body);
        body = DeadCode.Remove(Nesting.Nest(body));
        body = Choices.Restore(body);
        body = DeadCode.Remove(Coalescing.Coalesce(body, readOnly));
        body = DeadCode.RemoveArrays(DeadCode.Remove(KnownConstants.Simplify(body)));
        body = Handovers.Shorten(body);
        body = DeadCode.Remove(LastStores.Drop(FirstContributions.Assign(Updates.Delay(LocalSlopes.Combine(body)))));
        body = Copies.Drop(body);
        Method shaped = SteadyElements.Use(VectorLoops.Use(SharedFactors.Use(Accumulators.Use(Parts.Join(method with { Body = KnownSums.Use(body) })))));
        return LoopRegisters.Use(Rows.Use(shaped with { Body = Rebuilding.Rebuild(Deliveries.Shorten(shaped.Body)) }));
    }
}
