using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace AutoBackprop;

// The arithmetic of whole spans. What is short goes on at once: a loop of few elements must not pay for what long ones need.
public static partial class Elements
{
    /// <summary>destination[i] = x[i] + y[i].</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The first summand.</param>
    /// <param name="y">The second summand.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.Add(x, y, destination);
        else
            Blocks.Each(x, y, [], T.Zero, destination, static (x, y, _, _, part) => TensorPrimitives.Add(x, y, part));
    }

    /// <summary>destination[i] = x[i] + y.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The first summand.</param>
    /// <param name="y">The second summand, the same for all elements.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<T>(ReadOnlySpan<T> x, T y, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.Add(x, y, destination);
        else
            Blocks.Each(x, [], [], y, destination, static (x, _, _, y, part) => TensorPrimitives.Add(x, y, part));
    }

    /// <summary>destination[i] = x[i] − y[i].</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">What is subtracted from.</param>
    /// <param name="y">What is subtracted.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.Subtract(x, y, destination);
        else
            Blocks.Each(x, y, [], T.Zero, destination, static (x, y, _, _, part) => TensorPrimitives.Subtract(x, y, part));
    }

    /// <summary>destination[i] = x[i] − y.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">What is subtracted from.</param>
    /// <param name="y">What is subtracted, the same for all elements.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract<T>(ReadOnlySpan<T> x, T y, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.Subtract(x, y, destination);
        else
            Blocks.Each(x, [], [], y, destination, static (x, _, _, y, part) => TensorPrimitives.Subtract(x, y, part));
    }

    /// <summary>destination[i] = x − y[i].</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">What is subtracted from, the same for all elements.</param>
    /// <param name="y">What is subtracted.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract<T>(T x, ReadOnlySpan<T> y, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (y.Length <= Blocks.Length)
            TensorPrimitives.Subtract(x, y, destination);
        else
            Blocks.Each(y, [], [], x, destination, static (y, _, _, x, part) => TensorPrimitives.Subtract(x, y, part));
    }

    /// <summary>destination[i] = x[i] · y[i].</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The first factor.</param>
    /// <param name="y">The second factor.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.Multiply(x, y, destination);
        else
            Blocks.Each(x, y, [], T.Zero, destination, static (x, y, _, _, part) => TensorPrimitives.Multiply(x, y, part));
    }

    /// <summary>destination[i] = x[i] · y.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The first factor.</param>
    /// <param name="y">The second factor, the same for all elements.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<T>(ReadOnlySpan<T> x, T y, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.Multiply(x, y, destination);
        else
            Blocks.Each(x, [], [], y, destination, static (x, _, _, y, part) => TensorPrimitives.Multiply(x, y, part));
    }

    /// <summary>destination[i] = x[i] / y[i].</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">What is divided.</param>
    /// <param name="y">What it is divided by.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Divide<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.Divide(x, y, destination);
        else
            Blocks.Each(x, y, [], T.Zero, destination, static (x, y, _, _, part) => TensorPrimitives.Divide(x, y, part));
    }

    /// <summary>destination[i] = x[i] / y.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">What is divided.</param>
    /// <param name="y">What it is divided by, the same for all elements.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Divide<T>(ReadOnlySpan<T> x, T y, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.Divide(x, y, destination);
        else
            Blocks.Each(x, [], [], y, destination, static (x, _, _, y, part) => TensorPrimitives.Divide(x, y, part));
    }

    /// <summary>destination[i] = x / y[i].</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">What is divided, the same for all elements.</param>
    /// <param name="y">What it is divided by.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Divide<T>(T x, ReadOnlySpan<T> y, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (y.Length <= Blocks.Length)
            TensorPrimitives.Divide(x, y, destination);
        else
            Blocks.Each(y, [], [], x, destination, static (y, _, _, x, part) => TensorPrimitives.Divide(x, y, part));
    }

    /// <summary>destination[i] = x[i] · y[i] + addend[i], with the product rounded.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The first factor.</param>
    /// <param name="y">The second factor.</param>
    /// <param name="addend">What is added to the product.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> addend, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.MultiplyAdd(x, y, addend, destination);
        else
            Blocks.Each(x, y, addend, T.Zero, destination, static (x, y, addend, _, part) => TensorPrimitives.MultiplyAdd(x, y, addend, part));
    }

    /// <summary>destination[i] = x[i] · y + addend[i], with the product rounded.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The first factor.</param>
    /// <param name="y">The second factor, the same for all elements.</param>
    /// <param name="addend">What is added to the product.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd<T>(ReadOnlySpan<T> x, T y, ReadOnlySpan<T> addend, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.MultiplyAdd(x, y, addend, destination);
        else
            Blocks.Each(x, addend, [], y, destination, static (x, addend, _, y, part) => TensorPrimitives.MultiplyAdd(x, y, addend, part));
    }

    /// <summary>destination[i] = x[i] · y[i] + addend, with the product rounded.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The first factor.</param>
    /// <param name="y">The second factor.</param>
    /// <param name="addend">What is added to the product, the same for all elements.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, T addend, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.MultiplyAdd(x, y, addend, destination);
        else
            Blocks.Each(x, y, [], addend, destination, static (x, y, _, addend, part) => TensorPrimitives.MultiplyAdd(x, y, addend, part));
    }

    /// <summary>destination[i] = −x[i].</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The operand.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.Negate(x, destination);
        else
            Blocks.Each(x, [], [], T.Zero, destination, static (x, _, _, _, part) => TensorPrimitives.Negate(x, part));
    }

    /// <summary>destination[i] = |x[i]|.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The operand.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Abs<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.Abs(x, destination);
        else
            Blocks.Each(x, [], [], T.Zero, destination, static (x, _, _, _, part) => TensorPrimitives.Abs(x, part));
    }

    /// <summary>destination[i] = √x[i].</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The operand.</param>
    /// <param name="destination">Where the results go: elements of their own, or an operand itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, the destination is too short, or it overlaps an operand without being the same elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sqrt<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Length <= Blocks.Length)
            TensorPrimitives.Sqrt(x, destination);
        else
            Blocks.Each(x, [], [], T.Zero, destination, static (x, _, _, _, part) => TensorPrimitives.Sqrt(x, part));
    }

    /// <summary>The sum of the elements.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The elements.</param>
    /// <returns>The sum; 0 where there are none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum<T>(ReadOnlySpan<T> x)
        where T : struct, IFloatingPointIeee754<T> => TensorPrimitives.Sum(x);

    /// <summary>The sum of the products x[i] · y[i].</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The first factors.</param>
    /// <param name="y">The second factors.</param>
    /// <returns>The sum; 0 where there are none.</returns>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : struct, IFloatingPointIeee754<T> => TensorPrimitives.Dot(x, y);
}
