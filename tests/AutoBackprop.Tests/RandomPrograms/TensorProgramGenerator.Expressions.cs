namespace AutoBackprop.Tests.RandomPrograms;

/// <content>Expressions: tensors of a wanted shape, and numbers.</content>
public sealed partial class TensorProgramGenerator
{
    private string Tensor(int[] shape, int depth)
    {
        if (depth == 0)
            return Leaf(shape);
        switch (random.Below(11))
        {
            case 0:
                return Leaf(shape);
            case 1 or 2:
                return Unary(shape, depth);
            case 3 or 4:
                return Binary(shape, depth);
            case 5:
                return WithNumber(shape, depth);
            case 6 or 7 when shape.Length == 2:
                return Product(shape, depth);
            case 8 when shape.Length < 3:
                return OfAxis(shape, depth);
            case 9:
                return Reshaped(shape, depth);
            case 10 when random.Chance(0.5):
                return Use("conditional", $"({Condition()} ? {Leaf(shape)} : {Tensor(shape, depth - 1)})");
            default:
                return shape.Length == 2 ? Called(shape, depth) : Unary(shape, depth);
        }
    }

    private string Leaf(int[] shape)
    {
        (string Name, int[] Shape)[] fitting = [.. tensors.Where(tensor => tensor.Shape.SequenceEqual(shape))];
        return fitting.Length > 0 && random.Chance(0.65) ? Pick(fitting).Name : Parameter("Tensor<double>", shape, 0);
    }

    private string Unary(int[] shape, int depth)
    {
        string name = random.Of("Relu", "Sigmoid", "Tanh", "Softmax", "LogSoftmax", "SoftmaxOfAll", "Sin", "Cos", "Abs", "Negate", "LeakyRelu", "Exp", "Log", "Sqrt", "Pow", "PowOfPositive", "TensorFunction");
        string x = Tensor(shape, depth - 1);
        return Use(name, name switch
        {
            "LeakyRelu" => $"Layers.LeakyRelu({x}, 0.1)",
            "Exp" => $"Layers.Exp({Squashed(x)})",
            "Log" or "Sqrt" => $"Layers.{name}({Positive(x)})",
            "Pow" => $"Layers.Pow({Squashed(x)}, {random.Of("2", "3", "1", "0")})",
            "PowOfPositive" => $"Layers.Pow({Positive(x)}, {random.Of("2.5", "-1", "0.5")})",
            "TensorFunction" => $"Tensor.{random.Of("Tanh", "Sigmoid", "Sin", "Cos", "Abs", "SoftMax", "Negate")}<double>({x})",
            _ => $"Layers.{name}({x})",
        });
    }

    private string Binary(int[] shape, int depth)
    {
        (int[] left, int[] right) = random.Chance(0.5) ? (shape, Narrowed(shape)) : (Narrowed(shape), shape);
        string a = Tensor(left, depth - 1), b = Tensor(right, depth - 1);
        string kind = random.Of("Add", "Subtract", "Multiply", "Divide");
        if (kind is "Divide")
            b = Positive(b);
        return Use(left.SequenceEqual(right) ? kind : kind + " broadcast", $"{Arithmetic(kind, left.SequenceEqual(right))}({a}, {b})");
    }

    private string WithNumber(int[] shape, int depth)
    {
        string x = Tensor(shape, depth - 1), s = Scalar(depth - 1);
        string kind = random.Of("Add", "Subtract", "Multiply", "Divide"), operation = Arithmetic(kind, true);
        // System.Numerics.Tensors' sums and products have the tensor first.
        bool numberFirst = random.Chance(0.5) && (kind is "Subtract" or "Divide" || operation.StartsWith("Layers", StringComparison.Ordinal));
        if (kind is "Divide")
            return Use("number over tensor", numberFirst ? $"{operation}({s}, {Positive(x)})" : $"{operation}({x}, 1.5 + Math.Cos({s}))");
        return Use("tensor with number", numberFirst ? $"{operation}({s}, {x})" : $"{operation}({x}, {s})");
    }

    private string Product(int[] shape, int depth)
    {
        int inner = Length();
        int[] a = [shape[0], inner], b = [inner, shape[1]];
        switch (random.Below(4))
        {
            case 0:
                return Use("Affine", $"Layers.Affine({Tensor(a, depth - 1)}, {Tensor(b, depth - 1)}, {Tensor([shape[1]], depth - 1)})");
            case 1:
                bool left = random.Chance(0.5), right = random.Chance(0.5);
                string x = Tensor(left ? [inner, shape[0]] : a, depth - 1), y = Tensor(right ? [shape[1], inner] : b, depth - 1);
                return Use("MatMul transposed", $"Layers.MatMul({x}, {y}, {Name(left)}, {Name(right)})");
            case 2:
                return Use("Transpose", $"Layers.Transpose({Tensor([shape[1], shape[0]], depth - 1)})");
            default:
                return Use("MatMul", $"Layers.MatMul({Tensor(a, depth - 1)}, {Tensor(b, depth - 1)})");
        }

        static string Name(bool value) => value ? "true" : "false";
    }

    private string OfAxis(int[] shape, int depth)
    {
        int axis = random.Below(shape.Length + 1);
        int[] whole = [.. shape[..axis], Length(), .. shape[axis..]];
        string name = random.Of("Sum", "Mean");
        return Use(name + " of an axis", $"Layers.{name}({Tensor(whole, depth - 1)}, {(random.Chance(0.3) ? axis - whole.Length : axis)})");
    }

