using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoBackprop;

/// <summary>
/// Exponentials by vectors of 512 bits, small enough to be inlined. .NET's <see cref="Vector512.Exp(Vector512{double})"/> is not, and is passed its vectors through the stack:
/// it takes three times as long, and more, wherever that is not aligned to one.
/// </summary>
/// <remarks>
/// exp x = 2ⁿ · exp r, with the whole number n nearest to x / ln 2, and r = x − n · ln 2 (J.-M. Muller, <em>Elementary Functions</em>, 3rd edition, chapter 11): |r| is at most ln 2 / 2, and
/// what the series of exp r has from r¹⁴ on is below 2⁻⁵⁷.
/// </remarks>
internal static class WideExponential
{
    /// <summary>Exponentials of what is larger are infinite.</summary>
    private const double Largest = 710;

    /// <summary>Exponentials of what is smaller are 0.</summary>
    private const double Smallest = -746;

    /// <summary>ln 2 to 33 bits, so that its products with n are exact, and the rest of it.</summary>
    private const double Ln2 = 6.93147180369123816490e-01, Ln2Rest = 1.90821492927058770002e-10;

    private const double PerLn2 = 1.44269504088896340736;

    /// <summary>Whether the machine has such vectors, and the elements fill one.</summary>
    public static bool IsFor<T>(ReadOnlySpan<T> x) => typeof(T) == typeof(double) && Avx512F.IsSupported && x.Length >= Vector512<double>.Count;

    /// <summary>destination[i] = exp x[i]; the destination may be x itself.</summary>
    public static void Map(ReadOnlySpan<double> x, Span<double> destination)
    {
        ref double from = ref MemoryMarshal.GetReference(x);
        ref double to = ref MemoryMarshal.GetReference(destination[..x.Length]);
        nuint lastStart = (nuint)(x.Length - Vector512<double>.Count);
        // The last vector may share elements with the one before it: it is read while these are still there.
        Vector512<double> last = Of(Vector512.LoadUnsafe(ref from, lastStart));
        for (nuint i = 0; i < lastStart; i += (nuint)Vector512<double>.Count)
            Of(Vector512.LoadUnsafe(ref from, i)).StoreUnsafe(ref to, i);
        last.StoreUnsafe(ref to, lastStart);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Of(Vector512<double> x)
    {
        // In this order of the operands, what is not a number stays so.
        x = Avx512F.Max(Vector512.Create(Smallest), Avx512F.Min(Vector512.Create(Largest), x));
        Vector512<double> n = Avx512F.RoundScale(x * PerLn2, 0);
        Vector512<double> r = Avx512F.FusedMultiplyAdd(n, Vector512.Create(-Ln2), x);
        r = Avx512F.FusedMultiplyAdd(n, Vector512.Create(-Ln2Rest), r);
        Vector512<double> exp = Vector512.Create(1 / 6227020800.0);
        exp = Next(exp, r, 1 / 479001600.0);
        exp = Next(exp, r, 1 / 39916800.0);
        exp = Next(exp, r, 1 / 3628800.0);
        exp = Next(exp, r, 1 / 362880.0);
        exp = Next(exp, r, 1 / 40320.0);
        exp = Next(exp, r, 1 / 5040.0);
        exp = Next(exp, r, 1 / 720.0);
        exp = Next(exp, r, 1 / 120.0);
        exp = Next(exp, r, 1 / 24.0);
        exp = Next(exp, r, 1 / 6.0);
        exp = Next(exp, r, 1 / 2.0);
        exp = Next(exp, r, 1);
        exp = Next(exp, r, 1);
        return Avx512F.Scale(exp, n);
    }

    /// <summary>The next step of Horner's scheme.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Next(Vector512<double> sum, Vector512<double> r, double coefficient) => Avx512F.FusedMultiplyAdd(sum, r, Vector512.Create(coefficient));
}
