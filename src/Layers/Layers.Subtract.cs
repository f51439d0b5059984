using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The difference, element by element. Shapes broadcast: from the last axis on, lengths are equal, or one of them is 1.</summary>
    /// <remarks>∂/∂a = dOut, ∂/∂b = −dOut; summed over the axes along which an operand is repeated.</remarks>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the broadcast shape.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static Tensor<float> Subtract(in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, Workspace workspace = default) =>
        ArithmeticNew<float, SubtractOperation<float>>(a, b, workspace);

    /// <inheritdoc cref="Subtract(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Subtract(in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, Workspace workspace = default) =>
        ArithmeticNew<double, SubtractOperation<double>>(a, b, workspace);

    /// <inheritdoc cref="Subtract(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<float> Subtract(in ReadOnlyTensorSpan<float> a, float b, Workspace workspace = default) =>
        ArithmeticNew<float, SubtractOperation<float>>(a, b, workspace);

    /// <inheritdoc cref="Subtract(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Subtract(in ReadOnlyTensorSpan<double> a, double b, Workspace workspace = default) =>
        ArithmeticNew<double, SubtractOperation<double>>(a, b, workspace);

    /// <inheritdoc cref="Subtract(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<float> Subtract(float a, in ReadOnlyTensorSpan<float> b, Workspace workspace = default) =>
        ArithmeticNew<float, SubtractOperation<float>>(a, b, workspace);

    /// <inheritdoc cref="Subtract(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Subtract(double a, in ReadOnlyTensorSpan<double> b, Workspace workspace = default) =>
        ArithmeticNew<double, SubtractOperation<double>>(a, b, workspace);

    /// <summary>Backward pass of Subtract.</summary>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand.</param>
    /// <param name="dOut">The upstream gradient, of the result's shape.</param>
    /// <param name="dA">The shape of a; ∂/∂a is added to it. Empty if not wanted.</param>
    /// <param name="dB">The shape of b; ∂/∂b is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static void SubtractBackward(
        in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dA, in TensorSpan<float> dB) =>
        ArithmeticAdd<float, SubtractOperation<float>>(a, b, dOut, dA, dB);

    /// <inheritdoc cref="SubtractBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float}, in TensorSpan{float})"/>
    public static void SubtractBackward(
        in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dA, in TensorSpan<double> dB) =>
        ArithmeticAdd<double, SubtractOperation<double>>(a, b, dOut, dA, dB);

    /// <summary>Backward pass of Subtract with a number.</summary>
    /// <param name="a">The tensor.</param>
    /// <param name="b">The number.</param>
    /// <param name="dOut">The upstream gradient, of the tensor's shape.</param>
    /// <param name="dA">The shape of a; ∂/∂a is added to it. Empty if not wanted.</param>
    /// <returns>∂/∂b.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static float SubtractBackward(in ReadOnlyTensorSpan<float> a, float b, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dA) =>
        ArithmeticAdd<float, SubtractOperation<float>>(a, b, dOut, dA);

    /// <inheritdoc cref="SubtractBackward(in ReadOnlyTensorSpan{float}, float, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static double SubtractBackward(in ReadOnlyTensorSpan<double> a, double b, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dA) =>
        ArithmeticAdd<double, SubtractOperation<double>>(a, b, dOut, dA);

    /// <summary>Backward pass of Subtract of a number.</summary>
    /// <param name="a">The number.</param>
    /// <param name="b">The tensor.</param>
    /// <param name="dOut">The upstream gradient, of the tensor's shape.</param>
    /// <param name="dB">The shape of b; ∂/∂b is added to it. Empty if not wanted.</param>
    /// <returns>∂/∂a.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static float SubtractBackward(float a, in ReadOnlyTensorSpan<float> b, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dB) =>
        ArithmeticAdd<float, SubtractOperation<float>>(a, b, dOut, dB);

    /// <inheritdoc cref="SubtractBackward(float, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static double SubtractBackward(double a, in ReadOnlyTensorSpan<double> b, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dB) =>
        ArithmeticAdd<double, SubtractOperation<double>>(a, b, dOut, dB);

    private readonly struct SubtractOperation<T> : IArithmetic<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static string Name => "Subtract";

        public static string BackwardName => "SubtractBackward";

        public static void Apply(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => Elements.Subtract(a, b, y);

        public static void GradientA(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dOut, Span<T> gradient) => dOut.CopyTo(gradient);

        public static void GradientB(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dOut, Span<T> gradient) => Elements.Negate(dOut, gradient);
    }
}
