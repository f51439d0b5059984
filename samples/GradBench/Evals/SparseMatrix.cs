namespace GradBench.Evals;

/// <summary>A matrix by rows: where each row starts, and its entries' columns and values. Memory is kept from run to run.</summary>
internal sealed class SparseMatrix(int rows, int entries)
{
    private int row;
    private int count;

    public int[] RowStarts { get; } = new int[rows + 1];

    public int[] Columns { get; } = new int[entries];

    public double[] Values { get; } = new double[entries];

    public void Clear() => row = count = 0;

    public void Add(int column, double value)
    {
        Columns[count] = column;
        Values[count] = value;
        count++;
    }

    public void Add(int firstColumn, ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
            Add(firstColumn + i, values[i]);
    }

    public void EndRow() => RowStarts[++row] = count;

    /// <summary>What of a long list is looked at: the first thirty, and the last.</summary>
    public static T[] Summary<T>(T[] items) => [.. items.Take(30), items[^1]];
}
