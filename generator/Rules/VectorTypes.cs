using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Rules;

/// <summary>
/// The types of System.Numerics that are differentiated as one value each: what they are made of, and how the table's
/// signatures name them.
/// </summary>
public static class VectorTypes
{
    /// <summary>How many components each has. Those of <c>Complex</c> are doubles, all others floats.</summary>
    private static readonly Dictionary<string, int> Sizes = new()
    {
        ["Vector2"] = 2,
        ["Vector3"] = 3,
        ["Vector4"] = 4,
        ["Quaternion"] = 4,
        ["Matrix3x2"] = 6,
        ["Matrix4x4"] = 16,
        ["Complex"] = 2,
    };

    /// <summary>Their names, in ordinal order.</summary>
    public static IEnumerable<string> Names => Sizes.Keys.OrderBy(static name => name, StringComparer.Ordinal);

    public static bool Contains(string name) => Sizes.ContainsKey(name);

    /// <summary>The number of components.</summary>
    public static int Size(string name) => Sizes[name];

    /// <summary>The model's type for one of them, written in a given way.</summary>
    public static Model.ValueType Of(string name, string text) =>
        new(TypeClass.Vector, text, name == "Complex" ? Model.ValueType.Double : Model.ValueType.Single) { VectorName = name };

    /// <summary>The type that a signature of the table names.</summary>
    public static Model.ValueType Parse(string name) => name switch
    {
        "float" => Model.ValueType.Single,
        "double" => Model.ValueType.Double,
        "int" => Model.ValueType.Int32,
        _ when Contains(name) => Of(name, name),
        _ => throw new FormatException($"'{name}' is no type of the table."),
    };

    /// <summary>The name that the table's signatures have for a type; null where they have none.</summary>
    public static string? NameOf(Model.ValueType type) => type switch
    {
        { VectorName: { } name } => name,
        { Class: TypeClass.Single } => "float",
        { Class: TypeClass.Double } => "double",
        { Class: TypeClass.Integer, Text: "int" } => "int",
        _ => null,
    };

    /// <summary>
    /// Whether a member is a part of a value that can be written by itself: <c>v.X</c>, <c>m.M11</c>, a matrix's row. Those of
    /// <c>Complex</c> cannot.
    /// </summary>
    public static Model.ValueType? Component(string vector, string member) => vector switch
    {
        "Vector2" when member is "X" or "Y" => Model.ValueType.Single,
        "Vector3" when member is "X" or "Y" or "Z" => Model.ValueType.Single,
        "Vector4" or "Quaternion" when member is "X" or "Y" or "Z" or "W" => Model.ValueType.Single,
        "Matrix3x2" when member is "X" or "Y" or "Z" or "Translation" => Parse("Vector2"),
        "Matrix4x4" when member is "X" or "Y" or "Z" or "W" => Parse("Vector4"),
        "Matrix4x4" when member is "Translation" => Parse("Vector3"),
        "Matrix3x2" or "Matrix4x4" when member.Length == 3 && member[0] == 'M' && char.IsDigit(member[1]) && char.IsDigit(member[2]) => Model.ValueType.Single,
        _ => null,
    };

    /// <summary>What a function of the runtime library's <c>VectorMath</c> gives, whose first argument is of a type.</summary>
    public static Model.ValueType OfLibrary(string function, Model.ValueType first) => function switch
    {
        "Cofactors" or "LookGradients" => Parse("Matrix4x4"),
        "SlerpWeights" => Parse("Vector4"),
        "SlerpRate" or "Component" or "InverseGradient" => first,
        _ => throw new FormatException($"'VectorMath.{function}' is not known to the table."),
    };

    /// <summary>The components that a constructor takes, in its order; none where a value is not made of them by one.</summary>
    public static string[] Constructed(string vector) => vector switch
    {
        "Vector2" => ["X", "Y"],
        "Vector3" => ["X", "Y", "Z"],
        "Vector4" or "Quaternion" => ["X", "Y", "Z", "W"],
        _ => [],
    };

    /// <summary>How the zero of a type is written.</summary>
    public static string Zero(Model.ValueType type) => type.VectorName is "Matrix3x2" or "Matrix4x4" ? $"default({type.Text})" : type.Text + ".Zero";
}
