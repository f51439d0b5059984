namespace AutoBackprop.Generator.Rules;

/// <summary>
/// The derivatives of the functions of System.Numerics, one line each, as vector–Jacobian products: the function, then the
/// gradient of a, b, c, … in terms of the operands, the result y, its gradient dy and auxiliaries u, v. Gradients are those of
/// the components, one by one, of quaternions and complex numbers too: a function is differentiated as it is for every
/// value, not only for rotations of length 1.
/// </summary>
public static partial class VectorRuleTable
{
    /// <summary>The rules, in the order of the table.</summary>
    public static IReadOnlyList<VectorRule> All { get; } =
    [
        .. ForEach(["Vector2", "Vector3", "Vector4"], VectorOperators),
        .. ForEach(["Vector2", "Vector3", "Vector4"], VectorFunctions),
        .. ForEach(["Vector2", "Vector3", "Vector4"], VectorKinks),
        .. ForEach(["new ", ".Create"], VectorConstructors),
        .. Products,
        .. Transforms,
        .. ForEach(["Quaternion"], Quaternions),
        .. ForEach(["Matrix3x2", "Matrix4x4"], Matrices),
        .. Matrices3x2,
        .. Matrices4x4,
        .. Views,
        .. ForEach(["Vector2", "Vector3", "Vector4", "Quaternion", "Matrix3x2", "Matrix4x4"], Indexers),
        .. ForEach(["Complex"], ComplexNumbers),
    ];

    private static readonly Dictionary<string, VectorRule> ByKey = All.ToDictionary(static rule => rule.Key);

    /// <summary>The rule with this key, or null.</summary>
    public static VectorRule? Find(string? key) => key is not null && ByKey.TryGetValue(key, out VectorRule? rule) ? rule : null;

    /// <summary>What a function with operands of these types is found by; null where one of them is of no type of the table.</summary>
    public static string? Key(string name, IEnumerable<Model.ValueType> operands)
    {
        string?[] names = [.. operands.Select(VectorTypes.NameOf)];
        return names.Contains(null) ? null : $"{name}({string.Join(",", names)})";
    }

    /// <summary>One family, once for each name: <c>V</c> in a line stands for it.</summary>
    private static IEnumerable<VectorRule> ForEach(IEnumerable<string> names, Func<Family, IEnumerable<VectorRule>> lines) =>
        names.SelectMany(name => lines(new Family(name)));

    private static VectorRule Vjp(
        string function, string da, string? db = null, string? dc = null, string? where = null, string[]? alone = null) =>
        RuleParser.ParseVector(function, [.. new[] { da, db, dc }.OfType<string>()], where, alone);

    private static VectorRule VjpOfMany(string function, params string[] gradients) => RuleParser.ParseVector(function, gradients);

    /// <summary>Lines for a type that is named when they are read.</summary>
    private sealed class Family(string name)
    {
        public string Name => name;

        public VectorRule Vjp(string function, string da, string? db = null, string? dc = null, string? where = null, string[]? alone = null) =>
            VectorRuleTable.Vjp(Put(function)!, Put(da)!, Put(db), Put(dc), Put(where), alone?.Select(text => Put(text)!).ToArray());

        /// <summary>An operator and the method that does the same.</summary>
        public IEnumerable<VectorRule> Both(string symbol, string method, string result, string operands, string da, string? db = null) =>
            [Vjp($"{result} {symbol}({operands})", da, db), Vjp($"{result} V.{method}({operands})", da, db)];

        public VectorRule Constant(string function) => Vjp(function, "0");

        // A V that stands alone, or before a dot.
        private string? Put(string? text) => text is null ? null : System.Text.RegularExpressions.Regex.Replace(text, @"\bV\b", name);
    }
}
