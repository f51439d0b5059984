using System.Numerics.Tensors;

namespace Digits;

/// <summary>Images and what they show.</summary>
/// <param name="Pixels">[images, pixels], row by row, 0 (paper) to 1 (ink).</param>
/// <param name="Labels">The digit that each image shows.</param>
/// <param name="Width">How many pixels wide an image is.</param>
internal sealed record DigitImages(Tensor<float> Pixels, int[] Labels, int Width)
{
    public int Count => Labels.Length;

    public int PixelCount => (int)Pixels.Lengths[1];

    public int Height => PixelCount / Width;

    /// <summary>The pixels of one image.</summary>
    public Span<float> Image(int index) => Pixels.GetSpan([index, 0], PixelCount);

    /// <summary>Some of the images, in a given order.</summary>
    public DigitImages Take(ReadOnlySpan<int> indices)
    {
        Tensor<float> pixels = Tensor.CreateFromShape<float>([indices.Length, PixelCount]);
        var labels = new int[indices.Length];
        CopyTo(indices, pixels, labels);
        return new DigitImages(pixels, labels, Width);
    }

    /// <summary>Copies some of the images into a batch.</summary>
    public void CopyTo(ReadOnlySpan<int> indices, Tensor<float> pixels, int[] labels)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            Image(indices[i]).CopyTo(pixels.GetSpan([i, 0], PixelCount));
            labels[i] = Labels[indices[i]];
        }
    }

    /// <summary>Sets some images aside, by a shuffle that the seed decides.</summary>
    public (DigitImages Training, DigitImages HeldOut) Split(int heldOut, int seed)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        new Random(seed).Shuffle(order);
        return (Take(order.AsSpan(heldOut)), Take(order.AsSpan(0, heldOut)));
    }
}
