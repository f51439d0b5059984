using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <content>What is rare in numerical code: pointers, references, patterns of lists, interfaces' own members, what runs later.</content>
public sealed partial class OddProgramTests
{
    public static TheoryData<string> Rare => new()
    {
        @"static Func<System.Threading.Tasks.Task<double>> Later(double x) => () => System.Threading.Tasks.Task.FromResult(x * x); [Differentiable] public static double F(double x) => Later(x)().Result * x;",
        @"public ref struct Box<T> { public T Value; } [Differentiable] public static double F(double x) { var b = new Box<double> { Value = x }; return b.Value * b.Value; }",
        @"[Differentiable] public static double F(double x) { double* p = &x; *p = *p * 2; return x * x; }",
        @"[Differentiable] public static double F(double x) { double[] a = [x, 2]; fixed (double* p = a) return p[0] * p[1]; }",
        @"[Differentiable] public static double F(double x) { double[] a = [x, 2 * x]; return a is [var p, var q, ..] ? p * q : 0; }",
        @"[Differentiable] public static double F(double x) { double[] a = [x, 2, 3]; return a is [var p, .. var rest] ? p * rest.Length : 1; }",
        @"[Differentiable] public static double F(double x) { int n = 3, k = checked(n * 2); return x * k * checked(x + 1); }",
        @"[Differentiable] public static double F(double x) => x * checked((int)x);",
        @"[Differentiable] public static double F(double x) { int i = 0; double y = x; again: y *= x; if (++i < 3) goto again; return y; }",
        @"[Differentiable] public static double F(double x) { int n = 0; switch (n) { case 0: x *= 2; goto case 1; case 1: return x * x; default: return x; } }",
        @"[Differentiable] public static double F(double x) { string s = $""{x:F3}""; return x * s.Length; }",
        @"static event Func<double, double>? Changed; [Differentiable] public static double F(double x) => Changed?.Invoke(x) ?? x;",
        @"public sealed class Counter { int n; public double this[int i] { get { n++; return i * n; } } } static readonly Counter c = new(); [Differentiable] public static double F(double x) => x * c[2] + x * c[2];",
        @"public interface IScale { double K { get; } double Scale(double x) => x * K; } public readonly struct Three : IScale { public double K => 3; } [Differentiable] public static double F(double x) { IScale s = new Three(); return s.Scale(x) * x; }",
        @"public interface IScale { double K { get; } double Scale(double x) => x * K; } static double G<T>(double x, T s) where T : IScale => s.Scale(x) * x; public readonly struct Three : IScale { public double K => 3; } [Differentiable] public static double F(double x) => G(x, default(Three));",
        @"public interface IAct<T> where T : IAct<T> { static abstract double Apply(double x); } public struct Cubed : IAct<Cubed> { public static double Apply(double x) => x * x * x; } static double G<T>(double x) where T : IAct<T> => T.Apply(x) * 2; [Differentiable] public static double F(double x) => G<Cubed>(x);",
        @"static double Sum(params ReadOnlySpan<double> xs) { double s = 0; foreach (double v in xs) s += v * v; return s; } [Differentiable] public static double F(double x, double y) => Sum(x, y, x * y);",
        @"static partial double Scale { get; } static partial double Scale { get => 3; } [Differentiable] public static double F(double x) => x * Scale;",
        @"[System.Runtime.CompilerServices.InlineArray(4)] public struct Four { double first; } [Differentiable] public static double F(double x) { Four f = default; f[0] = x; f[1] = x * x; return f[0] * f[1]; }",
        @"static readonly double[] table = [2, 3]; static ref readonly double At(int i) => ref table[i]; [Differentiable] public static double F(double x) { ref readonly double k = ref At(1); return x * k; }",
        @"[Differentiable] public static double F(double x, double y) { ref double r = ref x; r = y * 2; return x * y; }",
        @"[Differentiable] public static double F(double x, double y) { (x > y ? ref x : ref y) *= 3; return x * y; }",
        @"public static partial class Outer<T> where T : System.Numerics.IFloatingPointIeee754<T> { public static partial class Inner<U> where U : struct { [Differentiable] public static T G(T x, U u) => x * x + T.Sin(x); } } [Differentiable] public static double F(double x) => Outer<double>.Inner<int>.G(x, 1) * x;",
        @"[Differentiable] public static double F(double x) { System.Linq.Expressions.Expression<Func<double>> e = () => 3 * x; return e.Compile()(); }",
        @"[Differentiable] public static double F(double x) { var p = new { A = x, B = 2 * x }; return p.A * p.B; }",
        @"[Differentiable] public static double F(double x) { double y = x; try { y *= x; } finally { y += 1; } return y; }",
        @"[Differentiable] public static double F(double x) { using var m = new System.IO.MemoryStream(); return x * m.Length + x; }",
        @"[Differentiable] public static double F(double x) { double? y = x; y *= 2; return y.Value; }",
        @"[Differentiable] public static double F(double x) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x)) * x;",
        @"[Differentiable] public static double F(double x) => System.Runtime.CompilerServices.Unsafe.As<double, double>(ref x) * x;",
        @"[Differentiable] public static double F(double x) { double[] a = [x, 2 * x]; foreach (ref double v in a.AsSpan()) v *= v; return a[0] + a[1]; }",
        @"[Differentiable] public static double F(double x) { Span<double> s = stackalloc double[3]; s.Fill(x); s[^1] *= 2; var t = s[1..]; return t[0] * t[^1]; }",
        @"public sealed class Holder { public double V; } [Differentiable] public static double F(double x) { var h = new Holder(); h.V = x; return h.V * x; }",
        @"public static Func<double, double> Twice(Func<double, double> f) => v => f(f(v)); [Differentiable] public static double F(double x) => Twice(v => v * v)(x);",
        @"static readonly double[] k = [2, 3]; [Differentiable] public static double F(double x) { double[] a = [x, .. k, .. k[..1]]; return a[0] * a[1] * a[^1]; }",
        @"static double[] Make() => [2, 3]; [Differentiable] public static double F(double x) { double[] a = [.. Make()]; a[0] = x; return a[0] * a[1]; }",
    };

    [Theory]
    [MemberData(nameof(Rare))]
    public void A_rare_program_has_the_right_gradient_or_an_error(string members) => IsRight(members);
}
