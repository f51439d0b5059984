using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AutoBackprop;

/// <summary>Transposes blocks of 4 × 4 elements in 128-bit registers.</summary>
internal static class RegisterTranspose<T>
    where T : struct
{
    public static bool IsSupported => (Sse2.IsSupported || AdvSimd.Arm64.IsSupported) && Unsafe.SizeOf<T>() is 4 or 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose4x4(ref T from, nint fromRow, ref T to, nint toRow)
    {
        if (Unsafe.SizeOf<T>() == 4)
        {
            Vector128<float> r0 = Load(ref from, 0).AsSingle();
            Vector128<float> r1 = Load(ref from, fromRow).AsSingle();
            Vector128<float> r2 = Load(ref from, 2 * fromRow).AsSingle();
            Vector128<float> r3 = Load(ref from, 3 * fromRow).AsSingle();
            Vector128<double> low01 = Low(r0, r1).AsDouble(), high01 = High(r0, r1).AsDouble();
            Vector128<double> low23 = Low(r2, r3).AsDouble(), high23 = High(r2, r3).AsDouble();
            Store(Low(low01, low23), ref to, 0);
            Store(High(low01, low23), ref to, toRow);
            Store(Low(high01, high23), ref to, 2 * toRow);
            Store(High(high01, high23), ref to, 3 * toRow);
        }
        else
        {
            Transpose2x2(ref from, fromRow, ref to, toRow);
            Transpose2x2(ref Unsafe.Add(ref from, 2), fromRow, ref Unsafe.Add(ref to, 2 * toRow), toRow);
            Transpose2x2(ref Unsafe.Add(ref from, 2 * fromRow), fromRow, ref Unsafe.Add(ref to, 2), toRow);
            Transpose2x2(ref Unsafe.Add(ref from, (2 * fromRow) + 2), fromRow, ref Unsafe.Add(ref to, (2 * toRow) + 2), toRow);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose2x2(ref T from, nint fromRow, ref T to, nint toRow)
    {
        Vector128<double> r0 = Load(ref from, 0);
        Vector128<double> r1 = Load(ref from, fromRow);
        Store(Low(r0, r1), ref to, 0);
        Store(High(r0, r1), ref to, toRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Load(ref T from, nint offset) =>
        Vector128.LoadUnsafe(ref Unsafe.As<T, byte>(ref Unsafe.Add(ref from, offset))).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<double> vector, ref T to, nint offset) =>
        vector.AsByte().StoreUnsafe(ref Unsafe.As<T, byte>(ref Unsafe.Add(ref to, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
