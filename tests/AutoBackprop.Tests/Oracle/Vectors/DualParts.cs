using System.Numerics;

namespace AutoBackprop.Tests;

/// <summary>The definitions of the functions on vectors, in terms of their components; and the way from primals to twins.</summary>
internal static class DualParts
{
    public static Dual<double>[] Wide(params Dual<float>[] parts) => Array.ConvertAll(parts, DualMath.Widen);

    public static Dual<float> Narrow(float value, Dual<double> definition) => new(value, definition.Tangent);

    public static Dual<double>[] Each(Dual<double>[] a, Func<Dual<double>, Dual<double>> function) => Array.ConvertAll(a, part => function(part));

    public static Dual<double>[] Each(Dual<double>[] a, Dual<double>[] b, Func<Dual<double>, Dual<double>, Dual<double>> function) =>
        a.Zip(b, function).ToArray();

    public static Dual<double>[] Each(Dual<double>[] a, Dual<double>[] b, Dual<double>[] c, Func<Dual<double>, Dual<double>, Dual<double>, Dual<double>> function) =>
        a.Select((part, i) => function(part, b[i], c[i])).ToArray();

    public static Dual<double> Sum(Dual<double>[] a) => a.Aggregate((x, y) => x + y);

    public static Dual<double> Dot(Dual<double>[] a, Dual<double>[] b) => Sum(Each(a, b, (x, y) => x * y));

    public static Dual<double> Length(Dual<double>[] a) => a.Aggregate(DualMath.Hypot);

    public static Dual<double>[] Minus(Dual<double>[] a, Dual<double>[] b) => Each(a, b, (x, y) => x - y);

    /// <summary>The product of quaternions, i j = k.</summary>
    public static Dual<double>[] Hamilton(Dual<double>[] a, Dual<double>[] b) =>
    [
        a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
        a[3] * b[1] - a[0] * b[2] + a[1] * b[3] + a[2] * b[0],
        a[3] * b[2] + a[0] * b[1] - a[1] * b[0] + a[2] * b[3],
        a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2],
    ];

    public static Dual<double>[] Conjugate(Dual<double>[] q) => [-q[0], -q[1], -q[2], q[3]];

    public static Dual<double>[] Inverse(Dual<double>[] q) => Each(Conjugate(q), part => part / Dot(q, q));

    public static Dual<double>[] Turn(Dual<double>[] p, Dual<double>[] q) => Hamilton(Hamilton(q, p), Conjugate(q));

    /// <summary>A row times a matrix, given row by row.</summary>
    public static Dual<double>[] Times(Dual<double>[] row, Dual<double>[] matrix) => Enumerable.Range(0, matrix.Length / row.Length)
        .Select(j => Sum(row.Select((part, i) => part * matrix[i * (matrix.Length / row.Length) + j]).ToArray())).ToArray();

    /// <summary>The product of square matrices.</summary>
    public static Dual<double>[] Product(Dual<double>[] a, Dual<double>[] b, int size) =>
        Enumerable.Range(0, size).SelectMany(i => Times(a[(i * size)..((i + 1) * size)], b)).ToArray();

    /// <summary>The inverse of a square matrix, column by column, by Gauss and Jordan.</summary>
    public static Dual<double>[] Inverse(Dual<double>[] matrix, int size)
    {
        Dual<double>[][] rows = [.. Enumerable.Range(0, size).Select(i => matrix[(i * size)..((i + 1) * size)].Concat(Enumerable.Range(0, size).Select(j => (Dual<double>)(i == j ? 1 : 0))).ToArray())];
        for (int k = 0; k < size; k++)
        {
            int pivot = Enumerable.Range(k, size - k).MaxBy(i => Math.Abs(rows[i][k].Value));
            (rows[k], rows[pivot]) = (rows[pivot], rows[k]);
            rows[k] = Each(rows[k], part => part / rows[k][k]);
            for (int i = 0; i < size; i++)
            {
                if (i != k)
                    rows[i] = Each(rows[i], rows[k], (part, eliminated) => part - rows[i][k] * eliminated);
            }
        }
        return [.. rows.SelectMany(row => row[size..])];
    }

    /// <summary>The determinant of a square matrix, by its first row.</summary>
    public static Dual<double> Determinant(Dual<double>[] matrix, int size) => size == 1 ? matrix[0] : Sum([.. Enumerable.Range(0, size).Select(column =>
        matrix[column] * (column % 2 == 0 ? 1 : -1) * Determinant([.. Enumerable.Range(size, size * (size - 1)).Where(i => i % size != column).Select(i => matrix[i])], size - 1))]);

    /// <summary>The cross product.</summary>
    public static Dual<double>[] Cross(Dual<double>[] a, Dual<double>[] b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

    /// <summary>At length 1.</summary>
    public static Dual<double>[] Normalized(Dual<double>[] a) => Each(a, part => part / Length(a));

    /// <summary>A 3×2 matrix with its third column.</summary>
    public static Dual<double>[] Square(Dual<double>[] m) => [m[0], m[1], 0, m[2], m[3], 0, m[4], m[5], 1];

    public static Dual<double>[] Affine(Dual<double>[] m) => [m[0], m[1], m[3], m[4], m[6], m[7]];

    /// <summary>The twin of a value of System.Numerics, with a tangent for each component; null where it is none.</summary>
    public static IDualVector? Lift(object primal, Func<int, Tangent> tangent)
    {
        Dual<float>[] Of(params float[] parts) => parts.Select((part, i) => new Dual<float>(part, tangent(i))).ToArray();

        switch (primal)
        {
            case Vector2 v:
                Dual<float>[] two = Of(v.X, v.Y);
                return new DualVector2(two[0], two[1]);
            case Vector3 v:
                Dual<float>[] three = Of(v.X, v.Y, v.Z);
                return new DualVector3(three[0], three[1], three[2]);
            case Vector4 v:
                Dual<float>[] four = Of(v.X, v.Y, v.Z, v.W);
                return new DualVector4(four[0], four[1], four[2], four[3]);
            case Quaternion q:
                Dual<float>[] turn = Of(q.X, q.Y, q.Z, q.W);
                return new DualQuaternion(turn[0], turn[1], turn[2], turn[3]);
            case Matrix3x2 m:
                return DualMatrix3x2.Of(m, Wide(Of(m.M11, m.M12, m.M21, m.M22, m.M31, m.M32)));
            case Matrix4x4 m:
                return DualMatrix4x4.Of(m, Wide(Of(Enumerable.Range(0, 16).Select(i => m[i / 4, i % 4]).ToArray())));
            case Complex z:
                return new DualComplex(new Dual<double>(z.Real, tangent(0)), new Dual<double>(z.Imaginary, tangent(1)));
            default:
                return null;
        }
    }
}
