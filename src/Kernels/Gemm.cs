using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoBackprop;

/// <summary>
/// General matrix multiplication, C = A · B or C += A · B, in managed code: 512, 256 or 128 bits wide, as the processor offers
/// at run time, or without vectors. Transposed and sliced operands are read in place through their strides.
/// Allocates nothing once a thread has multiplied matrices of the largest size it meets.
/// </summary>
public static class Gemm
{
    /// <summary>C = A · B, or C += A · B, on the calling thread.</summary>
    /// <param name="a">A, [m, k].</param>
    /// <param name="b">B, [k, n].</param>
    /// <param name="c">C, [m, n]; must share no memory with A and B.</param>
    /// <param name="accumulate">Whether the product is added to C or replaces it.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or C overlaps A or B.</exception>
    public static void Multiply(ReadOnlyMatrixSpan<float> a, ReadOnlyMatrixSpan<float> b, MatrixSpan<float> c, bool accumulate) =>
        Multiply<float>(a, b, c, accumulate, threads: 1);

    /// <inheritdoc cref="Multiply(ReadOnlyMatrixSpan{float}, ReadOnlyMatrixSpan{float}, MatrixSpan{float}, bool)"/>
    public static void Multiply(ReadOnlyMatrixSpan<double> a, ReadOnlyMatrixSpan<double> b, MatrixSpan<double> c, bool accumulate) =>
        Multiply<double>(a, b, c, accumulate, threads: 1);

