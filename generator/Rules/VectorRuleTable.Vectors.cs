namespace AutoBackprop.Generator.Rules;

/// <content>Vector2, Vector3 and Vector4.</content>
public static partial class VectorRuleTable
{
    private static IEnumerable<VectorRule> VectorOperators(Family f) =>
    [
        f.Vjp("V +(V a)", "dy"),
        .. f.Both("-", "Negate", "V", "V a", "-dy"),
        .. f.Both("+", "Add", "V", "V a, V b", "dy", "dy"),
        .. f.Both("-", "Subtract", "V", "V a, V b", "dy", "-dy"),
        .. f.Both("*", "Multiply", "V", "V a, V b", "dy * b", "dy * a"),
        .. f.Both("*", "Multiply", "V", "V a, float b", "dy * b", "V.Dot(dy, a)"),
        .. f.Both("*", "Multiply", "V", "float a, V b", "V.Dot(dy, b)", "dy * a"),
        .. f.Both("/", "Divide", "V", "V a, V b", "dy / b", "-dy * y / b"),
        .. f.Both("/", "Divide", "V", "V a, float b", "dy / b", "-V.Dot(dy, y) / b"),
    ];

    private static IEnumerable<VectorRule> VectorFunctions(Family f) =>
    [
        //    function                                    gradient of a                                   of b                       of c
        f.Vjp("float V.Dot(V a, V b)",                    "dy * b",                                       "dy * a"),
        f.Vjp("float V.Sum(V a)",                         "new V(dy)"),

        // A length is a cone: zero is the least of the slopes at its tip.
        f.Vjp("float V.Length(V a)",                      "y == 0 ? V.Zero : dy / y * a"),
        f.Vjp("float V.LengthSquared(V a)",               "2 * dy * a"),
        f.Vjp("float V.Distance(V a, V b)",               "y == 0 ? V.Zero : dy / y * (a - b)",           "y == 0 ? V.Zero : dy / y * (b - a)"),
        f.Vjp("float V.DistanceSquared(V a, V b)",        "2 * dy * (a - b)",                             "2 * dy * (b - a)"),
        f.Vjp("V V.Normalize(V a)",                       "(dy - V.Dot(dy, y) * y) / a.Length()"),
        f.Vjp("V V.Lerp(V a, V b, float c)",              "dy * (1 - c)",                                 "dy * c",                  "V.Dot(dy, b - a)"),
        f.Vjp("V V.Lerp(V a, V b, V c)",                  "dy * (V.One - c)",                             "dy * c",                  "dy * (b - a)"),
        f.Vjp("V V.FusedMultiplyAdd(V a, V b, V c)",      "dy * b",                                       "dy * a",                  "dy"),
        f.Vjp("V V.MultiplyAddEstimate(V a, V b, V c)",   "dy * b",                                       "dy * a",                  "dy"),

        f.Vjp("V V.SquareRoot(V a)",                      "dy / (2 * y)"),
        f.Vjp("V V.Hypot(V a, V b)",                      "dy * a / u",                                   "dy * b / u",              where: "u = V.ConditionalSelect(V.Equals(y, V.Zero), V.One, y)"),
        f.Vjp("V V.Exp(V a)",                             "dy * y"),
        f.Vjp("V V.Log(V a)",                             "dy / a"),
        f.Vjp("V V.Log2(V a)",                            "dy / (a * Math.Log(2))"),
        f.Vjp("V V.Sin(V a)",                             "dy * V.Cos(a)"),
        f.Vjp("V V.Cos(V a)",                             "-dy * V.Sin(a)"),
        f.Vjp("V V.DegreesToRadians(V a)",                "dy * (Math.PI / 180)"),
        f.Vjp("V V.RadiansToDegrees(V a)",                "dy * (180 / Math.PI)"),
        f.Constant("V V.Round(V a)"),
        f.Constant("V V.Truncate(V a)"),
    ];

