using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A sum over 1000 elements of an exponential, a logarithm and products.</summary>
[BenchmarkCategory(nameof(ArrayLoop))]
public class ArrayLoop() : CallShape([0.3], Draw(1, 1000, 0, 5), Draw(2, 1000, 0.5, 2))
{
    protected override double RunPrimal() => Discounted.Utility(Inputs[0][0], Inputs[1], Inputs[2]);

    protected override double RunGenerated(double[][] gradients)
    {
        (double value, gradients[0][0]) = Discounted.UtilityBackward(Inputs[0][0], Inputs[1], Inputs[2], 1, gradients[1], gradients[2]);
        return value;
    }

    protected override double RunByHand(double[][] gradients)
    {
        (double value, gradients[0][0]) = Discounted.ByHand(Inputs[0][0], Inputs[1], Inputs[2], 1, gradients[1], gradients[2]);
        return value;
    }
}

/// <summary>The logarithmic utility of a stream of consumption.</summary>
internal static partial class Discounted
{
    [Differentiable]
    public static double Utility(double rate, ReadOnlySpan<double> time, ReadOnlySpan<double> consumption)
    {
        double sum = 0;
        for (int i = 0; i < time.Length; i++)
        {
            double discount = Math.Exp(-rate * time[i]);
            sum += discount * Math.Log(consumption[i]);
        }

        return sum;
    }

    /// <summary>The sum's gradient is known before the loop, so one pass does both.</summary>
    public static (double value, double dRate) ByHand(
        double rate, ReadOnlySpan<double> time, ReadOnlySpan<double> consumption, double dOut, Span<double> dTime, Span<double> dConsumption)
    {
        consumption = consumption[..time.Length];
        dTime = dTime[..time.Length];
        dConsumption = dConsumption[..time.Length];
        double sum = 0, moment = 0;
        for (int i = 0; i < time.Length; i++)
        {
            double discount = Math.Exp(-rate * time[i]);
            double term = discount * Math.Log(consumption[i]);
            sum += term;
            moment += term * time[i];
            dTime[i] -= dOut * term * rate;
            dConsumption[i] += dOut * discount / consumption[i];
        }

        return (sum, -dOut * moment);
    }
}
