using System.Buffers.Binary;
using System.IO.Compression;
using Digits;
using Digits.Idx;
using Xunit;

namespace AutoBackprop.Tests.Samples;

/// <summary>The Digits sample reads MNIST's files, and says what is wrong with others.</summary>
public sealed class MnistTests : IDisposable
{
    private const int ImageMagic = 0x803, LabelMagic = 0x801;

    private readonly string folder = Directory.CreateTempSubdirectory("mnist").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("-", "")]
    [InlineData(".", "")]
    [InlineData("-", ".gz")]
    [InlineData(".", ".gz")]
    public void Images_and_labels_are_read(string separator, string extension)
    {
        Write($"train-images{separator}idx3-ubyte{extension}", Images(2, 2, 3, 0, 255, 51, 0, 0, 0, 1, 2, 3, 4, 5, 6));
        Write($"train-labels{separator}idx1-ubyte{extension}", Labels(7, 3));
        Write($"t10k-images{separator}idx3-ubyte{extension}", Images(1, 2, 3, 1, 2, 3, 4, 5, 6));
        Write($"t10k-labels{separator}idx1-ubyte{extension}", Labels(9));

        (DigitImages training, DigitImages heldOut) = Mnist.Read(folder);

        Assert.Equal((2, 6, 3), (training.Count, training.PixelCount, training.Width));
        Assert.Equal([0f, 1f, 0.2f, 0f, 0f, 0f], training.Image(0).ToArray());
        Assert.Equal([7, 3], training.Labels);
        Assert.Equal([9], heldOut.Labels);
    }

    [Fact]
    public void A_missing_folder() => Assert.Equal("There is no folder 'nowhere'.", Assert.Throws<IdxException>(() => Mnist.Read("nowhere")).Message);

    [Fact]
    public void A_missing_file()
    {
        WriteAll();
        File.Delete(PathOf("t10k-labels-idx1-ubyte"));
        Fails($"{folder}: there is no t10k-labels-idx1-ubyte, nor t10k-labels-idx1-ubyte.gz.");
    }

    [Fact]
    public void A_wrong_magic_number()
    {
        WriteAll();
        Write("train-images-idx3-ubyte", Labels(7, 3));
        Fails($"{PathOf("train-images-idx3-ubyte")}: the magic number is 0x00000801, but of images it is 0x00000803.");
    }

    [Fact]
    public void A_file_that_is_no_idx_file_at_all()
    {
        WriteAll();
        Write("train-labels-idx1-ubyte", [1, 2]);
        Fails($"{PathOf("train-labels-idx1-ubyte")}: the file ends after 2 bytes, within its magic number.");
    }

    [Fact]
    public void A_truncated_header()
    {
        WriteAll();
        Write("train-images-idx3-ubyte", Images(2, 1, 1, 4, 5)[..10]);
        Fails($"{PathOf("train-images-idx3-ubyte")}: the file ends after 10 bytes, within its header of 16.");
    }

    [Fact]
    public void Truncated_images()
    {
        WriteAll();
        Write("train-images-idx3-ubyte", Images(2, 1, 1, 4));
        Fails($"{PathOf("train-images-idx3-ubyte")}: the header says [2, 1, 1], which is 2 bytes, but 1 follow; the file is truncated.");
    }

    [Fact]
    public void Bytes_too_many()
    {
        WriteAll();
        Write("t10k-labels-idx1-ubyte", [.. Labels(1), 5]);
        Fails($"{PathOf("t10k-labels-idx1-ubyte")}: the header says [1], which is 1 bytes, but 2 follow.");
    }

    [Fact]
    public void A_file_that_is_not_compressed_though_its_name_says_so()
    {
        WriteAll();
        string path = PathOf("train-images-idx3-ubyte.gz");
        File.Move(PathOf("train-images-idx3-ubyte"), path);
        Fails($"{path}: the name says gzip, but the file is not compressed; take '.gz' off its name.");
    }

    [Fact]
    public void A_truncated_gzip_file()
    {
        WriteAll();
        File.Delete(PathOf("train-images-idx3-ubyte"));
        Write("train-images-idx3-ubyte.gz", Images(2, 1, 1, 4, 5));
        string path = PathOf("train-images-idx3-ubyte.gz");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^12]);
        Assert.StartsWith(path + ": ", Assert.Throws<IdxException>(() => Mnist.Read(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_that_do_not_match()
    {
        WriteAll();
        Write("train-labels-idx1-ubyte", Labels(7, 3, 1));
        Fails($"{PathOf("train-images-idx3-ubyte")} holds 2 images, but {PathOf("train-labels-idx1-ubyte")} 3 labels.");
    }

    [Fact]
    public void Sizes_that_do_not_match()
    {
        WriteAll();
        Write("t10k-images-idx3-ubyte", Images(1, 1, 2, 4, 5));
        Fails($"{folder}: the training images are [1, 1], but the t10k images [1, 2].");
    }

    [Fact]
    public void Sizes_that_do_not_match_with_as_many_pixels()
    {
        WriteAll();
        Write("train-images-idx3-ubyte", Images(2, 2, 1, 4, 5, 6, 7));
        Write("t10k-images-idx3-ubyte", Images(1, 1, 2, 4, 5));
        Fails($"{folder}: the training images are [2, 1], but the t10k images [1, 2].");
    }

    [Fact]
    public void A_label_that_is_no_digit()
    {
        WriteAll();
        Write("train-labels-idx1-ubyte", Labels(7, 10));
        Fails($"{PathOf("train-labels-idx1-ubyte")}: label 1 is 10, and a digit is 0 to 9.");
    }

    [Fact]
    public void No_images()
    {
        WriteAll();
        Write("train-images-idx3-ubyte", Images(0, 1, 1));
        Write("train-labels-idx1-ubyte", Labels());
        Fails($"{PathOf("train-images-idx3-ubyte")} holds no images: its header says [0, 1, 1].");
    }

    private void WriteAll()
    {
        Write("train-images-idx3-ubyte", Images(2, 1, 1, 4, 5));
        Write("train-labels-idx1-ubyte", Labels(7, 3));
        Write("t10k-images-idx3-ubyte", Images(1, 1, 1, 4));
        Write("t10k-labels-idx1-ubyte", Labels(1));
    }

    private void Fails(string message) => Assert.Equal(message, Assert.Throws<IdxException>(() => Mnist.Read(folder)).Message);

    private string PathOf(string name) => Path.Combine(folder, name);

    private void Write(string name, byte[] bytes)
    {
        using Stream file = File.Create(PathOf(name));
        using Stream target = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        target.Write(bytes);
    }

    private static byte[] Images(int count, int rows, int columns, params byte[] pixels) => [.. BigEndian(ImageMagic, count, rows, columns), .. pixels];

    private static byte[] Labels(params byte[] labels) => [.. BigEndian(LabelMagic, labels.Length), .. labels];

    private static byte[] BigEndian(params int[] numbers) => [.. numbers.SelectMany(static number =>
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    })];
}
