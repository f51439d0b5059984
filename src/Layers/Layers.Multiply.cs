using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The product, element by element. Shapes broadcast: from the last axis on, lengths are equal, or one of them is 1.</summary>
    /// <remarks>∂/∂a = dOut b, ∂/∂b = dOut a; summed over the axes along which an operand is repeated.</remarks>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the broadcast shape.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static Tensor<float> Multiply(in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, Workspace workspace = default) =>
        ArithmeticNew<float, MultiplyOperation<float>>(a, b, workspace);

    /// <inheritdoc cref="Multiply(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Multiply(in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, Workspace workspace = default) =>
        ArithmeticNew<double, MultiplyOperation<double>>(a, b, workspace);

    /// <inheritdoc cref="Multiply(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<float> Multiply(in ReadOnlyTensorSpan<float> a, float b, Workspace workspace = default) =>
        ArithmeticNew<float, MultiplyOperation<float>>(a, b, workspace);

    /// <inheritdoc cref="Multiply(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Multiply(in ReadOnlyTensorSpan<double> a, double b, Workspace workspace = default) =>
        ArithmeticNew<double, MultiplyOperation<double>>(a, b, workspace);

    /// <inheritdoc cref="Multiply(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<float> Multiply(float a, in ReadOnlyTensorSpan<float> b, Workspace workspace = default) =>
        ArithmeticNew<float, MultiplyOperation<float>>(a, b, workspace);

    /// <inheritdoc cref="Multiply(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Multiply(double a, in ReadOnlyTensorSpan<double> b, Workspace workspace = default) =>
        ArithmeticNew<double, MultiplyOperation<double>>(a, b, workspace);

    /// <summary>Backward pass of Multiply.</summary>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand.</param>
    /// <param name="dOut">The upstream gradient, of the result's shape.</param>
    /// <param name="dA">The shape of a; ∂/∂a is added to it. Empty if not wanted.</param>
    /// <param name="dB">The shape of b; ∂/∂b is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static void MultiplyBackward(
        in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dA, in TensorSpan<float> dB) =>
        ArithmeticAdd<float, MultiplyOperation<float>>(a, b, dOut, dA, dB);

    /// <inheritdoc cref="MultiplyBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float}, in TensorSpan{float})"/>
    public static void MultiplyBackward(
        in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dA, in TensorSpan<double> dB) =>
        ArithmeticAdd<double, MultiplyOperation<double>>(a, b, dOut, dA, dB);

    /// <summary>Backward pass of Multiply with a number.</summary>
    /// <param name="a">The tensor.</param>
    /// <param name="b">The number.</param>
    /// <param name="dOut">The upstream gradient, of the tensor's shape.</param>
    /// <param name="dA">The shape of a; ∂/∂a is added to it. Empty if not wanted.</param>
    /// <returns>∂/∂b.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static float MultiplyBackward(in ReadOnlyTensorSpan<float> a, float b, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dA) =>
        ArithmeticAdd<float, MultiplyOperation<float>>(a, b, dOut, dA);

    /// <inheritdoc cref="MultiplyBackward(in ReadOnlyTensorSpan{float}, float, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static double MultiplyBackward(in ReadOnlyTensorSpan<double> a, double b, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dA) =>
        ArithmeticAdd<double, MultiplyOperation<double>>(a, b, dOut, dA);

    /// <summary>Backward pass of Multiply of a number.</summary>
    /// <param name="a">The number.</param>
    /// <param name="b">The tensor.</param>
    /// <param name="dOut">The upstream gradient, of the tensor's shape.</param>
    /// <param name="dB">The shape of b; ∂/∂b is added to it. Empty if not wanted.</param>
    /// <returns>∂/∂a.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static float MultiplyBackward(float a, in ReadOnlyTensorSpan<float> b, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dB) =>
        ArithmeticAdd<float, MultiplyOperation<float>>(a, b, dOut, dB);

    /// <inheritdoc cref="MultiplyBackward(float, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static double MultiplyBackward(double a, in ReadOnlyTensorSpan<double> b, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dB) =>
        ArithmeticAdd<double, MultiplyOperation<double>>(a, b, dOut, dB);

    private readonly struct MultiplyOperation<T> : IArithmetic<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static string Name => "Multiply";

        public static string BackwardName => "MultiplyBackward";

        public static void Apply(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => Elements.Multiply(a, b, y);

        public static void GradientA(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dOut, Span<T> gradient) => Elements.Multiply(dOut, b, gradient);

        public static void GradientB(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dOut, Span<T> gradient) => Elements.Multiply(dOut, a, gradient);
    }
}