    /// <summary>Functions with kinks, component by component; the conventions are those of the functions on numbers.</summary>
    private static IEnumerable<VectorRule> VectorKinks(Family f)
    {
        yield return f.Vjp("V V.Abs(V a)", "V.ConditionalSelect(V.GreaterThan(a, V.Zero), dy, V.ConditionalSelect(V.LessThan(a, V.Zero), -dy, dy * a))");
        foreach (string name in new[] { "Max", "MaxNative" })
        {
            yield return f.Vjp(
                $"V V.{name}(V a, V b)",
                "V.ConditionalSelect(V.LessThan(a, b), V.Zero, V.ConditionalSelect(V.Equals(a, b), 0.5 * dy, dy))",
                "V.ConditionalSelect(V.LessThan(b, a), V.Zero, V.ConditionalSelect(V.Equals(b, a), 0.5 * dy, dy))",
                alone: ["V.ConditionalSelect(V.LessThanOrEqual(a, b), V.Zero, dy)", "V.ConditionalSelect(V.LessThanOrEqual(b, a), V.Zero, dy)"]);
        }
        foreach (string name in new[] { "Min", "MinNative" })
        {
            yield return f.Vjp(
                $"V V.{name}(V a, V b)",
                "V.ConditionalSelect(V.GreaterThan(a, b), V.Zero, V.ConditionalSelect(V.Equals(a, b), 0.5 * dy, dy))",
                "V.ConditionalSelect(V.GreaterThan(b, a), V.Zero, V.ConditionalSelect(V.Equals(b, a), 0.5 * dy, dy))",
                alone: ["V.ConditionalSelect(V.GreaterThanOrEqual(a, b), V.Zero, dy)", "V.ConditionalSelect(V.GreaterThanOrEqual(b, a), V.Zero, dy)"]);
        }
        foreach (string name in new[] { "MaxNumber", "MinNumber", "MaxMagnitude", "MinMagnitude", "MaxMagnitudeNumber", "MinMagnitudeNumber" })
        {
            yield return f.Vjp(
                $"V V.{name}(V a, V b)",
                "V.ConditionalSelect(V.Equals(b, a), 0.5 * dy, V.ConditionalSelect(V.Equals(b, y), V.Zero, dy))",
                "V.ConditionalSelect(V.Equals(a, b), 0.5 * dy, V.ConditionalSelect(V.Equals(a, y), V.Zero, dy))",
                alone: ["V.ConditionalSelect(V.Equals(b, y), V.Zero, dy)", "V.ConditionalSelect(V.Equals(a, y), V.Zero, dy)"]);
        }
        foreach (string name in new[] { "Clamp", "ClampNative" })
        {
            // Min(Max(a, b), c): u is the maximum, v its gradient.
            yield return f.Vjp(
                $"V V.{name}(V a, V b, V c)",
                "V.ConditionalSelect(V.LessThan(a, b), V.Zero, V.ConditionalSelect(V.Equals(a, b), 0.5 * v, v))",
                "V.ConditionalSelect(V.LessThan(b, a), V.Zero, V.ConditionalSelect(V.Equals(b, a), 0.5 * v, v))",
                "V.ConditionalSelect(V.GreaterThan(c, u), V.Zero, V.ConditionalSelect(V.Equals(c, u), 0.5 * dy, dy))",
                where: "u = V.Max(a, b); v = V.ConditionalSelect(V.GreaterThan(u, c), V.Zero, V.ConditionalSelect(V.Equals(u, c), 0.5 * dy, dy))",
                alone:
                [
                    "V.ConditionalSelect(V.LessThanOrEqual(a, b), V.Zero, V.ConditionalSelect(V.GreaterThanOrEqual(a, c), V.Zero, dy))",
                    "V.ConditionalSelect(V.LessThanOrEqual(b, a), V.Zero, V.ConditionalSelect(V.GreaterThanOrEqual(b, c), V.Zero, dy))",
                    "V.ConditionalSelect(V.GreaterThanOrEqual(c, u), V.Zero, dy)",
                ]);
        }
        yield return f.Vjp(
            "V V.CopySign(V a, V b)",
            "V.ConditionalSelect(V.Equals(a, V.Zero), V.Zero, V.ConditionalSelect(V.Equals(a, y), dy, V.ConditionalSelect(V.Equals(a, -y), -dy, dy * y)))",
            "0");
    }

