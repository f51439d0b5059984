using System.Globalization;
using System.IO.Compression;
using System.Numerics.Tensors;

namespace Digits;

/// <summary>The images that come with the sample: see Data/README.md.</summary>
internal static class UciDigits
{
    private const int Width = 8;
    private const float Ink = 16;

    public static DigitImages Read()
    {
        using Stream resource = typeof(UciDigits).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        using var reader = new StreamReader(new GZipStream(resource, CompressionMode.Decompress));
        var pixels = new List<float>();
        var labels = new List<int>();
        while (reader.ReadLine() is { } line)
        {
            int[] numbers = [.. line.Split(',').Select(static text => int.Parse(text, CultureInfo.InvariantCulture))];
            pixels.AddRange(numbers.Take(Width * Width).Select(static pixel => pixel / Ink));
            labels.Add(numbers[^1]);
        }
        return new DigitImages(Tensor.Create(pixels.ToArray(), [labels.Count, Width * Width]), [.. labels], Width);
    }
}
