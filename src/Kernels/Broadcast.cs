namespace AutoBackprop;

/// <summary>
/// How two operands of different shapes lie over their result: rows along its last axis, in which each operand steps along or
/// stands still.
/// </summary>
internal readonly ref struct Broadcast
{
    private readonly ReadOnlySpan<nint> result;
    private readonly ReadOnlySpan<nint> a;
    private readonly ReadOnlySpan<nint> b;

    /// <param name="result">The result's shape.</param>
    /// <param name="a">The first operand's.</param>
    /// <param name="b">The second operand's.</param>
    public Broadcast(ReadOnlySpan<nint> result, ReadOnlySpan<nint> a, ReadOnlySpan<nint> b)
    {
        this.result = result;
        this.a = a;
        this.b = b;
        Inner = 1;
        foreach (nint length in result)
            Inner *= (int)length;
        Rows = 1;
        bool aIsWhole = a.SequenceEqual(result), bIsWhole = b.SequenceEqual(result);
        if (aIsWhole && (bIsWhole || IsOne(b)) || bIsWhole && IsOne(a) || Inner == 0)
        {
            // One row is all of it.
            (StepsA, StepsB) = (aIsWhole, bIsWhole);
            return;
        }

        Rows = Inner / (int)result[^1];
        Inner = (int)result[^1];
        StepsA = a.Length > 0 && a[^1] == result[^1];
        StepsB = b.Length > 0 && b[^1] == result[^1];
    }

    public int Rows { get; }

    /// <summary>The length of a row.</summary>
    public int Inner { get; }

    public bool StepsA { get; }

    public bool StepsB { get; }

    /// <summary>Where the operands' rows begin.</summary>
    public (int A, int B) Offsets(int row)
    {
        if (Rows == 1)
            return (0, 0);
        int offsetA = 0, offsetB = 0, strideA = StepsA ? Inner : 1, strideB = StepsB ? Inner : 1;
        for (int axis = 1; axis < result.Length; axis++)
        {
            (row, int at) = Math.DivRem(row, (int)result[^(axis + 1)]);
            offsetA += At(a, axis, at, ref strideA);
            offsetB += At(b, axis, at, ref strideB);
        }

        return (offsetA, offsetB);
    }

    /// <summary>The result's shape: from the last axis on, lengths are equal, or one of them is 1.</summary>
    public static ReadOnlySpan<nint> Shape(string layer, scoped ReadOnlySpan<nint> a, scoped ReadOnlySpan<nint> b, Span<nint> result)
    {
        int rank = Math.Max(a.Length, b.Length);
        for (int axis = 0; axis < rank; axis++)
        {
            nint ofA = axis < a.Length ? a[^(axis + 1)] : 1, ofB = axis < b.Length ? b[^(axis + 1)] : 1;
            if (ofA != ofB && ofA != 1 && ofB != 1)
            {
                throw new ArgumentException(
                    $"{layer}: a is {Operand.Shape(a)}, so b must have its lengths, or 1, from the last axis on, but is {Operand.Shape(b)}", nameof(b));
            }

            result[rank - 1 - axis] = ofA == 1 ? ofB : ofA;
        }

        return result[..rank];
    }

    private static bool IsOne(ReadOnlySpan<nint> lengths)
    {
        foreach (nint length in lengths)
        {
            if (length != 1)
                return false;
        }

        return true;
    }

    private static int At(ReadOnlySpan<nint> lengths, int axis, int at, ref int stride)
    {
        if (axis >= lengths.Length)
            return 0;
        int length = (int)lengths[^(axis + 1)];
        int offset = length == 1 ? 0 : at * stride;
        stride *= length;
        return offset;
    }
}
