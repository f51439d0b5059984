using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>
/// Memory that a generated backward pass works in: the values that its forward part keeps for the backward part, the
/// gradients of local arrays, and the tensors between its layers. It belongs to the thread and is used again by the next call, so that a call allocates
/// nothing once the largest one has been made. What a call took is given back when it is disposed of, on every path.
/// </summary>
/// <remarks>
/// Two stacks. <see cref="Take{T}(int)"/> and <see cref="Zeros{T}(int)"/> give memory that lasts until the workspace is disposed
/// of, or <see cref="Release"/> gives it back. <see cref="Keep{T}"/> and <see cref="Push{T}(T)"/> put values on the other,
/// from which <see cref="Recall{T}"/> and <see cref="Pop{T}"/> take them in reverse: the order in which a backward pass
/// wants what the forward pass kept. Memory is taken in blocks that never move; a block that is too small is followed by
/// a larger one, and one that would be larger than any before has exactly the size that is asked for.
/// <para>
/// Tensors are lent until the workspace is disposed of: none may be kept or returned. A workspace that was not rented, the
/// default one, lends nothing; layers that are given it make new tensors.
/// </para>
/// <code>
/// using Workspace workspace = Workspace.Rent();
/// Tensor&lt;float&gt; hidden = Layers.Affine(x, w1, b1, workspace);
/// Tensor&lt;float&gt; dHidden = workspace.ZerosLike(hidden);
/// </code>
/// </remarks>
public readonly ref struct Workspace : IDisposable
{
    [ThreadStatic]
    private static Arenas? current;

    private readonly Arenas? arenas;
    private readonly Arena taken;
    private readonly Arena kept;
    private readonly ArrayStock arrays;
    private readonly Arena.Position takenBefore;
    private readonly Arena.Position keptBefore;
    private readonly Arena.Position readableBefore;
    private readonly int arraysBefore;
    private readonly int tensorsBefore;
    private readonly int pushedBefore;

    private Workspace(Arenas arenas)
    {
        this.arenas = arenas;
        taken = arenas.Taken;
        kept = arenas.Kept;
        arrays = arenas.Arrays;
        takenBefore = taken.Top;
        keptBefore = kept.Top;
        readableBefore = kept.Readable;
        // What the caller has recalled it still reads: it may be an argument of this very call.
        if (readableBefore.IsBeyond(keptBefore))
            kept.Top = readableBefore;
        else
            kept.Readable = keptBefore;
        arraysBefore = arrays.Count;
        tensorsBefore = arenas.Tensors.Taken;
        pushedBefore = arenas.Pushed.Count;
    }

    /// <summary>Whether it was rented, and lends.</summary>
    internal bool IsRented => arenas is not null;

    /// <summary>Opens the thread's workspace for one call. Calls may nest.</summary>
    /// <returns>The workspace, to be disposed of in the same method.</returns>
    public static Workspace Rent() => new(current ??= new Arenas());

    /// <summary>Gives the memory that the thread's workspace holds back to the garbage collector. No call may be under way.</summary>
    public static void Trim() => current = null;

    /// <summary>Takes memory with any content.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="length">How many elements; none for a negative number.</param>
    /// <returns>The memory, valid until this workspace is disposed of or released to a mark before.</returns>
    public Span<T> Take<T>(int length) => taken.Push<T>(length);

    /// <summary>Takes memory that is all zero, as <c>new T[length]</c> does.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="length">How many elements.</param>
    /// <returns>The memory, valid until this workspace is disposed of or released to a mark before.</returns>
    /// <exception cref="OverflowException">The length is negative.</exception>
    public Span<T> Zeros<T>(int length)
    {
        if (length < 0)
            ThrowNegative(length);
        Span<T> memory = taken.Push<T>(length);
        memory.Clear();
        return memory;
    }

    /// <summary>Takes an array that is all zero, where a span does not do.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="length">How many elements.</param>
    /// <returns>The array, to be used until this workspace is disposed of or released to a mark before.</returns>
    /// <exception cref="OverflowException">The length is negative.</exception>
    public T[] ZerosArray<T>(int length) => arrays.Take<T>(length);

    /// <summary>Takes a rectangular array that is all zero.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <returns>The array, to be used until this workspace is disposed of or released to a mark before.</returns>
    /// <exception cref="OverflowException">A length is negative.</exception>
    public T[,] ZerosArray<T>(int rows, int columns) => arrays.Take<T>(rows, columns);

    /// <summary>Notes how much has been taken.</summary>
    /// <returns>A mark for <see cref="Release"/>.</returns>
    public WorkspaceMark Mark() => new(taken.Top, arrays.Count);

    /// <summary>Gives back what was taken since a mark.</summary>
    /// <param name="mark">The mark.</param>
    public void Release(WorkspaceMark mark)
    {
        taken.Top = mark.Position;
        arrays.TakeBack(mark.Arrays);
    }

    /// <summary>Keeps a block of values for the backward part, to be written by the caller.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="length">How many elements; none for a negative number.</param>
    /// <returns>The block.</returns>
    public Span<T> Keep<T>(int length) => kept.Push<T>(length);

    /// <summary>Keeps a copy of a buffer's values for the backward part.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="values">The values.</param>
    public void KeepCopy<T>(ReadOnlySpan<T> values)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            values.CopyTo(kept.Push<T>(values.Length));
            return;
        }
        foreach (T value in values)
            Push(value);
    }

    /// <summary>Keeps a copy of a rectangular array's values for the backward part.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="values">The values.</param>
    public void KeepCopy<T>(T[,] values) => KeepCopy<T>(ArrayStock.Elements(values));

    /// <summary>Keeps a copy of a jagged array's values, and its rows' lengths, for the backward part.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="values">The values.</param>
    public void KeepCopy<T>(T[][] values)
    {
        foreach (T[] row in values)
        {
            KeepCopy<T>(row);
            Push(row.Length);
        }
    }

    /// <summary>Keeps a copy of the values of an array of any number of dimensions, and its lengths, for the backward part.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="values">The values.</param>
    public void KeepArray<T>(Array values)
    {
        KeepCopy<T>(ArrayStock.Elements<T>(values));
        for (int dimension = 0; dimension < values.Rank; dimension++)
            Push(values.GetLength(dimension));
    }

    /// <summary>Takes back the block that was kept last.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="length">How many elements it has.</param>
    /// <returns>The block, valid until something else is kept in this workspace; one that is rented meanwhile leaves it alone.</returns>
    public Span<T> Recall<T>(int length) => RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? RecallArray<T>(length) : kept.Pop<T>(length);

    /// <summary>Takes back the block that was kept last, as a copy that stays when something else is kept.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="length">How many elements it has.</param>
    /// <returns>The copy, valid until this workspace is disposed of or released to a mark before.</returns>
    public Span<T> RecallCopy<T>(int length)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return RecallArray<T>(length);
        Span<T> copy = taken.Push<T>(length);
        kept.Pop<T>(length).CopyTo(copy);
        return copy;
    }

    /// <summary>Takes back the block that was kept last, as an array.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="length">How many elements it has.</param>
    /// <returns>The array, to be used until this workspace is disposed of or released to a mark before.</returns>
    public T[] RecallArray<T>(int length)
    {
        T[] array = arrays.TakeAny<T>(length);
        PopInto<T>(array);
        return array;
    }

    /// <summary>Takes back the rectangular array whose copy was kept last.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="columns">How many columns it has.</param>
    /// <returns>The array, to be used until this workspace is disposed of or released to a mark before.</returns>
    public T[,] RecallArray<T>(int rows, int columns)
    {
        T[,] array = arrays.Take<T>(rows, columns);
        PopInto(ArrayStock.Elements(array));
        return array;
    }

    /// <summary>Takes back the array of any number of dimensions whose copy was kept last.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <typeparam name="TArray">The type of the array.</typeparam>
    /// <returns>The array, to be used until this workspace is disposed of or released to a mark before.</returns>
    public TArray RecallArray<T, TArray>()
        where TArray : class
    {
        Span<int> lengths = stackalloc int[typeof(TArray).GetArrayRank()];
        for (int dimension = lengths.Length - 1; dimension >= 0; dimension--)
            lengths[dimension] = Pop<int>();
        Array array = arrays.TakeAny<T>(typeof(TArray), lengths);
        PopInto(ArrayStock.Elements<T>(array));
        return (TArray)(object)array;
    }

    /// <summary>Takes back the jagged array whose copy was kept last.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="length">How many rows it has.</param>
    /// <returns>The array; its rows are to be used until this workspace is disposed of or released to a mark before.</returns>
    public T[][] RecallRows<T>(int length)
    {
        var rows = new T[length][];
        for (int i = length - 1; i >= 0; i--)
            rows[i] = RecallArray<T>(Pop<int>());
        return rows;
    }

    /// <summary>Keeps one value for the backward part.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push<T>(T value)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            arenas!.Pushed.Push(value);
        else
            kept.PushOne(value);
    }

    /// <summary>Takes back the value that was kept last.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The value.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Pop<T>() => RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? arenas!.Pushed.Pop<T>() : kept.PopOne<T>();

    private void PopInto<T>(Span<T> values)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            kept.Pop<T>(values.Length).CopyTo(values);
            return;
        }
        for (int i = values.Length - 1; i >= 0; i--)
            values[i] = Pop<T>();
    }

    /// <summary>Lends a tensor with any content.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="lengths">Its shape.</param>
    /// <returns>The tensor, valid until this workspace is disposed of.</returns>
    public Tensor<T> Take<T>(scoped ReadOnlySpan<nint> lengths) where T : unmanaged => arenas!.Tensors.Take<T>(lengths);

    /// <summary>Lends a tensor that is all zero.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="lengths">Its shape.</param>
    /// <returns>The tensor, valid until this workspace is disposed of.</returns>
    public Tensor<T> Zeros<T>(scoped ReadOnlySpan<nint> lengths) where T : unmanaged
    {
        Tensor<T> tensor = Take<T>(lengths);
        if (!tensor.IsEmpty)
            MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), (int)tensor.FlattenedLength).Clear();
        return tensor;
    }

    /// <summary>Lends a tensor of another's shape that is all zero: where its gradient is added up.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="tensor">The tensor whose shape is wanted.</param>
    /// <returns>The tensor, valid until this workspace is disposed of.</returns>
    public Tensor<T> ZerosLike<T>(Tensor<T> tensor) where T : unmanaged => Zeros<T>(tensor.Lengths);

    /// <summary>Keeps a tensor, not a copy of it, for the backward part.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="tensor">The tensor.</param>
    public void Push<T>(Tensor<T> tensor) => arenas!.Pushed.Push(tensor);

    /// <summary>Takes back the tensor that was kept last.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <returns>The tensor.</returns>
    public Tensor<T> PopTensor<T>() => arenas!.Pushed.Pop<Tensor<T>>();

    /// <summary>Gives back everything that was taken and kept since the workspace was opened.</summary>
    public void Dispose()
    {
        if (arenas is null)
            return;
        taken.Top = takenBefore;
        kept.Top = keptBefore;
        kept.Readable = readableBefore;
        arrays.TakeBack(arraysBefore);
        arenas.Tensors.Taken = tensorsBefore;
        arenas.Pushed.TakeBack(pushedBefore);
    }

    // Made here: what builds the message would be compiled into every caller.
    [DoesNotReturn]
    private static void ThrowNegative(int length) => throw new OverflowException($"An array cannot have {length} elements.");

    private sealed class Arenas
    {
        public Arena Taken { get; } = new();

        public Arena Kept { get; } = new();

        public ArrayStock Arrays { get; } = new();
        public TensorShelf Tensors { get; } = new();

        public ReferenceStack Pushed { get; } = new();
    }
}
