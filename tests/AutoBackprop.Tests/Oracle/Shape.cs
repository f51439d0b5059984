using System.Globalization;
using System.Reflection;

namespace AutoBackprop.Tests;

/// <summary>The numbers inside a value: of a struct field by field, of a tuple item by item, of an array element by element.</summary>
internal static class Shape
{
    /// <summary>The real numbers, in order; those of a twin are duals.</summary>
    public static IEnumerable<object> Leaves(object? value)
    {
        switch (value)
        {
            case null or string:
                return [];
            case double or float or Dual<double> or Dual<float>:
                return [value];
            case Array array:
                return array.Cast<object?>().SelectMany(Leaves);
            default:
                return value.GetType().IsPrimitive || value.GetType().IsEnum ? [] : Fields(value).SelectMany(field => Leaves(field.GetValue(value)));
        }
    }

    /// <summary>The real numbers as such.</summary>
    public static IEnumerable<double> Numbers(object? value) => Leaves(value).Select(leaf => leaf switch
    {
        Dual<double> x => x.Value,
        Dual<float> x => x.Value,
        _ => Convert.ToDouble(leaf, CultureInfo.InvariantCulture),
    });

    /// <summary>The same value with its real numbers replaced.</summary>
    public static object? Map(object? value, Func<object, object> map)
    {
        switch (value)
        {
            case null or string:
                return value;
            case double or float or Dual<double> or Dual<float>:
                return map(value);
            case Array array:
                var copy = (Array)array.Clone();
                for (int i = 0; i < copy.Length; i++)
                {
                    int[] at = [.. Enumerable.Range(0, copy.Rank).Select(dimension => i / Enumerable.Range(dimension + 1, copy.Rank - dimension - 1).Aggregate(1, (size, inner) => size * copy.GetLength(inner)) % copy.GetLength(dimension))];
                    copy.SetValue(Map(copy.GetValue(at), map), at);
                }
                return copy;
            default:
                if (value.GetType().IsPrimitive || value.GetType().IsEnum)
                    return value;
                object rebuilt = value.GetType().GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(value, null)!;
                foreach (FieldInfo field in Fields(value))
                    field.SetValue(rebuilt, Map(field.GetValue(value), map));
                return rebuilt;
        }
    }

    /// <summary>The fields of a value, what its class inherits first.</summary>
    private static IEnumerable<FieldInfo> Fields(object value) => Fields(value.GetType());

    private static IEnumerable<FieldInfo> Fields(Type type) => (type.BaseType is { } inherited ? Fields(inherited) : [])
        .Concat(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).OrderBy(field => field.MetadataToken));
}
