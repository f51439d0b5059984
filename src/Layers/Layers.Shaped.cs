using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

/// <content>What all layers of one tensor do that keep its shape.</content>
public static partial class Layers
{
    private static Tensor<T> ShapedNew<T, TLayer>(TLayer layer, in ReadOnlyTensorSpan<T> x, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayer : struct, IShapeKeepingLayer<T>
    {
        Tensor<T> y = NewTensor<T>(workspace, x.Lengths);
        ShapedInto(layer, x, y.AsTensorSpan());
        return y;
    }

    private static void ShapedInto<T, TLayer>(TLayer layer, in ReadOnlyTensorSpan<T> x, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayer : struct, IShapeKeepingLayer<T>
    {
        ReadOnlySpan<T> xs = Operand.Read(layer.Name, nameof(x), x);
        Span<T> ys = Operand.Write(layer.Name, destination, x.Lengths);
        Operand.ApartOrSame(layer.Name, nameof(destination), ys, nameof(x), xs);
        if (!xs.IsEmpty)
        {
            layer.Forward(xs, RowLength(x.Lengths), ys);
        }
    }

    private static void ShapedAdd<T, TLayer>(TLayer layer, in ReadOnlyTensorSpan<T> saved, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayer : struct, IShapeKeepingLayer<T>
    {
        string name = layer.BackwardName;
        Operand.SameShape(name, layer.Saved, saved.Lengths, nameof(dOut), dOut.Lengths);
        ReadOnlySpan<T> values = Operand.Read(name, layer.Saved, saved);
        ReadOnlySpan<T> dOuts = Operand.Read(name, nameof(dOut), dOut);
        Span<T> dXs = Operand.Gradient(name, nameof(dX), dX, layer.Saved, saved.Lengths);
        if (dXs.IsEmpty)
        {
            return;
        }

        Operand.Apart(name, nameof(dX), dXs, layer.Saved, values);
        Operand.Apart(name, nameof(dX), dXs, nameof(dOut), dOuts);
        layer.Backward(values, dOuts, RowLength(saved.Lengths), dXs);
    }

    private static int RowLength(scoped ReadOnlySpan<nint> lengths) => lengths.IsEmpty ? 1 : (int)lengths[^1];
}
