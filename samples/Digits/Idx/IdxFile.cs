using System.Buffers.Binary;
using System.IO.Compression;

namespace Digits.Idx;

/// <summary>A file of unsigned bytes in the IDX format of MNIST, plain or gzip: a magic number, the lengths of its axes, the elements.</summary>
/// <param name="Lengths">The lengths of its axes.</param>
/// <param name="Elements">The elements, row by row.</param>
internal sealed record IdxFile(int[] Lengths, byte[] Elements)
{
    private const byte UnsignedByte = 8;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="axes">How many axes it must have: 3 for images, 1 for labels.</param>
    /// <exception cref="IdxException">It is not such a file, or not all of it.</exception>
    public static IdxFile Read(string path, int axes)
    {
        byte[] bytes = ReadBytes(path);
        if (bytes.Length < 4)
            throw new IdxException($"{path}: the file ends after {bytes.Length} bytes, within its magic number.");
        int expected = UnsignedByte << 8 | axes, magic = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (magic != expected)
            throw new IdxException($"{path}: the magic number is 0x{magic:x8}, but of {(axes == 1 ? "labels" : "images")} it is 0x{expected:x8}.");
        int header = 4 + 4 * axes;
        if (bytes.Length < header)
            throw new IdxException($"{path}: the file ends after {bytes.Length} bytes, within its header of {header}.");
        int[] lengths = [.. Enumerable.Range(0, axes).Select(axis => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + 4 * axis)))];
        if (lengths.Any(static length => length < 0))
            throw new IdxException($"{path}: the header says [{string.Join(", ", lengths)}], and a length cannot be negative.");
        long wanted = lengths.Aggregate(1L, static (product, length) => checked(product * length)), found = bytes.Length - header;
        if (found != wanted)
            throw new IdxException($"{path}: the header says [{string.Join(", ", lengths)}], which is {wanted} bytes, but {found} follow{(found < wanted ? "; the file is truncated" : "")}.");
        return new IdxFile(lengths, bytes[header..]);
    }

    private static byte[] ReadBytes(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes is not [0x1f, 0x8b, ..])
        {
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? throw new IdxException($"{path}: the name says gzip, but the file is not compressed; take '.gz' off its name.")
                : bytes;
        }
        try
        {
            using var unpacked = new MemoryStream();
            using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
                gzip.CopyTo(unpacked);
            return unpacked.ToArray();
        }
        catch (InvalidDataException exception)
        {
            throw new IdxException($"{path}: the gzip file is damaged or truncated: {exception.Message}", exception);
        }
    }
}
