using AutoBackprop;
using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>A long short-term memory that predicts a text, bit by bit: the mean of what it is surprised by.</summary>
internal static partial class Lstm
{
    public static IReadOnlyDictionary<string, Function> Functions { get; } = new Dictionary<string, Function>
    {
        ["objective"] = Function.Of(Json.Default.LstmInput, Json.Default.Double, input =>
        {
            LstmInput at = input.Checked();
            return () => Loss(at.MainParams, at.ExtraParams, at.State, at.Sequence);
        }),
        ["jacobian"] = Function.Of(Json.Default.LstmInput, Json.Default.DoubleArray, input =>
        {
            LstmInput at = input.Checked();
            return () =>
            {
                var gradient = LossGradient(at.MainParams, at.ExtraParams, at.State, at.Sequence);
                return [.. gradient.dMain.Concat(gradient.dExtra).SelectMany(row => row)];
            };
        }),
    };

    /// <summary>The mean negative logarithm of the probability of each next character.</summary>
    /// <param name="main">
    /// Two rows for each layer, weights and biases; in a row one after the other what belongs to the forget gate, the input gate, the
    /// output gate and the change.
    /// </param>
    /// <param name="extra">Weights of the input, weights and biases of the output.</param>
    /// <param name="state">Two rows for each layer, what it gives out and what it remembers before the first character.</param>
    /// <param name="sequence">The characters, a row of bits each.</param>
    [Differentiable]
    public static double Loss(
        double[][] main, double[][] extra, [NoGradient] double[][] state, [NoGradient] double[][] sequence)
    {
        int layers = state.Length / 2;
        int bits = extra[0].Length;
        var hidden = new double[layers, bits];
        var cell = new double[layers, bits];
        for (int i = 0; i < layers; i++)
        {
            for (int j = 0; j < bits; j++)
            {
                hidden[i, j] = state[2 * i][j];
                cell[i, j] = state[2 * i + 1][j];
            }
        }

        double total = 0;
        var signal = new double[bits];
        for (int t = 0; t < sequence.Length - 1; t++)
        {
            for (int j = 0; j < bits; j++)
                signal[j] = sequence[t][j] * extra[0][j];
            for (int i = 0; i < layers; i++)
            {
                for (int j = 0; j < bits; j++)
                {
                    double forget = Sigmoid(signal[j] * main[2 * i][j] + main[2 * i + 1][j]);
                    double ingate = Sigmoid(hidden[i, j] * main[2 * i][bits + j] + main[2 * i + 1][bits + j]);
                    double outgate = Sigmoid(signal[j] * main[2 * i][2 * bits + j] + main[2 * i + 1][2 * bits + j]);
                    double change = Math.Tanh(hidden[i, j] * main[2 * i][3 * bits + j] + main[2 * i + 1][3 * bits + j]);
                    cell[i, j] = cell[i, j] * forget + ingate * change;
                    hidden[i, j] = outgate * Math.Tanh(cell[i, j]);
                    signal[j] = hidden[i, j];
                }
            }

            double sum = 2;
            for (int j = 0; j < bits; j++)
            {
                signal[j] = signal[j] * extra[1][j] + extra[2][j];
                sum += Math.Exp(signal[j]);
            }

            double logSum = Math.Log(sum);
            for (int j = 0; j < bits; j++)
                total += sequence[t + 1][j] * (signal[j] - logSum);
        }

        return -total / ((sequence.Length - 1) * bits);
    }

    [Differentiable]
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}

internal sealed record LstmInput(double[][] MainParams, double[][] ExtraParams, double[][] State, double[][] Sequence)
{
    public LstmInput Checked()
    {
        WrongInputException.Unless(Sequence.Length >= 2, "'sequence' has less than two rows.");
        int bits = Sequence[0]?.Length ?? 0;
        int rows = State.Length;
        WrongInputException.Unless(bits > 0 && rows > 0 && rows % 2 == 0, "'state' has no rows, or an odd number of them, or there are no bits.");
        WrongInputException.UnlessShaped(Sequence, Sequence.Length, "sequence", bits);
        WrongInputException.UnlessShaped(State, rows, "state", bits);
        WrongInputException.UnlessShaped(MainParams, rows, "main_params", 4 * bits);
        WrongInputException.UnlessShaped(ExtraParams, 3, "extra_params", bits);
        return this;
    }
}
