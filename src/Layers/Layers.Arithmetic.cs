using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

/// <content>What all operations of two tensors do, or of a tensor and a number.</content>
public static partial class Layers
{
    private static Tensor<T> ArithmeticNew<T, TOperation>(in ReadOnlyTensorSpan<T> a, in ReadOnlyTensorSpan<T> b, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOperation : IArithmetic<T>
    {
        ReadOnlySpan<nint> lengths = Broadcast.Shape(TOperation.Name, a.Lengths, b.Lengths, stackalloc nint[Math.Max(a.Rank, b.Rank)]);
        Tensor<T> y = NewTensor<T>(workspace, lengths);
        ReadOnlySpan<T> aValues = Operand.Read(TOperation.Name, nameof(a), a), bValues = Operand.Read(TOperation.Name, nameof(b), b);
        Apply<T, TOperation>(new Broadcast(lengths, a.Lengths, b.Lengths), aValues, bValues, Operand.ReadWrite<T>(TOperation.Name, nameof(y), y));
        return y;
    }

    private static Tensor<T> ArithmeticNew<T, TOperation>(in ReadOnlyTensorSpan<T> a, T b, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOperation : IArithmetic<T>
    {
        Tensor<T> y = NewTensor<T>(workspace, a.Lengths);
        Apply<T, TOperation>(new Broadcast(a.Lengths, a.Lengths, []), Operand.Read(TOperation.Name, nameof(a), a), new(in b), Operand.ReadWrite<T>(TOperation.Name, nameof(y), y));
        return y;
    }

    private static Tensor<T> ArithmeticNew<T, TOperation>(T a, in ReadOnlyTensorSpan<T> b, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOperation : IArithmetic<T>
    {
        Tensor<T> y = NewTensor<T>(workspace, b.Lengths);
        Apply<T, TOperation>(new Broadcast(b.Lengths, [], b.Lengths), new(in a), Operand.Read(TOperation.Name, nameof(b), b), Operand.ReadWrite<T>(TOperation.Name, nameof(y), y));
        return y;
    }

    private static void ArithmeticAdd<T, TOperation>(
        in ReadOnlyTensorSpan<T> a, in ReadOnlyTensorSpan<T> b, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dA, in TensorSpan<T> dB)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOperation : IArithmetic<T>
    {
        string layer = TOperation.BackwardName;
        ReadOnlySpan<nint> lengths = Broadcast.Shape(layer, a.Lengths, b.Lengths, stackalloc nint[Math.Max(a.Rank, b.Rank)]);
        Operand.SameShape(layer, "the result", lengths, nameof(dOut), dOut.Lengths);
        ReadOnlySpan<T> aValues = Operand.Read(layer, nameof(a), a), bValues = Operand.Read(layer, nameof(b), b), dOuts = Operand.Read(layer, nameof(dOut), dOut);
        Span<T> dAs = Operand.Gradient(layer, nameof(dA), dA, nameof(a), a.Lengths), dBs = Operand.Gradient(layer, nameof(dB), dB, nameof(b), b.Lengths);
        Operand.Apart(layer, nameof(dA), dAs, nameof(a), aValues);
        Operand.Apart(layer, nameof(dA), dAs, nameof(b), bValues);
        Operand.Apart(layer, nameof(dA), dAs, nameof(dOut), dOuts);
        Operand.Apart(layer, nameof(dB), dBs, nameof(a), aValues);
        Operand.Apart(layer, nameof(dB), dBs, nameof(b), bValues);
        Operand.Apart(layer, nameof(dB), dBs, nameof(dOut), dOuts);
        AddGradients<T, TOperation>(new Broadcast(lengths, a.Lengths, b.Lengths), aValues, bValues, dOuts, dAs, dBs);
    }

    private static T ArithmeticAdd<T, TOperation>(in ReadOnlyTensorSpan<T> a, T b, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dA)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOperation : IArithmetic<T>
    {
        string layer = TOperation.BackwardName;
        Operand.SameShape(layer, nameof(a), a.Lengths, nameof(dOut), dOut.Lengths);
        ReadOnlySpan<T> aValues = Operand.Read(layer, nameof(a), a), dOuts = Operand.Read(layer, nameof(dOut), dOut);
        Span<T> dAs = Operand.Gradient(layer, nameof(dA), dA, nameof(a), a.Lengths);
        Operand.Apart(layer, nameof(dA), dAs, nameof(a), aValues);
        Operand.Apart(layer, nameof(dA), dAs, nameof(dOut), dOuts);
        T dB = T.Zero;
        AddGradients<T, TOperation>(new Broadcast(a.Lengths, a.Lengths, []), aValues, new(in b), dOuts, dAs, new(ref dB));
        return dB;
    }

    private static T ArithmeticAdd<T, TOperation>(T a, in ReadOnlyTensorSpan<T> b, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dB)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOperation : IArithmetic<T>
    {
        string layer = TOperation.BackwardName;
        Operand.SameShape(layer, nameof(b), b.Lengths, nameof(dOut), dOut.Lengths);
        ReadOnlySpan<T> bValues = Operand.Read(layer, nameof(b), b), dOuts = Operand.Read(layer, nameof(dOut), dOut);
        Span<T> dBs = Operand.Gradient(layer, nameof(dB), dB, nameof(b), b.Lengths);
        Operand.Apart(layer, nameof(dB), dBs, nameof(b), bValues);
        Operand.Apart(layer, nameof(dB), dBs, nameof(dOut), dOuts);
        T dA = T.Zero;
        AddGradients<T, TOperation>(new Broadcast(b.Lengths, [], b.Lengths), new(in a), bValues, dOuts, new(ref dA), dBs);
        return dA;
    }

    private static void Apply<T, TOperation>(Broadcast shape, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOperation : IArithmetic<T>
    {
        if (y.IsEmpty)
            return;
        int inner = shape.Inner;
        Span<T> filled = KernelBuffer<T>.Get(2 * inner);
        for (int row = 0; row < shape.Rows; row++)
        {
            (int atA, int atB) = shape.Offsets(row);
            TOperation.Apply(Row(a, atA, inner, shape.StepsA, filled), Row(b, atB, inner, shape.StepsB, filled[inner..]), y.Slice(row * inner, inner));
        }
    }

    private static void AddGradients<T, TOperation>(Broadcast shape, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dOut, Span<T> dA, Span<T> dB)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOperation : IArithmetic<T>
    {
        if (dOut.IsEmpty)
            return;
        int inner = shape.Inner;
        Span<T> filled = KernelBuffer<T>.Get(3 * inner), gradient = filled.Slice(2 * inner, inner);
        for (int row = 0; row < shape.Rows; row++)
        {
            (int atA, int atB) = shape.Offsets(row);
            ReadOnlySpan<T> rowA = Row(a, atA, inner, shape.StepsA, filled), rowB = Row(b, atB, inner, shape.StepsB, filled[inner..]), upstream = dOut.Slice(row * inner, inner);
            if (!dA.IsEmpty)
            {
                TOperation.GradientA(rowA, rowB, upstream, gradient);
                AddRow(dA, atA, gradient, shape.StepsA);
            }

            if (!dB.IsEmpty)
            {
                TOperation.GradientB(rowA, rowB, upstream, gradient);
                AddRow(dB, atB, gradient, shape.StepsB);
            }
        }
    }

    /// <summary>An operand's row; one element that stands still is repeated.</summary>
    private static ReadOnlySpan<T> Row<T>(ReadOnlySpan<T> operand, int at, int inner, bool steps, Span<T> filled)
    {
        if (steps)
            return operand.Slice(at, inner);
        filled[..inner].Fill(operand[at]);
        return filled[..inner];
    }

    private static void AddRow<T>(Span<T> target, int at, ReadOnlySpan<T> gradient, bool steps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (steps)
            Elements.Add(target.Slice(at, gradient.Length), gradient, target.Slice(at, gradient.Length));
        else
            target[at] += TensorPrimitives.Sum(gradient);
    }
}
