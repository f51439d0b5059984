using System.Numerics;
using System.Runtime.Intrinsics;
using Xunit;

namespace AutoBackprop.Tests.Kernels;

/// <summary>The product against three loops in double, at every width, with every kind of stride.</summary>
public sealed class GemmTests
{
    private delegate void Product<T>(ReadOnlyMatrixSpan<T> a, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> c, bool accumulate);

    public static TheoryData<string> Widths => ["512", "256", "128", "scalar", "chosen"];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Random_shapes_and_strides_agree_with_three_loops_in_double(string width) => CheckRandom(OfDouble(width), 1e-15, seed: 1);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Random_shapes_and_strides_agree_with_three_loops_in_float(string width) => CheckRandom(OfSingle(width), 1e-6, seed: 2);

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_few_columns_over_a_long_k_agree_with_three_loops(string width)
    {
        foreach ((int m, int n, int k) in from m in (int[])[1, 3, 4, 6] from n in (int[])[1, 2, 3, 4, 18, 33, 50] from k in (int[])[15, 31, 64, 131] select (m, n, k))
        {
            for (int kind = 0; kind < 8; kind++)
            {
                Strides b = kind % 2 == 0 ? Strides.RowMajor : Strides.ColumnMajor, c = kind / 2 % 2 == 0 ? Strides.RowMajor : Strides.ColumnMajor;
                Check(OfDouble(width), 1e-15, new Random(kind), m, n, k, Strides.RowMajor, b, c, accumulate: kind > 3);
                Check(OfSingle(width), 1e-6, new Random(kind), m, n, k, Strides.RowMajor, b, c, accumulate: kind > 3);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void A_single_row_or_column_agrees_with_every_kind_of_stride(int m)
    {
        Strides[] kinds = Enum.GetValues<Strides>();
        foreach ((Strides a, Strides b, Strides c, int k) in from a in kinds from b in kinds from c in kinds from k in (int[])[1, 2, 40] select (a, b, c, k))
        {
            Check<double>(Gemm.Multiply, 1e-15, new Random(k), m, 1, k, a, b, c, accumulate: k == 2);
            Check<double>(Gemm.Multiply, 1e-15, new Random(k), 1, m, k, a, b, c, accumulate: k == 2);
        }
    }

    [Theory]
    [InlineData(64, 64, 64)]
    [InlineData(100, 50, 784)]
    [InlineData(100, 10, 50)]
    [InlineData(193, 961, 513)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 77, 1030)]
    [InlineData(77, 1, 1030)]
    [InlineData(400, 3, 5)]
    [InlineData(17, 49, 2)]
    public void Shapes_that_cross_the_blocks_agree_for_all_transposes(int m, int n, int k)
    {
        for (int kind = 0; kind < 8; kind++)
        {
            Strides a = kind % 2 == 0 ? Strides.RowMajor : Strides.ColumnMajor;
            Strides b = kind / 2 % 2 == 0 ? Strides.RowMajor : Strides.ColumnMajor;
            Strides c = kind / 4 == 0 ? Strides.RowMajor : Strides.ColumnMajor;
            Check<double>(Gemm.Multiply, 1e-15, new Random(kind), m, n, k, a, b, c, accumulate: kind == 3);
            Check<float>(Gemm.Multiply, 1e-6, new Random(kind), m, n, k, a, b, c, accumulate: kind == 3);
        }
    }

    [Theory]
    [InlineData(0, 3, 4)]
    [InlineData(3, 0, 4)]
    [InlineData(0, 0, 0)]
    public void Nothing_is_computed_where_there_is_nothing(int m, int n, int k)
    {
        double[] c = [7, 7, 7, 7];
        Gemm.Multiply(new(new double[m * k], m, k), new(new double[k * n], k, n), new MatrixSpan<double>(c, m, n), accumulate: false);
        Assert.Equal([7, 7, 7, 7], c);
    }

    [Fact]
    public void A_sum_of_no_products_is_zero()
    {
        double[] c = [7, 7, 7, 7, 7];
        Gemm.Multiply(new([], 2, 0), new([], 0, 2), new MatrixSpan<double>(c, 2, 2), accumulate: true);
        Assert.Equal([7, 7, 7, 7, 7], c);
        Gemm.Multiply(new([], 2, 0), new([], 0, 2), new MatrixSpan<double>(c, 2, 2), accumulate: false);
        Assert.Equal([0, 0, 0, 0, 7], c);
    }

    [Fact]
    public void What_lies_between_the_rows_of_C_is_left_alone()
    {
        Random random = new(3);
        double[] a = Numbers(random, 20 * 30), b = Numbers(random, 30 * 7), c = new double[20 * 11];
        Array.Fill(c, 5);
        Gemm.Multiply(new(a, 20, 30), new(b, 30, 7), new MatrixSpan<double>(c, 20, 7, 11, 1), accumulate: false);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal([5, 5, 5, 5], c[((i * 11) + 7)..((i * 11) + 11)]);
        }
    }

    [Fact]
    public void NaN_beside_the_operands_does_not_leak_in()
    {
        // The padding of a packed panel may hold what lies beside it.
        double[] b = new double[9 * 12];
        Array.Fill(b, double.NaN);
        for (int k = 0; k < 9; k++)
        {
            b.AsSpan(k * 12, 3).Fill(1);
        }

        double[] a = new double[40 * 9], c = new double[40 * 3];
        Array.Fill(a, 1);
        Gemm.Multiply(new(a, 40, 9), new(b, 9, 3, 12, 1), new MatrixSpan<double>(c, 40, 3), accumulate: false);
        Assert.All(c, value => Assert.Equal(9, value));
    }

    [Fact]
    public void NaN_and_infinity_reach_the_elements_that_they_belong_to()
    {
        double[] a = [1, 0, 0, 1], b = [double.NaN, 2, double.PositiveInfinity, 3], c = new double[4];
        Gemm.Multiply(new(a, 2, 2), new(b, 2, 2), new MatrixSpan<double>(c, 2, 2), accumulate: false);
        Assert.Equal([double.NaN, 2, double.NaN, 3], c);
    }

    [Theory]
    [InlineData(64, 64, 64)]
    [InlineData(100, 50, 784)]
    [InlineData(9, 33, 700)]
    [InlineData(31, 1, 40)]
    [InlineData(1, 31, 40)]
    public void More_threads_give_the_same_bits(int m, int n, int k)
    {
        Random random = new(4);
        float[] a = Floats(random, m * ((2 * k) + 1)), b = Floats(random, k * n), start = Floats(random, m * ((2 * n) + 1));
        for (int kind = 0; kind < 7; kind++)
        {
            float[] expected = (float[])start.Clone();
            Multiply(expected, 1);
            foreach (int threads in (int[])[2, 3, 16])
            {
                float[] actual = (float[])start.Clone();
                Multiply(actual, threads);
                Assert.Equal(expected, actual);
            }

            void Multiply(float[] c, int threads)
            {
                ReadOnlyMatrixSpan<float> left = kind > 3 ? new(a, m, k, (2 * k) + 1, 2) : kind % 2 == 0 ? new(a, m, k) : new ReadOnlyMatrixSpan<float>(a, k, m).Transposed;
                ReadOnlyMatrixSpan<float> right = kind / 2 % 2 == 0 ? new(b, k, n) : new ReadOnlyMatrixSpan<float>(b, n, k).Transposed;
                MatrixSpan<float> product = kind == 6 ? new(c, m, n, (2 * n) + 1, 2) : new(c, m, n);
                Gemm.Multiply(left, right, product, accumulate: kind is 1 or 6, threads);
            }
        }
    }

    [Fact]
    public void Nothing_is_allocated_once_the_thread_has_its_buffer()
    {
        float[] a = new float[100 * 784], b = new float[784 * 50], c = new float[100 * 50], d = new float[784 * 50];
        double[] wide = new double[64 * 64], product = new double[64 * 64];
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            Step();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            Gemm.Multiply(new(a, 100, 784), new(b, 784, 50), new MatrixSpan<float>(c, 100, 50), accumulate: false);
            Gemm.Multiply(new ReadOnlyMatrixSpan<float>(a, 100, 784).Transposed, new(c, 100, 50), new MatrixSpan<float>(d, 784, 50), accumulate: true);
            Gemm.Multiply(new(wide, 64, 64), new ReadOnlyMatrixSpan<double>(wide, 64, 64).Transposed, new MatrixSpan<double>(product, 64, 64), accumulate: false);
        }
    }

