using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>A stack of memory in blocks that never move: what was given out stays valid while more is.</summary>
internal sealed class Arena
{
    private const int FirstBlock = 1 << 14;

    // What is not filled of the last block is all that is taken and not needed.
    private const int LargestDoubledBlock = 1 << 16;

    // Blocks are of longs, so that every element type is aligned; a position counts longs within a block.
    private long[][] blocks = [GC.AllocateUninitializedArray<long>(FirstBlock)];
    private long[] block;
    private int[] leftAt = new int[8];
    private int index;
    private int used;

    public Arena() => block = blocks[0];

    /// <summary>How much is in use.</summary>
    public Position Top
    {
        get => new(index, used);
        set
        {
            used = value.Used;
            // Seldom another block, and to store a reference costs more than to compare.
            if (value.Block != index)
            {
                index = value.Block;
                block = blocks[index];
            }
        }
    }

    public Span<T> Push<T>(int length)
    {
        if (length <= 0)
            return default;
        int longs = Longs<T>(length);
        if (longs > block.Length - used)
            Next(longs);
        Span<T> memory = MemoryMarshal.CreateSpan(ref Unsafe.As<long, T>(ref block[used]), length);
        used += longs;
        return memory;
    }

    /// <summary>The end of what was popped and may still be read: whoever else pushes begins there.</summary>
    public Position Readable { get; set; }

    public Span<T> Pop<T>(int length)
    {
        if (length <= 0)
            return default;
        int longs = Longs<T>(length);
        if (used < longs)
            Previous(longs);
        if (Top.IsBeyond(Readable))
            Readable = Top;
        used -= longs;
        return MemoryMarshal.CreateSpan(ref Unsafe.As<long, T>(ref block[used]), length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PushOne<T>(T value)
    {
        int longs = Longs<T>(1);
        if (longs > block.Length - used)
            Next(longs);
        int at = used;
        used = at + longs;
        Unsafe.As<long, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block), at)) = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T PopOne<T>()
    {
        int longs = Longs<T>(1);
        if (used < longs)
            Previous(longs);
        int at = used - longs;
        used = at;
        return Unsafe.As<long, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block), at));
    }

    private static int Longs<T>(int length) => RuntimeHelpers.IsReferenceOrContainsReferences<T>()
        ? throw new NotSupportedException($"'{typeof(T)}' contains references, which a backward pass cannot keep; use a number type without.")
        : checked((int)(((long)length * Unsafe.SizeOf<T>() + 7) / 8));

    /// <summary>Goes on in a block with room, and notes how full the one before was left, for <see cref="Previous(int)"/>.</summary>
    private void Next(int longs)
    {
        int left = used;
        index++;
        if (index == blocks.Length)
            Array.Resize(ref blocks, 2 * blocks.Length);
        if (blocks[index] is null || blocks[index].Length < longs)
        {
            int doubled = Math.Min(2 * blocks[index - 1].Length, LargestDoubledBlock);
            blocks[index] = GC.AllocateUninitializedArray<long>(Math.Max(longs, doubled));
        }
        block = blocks[index];
        if (index >= leftAt.Length)
            Array.Resize(ref leftAt, 2 * index);
        leftAt[index] = left;
        used = 0;
    }

    /// <summary>Goes back to the block before. What was pushed together is not parted: a block that is not empty has too little only for one who takes back what was not kept.</summary>
    private void Previous(int longs)
    {
        if (used > 0 || index == 0 || leftAt[index] < longs)
            throw new InvalidOperationException("More is taken back from the workspace than was kept in it.");
        used = leftAt[index];
        index--;
        block = blocks[index];
    }

    /// <summary>A position in an arena.</summary>
    internal readonly record struct Position(int Block, int Used)
    {
        public bool IsBeyond(Position other) => Block > other.Block || Block == other.Block && Used > other.Used;
    }
}
