namespace AutoBackprop.Generator.Rules;

/// <content>Vectors transformed by matrices and quaternions; quaternions.</content>
public static partial class VectorRuleTable
{
    /// <summary>
    /// A vector is a row, so M's gradient has rows that are multiples of dy. A quaternion turns p to q p q*, without dividing by
    /// its length.
    /// </summary>
    private static VectorRule[] Transforms =>
    [
        //  function                                                 gradient of a                                                                of b
        Vjp("Vector2 Vector2.Transform(Vector2 a, Matrix3x2 b)",       "new Vector2(Vector2.Dot(dy, b.X), Vector2.Dot(dy, b.Y))",                   "Matrix3x2.Create(a.X * dy, a.Y * dy, dy)"),
        Vjp("Vector2 Vector2.TransformNormal(Vector2 a, Matrix3x2 b)", "new Vector2(Vector2.Dot(dy, b.X), Vector2.Dot(dy, b.Y))",                   "Matrix3x2.Create(a.X * dy, a.Y * dy, Vector2.Zero)"),
        Vjp("Vector2 Vector2.Transform(Vector2 a, Matrix4x4 b)",       "Vector2.TransformNormal(dy, Matrix4x4.Transpose(b))",                       "Matrix4x4.Create(a.X * u, a.Y * u, Vector4.Zero, u)",           where: "u = new Vector4(dy, 0, 0)"),
        Vjp("Vector2 Vector2.TransformNormal(Vector2 a, Matrix4x4 b)", "Vector2.TransformNormal(dy, Matrix4x4.Transpose(b))",                       "Matrix4x4.Create(a.X * u, a.Y * u, Vector4.Zero, Vector4.Zero)", where: "u = new Vector4(dy, 0, 0)"),
        Vjp("Vector3 Vector3.Transform(Vector3 a, Matrix4x4 b)",       "Vector3.TransformNormal(dy, Matrix4x4.Transpose(b))",                       "Matrix4x4.Create(a.X * u, a.Y * u, a.Z * u, u)",                where: "u = new Vector4(dy, 0)"),
        Vjp("Vector3 Vector3.TransformNormal(Vector3 a, Matrix4x4 b)", "Vector3.TransformNormal(dy, Matrix4x4.Transpose(b))",                       "Matrix4x4.Create(a.X * u, a.Y * u, a.Z * u, Vector4.Zero)",     where: "u = new Vector4(dy, 0)"),
        Vjp("Vector4 Vector4.Transform(Vector4 a, Matrix4x4 b)",       "Vector4.Transform(dy, Matrix4x4.Transpose(b))",                             "Matrix4x4.Create(a.X * dy, a.Y * dy, a.Z * dy, a.W * dy)"),
        Vjp("Vector4 Vector4.Transform(Vector3 a, Matrix4x4 b)",       "new Vector3(Vector4.Dot(dy, b.X), Vector4.Dot(dy, b.Y), Vector4.Dot(dy, b.Z))", "Matrix4x4.Create(a.X * dy, a.Y * dy, a.Z * dy, dy)"),

        Vjp("Vector4 Vector4.Transform(Vector2 a, Matrix4x4 b)",       "new Vector2(Vector4.Dot(dy, b.X), Vector4.Dot(dy, b.Y))",                   "Matrix4x4.Create(a.X * dy, a.Y * dy, Vector4.Zero, dy)"),

        Vjp("Vector2 Vector2.Transform(Vector2 a, Quaternion b)",      "Vector2.Transform(dy, Quaternion.Conjugate(b))",                            "new Quaternion(dy.X, dy.Y, 0, 0) * b * new Quaternion(a.X, a.Y, 0, 0) * -2"),
        Vjp("Vector3 Vector3.Transform(Vector3 a, Quaternion b)",      "Vector3.Transform(dy, Quaternion.Conjugate(b))",                            "new Quaternion(dy, 0) * b * new Quaternion(a, 0) * -2"),
        Vjp("Vector4 Vector4.Transform(Vector4 a, Quaternion b)",      "Vector4.Transform(dy, Quaternion.Conjugate(b))",                            "u * b * Quaternion.Conjugate(v) + Quaternion.Conjugate(u) * b * v",
            where: "u = new Quaternion(dy.X, dy.Y, dy.Z, dy.W); v = new Quaternion(a.X, a.Y, a.Z, a.W)"),
        Vjp("Vector4 Vector4.Transform(Vector3 a, Quaternion b)",      "Vector3.Transform(new Vector3(dy.X, dy.Y, dy.Z), Quaternion.Conjugate(b))",  "u * b * Quaternion.Conjugate(v) + Quaternion.Conjugate(u) * b * v",
            where: "u = new Quaternion(dy.X, dy.Y, dy.Z, dy.W); v = new Quaternion(a, 1)"),
        Vjp("Vector4 Vector4.Transform(Vector2 a, Quaternion b)",      "new Vector2(u.X, u.Y)",
            "new Quaternion(dy.X, dy.Y, dy.Z, dy.W) * b * Quaternion.Conjugate(v) + new Quaternion(-dy.X, -dy.Y, -dy.Z, dy.W) * b * v",
            where: "u = Vector3.Transform(new Vector3(dy.X, dy.Y, dy.Z), Quaternion.Conjugate(b)); v = new Quaternion(a.X, a.Y, 0, 1)"),
    ];

