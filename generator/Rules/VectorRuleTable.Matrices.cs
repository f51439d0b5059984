namespace AutoBackprop.Generator.Rules;

/// <content>Matrix3x2 and Matrix4x4.</content>
public static partial class VectorRuleTable
{
    private static IEnumerable<VectorRule> Matrices(Family f)
    {
        // The inner product of two matrices, row by row.
        string Inner(string a, string b) => f.Name == "Matrix3x2"
            ? $"Vector2.Dot({a}.X, {b}.X) + Vector2.Dot({a}.Y, {b}.Y) + Vector2.Dot({a}.Z, {b}.Z)"
            : $"Vector4.Dot({a}.X, {b}.X) + Vector4.Dot({a}.Y, {b}.Y) + Vector4.Dot({a}.Z, {b}.Z) + Vector4.Dot({a}.W, {b}.W)";

        return
        [
            .. f.Both("-", "Negate", "V", "V a", "-dy"),
            .. f.Both("+", "Add", "V", "V a, V b", "dy", "dy"),
            .. f.Both("-", "Subtract", "V", "V a, V b", "dy", "-dy"),
            .. f.Both("*", "Multiply", "V", "V a, float b", "dy * b", Inner("dy", "a")),
            f.Vjp("V V.Lerp(V a, V b, float c)", "dy * (1 - c)", "dy * c", Inner("dy", "u"), where: "u = b - a"),
        ];
    }

    private static IEnumerable<VectorRule> Matrices3x2 =>
    [
        // Rows are points; the third column, which is not stored, is (0, 0, 1).
        .. new Family("Matrix3x2").Both("*", "Multiply", "V", "V a, V b",
            "V.Create(new Vector2(Vector2.Dot(dy.X, b.X), Vector2.Dot(dy.X, b.Y)), new Vector2(Vector2.Dot(dy.Y, b.X), Vector2.Dot(dy.Y, b.Y)), new Vector2(Vector2.Dot(dy.Z, b.X), Vector2.Dot(dy.Z, b.Y)))",
            "V.Create(a.M11 * dy.X + a.M21 * dy.Y + a.M31 * dy.Z, a.M12 * dy.X + a.M22 * dy.Y + a.M32 * dy.Z, dy.Z)"),

        //  function                                                  gradient of a                                                        of b
        Vjp("Matrix3x2 Matrix3x2.CreateRotation(float a)",              "y.M11 * (dy.M12 - dy.M21) - y.M12 * (dy.M11 + dy.M22)"),
        Vjp("Matrix3x2 Matrix3x2.CreateTranslation(Vector2 a)",         "dy.Translation"),
        Vjp("Matrix3x2 Matrix3x2.CreateTranslation(float a, float b)",  "dy.M31",                                                            "dy.M32"),
        Vjp("Matrix3x2 Matrix3x2.CreateScale(float a)",                 "dy.M11 + dy.M22"),
        Vjp("Matrix3x2 Matrix3x2.CreateScale(Vector2 a)",               "new Vector2(dy.M11, dy.M22)"),
        Vjp("Matrix3x2 Matrix3x2.CreateScale(float a, float b)",        "dy.M11",                                                            "dy.M22"),
    ];

    private static IEnumerable<VectorRule> Matrices4x4 =>
    [
        .. new Family("Matrix4x4").Both("*", "Multiply", "V", "V a, V b", "dy * V.Transpose(b)", "V.Transpose(a) * dy"),

        //  function                                                            gradient of a                                            of b        of c
        Vjp("Matrix4x4 Matrix4x4.Transpose(Matrix4x4 a)",                         "Matrix4x4.Transpose(dy)"),
        Vjp("Matrix4x4 Matrix4x4.CreateRotationX(float a)",                       "y.M22 * (dy.M23 - dy.M32) - y.M23 * (dy.M22 + dy.M33)"),
        Vjp("Matrix4x4 Matrix4x4.CreateRotationY(float a)",                       "y.M11 * (dy.M31 - dy.M13) + y.M13 * (dy.M11 + dy.M33)"),
        Vjp("Matrix4x4 Matrix4x4.CreateRotationZ(float a)",                       "y.M11 * (dy.M12 - dy.M21) - y.M12 * (dy.M11 + dy.M22)"),
        Vjp("Matrix4x4 Matrix4x4.CreateTranslation(Vector3 a)",                   "dy.Translation"),
        Vjp("Matrix4x4 Matrix4x4.CreateTranslation(float a, float b, float c)",   "dy.M41",                                                "dy.M42",   "dy.M43"),
        Vjp("Matrix4x4 Matrix4x4.CreateScale(float a)",                           "dy.M11 + dy.M22 + dy.M33"),
        Vjp("Matrix4x4 Matrix4x4.CreateScale(Vector3 a)",                         "new Vector3(dy.M11, dy.M22, dy.M33)"),
        Vjp("Matrix4x4 Matrix4x4.CreateScale(float a, float b, float c)",         "dy.M11",                                                "dy.M22",   "dy.M33"),
        Vjp("Matrix4x4 Matrix4x4.CreateFromQuaternion(Quaternion a)",
            "new Quaternion("
            + "a.Y * (dy.M12 + dy.M21) + a.Z * (dy.M13 + dy.M31) + a.W * (dy.M23 - dy.M32) - 2 * a.X * (dy.M22 + dy.M33), "
            + "a.X * (dy.M12 + dy.M21) + a.Z * (dy.M23 + dy.M32) + a.W * (dy.M31 - dy.M13) - 2 * a.Y * (dy.M11 + dy.M33), "
            + "a.X * (dy.M13 + dy.M31) + a.Y * (dy.M23 + dy.M32) + a.W * (dy.M12 - dy.M21) - 2 * a.Z * (dy.M11 + dy.M22), "
            + "a.X * (dy.M23 - dy.M32) + a.Y * (dy.M31 - dy.M13) + a.Z * (dy.M12 - dy.M21)) * 2"),
    ];
}
