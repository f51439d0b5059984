using System.Diagnostics;
using System.Numerics.Tensors;

namespace Digits;

/// <summary>What one pass over the training images came to.</summary>
/// <param name="Number">Which pass, from 1.</param>
/// <param name="Loss">The mean loss over it.</param>
/// <param name="Accuracy">The part of the held-out images that is read right after it.</param>
/// <param name="ImagesPerSecond">How fast it learned.</param>
internal sealed record Epoch(int Number, float Loss, float Accuracy, double ImagesPerSecond);

/// <summary>Learns from images in batches, shuffled anew for each epoch.</summary>
internal sealed class Training(Network network, DigitImages training, DigitImages heldOut, int batchSize, int epochs, int seed)
{
    private const float LearningRate = 0.1f;

    public int Epochs => epochs;

    /// <summary>Runs epoch by epoch, until the last or until cancelled.</summary>
    public IEnumerable<Epoch> Run(CancellationToken cancellation)
    {
        int[] order = [.. Enumerable.Range(0, training.Count)];
        var random = new Random(seed);
        var learner = new Learner(network);
        int size = Math.Min(batchSize, training.Count);
        Tensor<float> pixels = Tensor.CreateFromShape<float>([size, training.PixelCount]);
        var labels = new int[size];
        for (int number = 1; number <= epochs; number++)
        {
            random.Shuffle(order);
            long start = Stopwatch.GetTimestamp();
            double loss = 0;
            int batches = order.Length / size;
            // The rate falls along half a cosine, to steps too small to undo what was learned.
            float rate = LearningRate * 0.5f * (1 + MathF.Cos(MathF.PI * (number - 1) / epochs));
            for (int batch = 0; batch < batches; batch++)
            {
                if (cancellation.IsCancellationRequested)
                    yield break;
                training.CopyTo(order.AsSpan(batch * size, size), pixels, labels);
                loss += learner.Learn(pixels, labels, rate);
            }
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            yield return new Epoch(number, (float)(loss / batches), Accuracy(), batches * size / seconds);
        }
    }

    private float Accuracy()
    {
        int[] answers = network.Read(heldOut.Pixels);
        return answers.Zip(heldOut.Labels, static (answer, label) => answer == label ? 1f : 0f).Average();
    }
}
