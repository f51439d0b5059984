namespace AutoBackprop;

/// <summary>
/// A view of a span as a matrix: element (i, j) is <c>span[i * RowStride + j * ColumnStride]</c>.
/// A transpose exchanges the strides and copies nothing.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct MatrixSpan<T>
{
    /// <summary>A row-major matrix without gaps.</summary>
    /// <param name="span">At least <paramref name="rows"/> × <paramref name="columns"/> elements.</param>
    /// <param name="rows">The number of rows, 0 or more.</param>
    /// <param name="columns">The number of columns, 0 or more.</param>
    /// <exception cref="ArgumentException">The matrix does not fit into the span.</exception>
    public MatrixSpan(Span<T> span, int rows, int columns)
        : this(span, rows, columns, columns, 1)
    {
    }

    /// <summary>A matrix with strides of its own.</summary>
    /// <param name="span">The elements; the first is element (0, 0).</param>
    /// <param name="rows">The number of rows, 0 or more.</param>
    /// <param name="columns">The number of columns, 0 or more.</param>
    /// <param name="rowStride">The distance from one row to the next, 0 or more.</param>
    /// <param name="columnStride">The distance from one column to the next, 0 or more.</param>
    /// <exception cref="ArgumentException">The matrix does not fit into the span.</exception>
    public MatrixSpan(Span<T> span, int rows, int columns, int rowStride, int columnStride)
    {
        MatrixBounds.Check(span.Length, rows, columns, rowStride, columnStride);
        Span = span;
        Rows = rows;
        Columns = columns;
        RowStride = rowStride;
        ColumnStride = columnStride;
    }

    /// <summary>The elements that the matrix lies in.</summary>
    public Span<T> Span { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The distance in the span from one row to the next.</summary>
    public int RowStride { get; }

    /// <summary>The distance in the span from one column to the next.</summary>
    public int ColumnStride { get; }

    /// <summary>The same elements with rows and columns exchanged; nothing is copied.</summary>
    public MatrixSpan<T> Transposed => new(Span, Columns, Rows, ColumnStride, RowStride);

    /// <summary>A writable matrix is a readable one.</summary>
    /// <param name="matrix">The matrix.</param>
    public static implicit operator ReadOnlyMatrixSpan<T>(MatrixSpan<T> matrix) =>
        new(matrix.Span, matrix.Rows, matrix.Columns, matrix.RowStride, matrix.ColumnStride);
}
