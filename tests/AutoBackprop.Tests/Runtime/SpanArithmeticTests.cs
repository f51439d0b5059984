using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Xunit;

namespace AutoBackprop.Tests.Runtime;

/// <summary>What <see cref="Elements"/> does block by block is what <see cref="TensorPrimitives"/> does in one piece: to the last bit, and what it refuses.</summary>
public sealed class SpanArithmeticTests
{
    private const int Block = 16384;

    /// <summary>What is longer is done in one piece again.</summary>
    private const int Cached = (1 << 22) / sizeof(double);

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string name in SpanOperations<double>.All.Keys)
            {
                foreach (int length in (int[])[0, 1, Block - 1, Block, Block + 1, (3 * Block) + 5])
                    cases.Add(name, length);
            }

            return cases;
        }
    }

    public static TheoryData<string> Names => [.. SpanOperations<double>.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Blocks_give_what_the_whole_gives(string name, int length)
    {
        IsTheWhole<double>(name, length);
        IsTheWhole<float>(name, length);
    }

    [Theory]
    [InlineData(Cached)]
    [InlineData(Cached + 1)]
    public void What_no_cache_keeps_is_done_in_one_piece(int length) => IsTheWhole<double>("x * k + y", length);

    private static void IsTheWhole<T>(string name, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int spans, SpanOperations<T>.Operation own, SpanOperations<T>.Operation whole) = SpanOperations<T>.All[name];
        T[][] operands = Operands<T>(length);
        T number = T.CreateChecked(0.7);
        // What lies behind the results stays as it is.
        T[] expected = Enumerable.Repeat(number, length + 9).ToArray(), actual = [.. expected];
        whole(operands[0], operands[1], operands[2], number, expected);
        own(operands[0], operands[1], operands[2], number, actual);
        Assert.True(Bytes(expected).SequenceEqual(Bytes(actual)));

        for (int place = 0; place < spans; place++)
        {
            T[][] inPlace = [.. operands.Select(static operand => (T[])operand.Clone())];
            own(inPlace[0], inPlace[1], inPlace[2], number, inPlace[place]);
            Assert.True(Bytes(expected)[..Bytes(inPlace[place]).Length].SequenceEqual(Bytes(inPlace[place])));
        }
    }

    /// <summary>Elements that would be overwritten before they are read, in the same block or in another.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void What_overlaps_is_refused_before_anything_is_written(string name)
    {
        (int spans, SpanOperations<double>.Operation own, _) = SpanOperations<double>.All[name];
        foreach (int length in (int[])[16, 3 * Block])
        {
            for (int place = 0; place < spans; place++)
            {
                foreach (int shift in (int[])[1, -1, length - 1])
                {
                    double[][] operands = Operands<double>(length);
                    double[] shared = Operands<double>(3 * length)[0], before = [.. shared];
                    Refused(() => own(At(0), At(1), At(2), 0.7, shared.AsSpan(length + shift, length)));
                    Assert.Equal(before, shared);

                    ReadOnlySpan<double> At(int operand) => operand == place ? shared.AsSpan(length, length) : operands[operand];
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Lengths_that_do_not_fit_are_refused_before_anything_is_written(string name)
    {
        (int spans, SpanOperations<double>.Operation own, _) = SpanOperations<double>.All[name];
        foreach (int length in (int[])[16, 3 * Block])
        {
            double[][] operands = Operands<double>(length);
            double[] destination = new double[length + 1];
            Refused(() => own(operands[0], operands[1], operands[2], 0.7, destination.AsSpan(0, length - 1)));
            for (int place = 1; place < spans; place++)
            {
                foreach (int other in (int[])[0, length - 1, length + 1])
                {
                    double[][] changed = [.. operands];
                    changed[place] = new double[other];
                    Refused(() => own(changed[0], changed[1], changed[2], 0.7, destination));
                }
            }

            Assert.All(destination, static element => Assert.Equal(0, element));
        }
    }

    [Fact]
    public void Sums_are_those_of_the_whole()
    {
        double[] x = Operands<double>((3 * Block) + 5)[0], y = Operands<double>((3 * Block) + 5)[1];
        Assert.Equal(TensorPrimitives.Sum<double>(x), Elements.Sum<double>(x));
        Assert.Equal(TensorPrimitives.Dot<double>(x, y), Elements.Dot<double>(x, y));
        Assert.Throws<ArgumentException>(() => Elements.Dot<double>(x, y.AsSpan(1)));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        double[][] operands = Operands<double>(3 * Block);
        double[] destination = new double[3 * Block];
        for (int i = 0; i < 100; i++)
            Run();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            foreach ((_, SpanOperations<double>.Operation own, _) in SpanOperations<double>.All.Values)
                own(operands[0], operands[1], operands[2], 0.7, destination);
            Elements.Exp<double>(operands[0], destination);
        }
    }

    private static void Refused(Action act) => Assert.IsAssignableFrom<ArgumentException>(Record.Exception(act));

    private static T[][] Operands<T>(int length)
        where T : IFloatingPointIeee754<T>
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, length).Select(_ => T.CreateChecked((random.NextDouble() * 4) - 2)).ToArray())];
    }

    private static ReadOnlySpan<byte> Bytes<T>(T[] elements)
        where T : unmanaged => MemoryMarshal.AsBytes(elements.AsSpan());
}
