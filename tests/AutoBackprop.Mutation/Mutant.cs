namespace AutoBackprop.Mutation;

/// <summary>One change of one expression or statement.</summary>
/// <param name="Id">By which the switch knows it.</param>
/// <param name="Place">File and line.</param>
/// <param name="Change">What stands there, and what the mutant has in its place.</param>
/// <param name="IsStatic">Whether it is in the initializer of a static field or property, which runs once.</param>
internal sealed record Mutant(int Id, string Place, string Change, bool IsStatic);
