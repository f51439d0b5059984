using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A recurrent network of 2 layers over characters of 14 bits, 1024 of them (GradBench's lstm).</summary>
[BenchmarkCategory(nameof(LongShortTermMemory))]
public class LongShortTermMemory(int characters) : CallShape(Draw(1, 8 * Layers * Bits, 0, 1), Draw(2, 3 * Bits, 0, 1))
{
    private const int Layers = 2;
    private const int Bits = 14;

    private readonly double[] state = Draw(3, 2 * Layers * Bits, 0, 1);
    private readonly double[] sequence = [.. Draw(4, characters * Bits, 0, 1).Select(static bit => Math.Round(bit))];

    public LongShortTermMemory()
        : this(1024)
    {
    }

    public override double? Target => 2.0;

    protected override double RunPrimal() => Memory.Loss(Inputs[0], Inputs[1], state, sequence, Layers, Bits);

    protected override double RunGenerated(double[][] gradients) =>
        Memory.LossBackward(Inputs[0], Inputs[1], state, sequence, Layers, Bits, 1, gradients[0], gradients[1]);

    protected override double RunByHand(double[][] gradients) =>
        Memory.ByHand(Inputs[0], Inputs[1], state, sequence, Layers, Bits, 1, gradients[0], gradients[1]);
}

/// <summary>The network.</summary>
internal static partial class Memory
{
    /// <summary>
    /// The loss. A layer's parameters are four rows of weights and four of biases, each for the forget, in, out and change gates;
    /// the extra parameters are the input's weights, the output's weights and the output's biases; a layer's state is its hidden
    /// row and its cell row.
    /// </summary>
    [Differentiable]
    public static double Loss(
        ReadOnlySpan<double> main, ReadOnlySpan<double> extra, [NoGradient] ReadOnlySpan<double> state, [NoGradient] ReadOnlySpan<double> sequence,
        int layers, int b)
    {
        int characters = sequence.Length / b;
        double[] hidden = new double[layers * b];
        double[] cell = new double[layers * b];
        double[] input = new double[b];
        double[] prediction = new double[b];
        for (int layer = 0; layer < layers; layer++)
        {
            for (int j = 0; j < b; j++)
            {
                hidden[layer * b + j] = state[2 * layer * b + j];
                cell[layer * b + j] = state[(2 * layer + 1) * b + j];
            }
        }

        double total = 0;
        for (int t = 0; t < characters - 1; t++)
        {
            for (int j = 0; j < b; j++)
                input[j] = sequence[t * b + j] * extra[j];
            for (int layer = 0; layer < layers; layer++)
            {
                int weights = 8 * layer * b;
                int biases = weights + 4 * b;
                for (int j = 0; j < b; j++)
                {
                    int unit = layer * b + j;
                    double forget = 1 / (1 + Math.Exp(-(input[j] * main[weights + j] + main[biases + j])));
                    double ingate = 1 / (1 + Math.Exp(-(hidden[unit] * main[weights + b + j] + main[biases + b + j])));
                    double outgate = 1 / (1 + Math.Exp(-(input[j] * main[weights + 2 * b + j] + main[biases + 2 * b + j])));
                    double change = Math.Tanh(hidden[unit] * main[weights + 3 * b + j] + main[biases + 3 * b + j]);
                    cell[unit] = cell[unit] * forget + ingate * change;
                    hidden[unit] = outgate * Math.Tanh(cell[unit]);
                    input[j] = hidden[unit];
                }
            }

            double sum = 2;
            for (int j = 0; j < b; j++)
            {
                prediction[j] = input[j] * extra[b + j] + extra[2 * b + j];
                sum += Math.Exp(prediction[j]);
            }

            double log = Math.Log(sum);
            for (int j = 0; j < b; j++)
                total += sequence[(t + 1) * b + j] * (prediction[j] - log);
        }

        return -total / ((characters - 1) * b);
    }

    /// <summary>What the gates gave is kept, so that no exponential is computed twice.</summary>
    public static double ByHand(
        ReadOnlySpan<double> main, ReadOnlySpan<double> extra, ReadOnlySpan<double> state, ReadOnlySpan<double> sequence,
        int layers, int b, double dOut, Span<double> dMain, Span<double> dExtra)
    {
        int steps = sequence.Length / b - 1;
        using Workspace workspace = Workspace.Rent();
        var kept = new Kept(workspace.Take<double>(Kept.UnitSize * steps * layers * b), workspace.Take<double>(2 * steps * b), workspace.Take<double>(steps));
        double loss = Forward(main, extra, state, sequence, layers, b, kept, workspace.Take<double>(layers * b), workspace.Take<double>(layers * b), workspace.Take<double>(b));
        Backward(main, extra, sequence, layers, b, dOut, dMain, dExtra, kept, workspace.Zeros<double>(layers * b), workspace.Zeros<double>(layers * b), workspace.Take<double>(b));
        return loss;
    }

    private static double Forward(
        ReadOnlySpan<double> main, ReadOnlySpan<double> extra, ReadOnlySpan<double> state, ReadOnlySpan<double> sequence,
        int layers, int b, Kept kept, Span<double> hidden, Span<double> cell, Span<double> input)
    {
        int steps = sequence.Length / b - 1;
        for (int layer = 0; layer < layers; layer++)
        {
            state.Slice(2 * layer * b, b).CopyTo(hidden.Slice(layer * b, b));
            state.Slice((2 * layer + 1) * b, b).CopyTo(cell.Slice(layer * b, b));
        }

        int at = 0;
        double total = 0;
        for (int t = 0; t < steps; t++)
        {
            for (int j = 0; j < b; j++)
                input[j] = sequence[t * b + j] * extra[j];
            for (int layer = 0; layer < layers; layer++)
            {
                ReadOnlySpan<double> p = main.Slice(8 * layer * b, 8 * b);
                for (int j = 0; j < b; j++)
                {
                    int unit = layer * b + j;
                    Span<double> k = kept.Units.Slice(at, Kept.UnitSize);
                    at += Kept.UnitSize;
                    double forget = 1 / (1 + Math.Exp(-(input[j] * p[j] + p[4 * b + j])));
                    double ingate = 1 / (1 + Math.Exp(-(hidden[unit] * p[b + j] + p[5 * b + j])));
                    double outgate = 1 / (1 + Math.Exp(-(input[j] * p[2 * b + j] + p[6 * b + j])));
                    double change = Math.Tanh(hidden[unit] * p[3 * b + j] + p[7 * b + j]);
                    double next = cell[unit] * forget + ingate * change;
                    double tanh = Math.Tanh(next);
                    k[7] = input[j];
                    k[6] = hidden[unit];
                    k[5] = cell[unit];
                    k[4] = tanh;
                    k[3] = change;
                    k[2] = outgate;
                    k[1] = ingate;
                    k[0] = forget;
                    cell[unit] = next;
                    hidden[unit] = outgate * tanh;
                    input[j] = hidden[unit];
                }
            }

            double sum = 2, chosen = 0, ones = 0;
            Span<double> outputs = kept.Outputs.Slice(2 * t * b, 2 * b);
            for (int j = 0; j < b; j++)
            {
                double prediction = input[j] * extra[b + j] + extra[2 * b + j];
                double exp = Math.Exp(prediction);
                outputs[j] = input[j];
                outputs[b + j] = exp;
                sum += exp;
                chosen += sequence[(t + 1) * b + j] * prediction;
                ones += sequence[(t + 1) * b + j];
            }

            total += chosen - ones * Math.Log(sum);
            kept.Shares[t] = ones / sum;
        }

        return -total / (steps * b);
    }

    private static void Backward(
        ReadOnlySpan<double> main, ReadOnlySpan<double> extra, ReadOnlySpan<double> sequence, int layers, int b, double dOut,
        Span<double> dMain, Span<double> dExtra, Kept kept, Span<double> dHidden, Span<double> dCell, Span<double> dInput)
    {
        int steps = sequence.Length / b - 1;
        double dTotal = -dOut / (steps * b);
        int at = Kept.UnitSize * steps * layers * b;
        for (int t = steps - 1; t >= 0; t--)
        {
            double share = kept.Shares[t];
            ReadOnlySpan<double> outputs = kept.Outputs.Slice(2 * t * b, 2 * b);
            for (int j = b - 1; j >= 0; j--)
            {
                double dPrediction = dTotal * (sequence[(t + 1) * b + j] - share * outputs[b + j]);
                dExtra[b + j] += dPrediction * outputs[j];
                dExtra[2 * b + j] += dPrediction;
                dInput[j] = dPrediction * extra[b + j];
            }

            for (int layer = layers - 1; layer >= 0; layer--)
            {
                ReadOnlySpan<double> p = main.Slice(8 * layer * b, 8 * b);
                Span<double> dP = dMain.Slice(8 * layer * b, 8 * b);
                for (int j = b - 1; j >= 0; j--)
                {
                    int unit = layer * b + j;
                    at -= Kept.UnitSize;
                    ReadOnlySpan<double> k = kept.Units.Slice(at, Kept.UnitSize);
                    double input = k[7], hidden = k[6], cell = k[5], tanh = k[4], change = k[3], outgate = k[2], ingate = k[1], forget = k[0];
                    double dHiddenNext = dInput[j] + dHidden[unit];
                    double dNext = dCell[unit] + dHiddenNext * outgate * (1 - tanh * tanh);
                    double dForget = dNext * cell * forget * (1 - forget);
                    double dIngate = dNext * change * ingate * (1 - ingate);
                    double dOutgate = dHiddenNext * tanh * outgate * (1 - outgate);
                    double dChange = dNext * ingate * (1 - change * change);
                    dP[j] += dForget * input;
                    dP[b + j] += dIngate * hidden;
                    dP[2 * b + j] += dOutgate * input;
                    dP[3 * b + j] += dChange * hidden;
                    dP[4 * b + j] += dForget;
                    dP[5 * b + j] += dIngate;
                    dP[6 * b + j] += dOutgate;
                    dP[7 * b + j] += dChange;
                    dCell[unit] = dNext * forget;
                    dHidden[unit] = dIngate * p[b + j] + dChange * p[3 * b + j];
                    dInput[j] = dForget * p[j] + dOutgate * p[2 * b + j];
                }
            }

            for (int j = 0; j < b; j++)
                dExtra[j] += dInput[j] * sequence[t * b + j];
        }
    }

    /// <summary>What the forward part keeps: for each unit of a layer, for each output, for each step.</summary>
    private readonly ref struct Kept(Span<double> units, Span<double> outputs, Span<double> shares)
    {
        public const int UnitSize = 8;

        public Span<double> Units { get; } = units;

        public Span<double> Outputs { get; } = outputs;

        public Span<double> Shares { get; } = shares;
    }
}