    /// <summary>C = A · B, or C += A · B, the rows of C split over threads; the same bits as on one thread.</summary>
    /// <param name="a">A, [m, k].</param>
    /// <param name="b">B, [k, n].</param>
    /// <param name="c">C, [m, n]; must share no memory with A and B.</param>
    /// <param name="accumulate">Whether the product is added to C or replaces it.</param>
    /// <param name="threads">
    /// The number of threads to split over, 1 or more. More than one copies the operands, allocates a little for the hand-over,
    /// and pays from about 100 million multiplications on.
    /// </param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or C overlaps A or B.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    public static void Multiply(
        ReadOnlyMatrixSpan<float> a, ReadOnlyMatrixSpan<float> b, MatrixSpan<float> c, bool accumulate, int threads) =>
        Multiply<float>(a, b, c, accumulate, threads);

    /// <inheritdoc cref="Multiply(ReadOnlyMatrixSpan{float}, ReadOnlyMatrixSpan{float}, MatrixSpan{float}, bool, int)"/>
    public static void Multiply(
        ReadOnlyMatrixSpan<double> a, ReadOnlyMatrixSpan<double> b, MatrixSpan<double> c, bool accumulate, int threads) =>
        Multiply<double>(a, b, c, accumulate, threads);

    /// <summary>The same for the layers' generic cores; <typeparamref name="T"/> is float or double.</summary>
    internal static void Multiply<T>(ReadOnlyMatrixSpan<T> a, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> c, bool accumulate, int threads)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Check(a, b, c);
        if (c.Rows == 0 || c.Columns == 0)
        {
            return;
        }

        if (a.Columns == 0)
        {
            if (!accumulate)
            {
                Clear(c);
            }

            return;
        }

        // Cᵀ = Bᵀ · Aᵀ where C is column-major, where the product is a row of dot products, or a sum of A's columns.
        bool columnMajor = c.ColumnStride != 1 && c.RowStride == 1 && c.Rows > 1;
        bool rowOfDots = c.Rows == 1 && c.Columns > 1 && a.ColumnStride == 1 && b.RowStride == 1;
        bool sumOfColumns = c.Columns == 1 && c.Rows > 1 && a.RowStride == 1 && c.RowStride == 1;
        if (columnMajor || rowOfDots || sumOfColumns)
        {
            MultiplyRows(b.Transposed, a.Transposed, c.Transposed, accumulate, threads);
        }
        else
        {
            MultiplyRows(a, b, c, accumulate, threads);
        }
    }

    private static void MultiplyRows<T>(ReadOnlyMatrixSpan<T> a, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> c, bool accumulate, int threads)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (c.Columns == 1 && a.ColumnStride == 1 && b.RowStride == 1)
        {
            MultiplyVector(a, b, c, accumulate);
        }
        else if (threads > 1)
        {
            GemmThreads<T>.Multiply(a, b, c, accumulate, threads);
        }
        else
        {
            MultiplyOnThisThread(a, b, c, accumulate);
        }
    }

    /// <summary>The width is chosen here; of the branches, the JIT keeps one.</summary>
    internal static void MultiplyOnThisThread<T>(ReadOnlyMatrixSpan<T> a, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> c, bool accumulate)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            ReadOnlyMatrixSpan<float> left = As<T, float>(a), right = As<T, float>(b);
            MatrixSpan<float> product = As<T, float>(c);
            if (Vector512.IsHardwareAccelerated)
            {
                GemmDriver<float, Vector512<float>, Lanes512Single, Vector128<float>, Lanes128Single>
                    .Multiply(left, right, product, accumulate);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                GemmDriver<float, Vector256<float>, Lanes256Single, Vector128<float>, Lanes128Single>
                    .Multiply(left, right, product, accumulate);
            }
            else if (Vector128.IsHardwareAccelerated)
            {
                GemmDriver<float, Vector128<float>, Lanes128Single, float, LanesScalar<float>>.Multiply(left, right, product, accumulate);
            }
            else
            {
                GemmDriver<float, float, LanesScalar<float>, float, LanesScalar<float>>.Multiply(left, right, product, accumulate);
            }
        }
        else if (typeof(T) == typeof(double))
        {
            ReadOnlyMatrixSpan<double> left = As<T, double>(a), right = As<T, double>(b);
            MatrixSpan<double> product = As<T, double>(c);
            if (Vector512.IsHardwareAccelerated)
            {
                GemmDriver<double, Vector512<double>, Lanes512Double, Vector128<double>, Lanes128Double>
                    .Multiply(left, right, product, accumulate);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                GemmDriver<double, Vector256<double>, Lanes256Double, Vector128<double>, Lanes128Double>
                    .Multiply(left, right, product, accumulate);
            }
            else if (Vector128.IsHardwareAccelerated)
            {
                GemmDriver<double, Vector128<double>, Lanes128Double, double, LanesScalar<double>>
                    .Multiply(left, right, product, accumulate);
            }
            else
            {
                GemmDriver<double, double, LanesScalar<double>, double, LanesScalar<double>>.Multiply(left, right, product, accumulate);
            }
        }
        else
        {
            throw new NotSupportedException($"There is no matrix product of {typeof(T)}.");
        }
    }

    /// <summary>A matrix by a column: one dot product for each row.</summary>
    private static void MultiplyVector<T>(ReadOnlyMatrixSpan<T> a, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> c, bool accumulate)
        where T : struct, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> column = b.Span[..b.Rows];
        for (int i = 0; i < c.Rows; i++)
        {
            T dot = TensorPrimitives.Dot(a.Span.Slice(i * a.RowStride, a.Columns), column);
            ref T target = ref c.Span[i * c.RowStride];
            target = accumulate ? target + dot : dot;
        }
    }

    private static void Check<T>(ReadOnlyMatrixSpan<T> a, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> c)
    {
        if (b.Rows != a.Columns)
        {
            throw new ArgumentException(
                $"Gemm: a is [{a.Rows}, {a.Columns}], so b must be [{a.Columns}, n], but is [{b.Rows}, {b.Columns}]");
        }

        if (c.Rows != a.Rows || c.Columns != b.Columns)
        {
            throw new ArgumentException(
                $"Gemm: a is [{a.Rows}, {a.Columns}] and b is [{b.Rows}, {b.Columns}], "
                + $"so c must be [{a.Rows}, {b.Columns}], but is [{c.Rows}, {c.Columns}]");
        }

        if (c.Span.Overlaps(a.Span) || c.Span.Overlaps(b.Span))
        {
            throw new ArgumentException("Gemm: c must share no memory with a and b");
        }
    }

    private static void Clear<T>(MatrixSpan<T> c)
    {
        for (int i = 0; i < c.Rows; i++)
        {
            for (int j = 0; j < c.Columns; j++)
            {
                c.Span[(i * c.RowStride) + (j * c.ColumnStride)] = default!;
            }
        }
    }

    private static ReadOnlyMatrixSpan<TTo> As<TFrom, TTo>(ReadOnlyMatrixSpan<TFrom> matrix)
        where TFrom : struct
        where TTo : struct =>
        new(MemoryMarshal.Cast<TFrom, TTo>(matrix.Span), matrix.Rows, matrix.Columns, matrix.RowStride, matrix.ColumnStride);

    private static MatrixSpan<TTo> As<TFrom, TTo>(MatrixSpan<TFrom> matrix)
        where TFrom : struct
        where TTo : struct =>
        new(MemoryMarshal.Cast<TFrom, TTo>(matrix.Span), matrix.Rows, matrix.Columns, matrix.RowStride, matrix.ColumnStride);
}
