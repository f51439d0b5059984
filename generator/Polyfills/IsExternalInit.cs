namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for where a property is <c>init</c>; .NET Standard 2.0 has none of this folder's types.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static class IsExternalInit;
