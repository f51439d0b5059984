using System.Numerics.Tensors;

namespace Digits.Idx;

/// <summary>A folder with MNIST's four files, or those of a set in its format.</summary>
internal static class Mnist
{
    private const float Ink = 255;
    private const int Classes = 10;

    /// <summary>Reads the training images and those held out.</summary>
    /// <exception cref="IdxException">A file is missing, or is not what it should be.</exception>
    public static (DigitImages Training, DigitImages HeldOut) Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new IdxException($"There is no folder '{folder}'.");
        (DigitImages training, DigitImages heldOut) = (Read(folder, "train"), Read(folder, "t10k"));
        if ((training.Height, training.Width) != (heldOut.Height, heldOut.Width))
            throw new IdxException($"{folder}: the training images are [{training.Height}, {training.Width}], but the t10k images [{heldOut.Height}, {heldOut.Width}].");
        return (training, heldOut);
    }

    private static DigitImages Read(string folder, string part)
    {
        (string imagePath, string labelPath) = (Find(folder, part + "-images", "idx3"), Find(folder, part + "-labels", "idx1"));
        IdxFile images = IdxFile.Read(imagePath, axes: 3), labels = IdxFile.Read(labelPath, axes: 1);
        int count = images.Lengths[0];
        if (count != labels.Lengths[0])
            throw new IdxException($"{imagePath} holds {count} images, but {labelPath} {labels.Lengths[0]} labels.");
        if (count == 0 || images.Lengths[1] == 0 || images.Lengths[2] == 0)
            throw new IdxException($"{imagePath} holds no images: its header says [{string.Join(", ", images.Lengths)}].");
        int wrong = Array.FindIndex(labels.Elements, static label => label >= Classes);
        if (wrong >= 0)
            throw new IdxException($"{labelPath}: label {wrong} is {labels.Elements[wrong]}, and a digit is 0 to 9.");
        Tensor<float> pixels = Tensor.Create(Array.ConvertAll(images.Elements, static pixel => pixel / Ink), [count, images.Lengths[1] * images.Lengths[2]]);
        return new DigitImages(pixels, Array.ConvertAll(labels.Elements, static label => (int)label), images.Lengths[2]);
    }

    /// <summary>The file under one of the names that it is known by.</summary>
    private static string Find(string folder, string name, string kind)
    {
        string[] names = [$"{name}-{kind}-ubyte", $"{name}.{kind}-ubyte", $"{name}-{kind}-ubyte.gz", $"{name}.{kind}-ubyte.gz"];
        return names.Select(candidate => Path.Combine(folder, candidate)).FirstOrDefault(File.Exists)
            ?? throw new IdxException($"{folder}: there is no {names[0]}, nor {names[2]}.");
    }
}