    [Fact]
    public void Wrong_shapes_are_named()
    {
        Assert.StartsWith(
            "Gemm: a is [2, 3], so b must be [3, n], but is [2, 3]",
            Assert.Throws<ArgumentException>(() => Gemm.Multiply(new(new float[6], 2, 3), new(new float[6], 2, 3), new MatrixSpan<float>(new float[9], 3, 3), false)).Message);
        Assert.StartsWith(
            "Gemm: a is [2, 3] and b is [3, 2], so c must be [2, 2], but is [3, 3]",
            Assert.Throws<ArgumentException>(() => Gemm.Multiply(new(new float[6], 2, 3), new(new float[6], 3, 2), new MatrixSpan<float>(new float[9], 3, 3), false)).Message);
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(new(new float[6], 2, 3), new(new float[6], 3, 2), new MatrixSpan<float>(new float[6], 3, 2), false));
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(new(new float[6], 2, 3), new(new float[6], 3, 2), new MatrixSpan<float>(new float[6], 2, 3), false));
        float[] shared = new float[8];
        Assert.StartsWith(
            "Gemm: c must share no memory with a and b",
            Assert.Throws<ArgumentException>(() => Gemm.Multiply(new(shared, 2, 2), new(new float[4], 2, 2), new MatrixSpan<float>(shared.AsSpan(3), 2, 2), false)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Gemm.Multiply(new(new float[4], 2, 2), new(new float[4], 2, 2), new MatrixSpan<float>(new float[4], 2, 2), false, threads: 0));
    }

    [Fact]
    public void A_matrix_lies_within_its_span()
    {
        Assert.StartsWith(
            "A matrix [2, 3] with strides [3, 1] needs 6 elements, but has 5",
            Assert.Throws<ArgumentException>(() => new ReadOnlyMatrixSpan<float>(new float[5], 2, 3).Rows).Message);
        Assert.Throws<ArgumentException>(() => new MatrixSpan<float>(new float[5], -1, 3).Rows);
        Assert.Throws<ArgumentException>(() => new MatrixSpan<float>(new float[5], 2, 2, -1, 1).Rows);
        Assert.Throws<ArgumentException>(() => new MatrixSpan<float>(new float[5], int.MaxValue, int.MaxValue, int.MaxValue, 1).Rows);
        Assert.Equal(0, new MatrixSpan<float>([], 0, 3).Rows);
    }

    private static Product<double> OfDouble(string width) => width switch
    {
        "512" => GemmDriver<double, Vector512<double>, Lanes512Double, Vector128<double>, Lanes128Double>.Multiply,
        "256" => GemmDriver<double, Vector256<double>, Lanes256Double, Vector128<double>, Lanes128Double>.Multiply,
        "128" => GemmDriver<double, Vector128<double>, Lanes128Double, double, LanesScalar<double>>.Multiply,
        "scalar" => GemmDriver<double, double, LanesScalar<double>, double, LanesScalar<double>>.Multiply,
        _ => Gemm.Multiply,
    };

    private static Product<float> OfSingle(string width) => width switch
    {
        "512" => GemmDriver<float, Vector512<float>, Lanes512Single, Vector128<float>, Lanes128Single>.Multiply,
        "256" => GemmDriver<float, Vector256<float>, Lanes256Single, Vector128<float>, Lanes128Single>.Multiply,
        "128" => GemmDriver<float, Vector128<float>, Lanes128Single, float, LanesScalar<float>>.Multiply,
        "scalar" => GemmDriver<float, float, LanesScalar<float>, float, LanesScalar<float>>.Multiply,
        _ => Gemm.Multiply,
    };

    private static void CheckRandom<T>(Product<T> product, double epsilon, int seed)
        where T : struct, IFloatingPointIeee754<T>
    {
        Random random = new(seed);
        for (int i = 0; i < 150; i++)
        {
            int m = random.Next(1, 70), n = random.Next(1, 120), k = random.Next(1, 90);
            Check(product, epsilon, random, m, n, k, Kind(), Kind(), Kind(), random.Next(2) == 0);
        }

        Strides Kind() => (Strides)random.Next(4);
    }

    private static void Check<T>(
        Product<T> product, double epsilon, Random random, int m, int n, int k, Strides kindA, Strides kindB, Strides kindC, bool accumulate)
        where T : struct, IFloatingPointIeee754<T>
    {
        (T[] a, int aRow, int aColumn) = Matrix<T>(random, m, k, kindA);
        (T[] b, int bRow, int bColumn) = Matrix<T>(random, k, n, kindB);
        (T[] c, int cRow, int cColumn) = Matrix<T>(random, m, n, kindC);
        T[] start = (T[])c.Clone();
        product(new(a, m, k, aRow, aColumn), new(b, k, n, bRow, bColumn), new MatrixSpan<T>(c, m, n, cRow, cColumn), accumulate);

        // Of large products, a sample: three loops in a debug build take their time.
        int step = (int)Math.Max(1, (long)m * n * k / 2_000_000);
        for (int i = 0; i < m; i++)
        {
            for (int j = i % step; j < n; j += step)
            {
                double sum = accumulate ? double.CreateChecked(start[(i * cRow) + (j * cColumn)]) : 0;
                for (int p = 0; p < k; p++)
                {
                    sum += double.CreateChecked(a[(i * aRow) + (p * aColumn)]) * double.CreateChecked(b[(p * bRow) + (j * bColumn)]);
                }

                double actual = double.CreateChecked(c[(i * cRow) + (j * cColumn)]);
                Assert.True(
                    Math.Abs(actual - sum) <= epsilon * (k + 1),
                    $"[{m}, {n}, {k}] {kindA} {kindB} {kindC} accumulate {accumulate}: c[{i}, {j}] is {actual}, not {sum}");
            }
        }
    }

    private static (T[] Values, int RowStride, int ColumnStride) Matrix<T>(Random random, int rows, int columns, Strides kind)
        where T : struct, IFloatingPointIeee754<T>
    {
        (int row, int column) = kind switch
        {
            Strides.RowMajor => (columns, 1),
            Strides.ColumnMajor => (1, rows),
            Strides.RowsWithGaps => (columns + 3, 1),
            _ => ((columns * 2) + 1, 2),
        };
        int length = ((rows - 1) * row) + ((columns - 1) * column) + 1;
        return (Array.ConvertAll(Numbers(random, length), T.CreateChecked), row, column);
    }

    private static double[] Numbers(Random random, int length)
    {
        double[] values = new double[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = (random.NextDouble() * 2) - 1;
        }

        return values;
    }

    private static float[] Floats(Random random, int length) => Array.ConvertAll(Numbers(random, length), value => (float)value);

    private enum Strides
    {
        RowMajor,
        ColumnMajor,
        RowsWithGaps,
        BothWithGaps,
    }
}
