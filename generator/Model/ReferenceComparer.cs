using System.Runtime.CompilerServices;

namespace AutoBackprop.Generator.Model;

/// <summary>Tells statements apart that are equal but stand in different places.</summary>
public sealed class ReferenceComparer : IEqualityComparer<Statement>
{
    public static readonly ReferenceComparer Instance = new();

    public bool Equals(Statement? x, Statement? y) => ReferenceEquals(x, y);

    public int GetHashCode(Statement obj) => RuntimeHelpers.GetHashCode(obj);
}
