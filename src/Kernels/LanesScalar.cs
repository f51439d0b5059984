using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoBackprop;

/// <summary>One element at a time, for hardware without vectors.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly struct LanesScalar<T> : ILanes<T, T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static int Count => 1;

    public static int TileRows => 4;

    public static int TileVectors => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load(ref readonly T source, nuint offset) => Unsafe.Add(ref Unsafe.AsRef(in source), offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Broadcast(T value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add(T a, T b) => a + b;

    /// <summary>Not fused: without the instruction, a fused multiply-add is a slow call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MultiplyAdd(T a, T b, T c) => (a * b) + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T vector, ref T destination, nuint offset) => Unsafe.Add(ref destination, offset) = vector;
}
