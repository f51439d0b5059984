using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <content>Variables that are given by their places: what is written by another name would change while the one is read.</content>
public static partial class GradientBuffer
{
    /// <summary>Checks that a variable that is written is not another one that is given, or a part of it, or has it as a part.</summary>
    /// <typeparam name="T">The type of the variable that is written.</typeparam>
    /// <typeparam name="TOther">The type of the other variable.</typeparam>
    /// <param name="written">The variable that is written.</param>
    /// <param name="other">The other variable.</param>
    /// <param name="writtenName">The written variable's name, for the message.</param>
    /// <param name="otherName">The other variable's name, for the message.</param>
    /// <exception cref="ArgumentException">The two overlap.</exception>
    public static void CheckPlaces<T, TOther>(ref readonly T written, ref readonly TOther other, string writtenName, string otherName)
    {
        if (Overlap(in written, 1, in other, 1))
            ThrowWritten(writtenName, otherName);
    }

    /// <summary>Checks that a variable and a buffer, one of which is written, do not share memory.</summary>
    /// <typeparam name="T">The type of the variable.</typeparam>
    /// <typeparam name="TElement">The type of the buffer's elements.</typeparam>
    /// <param name="place">The variable.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="writtenName">The name of the one that is written, for the message.</param>
    /// <param name="otherName">The name of the other, for the message.</param>
    /// <exception cref="ArgumentException">The two overlap.</exception>
    public static void CheckPlace<T, TElement>(ref readonly T place, ReadOnlySpan<TElement> buffer, string writtenName, string otherName)
    {
        if (Overlap(in place, 1, in MemoryMarshal.GetReference(buffer), buffer.Length))
            ThrowWritten(writtenName, otherName);
    }

    /// <inheritdoc cref="CheckPlace{T, TElement}(ref readonly T, ReadOnlySpan{TElement}, string, string)"/>
    public static void CheckPlace<T, TElement>(ref readonly T place, Array buffer, string writtenName, string otherName)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (buffer is Array[] rows)
        {
            foreach (Array? row in rows)
            {
                if (row is not null)
                    CheckPlace<T, TElement>(in place, row, writtenName, otherName);
            }
        }
        else if (Overlap(in place, 1, in Unsafe.As<byte, TElement>(ref MemoryMarshal.GetArrayDataReference(buffer)), buffer.Length))
        {
            ThrowWritten(writtenName, otherName);
        }
    }

    private static bool Overlap<T, TOther>(ref readonly T first, int count, ref readonly TOther second, int otherCount)
    {
        nint distance = Unsafe.ByteOffset(ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in first)), ref Unsafe.As<TOther, byte>(ref Unsafe.AsRef(in second)));
        return count > 0 && otherCount > 0
            && ((nuint)distance < (nuint)count * (nuint)Unsafe.SizeOf<T>() || (nuint)(-distance) < (nuint)otherCount * (nuint)Unsafe.SizeOf<TOther>());
    }
}
