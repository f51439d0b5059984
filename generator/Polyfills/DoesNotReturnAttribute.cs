namespace System.Diagnostics.CodeAnalysis;

/// <summary>That a method always throws.</summary>
[Microsoft.CodeAnalysis.Embedded]
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DoesNotReturnAttribute : Attribute;
