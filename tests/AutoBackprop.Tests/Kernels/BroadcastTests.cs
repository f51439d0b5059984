using Xunit;

namespace AutoBackprop.Tests.Kernels;

/// <summary>Where the rows of two operands of different shapes lie: each element of the result has the elements that C# would index.</summary>
public sealed class BroadcastTests
{
    private static readonly nint[][] Shapes =
        [[], [1], [4], [1, 1], [3, 4], [3, 1], [1, 4], [2, 3, 4], [2, 1, 4], [1, 3, 1], [2, 3, 1], [2, 1, 1], [1, 1, 1], [2, 0], [1, 0], [0], [0, 4], [0, 1]];

    [Fact]
    public void Every_element_finds_its_operands()
    {
        int pairs = 0;
        foreach (nint[] a in Shapes)
        {
            foreach (nint[] b in Shapes)
            {
                if (!Fit(a, b))
                {
                    Assert.Throws<ArgumentException>(() => Broadcast.Shape("Add", a, b, new nint[3]).Length);
                    continue;
                }
                pairs++;
                nint[] result = Broadcast.Shape("Add", a, b, new nint[3]).ToArray();
                Assert.Equal(Enumerable.Range(1, Math.Max(a.Length, b.Length)).Select(axis => Length(a, axis) == 1 ? Length(b, axis) : Length(a, axis)).Reverse(), result);
                Check(result, a, b);
            }
        }
        Assert.InRange(pairs, 100, Shapes.Length * Shapes.Length);
    }

    private static void Check(nint[] result, nint[] a, nint[] b)
    {
        var broadcast = new Broadcast(result, a, b);
        int count = (int)result.Aggregate((nint)1, static (product, length) => product * length);
        Assert.Equal(count, broadcast.Rows * broadcast.Inner);
        for (int element = 0; element < count; element++)
        {
            (int offsetA, int offsetB) = broadcast.Offsets(element / broadcast.Inner);
            int along = element % broadcast.Inner;
            Assert.Equal((Index(result, a, element), Index(result, b, element)), (offsetA + (broadcast.StepsA ? along : 0), offsetB + (broadcast.StepsB ? along : 0)));
        }
    }

    /// <summary>The element of an operand that belongs to one of the result.</summary>
    private static int Index(nint[] result, nint[] operand, int element)
    {
        int index = 0, stride = 1;
        for (int axis = 1; axis <= result.Length; axis++)
        {
            (element, int at) = Math.DivRem(element, (int)result[^axis]);
            index += Length(operand, axis) == 1 ? 0 : at * stride;
            stride *= (int)Length(operand, axis);
        }
        return index;
    }

    private static bool Fit(nint[] a, nint[] b) => Enumerable.Range(1, Math.Max(a.Length, b.Length)).All(axis => Length(a, axis) == Length(b, axis) || Length(a, axis) == 1 || Length(b, axis) == 1);

    private static nint Length(nint[] shape, int axis) => axis <= shape.Length ? shape[^axis] : 1;
}
