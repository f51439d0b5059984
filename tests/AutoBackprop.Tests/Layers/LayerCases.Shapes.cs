using System.Numerics.Tensors;

namespace AutoBackprop.Tests.LayerKernels;

/// <content>Other shapes and axes, sums and what else makes one number of many.</content>
public static partial class LayerCases
{
    private static Dictionary<string, Func<Random, LayerCase>> OfShapes => new()
    {
        ["Reshape"] = random =>
        {
            Tensor<double> input = AnyRank(random);
            nint[] lengths = [1, input.FlattenedLength];
            return new()
            {
                Inputs = [input],
                Forward = x => Layers.Reshape(x[0], lengths),
                ForwardSingle = x => Layers.Reshape(x[0], lengths),
                Into = (x, y) => Layers.Reshape(x[0], lengths, y),
                Lent = (x, workspace) => Layers.Reshape(x[0], lengths, workspace),
                Backward = (_, _, dOut, g) => Layers.ReshapeBackward(dOut, Span(g[0])),
                BackwardSingle = (_, _, dOut, g) => Layers.ReshapeBackward(dOut, Span(g[0])),
            };
        },
        ["Transpose"] = random => new()
        {
            Inputs = [Tensor(random, Length(random), Length(random))],
            Forward = x => Layers.Transpose(x[0]),
            ForwardSingle = x => Layers.Transpose(x[0]),
            Into = (x, y) => Layers.Transpose(x[0], y),
            Lent = (x, workspace) => Layers.Transpose(x[0], workspace),
            Backward = (_, _, dOut, g) => Layers.TransposeBackward(dOut, Span(g[0])),
            BackwardSingle = (_, _, dOut, g) => Layers.TransposeBackward(dOut, Span(g[0])),
        },
        ["Sum"] = random =>
        {
            Tensor<double> input = AnyRank(random);
            return new()
            {
                Inputs = [input],
                Magnitude = TensorPrimitives.SumOfMagnitudes<double>(input.Values()),
                Forward = x => Scalar(Layers.Sum(x[0])),
                ForwardSingle = x => Scalar(Layers.Sum(x[0])),
                Backward = (_, _, dOut, g) => Layers.SumBackward(dOut[0], Span(g[0])),
                BackwardSingle = (_, _, dOut, g) => Layers.SumBackward(dOut[0], Span(g[0])),
            };
        },
        ["Mean"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Scalar(Layers.Mean(x[0])),
            ForwardSingle = x => Scalar(Layers.Mean(x[0])),
            Backward = (_, _, dOut, g) => Layers.MeanBackward(dOut[0], Span(g[0])),
            BackwardSingle = (_, _, dOut, g) => Layers.MeanBackward(dOut[0], Span(g[0])),
        },
        ["Sum, one axis"] = random =>
        {
            int axis = random.Next(-3, 3);
            return new()
            {
                Inputs = [Tensor(random, Length(random), Length(random), Length(random))],
                Forward = x => Layers.Sum(x[0], axis),
                ForwardSingle = x => Layers.Sum(x[0], axis),
                Into = (x, y) => Layers.Sum(x[0], axis, y),
                Lent = (x, workspace) => Layers.Sum(x[0], axis, workspace),
                Backward = (_, _, dOut, g) => Layers.SumBackward(axis, dOut, Span(g[0])),
                BackwardSingle = (_, _, dOut, g) => Layers.SumBackward(axis, dOut, Span(g[0])),
            };
        },
        ["Mean, one axis"] = random =>
        {
            int axis = random.Next(-2, 2);
            return new()
            {
                Inputs = [Tensor(random, Length(random), Length(random))],
                Forward = x => Layers.Mean(x[0], axis),
                ForwardSingle = x => Layers.Mean(x[0], axis),
                Into = (x, y) => Layers.Mean(x[0], axis, y),
                Lent = (x, workspace) => Layers.Mean(x[0], axis, workspace),
                Backward = (_, _, dOut, g) => Layers.MeanBackward(axis, dOut, Span(g[0])),
                BackwardSingle = (_, _, dOut, g) => Layers.MeanBackward(axis, dOut, Span(g[0])),
            };
        },
        ["Dot"] = random =>
        {
            Tensor<double> first = AnyRank(random);
            return new()
            {
                Inputs = [first, Tensor(random, first.Lengths.ToArray())],
                Magnitude = first.FlattenedLength,
                Forward = x => Scalar(Layers.Dot(x[0], x[1])),
                ForwardSingle = x => Scalar(Layers.Dot(x[0], x[1])),
                Backward = (x, _, dOut, g) => Layers.DotBackward(x[0], x[1], dOut[0], Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.DotBackward(x[0], x[1], dOut[0], Span(g[0]), Span(g[1])),
            };
        },
        ["Max"] = random => new()
        {
            Inputs = [Apart(AnyRank(random), random)],
            Forward = x => Scalar(Layers.Max(x[0])),
            ForwardSingle = x => Scalar(Layers.Max(x[0])),
            Backward = (x, y, dOut, g) => Layers.MaxBackward(x[0], y[0], dOut[0], Span(g[0])),
            BackwardSingle = (x, y, dOut, g) => Layers.MaxBackward(x[0], y[0], dOut[0], Span(g[0])),
        },
        ["Min"] = random => new()
        {
            Inputs = [Apart(AnyRank(random), random)],
            Forward = x => Scalar(Layers.Min(x[0])),
            ForwardSingle = x => Scalar(Layers.Min(x[0])),
            Backward = (x, y, dOut, g) => Layers.MinBackward(x[0], y[0], dOut[0], Span(g[0])),
            BackwardSingle = (x, y, dOut, g) => Layers.MinBackward(x[0], y[0], dOut[0], Span(g[0])),
        },
        ["Norm"] = random => new()
        {
            Inputs = [Positive(AnyRank(random))],
            Forward = x => Scalar(Layers.Norm(x[0])),
            ForwardSingle = x => Scalar(Layers.Norm(x[0])),
            Backward = (x, _, dOut, g) => Layers.NormBackward(x[0], dOut[0], Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.NormBackward(x[0], dOut[0], Span(g[0])),
        },
    };
}
