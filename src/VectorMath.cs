using System.Numerics;

namespace AutoBackprop;

/// <summary>
/// What the derivatives of System.Numerics' functions are made of, where System.Numerics has no function for it: generated code calls
/// these, and so may anyone.
/// </summary>
public static class VectorMath
{
    /// <summary>Below this distance of a cosine from 1, <see cref="Quaternion.Slerp"/> goes straight.</summary>
    private const float SlerpEpsilon = 1e-6f;

    /// <summary>The inverse of a matrix, as <see cref="Matrix4x4.Invert(Matrix4x4, out Matrix4x4)"/> gives it: of NaN, where there is none.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <returns>Its inverse.</returns>
    public static Matrix4x4 Inverse(Matrix4x4 matrix)
    {
        Matrix4x4.Invert(matrix, out Matrix4x4 inverse);
        return inverse;
    }

    /// <summary>The inverse of a matrix, as <see cref="Matrix3x2.Invert(Matrix3x2, out Matrix3x2)"/> gives it: of NaN, where there is none.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <returns>Its inverse.</returns>
    public static Matrix3x2 Inverse(Matrix3x2 matrix)
    {
        Matrix3x2.Invert(matrix, out Matrix3x2 inverse);
        return inverse;
    }

    /// <summary>The gradient of a matrix from that of its inverse.</summary>
    /// <param name="inverse">The inverse.</param>
    /// <param name="upstream">Its gradient.</param>
    /// <returns>The gradient of the matrix.</returns>
    public static Matrix4x4 InverseGradient(Matrix4x4 inverse, Matrix4x4 upstream)
    {
        Matrix4x4 transposed = Matrix4x4.Transpose(inverse);
        return -(transposed * upstream * transposed);
    }

    /// <summary>The gradient of a matrix from that of its inverse.</summary>
    /// <param name="inverse">The inverse.</param>
    /// <param name="upstream">Its gradient.</param>
    /// <returns>The gradient of the matrix.</returns>
    public static Matrix3x2 InverseGradient(Matrix3x2 inverse, Matrix3x2 upstream)
    {
        // The same, with a third column (0, 0, 1).
        Vector2 first = inverse.M11 * upstream.X + inverse.M21 * upstream.Y + inverse.M31 * upstream.Z;
        Vector2 second = inverse.M12 * upstream.X + inverse.M22 * upstream.Y + inverse.M32 * upstream.Z;
        return -Matrix3x2.Create(Turned(first), Turned(second), Turned(upstream.Z));

        Vector2 Turned(Vector2 row) => new(Vector2.Dot(row, inverse.X), Vector2.Dot(row, inverse.Y));
    }

    /// <summary>The cofactors of a matrix, which are the derivatives of its determinant; defined where there is no inverse, too.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <returns>The matrix of the cofactors.</returns>
    public static Matrix4x4 Cofactors(Matrix4x4 matrix)
    {
        Vector4 a = matrix.X, b = matrix.Y, c = matrix.Z, d = matrix.W;
        return Matrix4x4.Create(Normal(b, c, d), -Normal(a, c, d), Normal(a, b, d), -Normal(a, b, c));
    }

    /// <summary>The vector whose product with a row is the determinant of that row and these three below it.</summary>
    private static Vector4 Normal(Vector4 a, Vector4 b, Vector4 c)
    {
        Vector3 p = a.AsVector3(), q = b.AsVector3(), r = c.AsVector3();
        Vector3 spatial = a.W * Vector3.Cross(q, r) + b.W * Vector3.Cross(r, p) + c.W * Vector3.Cross(p, q);
        return new Vector4(spatial, -Vector3.Dot(p, Vector3.Cross(q, r)));
    }

    /// <summary>Whether a matrix has an inverse, as <see cref="Matrix4x4.Invert(Matrix4x4, out Matrix4x4)"/> says.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <returns>Whether it has one.</returns>
    public static bool HasInverse(Matrix4x4 matrix) => Matrix4x4.Invert(matrix, out _);

    /// <summary>Whether a matrix has an inverse, as <see cref="Matrix3x2.Invert(Matrix3x2, out Matrix3x2)"/> says.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <returns>Whether it has one.</returns>
    public static bool HasInverse(Matrix3x2 matrix) => Matrix3x2.Invert(matrix, out _);

    /// <summary>What <see cref="Quaternion.Slerp"/> multiplies its quaternions with, and how that changes with the cosine of the angle between them.</summary>
    /// <param name="cosine">Their inner product.</param>
    /// <param name="amount">How far to go from the first to the second.</param>
    /// <returns>The weights of the first and the second, and the derivatives of both with respect to the cosine.</returns>
    public static Vector4 SlerpWeights(float cosine, float amount)
    {
        // The shorter way goes to the opposite of the second where the cosine is negative.
        float sign = cosine < 0 ? -1 : 1, c = cosine * sign;
        if (c > 1 - SlerpEpsilon)
            return new Vector4(1 - amount, amount * sign, 0, 0);
        float angle = MathF.Acos(c);
        (float sine, float rest) = (MathF.Sin(angle), 1 - amount);
        float first = MathF.Sin(rest * angle) / sine, second = MathF.Sin(amount * angle) / sine;
        return new Vector4(
            first, second * sign,
            sign * (first * c / sine - rest * MathF.Cos(rest * angle) / sine) / sine, (second * c / sine - amount * MathF.Cos(amount * angle) / sine) / sine);
    }

