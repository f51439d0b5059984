using BenchmarkDotNet.Attributes;
using GradBench.Evals;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A recurrent network of 2 layers over characters of 14 bits, 1024 of them (GradBench's lstm).</summary>
[BenchmarkCategory(nameof(LongShortTermMemory))]
public class LongShortTermMemory(int characters) : CallShape<(double[][] Main, double[][] Extra)>(
    static arrays => (arrays[..^Extras], arrays[^Extras..]), [.. Draw(1, 2 * Layers, 4 * Bits, 0, 1), .. Draw(2, Extras, Bits, 0, 1)])
{
    private const int Layers = 2;
    private const int Bits = 14;
    private const int Extras = 3;

    private readonly double[][] state = Draw(3, 2 * Layers, Bits, 0, 1);
    private readonly double[][] sequence = [.. Draw(4, characters, Bits, 0, 1).Select(static row => Array.ConvertAll(row, Math.Round))];

    public LongShortTermMemory()
        : this(1024)
    {
    }

    public override double? Target => 2.0;

    protected override double RunPrimal() => Lstm.Loss(Inputs.Main, Inputs.Extra, state, sequence);

    protected override double RunGenerated((double[][] Main, double[][] Extra) gradients) =>
        Lstm.LossBackward(Inputs.Main, Inputs.Extra, state, sequence, 1, gradients.Main, gradients.Extra);

    protected override double RunByHand((double[][] Main, double[][] Extra) gradients) =>
        LossGradient.ByHand(Inputs.Main, Inputs.Extra, state, sequence, 1, gradients.Main, gradients.Extra);
}

/// <summary>Its gradient by hand.</summary>
internal static class LossGradient
{
    /// <summary>What the gates gave is kept, so that no exponential is computed twice.</summary>
    public static double ByHand(
        double[][] main, double[][] extra, double[][] state, double[][] sequence, double dOut, double[][] dMain, double[][] dExtra)
    {
        int layers = main.Length / 2, b = extra[0].Length, steps = sequence.Length - 1;
        using Workspace workspace = Workspace.Rent();
        var kept = new Kept(workspace.Take<double>(Kept.UnitSize * steps * layers * b), workspace.Take<double>(2 * steps * b), workspace.Take<double>(steps));
        double loss = Forward(main, extra, state, sequence, kept, workspace.Take<double>(layers * b), workspace.Take<double>(layers * b), workspace.Take<double>(b));
        Backward(main, extra, sequence, dOut, dMain, dExtra, kept, workspace.Zeros<double>(layers * b), workspace.Zeros<double>(layers * b), workspace.Take<double>(b));
        return loss;
    }

    private static double Forward(
        double[][] main, double[][] extra, double[][] state, double[][] sequence, Kept kept, Span<double> hidden, Span<double> cell, Span<double> input)
    {
        int layers = main.Length / 2, b = extra[0].Length, steps = sequence.Length - 1;
        for (int layer = 0; layer < layers; layer++)
        {
            state[2 * layer].CopyTo(hidden.Slice(layer * b, b));
            state[2 * layer + 1].CopyTo(cell.Slice(layer * b, b));
        }

        int at = 0;
        double total = 0;
        for (int t = 0; t < steps; t++)
        {
            for (int j = 0; j < b; j++)
                input[j] = sequence[t][j] * extra[0][j];
            for (int layer = 0; layer < layers; layer++)
            {
                ReadOnlySpan<double> weights = main[2 * layer], biases = main[2 * layer + 1];
                for (int j = 0; j < b; j++)
                {
                    int unit = layer * b + j;
                    Span<double> k = kept.Units.Slice(at, Kept.UnitSize);
                    at += Kept.UnitSize;
                    double forget = 1 / (1 + Math.Exp(-(input[j] * weights[j] + biases[j])));
                    double ingate = 1 / (1 + Math.Exp(-(hidden[unit] * weights[b + j] + biases[b + j])));
                    double outgate = 1 / (1 + Math.Exp(-(input[j] * weights[2 * b + j] + biases[2 * b + j])));
                    double change = Math.Tanh(hidden[unit] * weights[3 * b + j] + biases[3 * b + j]);
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
                double prediction = input[j] * extra[1][j] + extra[2][j];
                double exp = Math.Exp(prediction);
                outputs[j] = input[j];
                outputs[b + j] = exp;
                sum += exp;
                chosen += sequence[t + 1][j] * prediction;
                ones += sequence[t + 1][j];
            }

            total += chosen - ones * Math.Log(sum);
            kept.Shares[t] = ones / sum;
        }

        return -total / (steps * b);
    }

    private static void Backward(
        double[][] main, double[][] extra, double[][] sequence, double dOut, double[][] dMain, double[][] dExtra, Kept kept, Span<double> dHidden, Span<double> dCell, Span<double> dInput)
    {
        int layers = main.Length / 2, b = extra[0].Length, steps = sequence.Length - 1;
        double dTotal = -dOut / (steps * b);
        int at = Kept.UnitSize * steps * layers * b;
        for (int t = steps - 1; t >= 0; t--)
        {
            double share = kept.Shares[t];
            ReadOnlySpan<double> outputs = kept.Outputs.Slice(2 * t * b, 2 * b);
            for (int j = b - 1; j >= 0; j--)
            {
                double dPrediction = dTotal * (sequence[t + 1][j] - share * outputs[b + j]);
                dExtra[1][j] += dPrediction * outputs[j];
                dExtra[2][j] += dPrediction;
                dInput[j] = dPrediction * extra[1][j];
            }

            for (int layer = layers - 1; layer >= 0; layer--)
            {
                ReadOnlySpan<double> weights = main[2 * layer], biases = main[2 * layer + 1];
                Span<double> dWeights = dMain[2 * layer], dBiases = dMain[2 * layer + 1];
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
                    dWeights[j] += dForget * input;
                    dWeights[b + j] += dIngate * hidden;
                    dWeights[2 * b + j] += dOutgate * input;
                    dWeights[3 * b + j] += dChange * hidden;
                    dBiases[j] += dForget;
                    dBiases[b + j] += dIngate;
                    dBiases[2 * b + j] += dOutgate;
                    dBiases[3 * b + j] += dChange;
                    dCell[unit] = dNext * forget;
                    dHidden[unit] = dIngate * weights[b + j] + dChange * weights[3 * b + j];
                    dInput[j] = dForget * weights[j] + dOutgate * weights[2 * b + j];
                }
            }

            for (int j = 0; j < b; j++)
                dExtra[0][j] += dInput[j] * sequence[t][j];
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
