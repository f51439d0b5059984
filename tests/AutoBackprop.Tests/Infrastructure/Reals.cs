using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace AutoBackprop.Tests;

/// <summary>The real numbers in a value, at whatever depth: in tuples, structs, vectors and arrays.</summary>
internal static class Reals
{
    public static IEnumerable<double> In(object? value) => value switch
    {
        null or int or bool or Enum => [],
        double number => [number],
        float number => [number],
        IEnumerable items => items.Cast<object?>().SelectMany(In),
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => In(tuple[i])),
        _ => value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).SelectMany(field => In(field.GetValue(value))),
    };
}
