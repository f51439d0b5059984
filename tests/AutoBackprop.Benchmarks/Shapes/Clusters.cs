using BenchmarkDotNet.Attributes;
using GradBench.Evals;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>
/// The squared distances of 1000 points in 8 dimensions to the nearest of 100 centroids, and the gradient by the centroids
/// (GradBench's kmeans, without the diagonal of the Hessian by which it divides).
/// </summary>
[BenchmarkCategory(nameof(Clusters))]
public class Clusters() : CallShape([.. Enumerable.Range(0, 100).Select(static row => Draw(row, Dimensions, 0, 1))])
{
    private const int Dimensions = 8;

    private readonly double[][] points = [.. Enumerable.Range(0, 1000).Select(static row => Draw(1000 + row, Dimensions, 0, 1))];

    protected override double RunPrimal() => Kmeans.Cost(points, Inputs);

    protected override double RunGenerated(double[][] gradients) => Kmeans.CostBackward(points, Inputs, 1, gradients);

    /// <summary>Only the nearest centroid's row is touched.</summary>
    protected override double RunByHand(double[][] gradients)
    {
        double cost = 0;
        foreach (double[] point in points)
        {
            double least = double.PositiveInfinity;
            int nearest = 0;
            for (int j = 0; j < Inputs.Length; j++)
            {
                double[] centroid = Inputs[j];
                double distance = 0;
                for (int k = 0; k < point.Length; k++)
                {
                    double difference = point[k] - centroid[k];
                    distance += difference * difference;
                }

                if (distance < least)
                {
                    least = distance;
                    nearest = j;
                }
            }

            double[] gradient = gradients[nearest];
            for (int k = 0; k < point.Length; k++)
                gradient[k] += 2 * (Inputs[nearest][k] - point[k]);
            cost += least;
        }

        return cost;
    }
}
