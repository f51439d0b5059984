using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoBackprop;

// The functions of whole spans. Not TensorPrimitives': vectors of 512 bits it passes through memory that need not be aligned, and takes three times as long,
// and more, wherever .NET's stack happens to lie so.
public static partial class Elements
{
    /// <summary>destination[i] = exp x[i], within three units in the last place.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The operand.</param>
    /// <param name="destination">Where the results go: elements of their own, or the operand itself.</param>
    /// <exception cref="ArgumentException">The destination is too short, or it overlaps the operand without being the same elements.</exception>
    public static void Exp<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        RequireApart(x, destination);
        if (WideExponential.IsFor(x))
            WideExponential.Map(MemoryMarshal.Cast<T, double>(x), MemoryMarshal.Cast<T, double>(destination));
        else
            Elementwise.Map(default(ExpFunction<T>), x, destination);
    }

    /// <summary>destination[i] = ln x[i], within three units in the last place.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The operand.</param>
    /// <param name="destination">Where the results go: elements of their own, or the operand itself.</param>
    /// <exception cref="ArgumentException">The destination is too short, or it overlaps the operand without being the same elements.</exception>
    public static void Log<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        RequireApart(x, destination);
        Elementwise.Map(default(LogFunction<T>), x, destination);
    }

    /// <summary>destination[i] = sin x[i], within three units in the last place.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The operand.</param>
    /// <param name="destination">Where the results go: elements of their own, or the operand itself.</param>
    /// <exception cref="ArgumentException">The destination is too short, or it overlaps the operand without being the same elements.</exception>
    public static void Sin<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        RequireApart(x, destination);
        Elementwise.Map(default(SinFunction<T>), x, destination);
    }

    /// <summary>destination[i] = cos x[i], within three units in the last place.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The operand.</param>
    /// <param name="destination">Where the results go: elements of their own, or the operand itself.</param>
    /// <exception cref="ArgumentException">The destination is too short, or it overlaps the operand without being the same elements.</exception>
    public static void Cos<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        RequireApart(x, destination);
        Elementwise.Map(default(CosFunction<T>), x, destination);
    }

    private static void RequireApart<T>(ReadOnlySpan<T> x, Span<T> destination)
    {
        if (x.Overlaps(destination, out int shift) && shift != 0)
            throw new ArgumentException("The destination overlaps the operand without being the same elements: some would be overwritten before they are read.", nameof(destination));
    }

    private readonly struct ExpFunction<T> : IElementwise<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        public T Of(T x) => T.Exp(x);

        public Vector<T> Of(Vector<T> x) => typeof(T) == typeof(double) ? Vector.Exp(x.As<T, double>()).As<double, T>() : Vector.Exp(x.As<T, float>()).As<float, T>();
    }

    private readonly struct LogFunction<T> : IElementwise<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        public T Of(T x) => T.Log(x);

        public Vector<T> Of(Vector<T> x) => typeof(T) == typeof(double) ? Vector.Log(x.As<T, double>()).As<double, T>() : Vector.Log(x.As<T, float>()).As<float, T>();
    }

    private readonly struct SinFunction<T> : IElementwise<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        public T Of(T x) => T.Sin(x);

        public Vector<T> Of(Vector<T> x) => typeof(T) == typeof(double) ? Vector.Sin(x.As<T, double>()).As<double, T>() : Vector.Sin(x.As<T, float>()).As<float, T>();
    }

    private readonly struct CosFunction<T> : IElementwise<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        public T Of(T x) => T.Cos(x);

        public Vector<T> Of(Vector<T> x) => typeof(T) == typeof(double) ? Vector.Cos(x.As<T, double>()).As<double, T>() : Vector.Cos(x.As<T, float>()).As<float, T>();
    }
}