    private static IEnumerable<VectorRule> Quaternions(Family f) =>
    [
        .. f.Both("-", "Negate", "V", "V a", "-dy"),
        .. f.Both("+", "Add", "V", "V a, V b", "dy", "dy"),
        .. f.Both("-", "Subtract", "V", "V a, V b", "dy", "-dy"),
        .. f.Both("*", "Multiply", "V", "V a, float b", "dy * b", "V.Dot(dy, a)"),
        .. f.Both("*", "Multiply", "V", "V a, V b", "dy * V.Conjugate(b)", "V.Conjugate(a) * dy"),
        .. f.Both("/", "Divide", "V", "V a, V b", "dy * V.Conjugate(V.Inverse(b))", "-(V.Conjugate(y) * dy * V.Conjugate(V.Inverse(b)))"),

        //    function                                            gradient of a                                       of b
        f.Vjp("V V.Concatenate(V a, V b)",                        "V.Conjugate(b) * dy",                              "dy * V.Conjugate(a)"),
        f.Vjp("float V.Dot(V a, V b)",                            "b * dy",                                           "a * dy"),
        f.Vjp("float V.Length(V a)",                              "y == 0 ? V.Zero : a * (dy / y)"),
        f.Vjp("float V.LengthSquared(V a)",                       "a * (2 * dy)"),
        f.Vjp("V V.Conjugate(V a)",                               "V.Conjugate(dy)"),
        f.Vjp("V V.Inverse(V a)",                                 "-(V.Conjugate(y) * dy * V.Conjugate(y))"),
        f.Vjp("V V.Lerp(V a, V b, float c)",
            "(dy - y * V.Dot(dy, y)) * ((1 - c) / v.Length())", "(dy - y * V.Dot(dy, y)) * ((V.Dot(a, b) >= 0 ? c : -c) / v.Length())", "V.Dot(dy - y * V.Dot(dy, y), u - a) / v.Length()",
            // The shorter way: u is b or its opposite; and v what is normalized.
            where: "u = V.Dot(a, b) >= 0 ? b : -b; v = a * (1 - c) + u * c"),
        // Weights of a and b that depend on the angle between them; v is the gradient of its cosine.
        f.Vjp("V V.Slerp(V a, V b, float c)", "dy * u.X + b * v", "dy * u.Y + a * v", "V.Dot(dy, VectorMath.SlerpRate(a, b, c))",
            where: "u = VectorMath.SlerpWeights(V.Dot(a, b), c); v = u.Z * V.Dot(dy, a) + u.W * V.Dot(dy, b)"),
        f.Vjp("V V.Normalize(V a)",                               "(dy - y * V.Dot(dy, y)) * (1 / a.Length())"),
        f.Vjp("V V.CreateFromAxisAngle(Vector3 a, float b)",      "Math.Sin(b / 2) * u",                              "(y.W * Vector3.Dot(u, a) - Math.Sin(b / 2) * dy.W) / 2", where: "u = new Vector3(dy.X, dy.Y, dy.Z)"),

        // Yaw, then pitch, then roll are factors from left to right; each moves along half of itself times its axis.
        f.Vjp("V V.CreateFromYawPitchRoll(float a, float b, float c)",
            "V.Dot(dy, new V(0, 1, 0, 0) * y) / 2", "V.Dot(dy, new V(Math.Cos(a), 0, -Math.Sin(a), 0) * y) / 2", "V.Dot(dy, y * new V(0, 0, 1, 0)) / 2"),
    ];
}
