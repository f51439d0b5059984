using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>
/// A thread's memory for the duration of one kernel: packed operands, a loss's probabilities. It grows to what the thread's
/// largest kernel needs and is reused; kernels that use it call no other that does. It is pinned, so that it stays aligned to cache lines.
/// </summary>
internal static class KernelBuffer<T>
    where T : struct
{
    private const int CacheLine = 64;

    [ThreadStatic]
    private static T[]? buffer;

    [ThreadStatic]
    private static int start;

    /// <summary>At least <paramref name="length"/> elements of any content.</summary>
    public static Span<T> Get(int length)
    {
        if (buffer is null || buffer.Length - start < length)
        {
            int extra = CacheLine / Unsafe.SizeOf<T>();
            buffer = GC.AllocateUninitializedArray<T>(length + extra, pinned: true);
            nint address = Marshal.UnsafeAddrOfPinnedArrayElement(buffer, 0);
            start = (int)((CacheLine - (address % CacheLine)) % CacheLine) / Unsafe.SizeOf<T>();
        }

        return buffer.AsSpan(start, length);
    }
}
