using System.Numerics.Tensors;

namespace AutoBackprop.Tests.LayerKernels;

/// <summary>One layer on inputs of one shape: its forms, in double and in float, behind signatures that every check can call.</summary>
public sealed record LayerCase
{
    /// <summary>The inputs, in double; the float checks round them.</summary>
    public required Tensor<double>[] Inputs { get; init; }

    /// <summary>The result; of a scalar, a tensor of one element.</summary>
    public required Func<Tensor<double>[], Tensor<double>> Forward { get; init; }

    public required Func<Tensor<float>[], Tensor<float>> ForwardSingle { get; init; }

    /// <summary>The magnitude of what is added up, where it is not that of the result: what rounding is measured against.</summary>
    public double Magnitude { get; init; } = 1;

    /// <summary>The forms that write into a destination and that borrow from a workspace; none of a scalar.</summary>
    public Action<Tensor<double>[], Tensor<double>>? Into { get; init; }

    public Func<Tensor<double>[], Workspace, Tensor<double>>? Lent { get; init; }

    /// <summary>Inputs, result, upstream gradient, and a gradient for each input.</summary>
    public required BackwardPass<double> Backward { get; init; }

    public required BackwardPass<float> BackwardSingle { get; init; }
}