    /// <summary>Constructors, and the methods Create that do the same: V is <c>new </c> or <c>.Create</c>.</summary>
    private static IEnumerable<VectorRule> VectorConstructors(Family f)
    {
        string Named(string type) => f.Name == "new " ? "new " + type : type + f.Name;

        foreach (string type in new[] { "Vector2", "Vector3", "Vector4" })
            yield return Vjp($"{type} {Named(type)}(float a)", $"{type}.Sum(dy)");
        yield return Vjp($"Vector2 {Named("Vector2")}(float a, float b)",                       "dy.X",                                   "dy.Y");
        yield return Vjp($"Vector3 {Named("Vector3")}(float a, float b, float c)",              "dy.X",                                   "dy.Y",    "dy.Z");
        yield return Vjp($"Vector3 {Named("Vector3")}(Vector2 a, float b)",                     "new Vector2(dy.X, dy.Y)",                "dy.Z");
        yield return VjpOfMany($"Vector4 {Named("Vector4")}(float a, float b, float c, float d)", "dy.X", "dy.Y", "dy.Z", "dy.W");
        yield return Vjp($"Vector4 {Named("Vector4")}(Vector2 a, float b, float c)",            "new Vector2(dy.X, dy.Y)",                "dy.Z",    "dy.W");
        yield return Vjp($"Vector4 {Named("Vector4")}(Vector3 a, float b)",                     "new Vector3(dy.X, dy.Y, dy.Z)",          "dy.W");
        yield return VjpOfMany($"Quaternion {Named("Quaternion")}(float a, float b, float c, float d)", "dy.X", "dy.Y", "dy.Z", "dy.W");
        yield return Vjp($"Quaternion {Named("Quaternion")}(Vector3 a, float b)",               "new Vector3(dy.X, dy.Y, dy.Z)",          "dy.W");
        yield return OfCells("Matrix3x2", Named("Matrix3x2"), 3, 2);
        yield return OfCells("Matrix4x4", Named("Matrix4x4"), 4, 4);
    }

    private static VectorRule OfCells(string type, string name, int rows, int columns)
    {
        string operands = string.Join(", ", Enumerable.Range(0, rows * columns).Select(static i => $"float {(char)('a' + i)}"));
        return VjpOfMany($"{type} {name}({operands})", [.. Enumerable.Range(0, rows * columns).Select(i => $"dy.M{i / columns + 1}{i % columns + 1}")]);
    }

    private static VectorRule[] Products =>
    [
        Vjp("Vector3 Vector3.Cross(Vector3 a, Vector3 b)",   "Vector3.Cross(b, dy)",               "Vector3.Cross(dy, a)"),
        Vjp("float Vector2.Cross(Vector2 a, Vector2 b)",     "new Vector2(dy * b.Y, -dy * b.X)",   "new Vector2(-dy * a.Y, dy * a.X)"),
        Vjp("Vector2 Vector2.Reflect(Vector2 a, Vector2 b)", "Vector2.Reflect(dy, b)",             "-2 * (Vector2.Dot(a, b) * dy + Vector2.Dot(dy, b) * a)"),
        Vjp("Vector3 Vector3.Reflect(Vector3 a, Vector3 b)", "Vector3.Reflect(dy, b)",             "-2 * (Vector3.Dot(a, b) * dy + Vector3.Dot(dy, b) * a)"),
    ];
}
