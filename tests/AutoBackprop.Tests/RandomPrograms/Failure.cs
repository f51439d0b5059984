namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>What is wrong with a program's derivative.</summary>
/// <param name="Program">The program, with the failing function alone to be checked where it is one function's fault.</param>
/// <param name="Kind">What kind of failure: a shrunk program has to fail in the same way.</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record Failure(RandomProgram Program, string Kind, string Message)
{
    /// <summary>The program itself is no C#: the fault of the grammar, or of a step of the shrinker.</summary>
    public const string Invalid = "invalid";
}
