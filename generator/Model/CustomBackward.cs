namespace AutoBackprop.Generator.Model;

/// <summary>A hand-written backward method.</summary>
/// <param name="Target">The key of the method that it is the backward of.</param>
/// <param name="Container">The fully qualified name of the type that declares it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The parameters of its target.</param>
public sealed record CustomBackward(string Target, string Container, string Name, EquatableArray<Parameter> Parameters);