    private string Reshaped(int[] shape, int depth)
    {
        int count = shape.Aggregate(1, static (a, b) => a * b);
        int[][] others = [[count], [1, count], [count, 1], [.. shape.Reverse()], [.. shape, 1]];
        int[] other = Pick(others.Where(lengths => lengths.Length <= 3));
        return Use("Reshape", $"Layers.Reshape({Tensor(other, depth - 1)}, [{string.Join(", ", shape)}])");
    }

    /// <summary>A call of another differentiable function, of a tensor and a weight.</summary>
    private string Called(int[] shape, int depth)
    {
        if (helpers.Count == 0 || random.Chance(0.3))
        {
            string body = random.Of(
                "=> Layers.Multiply(Layers.Tanh(Layers.MatMul(x, w)), s);",
                "=> Layers.Divide(Layers.Affine(Layers.Sigmoid(x), w, Layers.Sum(w, 0)), 1 + s * s);",
                "{ Tensor<double> y = Layers.MatMul(x, w); if (s > 0) { y = Layers.Relu(y); } return Layers.Softmax(Layers.Add(y, s)); }",
                "{ Tensor<double> y = Layers.Multiply(s, Layers.MatMul(x, w)); for (int i = 0; i < 2; i++) { y = Layers.Add(Layers.Sin(y), Layers.Mean(x)); } return y; }");
            helpers.Add($"[Differentiable]\n    public static Tensor<double> Helper{helpers.Count}(Tensor<double> x, Tensor<double> w, double s) {body}");
        }

        int inner = Length();
        return Use("call", $"Helper{random.Below(helpers.Count)}({Tensor([shape[0], inner], depth - 1)}, {Tensor([inner, shape[1]], depth - 1)}, {Scalar(depth - 1)})");
    }

    private string Scalar(int depth)
    {
        if (depth == 0)
            return ScalarLeaf();
        int[] shape = Shape();
        switch (random.Below(10))
        {
            case 0:
                return ScalarLeaf();
            case 1 or 2:
                return Reduced(Tensor(shape, depth - 1));
            case 3:
                return Use("Dot", $"Layers.Dot({Squashed(Tensor(shape, depth - 1))}, {Squashed(Tensor(shape, depth - 1))})");
            case 4:
                return Use("MeanSquaredError", $"Layers.MeanSquaredError({Tensor(shape, depth - 1)}, {Tensor(shape, depth - 1)})");
            case 5:
                int[] scores = [Length(), Length()];
                return random.Below(3) switch
                {
                    0 => Use("SoftmaxCrossEntropy of labels", $"Layers.SoftmaxCrossEntropy({Tensor(scores, depth - 1)}, {Parameter("int[]", [scores[0]], scores[1])})"),
                    1 => Use("SoftmaxCrossEntropy of targets", $"Layers.SoftmaxCrossEntropy({Tensor(scores, depth - 1)}, {Layers(depth, scores)})"),
                    _ => Use("SigmoidCrossEntropy", $"Layers.SigmoidCrossEntropy({Tensor(scores, depth - 1)}, {Layers(depth, scores)})"),
                };
            case 6:
                return Use("function of a number", $"Math.{random.Of("Sin", "Tanh", "Cos", "Atan")}({Scalar(depth - 1)})");
            case 7 when tensors.Count > 0:
                return Use("element", Element());
            case 8:
                return Use("conditional number", $"({Condition()} ? {Scalar(depth - 1)} : {ScalarLeaf()})");
            default:
                return $"({Scalar(depth - 1)} {random.Of("+", "-", "*")} {Scalar(depth - 1)})";
        }

        string Layers(int layerDepth, int[] wanted) => $"Layers.Sigmoid({Tensor(wanted, layerDepth - 1)})";
    }

    private string ScalarLeaf() => random.Below(4) switch
    {
        0 => random.Of("0.5", "1.25", "-0.75", "2.0"),
        1 or 2 when scalars.Count > 0 => Pick(scalars),
        _ => Parameter("double", [], 0),
    };

    /// <summary>
    /// A layer, or the function of System.Numerics.Tensors that is differentiated as one: not where it broadcasts, which version 10.0 of it does
    /// wrongly where the second operand has an axis of length 1. Operators of tensors are C# 14, which the compiler here is not.
    /// </summary>
    private string Arithmetic(string name, bool alike) => !alike || random.Chance(0.7) ? $"Layers.{name}" : $"Tensor.{name}<double>";

    private string Reduced(string tensor)
    {
        string name = random.Of("Sum", "Mean", "Norm", "Tensor.Sum", "Tensor.Average", "weighted");
        return Use(name, name switch
        {
            "Norm" => $"Layers.Norm({Positive(tensor)})",
            "Tensor.Sum" => $"Tensor.Sum<double>({tensor})",
            "Tensor.Average" => $"Tensor.Average<double>({tensor})",
            "weighted" => $"Layers.Dot(Layers.Sin({tensor}), {tensor})",
            _ => $"Layers.{name}({tensor})",
        });
    }

    private string Element()
    {
        (string name, int[] shape) = Pick(tensors);
        return $"{name}[{string.Join(", ", shape.Select(length => random.Below(length)))}]";
    }

    private string Squashed(string x) => random.Of($"Layers.Tanh({x})", $"Layers.Sigmoid({x})", $"Layers.Sin({x})");

    private static string Positive(string x) => $"Layers.Add(Layers.Sigmoid({x}), 0.5)";

    /// <summary>A shape that broadcasts to another.</summary>
    private int[] Narrowed(int[] shape) => random.Below(5) switch
    {
        0 => [.. shape.Select(length => random.Chance(0.5) ? 1 : length)],
        1 when shape.Length > 1 => shape[1..],
        _ => shape,
    };
}
