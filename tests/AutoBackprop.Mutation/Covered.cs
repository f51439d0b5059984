namespace AutoBackprop.Mutation;

/// <summary>What a test does without a mutant.</summary>
/// <param name="Name">The test.</param>
/// <param name="Seconds">How long it takes.</param>
/// <param name="Reached">The mutants that it reaches, in order.</param>
internal sealed record Covered(string Name, double Seconds, List<int> Reached);
