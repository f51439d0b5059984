using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>
/// Tensors that are used again: what a backward pass needs between its layers. After the first call with the same shapes,
/// it allocates nothing.
/// </summary>
/// <remarks>
/// <code>
/// using TensorWorkspace workspace = TensorWorkspace.Rent();
/// Tensor&lt;float&gt; hidden = Layers.Affine(x, w1, b1, workspace);
/// Tensor&lt;float&gt; dHidden = workspace.ZerosLike(hidden);
/// </code>
/// The tensors belong to the workspace: after <see cref="Dispose"/> they are handed out again, so that none may be kept or returned.
/// Rented workspaces come from the thread's own stock, so that threads share nothing and nested rents get different ones.
/// One workspace serves one thread at a time.
/// </remarks>
public sealed class TensorWorkspace : IDisposable
{
    [ThreadStatic]
    private static TensorWorkspace? stock;

    private readonly TensorShelf<float> singles = new();
    private readonly TensorShelf<double> doubles = new();
    private TensorWorkspace? next;
    private bool rented;

    private TensorWorkspace()
    {
    }

    /// <summary>A workspace from the calling thread's stock; <see cref="Dispose"/> puts it back.</summary>
    public static TensorWorkspace Rent()
    {
        TensorWorkspace workspace = stock ?? new TensorWorkspace();
        stock = workspace.next;
        workspace.next = null;
        workspace.rented = true;
        return workspace;
    }

    /// <summary>A tensor of the given shape and any content.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="lengths">The shape.</param>
    /// <exception cref="ObjectDisposedException">The workspace was disposed.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public Tensor<T> Take<T>(scoped ReadOnlySpan<nint> lengths)
        where T : struct
    {
        ObjectDisposedException.ThrowIf(!rented, this);
        object shelf = typeof(T) == typeof(float) ? singles
            : typeof(T) == typeof(double) ? doubles
            : throw new NotSupportedException($"A workspace has no tensors of {typeof(T)}.");
        return ((TensorShelf<T>)shelf).Take(lengths);
    }

    /// <summary>A tensor of the given shape, all zeros.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="lengths">The shape.</param>
    /// <exception cref="ObjectDisposedException">The workspace was disposed.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public Tensor<T> Zeros<T>(scoped ReadOnlySpan<nint> lengths)
        where T : struct
    {
        Tensor<T> tensor = Take<T>(lengths);
        if (!tensor.IsEmpty)
        {
            MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), (int)tensor.FlattenedLength).Clear();
        }

        return tensor;
    }

    /// <summary>A tensor of another's shape, all zeros: where its gradient is added up.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="tensor">The tensor whose shape is wanted.</param>
    /// <exception cref="ObjectDisposedException">The workspace was disposed.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public Tensor<T> ZerosLike<T>(Tensor<T> tensor)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Zeros<T>(tensor.Lengths);
    }

    /// <summary>Takes all tensors back and returns the workspace to the thread's stock.</summary>
    public void Dispose()
    {
        if (!rented)
        {
            return;
        }

        rented = false;
        singles.TakeBack();
        doubles.TakeBack();
        next = stock;
        stock = this;
    }
}
