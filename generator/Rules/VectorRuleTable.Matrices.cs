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
        Vjp("Matrix3x2 Matrix3x2.CreateSkew(float a, float b)",         "dy.M21 * (1 + y.M21 * y.M21)",                                      "dy.M12 * (1 + y.M12 * y.M12)"),
        Vjp("float Matrix3x2.GetDeterminant(Matrix3x2 a)",              "Matrix3x2.Create(dy * a.M22, -dy * a.M21, -dy * a.M12, dy * a.M11, 0, 0)"),
        Vjp("Matrix3x2 Matrix3x2.Create(Vector2 a, Vector2 b, Vector2 c)", "dy.X",                                                           "dy.Y",   "dy.Z"),

        // What Invert gives by 'out'.
        Vjp("Matrix3x2 VectorMath.Inverse(Matrix3x2 a)",                "VectorMath.InverseGradient(y, dy)"),

        // About a center, which stays where it is.
        Vjp("Matrix3x2 Matrix3x2.CreateRotation(float a, Vector2 b)",
            "y.M11 * (dy.M12 - dy.M21) - y.M12 * (dy.M11 + dy.M22) + dy.M31 * (b.X * y.M12 + b.Y * y.M11) + dy.M32 * (b.Y * y.M12 - b.X * y.M11)",
            "new Vector2(dy.M31 * (1 - y.M11) - dy.M32 * y.M12, dy.M31 * y.M12 + dy.M32 * (1 - y.M11))"),
        Vjp("Matrix3x2 Matrix3x2.CreateScale(float a, Vector2 b)",      "dy.M11 + dy.M22 - Vector2.Dot(dy.Translation, b)",                 "dy.Translation * (1 - a)"),
        Vjp("Matrix3x2 Matrix3x2.CreateScale(Vector2 a, Vector2 b)",    "new Vector2(dy.M11, dy.M22) - dy.Translation * b",                 "dy.Translation * (Vector2.One - a)"),
        Vjp("Matrix3x2 Matrix3x2.CreateScale(float a, float b, Vector2 c)", "dy.M11 - dy.M31 * c.X", "dy.M22 - dy.M32 * c.Y", "new Vector2(dy.M31 * (1 - a), dy.M32 * (1 - b))"),
        Vjp("Matrix3x2 Matrix3x2.CreateSkew(float a, float b, Vector2 c)",
            "(dy.M21 - dy.M31 * c.Y) * (1 + y.M21 * y.M21)", "(dy.M12 - dy.M32 * c.X) * (1 + y.M12 * y.M12)", "new Vector2(-dy.M32 * y.M12, -dy.M31 * y.M21)"),
    ];

    /// <summary>The gradient of a quaternion from that of the matrix of its rotation.</summary>
    private static string OfRotation(string q, string d) => "new Quaternion("
        + $"{q}.Y * ({d}.M12 + {d}.M21) + {q}.Z * ({d}.M13 + {d}.M31) + {q}.W * ({d}.M23 - {d}.M32) - 2 * {q}.X * ({d}.M22 + {d}.M33), "
        + $"{q}.X * ({d}.M12 + {d}.M21) + {q}.Z * ({d}.M23 + {d}.M32) + {q}.W * ({d}.M31 - {d}.M13) - 2 * {q}.Y * ({d}.M11 + {d}.M33), "
        + $"{q}.X * ({d}.M13 + {d}.M31) + {q}.Y * ({d}.M23 + {d}.M32) + {q}.W * ({d}.M12 - {d}.M21) - 2 * {q}.Z * ({d}.M11 + {d}.M22), "
        + $"{q}.X * ({d}.M23 - {d}.M32) + {q}.Y * ({d}.M31 - {d}.M13) + {q}.Z * ({d}.M12 - {d}.M21)) * 2";

    /// <summary>A row of three of the auxiliary u.</summary>
    private static string RowOfU(int row) => $"new Vector3(u.M{row}1, u.M{row}2, u.M{row}3)";

    private static IEnumerable<VectorRule> Views =>
    [
        // The third axis is a - b or minus the direction; left-handed, the other way.
        Vjp("Matrix4x4 Matrix4x4.CreateLookAt(Vector3 a, Vector3 b, Vector3 c)",
            $"{RowOfU(1)} + {RowOfU(2)}", $"-{RowOfU(2)}", RowOfU(3), where: "u = VectorMath.LookGradients(a, a - b, c, y, dy)"),
        Vjp("Matrix4x4 Matrix4x4.CreateLookAtLeftHanded(Vector3 a, Vector3 b, Vector3 c)",
            $"{RowOfU(1)} - {RowOfU(2)}", RowOfU(2), RowOfU(3), where: "u = VectorMath.LookGradients(a, b - a, c, y, dy)"),
        Vjp("Matrix4x4 Matrix4x4.CreateLookTo(Vector3 a, Vector3 b, Vector3 c)",
            RowOfU(1), $"-{RowOfU(2)}", RowOfU(3), where: "u = VectorMath.LookGradients(a, b, c, y, dy)"),
        Vjp("Matrix4x4 Matrix4x4.CreateLookToLeftHanded(Vector3 a, Vector3 b, Vector3 c)",
            RowOfU(1), RowOfU(2), RowOfU(3), where: "u = VectorMath.LookGradients(a, b, c, y, dy)"),

        // Projections: width and height, or left, right, bottom, top; then the distances of the planes.
        VjpOfMany("Matrix4x4 Matrix4x4.CreatePerspectiveLeftHanded(float a, float b, float c, float d)",
            "-dy.M11 * y.M11 / a", "-dy.M22 * y.M22 / b",
            "2 * (dy.M11 / a + dy.M22 / b) + (dy.M33 / (d - c) - dy.M43 * (1 + c / (d - c))) * y.M33", "(dy.M43 * c - dy.M33) * (c / ((d - c) * (d - c)))"),
        VjpOfMany("Matrix4x4 Matrix4x4.CreatePerspectiveOffCenter(float a, float b, float c, float d, float e, float f)",
            "(dy.M11 * y.M11 + dy.M31 * (1 + y.M31)) / (b - a)", "(dy.M31 * (1 - y.M31) - dy.M11 * y.M11) / (b - a)",
            "(dy.M22 * y.M22 + dy.M32 * (1 + y.M32)) / (d - c)", "(dy.M32 * (1 - y.M32) - dy.M22 * y.M22) / (d - c)",
            "2 * (dy.M11 / (b - a) + dy.M22 / (d - c)) + (dy.M43 * (1 - e / (e - f)) - dy.M33 / (e - f)) * y.M33", "(dy.M33 + dy.M43 * e) * (e / ((e - f) * (e - f)))"),
        VjpOfMany("Matrix4x4 Matrix4x4.CreatePerspectiveOffCenterLeftHanded(float a, float b, float c, float d, float e, float f)",
            "(dy.M11 * y.M11 - dy.M31 * (1 - y.M31)) / (b - a)", "-(dy.M31 * (1 + y.M31) + dy.M11 * y.M11) / (b - a)",
            "(dy.M22 * y.M22 - dy.M32 * (1 - y.M32)) / (d - c)", "-(dy.M32 * (1 + y.M32) + dy.M22 * y.M22) / (d - c)",
            "2 * (dy.M11 / (b - a) + dy.M22 / (d - c)) + (dy.M33 / (f - e) - dy.M43 * (1 + e / (f - e))) * y.M33", "(dy.M43 * e - dy.M33) * (e / ((f - e) * (f - e)))"),
        VjpOfMany("Matrix4x4 Matrix4x4.CreateOrthographicLeftHanded(float a, float b, float c, float d)",
            "-dy.M11 * y.M11 / a", "-dy.M22 * y.M22 / b",
            "y.M33 * (y.M33 * dy.M33 - dy.M43 * (1 + y.M33 * c))", "y.M33 * y.M33 * (dy.M43 * c - dy.M33)"),
        VjpOfMany("Matrix4x4 Matrix4x4.CreateOrthographicOffCenter(float a, float b, float c, float d, float e, float f)",
            "(dy.M11 * y.M11 - dy.M41 * (1 - y.M41)) / (b - a)", "-(dy.M41 * (1 + y.M41) + dy.M11 * y.M11) / (b - a)",
            "(dy.M22 * y.M22 - dy.M42 * (1 - y.M42)) / (d - c)", "-(dy.M42 * (1 + y.M42) + dy.M22 * y.M22) / (d - c)",
            "y.M33 * (dy.M43 * (1 - y.M33 * e) - y.M33 * dy.M33)", "y.M33 * y.M33 * (dy.M33 + dy.M43 * e)"),
        VjpOfMany("Matrix4x4 Matrix4x4.CreateOrthographicOffCenterLeftHanded(float a, float b, float c, float d, float e, float f)",
            "(dy.M11 * y.M11 - dy.M41 * (1 - y.M41)) / (b - a)", "-(dy.M41 * (1 + y.M41) + dy.M11 * y.M11) / (b - a)",
            "(dy.M22 * y.M22 - dy.M42 * (1 - y.M42)) / (d - c)", "-(dy.M42 * (1 + y.M42) + dy.M22 * y.M22) / (d - c)",
            "y.M33 * (y.M33 * dy.M33 - dy.M43 * (1 + y.M33 * e))", "y.M33 * y.M33 * (dy.M43 * e - dy.M33)"),
    ];

    private static IEnumerable<VectorRule> Indexers(Family f) => f.Name.StartsWith("Matrix", StringComparison.Ordinal)
        ? [f.Vjp("float V.Item(V a, int b, int c)", "VectorMath.Component(a, b, c, dy)", "0", "0")]
        : [f.Vjp("float V.Item(V a, int b)", "VectorMath.Component(a, b, dy)", "0")];

    private static IEnumerable<VectorRule> Matrices4x4 =>
    [
        .. new Family("Matrix4x4").Both("*", "Multiply", "V", "V a, V b", "dy * V.Transpose(b)", "V.Transpose(a) * dy"),

        //  function                                                            gradient of a                                            of b        of c
        Vjp("Matrix4x4 VectorMath.Inverse(Matrix4x4 a)",                          "VectorMath.InverseGradient(y, dy)"),
        Vjp("float Matrix4x4.GetDeterminant(Matrix4x4 a)",                        "VectorMath.Cofactors(a) * dy"),
        Vjp("Matrix4x4 Matrix4x4.Transpose(Matrix4x4 a)",                         "Matrix4x4.Transpose(dy)"),
        Vjp("Matrix4x4 Matrix4x4.CreateRotationX(float a)",                       "y.M22 * (dy.M23 - dy.M32) - y.M23 * (dy.M22 + dy.M33)"),
        Vjp("Matrix4x4 Matrix4x4.CreateRotationY(float a)",                       "y.M11 * (dy.M31 - dy.M13) + y.M13 * (dy.M11 + dy.M33)"),
        Vjp("Matrix4x4 Matrix4x4.CreateRotationZ(float a)",                       "y.M11 * (dy.M12 - dy.M21) - y.M12 * (dy.M11 + dy.M22)"),
        Vjp("Matrix4x4 Matrix4x4.CreateTranslation(Vector3 a)",                   "dy.Translation"),
        Vjp("Matrix4x4 Matrix4x4.CreateTranslation(float a, float b, float c)",   "dy.M41",                                                "dy.M42",   "dy.M43"),
        Vjp("Matrix4x4 Matrix4x4.CreateScale(float a)",                           "dy.M11 + dy.M22 + dy.M33"),
        Vjp("Matrix4x4 Matrix4x4.CreateScale(Vector3 a)",                         "new Vector3(dy.M11, dy.M22, dy.M33)"),
        Vjp("Matrix4x4 Matrix4x4.CreateScale(float a, float b, float c)",         "dy.M11",                                                "dy.M22",   "dy.M33"),
        VjpOfMany("Matrix4x4 Matrix4x4.Create(Vector4 a, Vector4 b, Vector4 c, Vector4 d)", "dy.X", "dy.Y", "dy.Z", "dy.W"),
        Vjp("Matrix4x4 Matrix4x4.CreateFromQuaternion(Quaternion a)",             OfRotation("a", "dy")),
        Vjp("Matrix4x4 Matrix4x4.Transform(Matrix4x4 a, Quaternion b)",           "dy * Matrix4x4.Transpose(Matrix4x4.CreateFromQuaternion(b))", OfRotation("b", "u"), where: "u = Matrix4x4.Transpose(a) * dy"),
        Vjp("Matrix4x4 Matrix4x4.CreateFromAxisAngle(Vector3 a, float b)",
            "Math.Sin(b / 2) * new Vector3(v.X, v.Y, v.Z)", "(u.W * Vector3.Dot(new Vector3(v.X, v.Y, v.Z), a) - Math.Sin(b / 2) * v.W) / 2",
            where: $"u = Quaternion.CreateFromAxisAngle(a, b); v = {OfRotation("u", "dy")}"),
        Vjp("Matrix4x4 Matrix4x4.CreateFromYawPitchRoll(float a, float b, float c)",
            "Quaternion.Dot(v, new Quaternion(0, 1, 0, 0) * u) / 2", "Quaternion.Dot(v, new Quaternion(Math.Cos(a), 0, -Math.Sin(a), 0) * u) / 2", "Quaternion.Dot(v, u * new Quaternion(0, 0, 1, 0)) / 2",
            where: $"u = Quaternion.CreateFromYawPitchRoll(a, b, c); v = {OfRotation("u", "dy")}"),

        // About a center, which stays where it is.
        Vjp("Matrix4x4 Matrix4x4.CreateRotationX(float a, Vector3 b)",
            "y.M22 * (dy.M23 - dy.M32) - y.M23 * (dy.M22 + dy.M33) + dy.M42 * (b.Y * y.M23 + b.Z * y.M22) + dy.M43 * (b.Z * y.M23 - b.Y * y.M22)",
            "new Vector3(0, dy.M42 * (1 - y.M22) - dy.M43 * y.M23, dy.M42 * y.M23 + dy.M43 * (1 - y.M22))"),
        Vjp("Matrix4x4 Matrix4x4.CreateRotationY(float a, Vector3 b)",
            "y.M11 * (dy.M31 - dy.M13) + y.M13 * (dy.M11 + dy.M33) + dy.M41 * (b.X * y.M31 - b.Z * y.M11) + dy.M43 * (b.Z * y.M31 + b.X * y.M11)",
            "new Vector3(dy.M41 * (1 - y.M11) + dy.M43 * y.M31, 0, dy.M43 * (1 - y.M11) - dy.M41 * y.M31)"),
        Vjp("Matrix4x4 Matrix4x4.CreateRotationZ(float a, Vector3 b)",
            "y.M11 * (dy.M12 - dy.M21) - y.M12 * (dy.M11 + dy.M22) + dy.M41 * (b.X * y.M12 + b.Y * y.M11) + dy.M42 * (b.Y * y.M12 - b.X * y.M11)",
            "new Vector3(dy.M41 * (1 - y.M11) - dy.M42 * y.M12, dy.M41 * y.M12 + dy.M42 * (1 - y.M11), 0)"),
        Vjp("Matrix4x4 Matrix4x4.CreateScale(float a, Vector3 b)",                "dy.M11 + dy.M22 + dy.M33 - Vector3.Dot(dy.Translation, b)", "dy.Translation * (1 - a)"),
        Vjp("Matrix4x4 Matrix4x4.CreateScale(Vector3 a, Vector3 b)",              "new Vector3(dy.M11, dy.M22, dy.M33) - dy.Translation * b", "dy.Translation * (Vector3.One - a)"),
        VjpOfMany("Matrix4x4 Matrix4x4.CreateScale(float a, float b, float c, Vector3 d)",
            "dy.M11 - dy.M41 * d.X", "dy.M22 - dy.M42 * d.Y", "dy.M33 - dy.M43 * d.Z", "new Vector3(dy.M41 * (1 - a), dy.M42 * (1 - b), dy.M43 * (1 - c))"),

        // Projections: a and b are the angle of view and the aspect, or width and height; c and d the distances of the planes.
        VjpOfMany("Matrix4x4 Matrix4x4.CreatePerspectiveFieldOfView(float a, float b, float c, float d)",
            "-(dy.M11 / b + dy.M22) * (1 + y.M22 * y.M22) / 2", "-dy.M11 * y.M11 / b",
            "(dy.M43 * (1 - c / (c - d)) - dy.M33 / (c - d)) * y.M33", "(dy.M33 + dy.M43 * c) * (c / ((c - d) * (c - d)))"),
        VjpOfMany("Matrix4x4 Matrix4x4.CreatePerspectiveFieldOfViewLeftHanded(float a, float b, float c, float d)",
            "-(dy.M11 / b + dy.M22) * (1 + y.M22 * y.M22) / 2", "-dy.M11 * y.M11 / b",
            "(dy.M33 / (d - c) - dy.M43 * (1 + c / (d - c))) * y.M33", "(dy.M43 * c - dy.M33) * (c / ((d - c) * (d - c)))"),
        VjpOfMany("Matrix4x4 Matrix4x4.CreatePerspective(float a, float b, float c, float d)",
            "-dy.M11 * y.M11 / a", "-dy.M22 * y.M22 / b",
            "2 * (dy.M11 / a + dy.M22 / b) + (dy.M43 * (1 - c / (c - d)) - dy.M33 / (c - d)) * y.M33", "(dy.M33 + dy.M43 * c) * (c / ((c - d) * (c - d)))"),
        VjpOfMany("Matrix4x4 Matrix4x4.CreateOrthographic(float a, float b, float c, float d)",
            "-dy.M11 * y.M11 / a", "-dy.M22 * y.M22 / b",
            "y.M33 * (dy.M43 * (1 - y.M33 * c) - y.M33 * dy.M33)", "y.M33 * y.M33 * (dy.M33 + dy.M43 * c)"),
    ];
}
