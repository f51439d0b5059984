using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Diagnose;

/// <summary>Why a function is not differentiated, at the exact expression.</summary>
public sealed record Refusal(DiagnosticDescriptor Descriptor, Location Location, params string[] Arguments)
{
    /// <summary>Whether another one says the same of the same place.</summary>
    public bool IsSameAs(Refusal other) => Descriptor == other.Descriptor && Location == other.Location && Arguments.SequenceEqual(other.Arguments);

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location, Arguments);
}