    /// <summary>How <see cref="Quaternion.Slerp"/> moves with the amount.</summary>
    /// <param name="first">Where it begins.</param>
    /// <param name="second">Where it ends.</param>
    /// <param name="amount">How far it goes from the first to the second.</param>
    /// <returns>Its derivative with respect to the amount.</returns>
    public static Quaternion SlerpRate(Quaternion first, Quaternion second, float amount)
    {
        float cosine = Quaternion.Dot(first, second), sign = cosine < 0 ? -1 : 1, c = cosine * sign;
        if (c > 1 - SlerpEpsilon)
            return second * sign - first;
        float angle = MathF.Acos(c), sine = MathF.Sin(angle);
        return second * (sign * angle * MathF.Cos(amount * angle) / sine) - first * (angle * MathF.Cos((1 - amount) * angle) / sine);
    }

    /// <summary>The gradients of a view matrix, as <see cref="Matrix4x4.CreateLookTo"/> and its kind make it.</summary>
    /// <param name="position">Where the camera is.</param>
    /// <param name="axis">The direction of the third axis, of any length.</param>
    /// <param name="up">The direction that is up, of any length.</param>
    /// <param name="view">The matrix.</param>
    /// <param name="upstream">Its gradient.</param>
    /// <returns>The gradients of the position, the axis and the direction, a row each.</returns>
    public static Matrix4x4 LookGradients(Vector3 position, Vector3 axis, Vector3 up, Matrix4x4 view, Matrix4x4 upstream)
    {
        var x = new Vector3(view.M11, view.M21, view.M31);
        var y = new Vector3(view.M12, view.M22, view.M32);
        var z = new Vector3(view.M13, view.M23, view.M33);
        Vector3 dX = new Vector3(upstream.M11, upstream.M21, upstream.M31) - upstream.M41 * position;
        Vector3 dY = new Vector3(upstream.M12, upstream.M22, upstream.M32) - upstream.M42 * position;
        Vector3 dZ = new Vector3(upstream.M13, upstream.M23, upstream.M33) - upstream.M43 * position;
        Vector3 dPosition = -(upstream.M41 * x + upstream.M42 * y + upstream.M43 * z);
        // y = z × x
        dZ += Vector3.Cross(x, dY);
        dX += Vector3.Cross(dY, z);
        // x = up × z, at length 1
        Vector3 dSide = (dX - x * Vector3.Dot(x, dX)) / Vector3.Cross(up, z).Length();
        dZ += Vector3.Cross(dSide, up);
        Vector3 dUp = Vector3.Cross(z, dSide);
        Vector3 dAxis = (dZ - z * Vector3.Dot(z, dZ)) / axis.Length();
        return Matrix4x4.Create(new Vector4(dPosition, 0), new Vector4(dAxis, 0), new Vector4(dUp, 0), Vector4.Zero);
    }

    /// <summary>A vector that is zero but for one component.</summary>
    /// <param name="like">Any vector, which says of what type it is.</param>
    /// <param name="index">The component.</param>
    /// <param name="value">What it is.</param>
    /// <returns>The vector.</returns>
    public static Vector2 Component(Vector2 like, int index, float value) =>
        new(At(0, index, value), At(1, index, value));

    /// <summary>A vector that is zero but for one component.</summary>
    /// <param name="like">Any vector, which says of what type it is.</param>
    /// <param name="index">The component.</param>
    /// <param name="value">What it is.</param>
    /// <returns>The vector.</returns>
    public static Vector3 Component(Vector3 like, int index, float value) =>
        new(At(0, index, value), At(1, index, value), At(2, index, value));

    /// <summary>A vector that is zero but for one component.</summary>
    /// <param name="like">Any vector, which says of what type it is.</param>
    /// <param name="index">The component.</param>
    /// <param name="value">What it is.</param>
    /// <returns>The vector.</returns>
    public static Vector4 Component(Vector4 like, int index, float value) =>
        new(At(0, index, value), At(1, index, value), At(2, index, value), At(3, index, value));

    /// <summary>A quaternion that is zero but for one component.</summary>
    /// <param name="like">Any quaternion, which says of what type it is.</param>
    /// <param name="index">The component.</param>
    /// <param name="value">What it is.</param>
    /// <returns>The quaternion.</returns>
    public static Quaternion Component(Quaternion like, int index, float value) =>
        new(At(0, index, value), At(1, index, value), At(2, index, value), At(3, index, value));

    /// <summary>A matrix that is zero but for one element.</summary>
    /// <param name="like">Any matrix, which says of what type it is.</param>
    /// <param name="row">The element's row.</param>
    /// <param name="column">Its column.</param>
    /// <param name="value">What it is.</param>
    /// <returns>The matrix.</returns>
    public static Matrix3x2 Component(Matrix3x2 like, int row, int column, float value) => Matrix3x2.Create(
        Component(like.X, column, At(0, row, value)), Component(like.X, column, At(1, row, value)), Component(like.X, column, At(2, row, value)));

    /// <summary>A matrix that is zero but for one element.</summary>
    /// <param name="like">Any matrix, which says of what type it is.</param>
    /// <param name="row">The element's row.</param>
    /// <param name="column">Its column.</param>
    /// <param name="value">What it is.</param>
    /// <returns>The matrix.</returns>
    public static Matrix4x4 Component(Matrix4x4 like, int row, int column, float value) => Matrix4x4.Create(
        Component(like.X, column, At(0, row, value)), Component(like.X, column, At(1, row, value)), Component(like.X, column, At(2, row, value)), Component(like.X, column, At(3, row, value)));

    /// <summary>
    /// One component of a vector that is zero but for one. Set by an indexer, it comes out as the first one where .NET 10 compiles that into a caller
    /// that gives a constant value.
    /// </summary>
    private static float At(int component, int index, float value) => index == component ? value : 0;
}
