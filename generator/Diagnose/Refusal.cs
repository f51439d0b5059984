using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Diagnose;

/// <summary>Why a function is not differentiated, at the exact expression.</summary>
public sealed record Refusal(DiagnosticDescriptor Descriptor, Location Location, params string[] Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location, Arguments);
}
