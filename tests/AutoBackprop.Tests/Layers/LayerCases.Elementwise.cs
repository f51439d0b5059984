using System.Numerics.Tensors;

namespace AutoBackprop.Tests.LayerKernels;

/// <content>What is done with each element, and with those of two shapes that broadcast.</content>
public static partial class LayerCases
{
    private static Dictionary<string, Func<Random, LayerCase>> OfElements => new()
    {
        ["Exp"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Exp(x[0]),
            ForwardSingle = x => Layers.Exp(x[0]),
            Into = (x, y) => Layers.Exp(x[0], y),
            Lent = (x, workspace) => Layers.Exp(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.ExpBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.ExpBackward(y, dOut, Span(g[0])),
        },
        ["Log"] = random => new()
        {
            Inputs = [Positive(AnyRank(random))],
            Forward = x => Layers.Log(x[0]),
            ForwardSingle = x => Layers.Log(x[0]),
            Into = (x, y) => Layers.Log(x[0], y),
            Lent = (x, workspace) => Layers.Log(x[0], workspace),
            Backward = (x, _, dOut, g) => Layers.LogBackward(x[0], dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.LogBackward(x[0], dOut, Span(g[0])),
        },
        ["Sqrt"] = random => new()
        {
            Inputs = [Positive(AnyRank(random))],
            Forward = x => Layers.Sqrt(x[0]),
            ForwardSingle = x => Layers.Sqrt(x[0]),
            Into = (x, y) => Layers.Sqrt(x[0], y),
            Lent = (x, workspace) => Layers.Sqrt(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.SqrtBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.SqrtBackward(y, dOut, Span(g[0])),
        },
        ["Abs"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Abs(x[0]),
            ForwardSingle = x => Layers.Abs(x[0]),
            Into = (x, y) => Layers.Abs(x[0], y),
            Lent = (x, workspace) => Layers.Abs(x[0], workspace),
            Backward = (x, _, dOut, g) => Layers.AbsBackward(x[0], dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.AbsBackward(x[0], dOut, Span(g[0])),
        },
        ["Negate"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Negate(x[0]),
            ForwardSingle = x => Layers.Negate(x[0]),
            Into = (x, y) => Layers.Negate(x[0], y),
            Lent = (x, workspace) => Layers.Negate(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.NegateBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.NegateBackward(y, dOut, Span(g[0])),
        },
        ["Sin"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Sin(x[0]),
            ForwardSingle = x => Layers.Sin(x[0]),
            Into = (x, y) => Layers.Sin(x[0], y),
            Lent = (x, workspace) => Layers.Sin(x[0], workspace),
            Backward = (x, _, dOut, g) => Layers.SinBackward(x[0], dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.SinBackward(x[0], dOut, Span(g[0])),
        },
        ["Cos"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Cos(x[0]),
            ForwardSingle = x => Layers.Cos(x[0]),
            Into = (x, y) => Layers.Cos(x[0], y),
            Lent = (x, workspace) => Layers.Cos(x[0], workspace),
            Backward = (x, _, dOut, g) => Layers.CosBackward(x[0], dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.CosBackward(x[0], dOut, Span(g[0])),
        },
        ["Pow"] = random => new()
        {
            Inputs = [Positive(AnyRank(random))],
            Forward = x => Layers.Pow(x[0], 1.5),
            ForwardSingle = x => Layers.Pow(x[0], 1.5f),
            Into = (x, y) => Layers.Pow(x[0], 1.5, y),
            Lent = (x, workspace) => Layers.Pow(x[0], 1.5, workspace),
            Backward = (x, _, dOut, g) => Layers.PowBackward(x[0], 1.5, dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.PowBackward(x[0], 1.5f, dOut, Span(g[0])),
        },
        ["Pow, a square"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Pow(x[0], 2.0),
            ForwardSingle = x => Layers.Pow(x[0], 2f),
            Into = (x, y) => Layers.Pow(x[0], 2.0, y),
            Lent = (x, workspace) => Layers.Pow(x[0], 2.0, workspace),
            Backward = (x, _, dOut, g) => Layers.PowBackward(x[0], 2.0, dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.PowBackward(x[0], 2f, dOut, Span(g[0])),
        },
        ["Add"] = random =>
        {
            (Tensor<double> A, Tensor<double> B) operands = Broadcast(random);
            return new()
            {
                Inputs = [operands.A, operands.B],
                Forward = x => Layers.Add(x[0], x[1]),
                ForwardSingle = x => Layers.Add(x[0], x[1]),
                Lent = (x, workspace) => Layers.Add(x[0], x[1], workspace),
                Backward = (x, _, dOut, g) => Layers.AddBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.AddBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
            };
        },
        ["Add, a number behind"] = random => new()
        {
            Inputs = [AnyRank(random), Positive(Tensor(random, 1))],
            Forward = x => Layers.Add(x[0], x[1][0]),
            ForwardSingle = x => Layers.Add(x[0], x[1][0]),
            Lent = (x, workspace) => Layers.Add(x[0], x[1][0], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[1], Layers.AddBackward(x[0], x[1][0], dOut, Span(g[0]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[1], Layers.AddBackward(x[0], x[1][0], dOut, Span(g[0]))),
        },
        ["Add, a number in front"] = random => new()
        {
            Inputs = [Tensor(random, 1), Positive(AnyRank(random))],
            Forward = x => Layers.Add(x[0][0], x[1]),
            ForwardSingle = x => Layers.Add(x[0][0], x[1]),
            Lent = (x, workspace) => Layers.Add(x[0][0], x[1], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[0], Layers.AddBackward(x[0][0], x[1], dOut, Span(g[1]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[0], Layers.AddBackward(x[0][0], x[1], dOut, Span(g[1]))),
        },
        ["Subtract"] = random =>
        {
            (Tensor<double> A, Tensor<double> B) operands = Broadcast(random);
            return new()
            {
                Inputs = [operands.A, operands.B],
                Forward = x => Layers.Subtract(x[0], x[1]),
                ForwardSingle = x => Layers.Subtract(x[0], x[1]),
                Lent = (x, workspace) => Layers.Subtract(x[0], x[1], workspace),
                Backward = (x, _, dOut, g) => Layers.SubtractBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.SubtractBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
            };
        },
        ["Subtract, a number behind"] = random => new()
        {
            Inputs = [AnyRank(random), Positive(Tensor(random, 1))],
            Forward = x => Layers.Subtract(x[0], x[1][0]),
            ForwardSingle = x => Layers.Subtract(x[0], x[1][0]),
            Lent = (x, workspace) => Layers.Subtract(x[0], x[1][0], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[1], Layers.SubtractBackward(x[0], x[1][0], dOut, Span(g[0]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[1], Layers.SubtractBackward(x[0], x[1][0], dOut, Span(g[0]))),
        },
        ["Subtract, a number in front"] = random => new()
        {
            Inputs = [Tensor(random, 1), Positive(AnyRank(random))],
            Forward = x => Layers.Subtract(x[0][0], x[1]),
            ForwardSingle = x => Layers.Subtract(x[0][0], x[1]),
            Lent = (x, workspace) => Layers.Subtract(x[0][0], x[1], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[0], Layers.SubtractBackward(x[0][0], x[1], dOut, Span(g[1]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[0], Layers.SubtractBackward(x[0][0], x[1], dOut, Span(g[1]))),
        },
        ["Multiply"] = random =>
        {
            (Tensor<double> A, Tensor<double> B) operands = Broadcast(random);
            return new()
            {
                Inputs = [operands.A, operands.B],
                Forward = x => Layers.Multiply(x[0], x[1]),
                ForwardSingle = x => Layers.Multiply(x[0], x[1]),
                Lent = (x, workspace) => Layers.Multiply(x[0], x[1], workspace),
                Backward = (x, _, dOut, g) => Layers.MultiplyBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.MultiplyBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
            };
        },
        ["Multiply, a number behind"] = random => new()
        {
            Inputs = [AnyRank(random), Positive(Tensor(random, 1))],
            Forward = x => Layers.Multiply(x[0], x[1][0]),
            ForwardSingle = x => Layers.Multiply(x[0], x[1][0]),
            Lent = (x, workspace) => Layers.Multiply(x[0], x[1][0], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[1], Layers.MultiplyBackward(x[0], x[1][0], dOut, Span(g[0]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[1], Layers.MultiplyBackward(x[0], x[1][0], dOut, Span(g[0]))),
        },
        ["Multiply, a number in front"] = random => new()
        {
            Inputs = [Tensor(random, 1), Positive(AnyRank(random))],
            Forward = x => Layers.Multiply(x[0][0], x[1]),
            ForwardSingle = x => Layers.Multiply(x[0][0], x[1]),
            Lent = (x, workspace) => Layers.Multiply(x[0][0], x[1], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[0], Layers.MultiplyBackward(x[0][0], x[1], dOut, Span(g[1]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[0], Layers.MultiplyBackward(x[0][0], x[1], dOut, Span(g[1]))),
        },
        ["Divide"] = random =>
        {
            (Tensor<double> A, Tensor<double> B) operands = Broadcast(random);
            return new()
            {
                Inputs = [operands.A, Positive(operands.B)],
                Forward = x => Layers.Divide(x[0], x[1]),
                ForwardSingle = x => Layers.Divide(x[0], x[1]),
                Lent = (x, workspace) => Layers.Divide(x[0], x[1], workspace),
                Backward = (x, _, dOut, g) => Layers.DivideBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.DivideBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
            };
        },
        ["Divide, a number behind"] = random => new()
        {
            Inputs = [AnyRank(random), Positive(Tensor(random, 1))],
            Forward = x => Layers.Divide(x[0], x[1][0]),
            ForwardSingle = x => Layers.Divide(x[0], x[1][0]),
            Lent = (x, workspace) => Layers.Divide(x[0], x[1][0], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[1], Layers.DivideBackward(x[0], x[1][0], dOut, Span(g[0]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[1], Layers.DivideBackward(x[0], x[1][0], dOut, Span(g[0]))),
        },
        ["Divide, a number in front"] = random => new()
        {
            Inputs = [Tensor(random, 1), Positive(AnyRank(random))],
            Forward = x => Layers.Divide(x[0][0], x[1]),
            ForwardSingle = x => Layers.Divide(x[0][0], x[1]),
            Lent = (x, workspace) => Layers.Divide(x[0][0], x[1], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[0], Layers.DivideBackward(x[0][0], x[1], dOut, Span(g[1]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[0], Layers.DivideBackward(x[0][0], x[1], dOut, Span(g[1]))),
        },
    };
}
