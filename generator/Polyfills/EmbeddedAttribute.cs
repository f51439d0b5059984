namespace Microsoft.CodeAnalysis;

/// <summary>That a type is for this assembly alone, also where another sees its internals: that one has its own.</summary>
internal sealed class EmbeddedAttribute : System.Attribute;
