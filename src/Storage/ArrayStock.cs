using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>Arrays that are used again, by element type and exact shape; given out and taken back as a stack.</summary>
internal sealed class ArrayStock
{
    /// <summary>With more shapes than these, those that nobody uses are let go.</summary>
    private const int MostShapes = 256;

    private readonly Dictionary<Shape, Shelf> shelves = [];
    private Shelf[] taken = new Shelf[8];

    /// <summary>How many arrays are in use.</summary>
    public int Count { get; private set; }

    /// <summary>Takes back the arrays that came last, until so many are in use.</summary>
    public void TakeBack(int count)
    {
        while (Count > count)
            taken[--Count].TakeBack();
    }

    /// <summary>An array of zeros.</summary>
    public T[] Take<T>(int length)
    {
        T[] array = TakeAny<T>(length);
        Array.Clear(array);
        return array;
    }

    /// <summary>An array with any content.</summary>
    public T[] TakeAny<T>(int length)
    {
        if (length < 0)
            throw new OverflowException($"An array cannot have {length} elements.");
        Shelf shelf = Find(new Shape(typeof(T), 1, length, 0));
        if (shelf.Next is not T[] array)
            shelf.Next = array = new T[length];
        Note<T>(shelf);
        return array;
    }

    /// <summary>A rectangular array of zeros.</summary>
    public T[,] Take<T>(int rows, int columns)
    {
        if (rows < 0 || columns < 0)
            throw new OverflowException($"An array cannot have {rows} by {columns} elements.");
        Shelf shelf = Find(new Shape(typeof(T), 2, rows, columns));
        if (shelf.Next is not T[,] array)
            shelf.Next = array = new T[rows, columns];
        else
            Array.Clear(array);
        Note<T>(shelf);
        return array;
    }

    /// <summary>An array of three or more dimensions with any content.</summary>
    public Array TakeAny<T>(Type type, ReadOnlySpan<int> lengths)
    {
        // Those that differ in the later dimensions share a shelf.
        Shelf shelf = Find(new Shape(type, lengths.Length, lengths[0], lengths[1]));
        if (shelf.Next is not { } array || !HasLengths(array, lengths))
            shelf.Next = array = Array.CreateInstanceFromArrayType(type, lengths.ToArray());
        Note<T>(shelf);
        return array;
    }

    private static bool HasLengths(Array array, ReadOnlySpan<int> lengths)
    {
        for (int dimension = 0; dimension < lengths.Length; dimension++)
        {
            if (array.GetLength(dimension) != lengths[dimension])
                return false;
        }
        return true;
    }

    /// <summary>The elements of an array of any number of dimensions, in the order of their indices.</summary>
    public static Span<T> Elements<T>(Array array) => MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    /// <summary>The elements of a rectangular array, row by row.</summary>
    public static Span<T> Elements<T>(T[,] array) => array.Length == 0 ? default : MemoryMarshal.CreateSpan(ref array[0, 0], array.Length);

    private Shelf Find(Shape shape)
    {
        if (shelves.TryGetValue(shape, out Shelf? shelf))
            return shelf;
        if (shelves.Count >= MostShapes)
        {
            foreach (Shape unused in shelves.Where(static pair => pair.Value.Used == 0).Select(static pair => pair.Key).ToArray())
                shelves.Remove(unused);
        }
        return shelves[shape] = new Shelf();
    }

    private void Note<T>(Shelf shelf)
    {
        shelf.Used++;
        shelf.HoldsReferences = RuntimeHelpers.IsReferenceOrContainsReferences<T>();
        if (Count == taken.Length)
            Array.Resize(ref taken, 2 * Count);
        taken[Count++] = shelf;
    }

    private readonly record struct Shape(Type Element, int Rank, int Rows, int Columns);

    /// <summary>The arrays of one shape.</summary>
    private sealed class Shelf
    {
        private Array?[] arrays = new Array?[1];

        public int Used { get; set; }

        public bool HoldsReferences { get; set; }

        /// <summary>Takes back the array that came last, and does not keep alive what it holds.</summary>
        public void TakeBack()
        {
            Used--;
            if (HoldsReferences)
                Array.Clear(arrays[Used]!);
        }

        /// <summary>The first that is not in use.</summary>
        public Array? Next
        {
            get => Used < arrays.Length ? arrays[Used] : null;
            set
            {
                if (Used == arrays.Length)
                    System.Array.Resize(ref arrays, 2 * Used);
                arrays[Used] = value;
            }
        }
    }
}
