using System.Numerics;
using System.Runtime.InteropServices;
using Xunit;

namespace AutoBackprop.Tests.Runtime;

/// <summary>The functions of <see cref="Elements"/> are <c>Math</c>'s within three units in the last place, for all numbers.</summary>
public sealed class SpanFunctionTests
{
    private const int Most = 3;

    private static readonly double[] Special =
    [
        0, -0.0, double.Epsilon, -double.Epsilon, double.MinValue, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        2.2250738585072014E-308, -2.2250738585072009E-308, 1, -1, Math.BitIncrement(1), Math.BitDecrement(1), 0.5, Math.E, Math.PI, Math.PI / 2, 3 * Math.PI / 2, 1e22, -1e300,
        // The last exponentials that are finite, normal and not zero, and the first that are not.
        709.78271289338397, 709.78271289338409, -708.39641853226408, -708.39641853226431, -745.13321910194111, -745.13321910194122, -744.44007192138127,
    ];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string function in SpanFunctions<double>.All.Keys)
            {
                foreach (string range in Ranges.Keys)
                    cases.Add(function, range);
            }

            return cases;
        }
    }

    public static TheoryData<string> Names => [.. SpanFunctions<double>.All.Keys];

    private static Dictionary<string, Func<Random, double>> Ranges { get; } = new(StringComparer.Ordinal)
    {
        ["±1"] = static random => (2 * random.NextDouble()) - 1,
        ["±20"] = static random => (40 * random.NextDouble()) - 20,
        ["±750"] = static random => (1500 * random.NextDouble()) - 750,
        ["near 1"] = static random => 1 + ((random.NextDouble() - 0.5) * Math.Exp(-36 * random.NextDouble())),
        ["1 to 2"] = static random => 1 + random.NextDouble(),
        ["subnormal"] = static random => BitConverter.Int64BitsToDouble(random.NextInt64(1, 1L << 52)) * random.NextDouble(),
        ["all but zero"] = static random => Math.Exp(-690 * random.NextDouble()),
        ["subnormal results"] = static random => -708 - (38 * random.NextDouble()),
        ["multiples of π/2"] = static random => random.Next(-1_000_000, 1_000_000) * (Math.PI / 2),
        ["near multiples of π/2"] = static random => (random.Next(-1000, 1000) * (Math.PI / 2)) + ((random.NextDouble() - 0.5) * Math.Exp(-30 * random.NextDouble())),
        ["large"] = static random => ((2 * random.NextDouble()) - 1) * Math.Exp(40 * random.NextDouble()),
        ["any"] = static random => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Within_three_units_in_the_last_place(string function, string range)
    {
        var random = new Random(20261127);
        double[] x = new double[40_003];
        foreach (ref double element in x.AsSpan())
            element = Ranges[range](random);
        Agrees(function, x);
        Agrees(function, [.. x.Select(static element => (float)element)]);
    }

    /// <summary>Each beside ordinary numbers, in each place of a vector: what is special of one is nothing to its neighbours.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Special_numbers(string function)
    {
        foreach (double special in Special)
        {
            for (int place = 0; place < 19; place++)
            {
                double[] x = [.. Enumerable.Range(1, 19).Select(static i => i * 0.3)];
                x[place] = special;
                Agrees(function, x);
                Agrees(function, [.. x.Select(static element => (float)element)]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_length_in_place_or_not(string function)
    {
        for (int length = 0; length < 70; length++)
        {
            EveryPlace<double>(function, length);
            EveryPlace<float>(function, length);
            EveryPlace<Half>(function, length);
        }
    }

    private static void EveryPlace<T>(string function, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (SpanFunctions<T>.Of own, _) = SpanFunctions<T>.All[function];
        T[] x = [.. Enumerable.Range(1, length).Select(static i => T.CreateChecked(i * 0.3))];
        if (typeof(T) != typeof(Half))
            Agrees(function, x);
        // Wherever it lies: the same bits, nothing beside them.
        T[] expected = new T[length];
        own(x, expected);
        for (int offset = 0; offset < 9; offset++)
        {
            T[] memory = new T[length + 20];
            x.CopyTo(memory, offset);
            Span<T> place = memory.AsSpan(offset, length);
            own(place, place);
            Assert.True(MemoryMarshal.AsBytes(place).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan())));
            Assert.All(memory[..offset].Concat(memory[(offset + length)..]), static element => Assert.Equal(T.Zero, element));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_does_not_fit_is_refused_before_anything_is_written(string function)
    {
        (SpanFunctions<double>.Of own, _) = SpanFunctions<double>.All[function];
        double[] memory = [.. Enumerable.Range(1, 60).Select(static i => i * 0.3)], before = [.. memory];
        foreach (int shift in (int[])[1, -1, 19])
            Assert.IsAssignableFrom<ArgumentException>(Record.Exception(() => own(memory.AsSpan(20, 20), memory.AsSpan(20 + shift, 20))));
        Assert.IsAssignableFrom<ArgumentException>(Record.Exception(() => own(memory.AsSpan(0, 20), memory.AsSpan(40, 19))));
        Assert.Equal(before, memory);
    }

    private static void Agrees<T>(string function, T[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (SpanFunctions<T>.Of own, Func<T, T> scalar) = SpanFunctions<T>.All[function];
        T[] y = new T[x.Length];
        own(x, y);
        for (int i = 0; i < x.Length; i++)
        {
            T expected = scalar(x[i]);
            if (!IsWithin(y[i], expected))
                Assert.Fail($"{function}({x[i]:R}) is {y[i]:R}, not {expected:R}");
        }
    }

    /// <summary>Equal, zeros by their sign too, or so many neighbours apart.</summary>
    private static bool IsWithin<T>(T actual, T expected)
        where T : IFloatingPointIeee754<T>
    {
        if (T.IsNaN(expected))
            return T.IsNaN(actual);
        if (actual == expected)
            return T.IsNegative(actual) == T.IsNegative(expected);
        T up = expected, down = expected;
        for (int i = 0; i < Most; i++)
            (up, down) = (T.BitIncrement(up), T.BitDecrement(down));
        return T.IsFinite(expected) && down <= actual && actual <= up;
    }
}
