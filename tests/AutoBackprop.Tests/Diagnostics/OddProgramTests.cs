using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>
/// Programs of every kind that C# has: each gets a gradient that agrees with central differences, or an error with an id at
/// an expression of it. What compiles is never wrong, never a warning in generated code, and never at the neighbour's cost.
/// </summary>
public sealed partial class OddProgramTests
{
    private const string Head = "using System; using System.Linq; using System.Collections.Generic; using AutoBackprop; public static unsafe partial class P { ";
    private const string Tail = " }\npublic static partial class Neighbour { [AutoBackprop.Differentiable] public static double Square(double x) => x * x; }";

    public static TheoryData<string> Differentiated => new()
    {
        @"[Differentiable] public static double F(double x) { bool isShort = true; double y = x; while (isShort) { y *= x; isShort = y < 10; } return y; }",
        @"[Differentiable] public static double F(double x) { int left = 3, more = 0; double y = x; while (left > 0) { y = Math.Sin(y) * x; more++; left = 3 - more; } return y; }",
        @"static readonly double[] k = [2, 3]; [Differentiable] public static double F(double x) { double[] a = [.. k]; a[0] = x; return a[0] * a[1] * x; }",
        @"static readonly double[] k = [2, 3]; [Differentiable] public static double G(double[] a, double x) { double s = 0; foreach (double v in a) s += v * x; return s; } [Differentiable] public static double F(double x) { double[] a = [x, .. k]; return G(a, x); }",
        @"public sealed class K { public int G(int a, int b = 7, int c = 1) => a - 2 * b + c; } static readonly K k = new(); [Differentiable] public static double F(double x) => k.G(b: 1, a: 5) * x;",
        @"[Differentiable] public readonly partial struct V { public readonly double A; public V(double a) { A = a; } public double G(double p, double q) => A * p - q; } [Differentiable] public static double F(double x, double y) { var v = new V(x); return v.G(q: x * x, p: y); }",
        @"static readonly double[] buffer = { 3 }; [Differentiable] public static double F(double x) { double[] a = { x }; buffer.CopyTo(a, 0); return x * a[0]; }",
        @"[Differentiable] public static double F(double x) { int[] a = { 1, 2 }; return a.Sum() * x; }",
        @"static readonly int[] a = { 1, 2 }; [Differentiable] public static double F(double x) => a.Sum() * x;",
        @"[Differentiable] public static double F(double x) { string s = ""3""; return double.Parse(s) * x; }",
        @"[Differentiable] public static double F(double x) { System.Diagnostics.Debug.Assert(x > 0, ""x""); return x * x; }",
        @"public static partial double F(double x); [Differentiable] public static partial double F(double x) => x * x;",
        @"[Differentiable] public static double F(double x) { if (true) return x * x; return x; }",
        @"[Differentiable] public static double F(double x) { int unused; double u2 = x; return x * x; }",
        @"[Differentiable] public static double F(double x) { uint u = 3; if (u >= 0) return x * x; return x; }",
        @"[Obsolete(""x"", false)] static double K() => 2; [Differentiable] public static double F(double x) => K() * x;",
        @"[Differentiable] public static double F(double x) { double term = x; double product = term * x; { double sum = product; product += sum; } return product; }",
        @"const double dX = 3; [Differentiable] public static double F(double x) => x * dX;",
        @"const double value = 3; [Differentiable] public static double F(double x) => x * value;",
        @"static readonly double product = 3, exp = 2; [Differentiable] public static double F(double x, double z) => Math.Exp(x * z + 1) * Math.Exp(x * z + 1) * product * exp;",
        @"public class Workspace { } [Differentiable] public static double F(double x) { double[] a = { x, x }; double s = 0; for (int i = 0; i < 2; i++) s += a[i] * x; return s; }",
        @"static void FBackwardCore() { } [Differentiable] public static double F(double x) { double[] a = { x, x }; double s = 0; for (int i = 0; i < 2; i++) s += a[i] * x; return s; }",
        @"static (double value, double dX) FBackwardCore(double x, double dOut, Workspace w) => default; [Differentiable] public static double F(double x) { double[] a = { x, x }; double s = 0; for (int i = 0; i < 2; i++) s += a[i] * x; return s; }",
        @"const int FBackwardCore = 1; [Differentiable] public static double F(double x) { double[] a = { x, x }; double s = 0; for (int i = 0; i < 2; i++) s += a[i] * x; return s; }",
        @"public class Span { } public class Layers { } public class Math2 { } [Differentiable] public static double F(double x) { Span<double> a = stackalloc double[2]; a[0] = x; return a[0] * x; }",
        @"public static partial class Q<T> { [Differentiable] public static double F2(double x) => x * x; } [Differentiable] public static double F(double x) => Q<int>.F2(x);",
        @"[Differentiable] static double G<T>(double x, T t) => x * x; [Differentiable] public static double F(double x) => G(x, ""a"");",
        @"[Differentiable] static double G<T>(double x) where T : new() => x * x; [Differentiable] public static double F(double x) => G<object>(x) + G<List<int>>(x * x);",
        @"[Differentiable] static double G(double x) => x * x; [Differentiable] public static double F(double x) => G(x) > 1 ? G(x) : x;",
        @"[Differentiable] static double G(double x) => x * x; [Differentiable] public static double F(double x) { int i = 0; double y = x; while (G(y) < 20 && i++ < 5) y = G(y) + x * 0.1; return y; }",
        @"[Differentiable] public static double F(double x) => x > 100 ? x : F(x * x + 0.5);",
        @"[Differentiable] public static double F(double x) => x > 50 ? x * x : G(x * 1.5); [Differentiable] static double G(double x) => F(x + 1) * x;",
        @"[Differentiable] static internal double G(double x) => x * x; [Differentiable] public static double F(double x) => P.G(x);",
        @"[Differentiable] static double G(double x) => x * x; [Differentiable] public static double F(double x) { double GBackward = 3; return P.G(x) * GBackward; }",
        @"[Differentiable] static double G(double x) => x * x; [Differentiable] public static double F(double x) { double GBackward = 3; return G(x) * GBackward; }",
        @"[Differentiable] public static double F(double x) { ReadOnlySpan<int> idx = [1, 0]; double[] a = { x, 2 * x }; return a[idx[0]] * x; }",
        @"[Differentiable] public static double F(double x) { int[] p = { 1, 2, 0 }; double[] a = { x, 2 * x, 3 }; double s = 0; for (int i = 0; i < 3; i++) s += a[p[p[i]]] * i; return s; }",
        @"[Differentiable] public static double F(double x) { double[] a = new double[3]; for (int i = 0; i <= 2; i++) a[i] = x * i; return a[2] * a[1]; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 }; long i = 0; return a[i] * x; }",
        @"[Differentiable] public static double F(double x) { double s = 0; for (uint i = 0; i < 3; i++) s += x * i * x; return s; }",
        @"[Differentiable] public static double F(double x) { byte b = 250; for (int i = 0; i < 10; i++) b += 3; return x * b; }",
        @"[Differentiable] public static double F(double x) { double s = 1; for (int i = 3; i > 0; i--) s *= x / i; return s; }",
        @"[Differentiable] public static double F(double x) { double s = 1; for (int i = 0; i < 10; i++) { if (i % 3 == 0) i++; s *= x * (1 + 0.1 * i); } return s; }",
        @"[Differentiable] public static double F(double x) { double s = 0; for (int i = 0; i < 4; i++) { for (int j = 0; j < 4; j++) { if (j == i) continue; if (j > 2) break; s += x * i * j * s * 0.1 + x; } if (s > 8) return s * x; } return s; }",
        @"[Differentiable] public static double F(double x) { double s = 0; for (int i = 0; i < 5; i++) { switch (i % 3) { case 0: continue; case 1: s += x * x; break; default: s *= x; break; } s += 0.5 * x; } return s; }",
        @"[Differentiable] static double G(double a, double b) => a * b; [Differentiable] public static double F(double x) { double y; return G(y = x * x, y + x) * y; }",
        @"[Differentiable] public static double F(double x, double z) => G(x, z, x, z, x, z, x, z, x, z); [Differentiable] static double G(double a, double b, double c, double d, double e, double f, double g, double h, double i, double j) => a * b + c * d + e * f + g * h + i * j;",
        @"[Differentiable] public static double F(in double x) => x * x;",
        @"[Differentiable] static double G(in double x) => x * x; [Differentiable] public static double F(double x) { double y = x * 2; return G(in y) * G(x); }",
        @"[Differentiable] public static double F(double x, double z = 0.7) => x * z;",
        @"[Obsolete] [Differentiable] public static double G(double x) => x * x; [Differentiable] public static double F(double x) => G(x) * x;",
        @"[Obsolete(""use L"")] const double K = 2; [Differentiable] public static double F(double x) => K * x;",
        @"[Differentiable] public static double F(double x) { int[] a = { 1, 2 }; IEnumerable<int> s = a; return s.Sum() * x; }",
        @"static int Count(System.Collections.ICollection c) => c.Count; [Differentiable] public static double F(double x) { double[] a = { 1, 2 }; return Count(a) * x; }",
        @"[Differentiable] public static double F(double x) => G(x, 1); [Differentiable] static double G(double x, [NoGradient] double z) { z = x; return z * z; }",
        @"[Differentiable] public static double F(double x) { string s = x > 1 ? ""a"" : ""b""; switch (s) { case ""a"": return x * x; default: return x; } }",
        @"[Differentiable] public static double F(double x) { double[] a = { x, x * x }; return a[x > 1 ? 1 : 0] * x; }",
        @"[Differentiable] public static double F(double x) { checked { int i = 2; double y = x * i; return y * y; } }",
        @"[Differentiable] public static double F(double x) => x * unchecked((int)0xFFFFFFFF);",
        @"[Differentiable] public static double F(double x) { System.Diagnostics.Trace.WriteLine(""x""); return x * x; }",
        @"static readonly double a = 2, b = a * 3; [Differentiable] public static double F(double x) => x * b;",
        @"[Differentiable] static double Sq(double v) => v * v; [Differentiable] public static double F(double x) => P.Sq(x);",
        @"public static partial class Q { [Differentiable] public static double G(double v) => v * v; } [Differentiable] public static double F(double x) => Q.G(x) + P.Q.G(x);",
        @"[Differentiable] public static double F(double x) => ((((x)))) * (((x) + (1)));",
        @"[Differentiable] public static double F(double x) => (double)(float)(double)(float)2.5 * x + (double)(int)3.7 * x;",
        @"[Differentiable] public static double F(double x) => Math.Max(double.MinValue, x) * Math.Min(x, double.PositiveInfinity) + double.Epsilon;",
        @"[Differentiable] public static double F(double x) => - -x * +x - -(-x);",
        @"[Differentiable] public static double F(double x) { double y = x; for (;;) { y *= x; if (y > 3) break; } return y; }",
        @"[Differentiable] public static double F(double x) { double last = 0; for (int i = 0; i < 3; i++) { double cur = x * i; last += cur * last + cur; } return last; }",
        @"[Differentiable] public static double F(double x) { double[] a = []; double s = x; for (int i = 0; i < a.Length; i++) s *= a[i]; return s * s; }",
        @"[Differentiable] public static double F(double x) { int[] n = new int[3]; for (int i = 0; i < 3; i++) n[i] = i * i; return x * n[2] * x; }",
        @"[Differentiable] public static double F(double x) => x is not 0 ? 1 / x : 0;",
        @"[Differentiable] public static double F(double x) => x is 1 or > 1.2 ? x * x : 0;",
        @"[Differentiable] public static double F(double x) => x switch { < 0 => -x, >= 0 and < 1 => x * x, double.NaN => 0, _ => x * x * x };",
        @"[Differentiable] public static double F(double x, double z) => x switch { > 1 => z switch { > 0.5 => x * z, _ => x }, _ => z };",
        @"[Differentiable] public static double F(double x) { for (int i = 0; ; i++) switch (i) { case 3: return x * i * x; default: x += 0.1; break; } }",
        @"[Differentiable] public static double F(double x) { /* goto */ return x /* * 2 */ * x; /* } */ }",
        @"[Differentiable] public static double F(double x) { if (x < 0) return -x; if (x < 1) return x * x; if (x < 2) { if (x < 1.5) return x * x * x; return x; } return 0; }",
        @"[Differentiable] public static double F(double x, double z) { double y = x; y += z; y -= x * z; y *= y; y /= x + 1; y %= 3; return y; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 1, 2 }; a[0] *= x; a[1] += a[0]; a[2] -= a[1]--; ++a[0]; return a[0] * a[1] * a[2]; }",
        @"static readonly double[] store = { 1 }; static ref double R() => ref store[0]; [Differentiable] public static double F(double x) => x * R();",
        @"[Differentiable] public static double F(double x) { Span<double> s = stackalloc double[4]; for (int i = 0; i < s.Length; i++) s[i] = x * i; double r = 1; foreach (double v in s) r += v * v; return r; }",
        @"static readonly double[] w = { 2, 3 }; [Differentiable] public static double F(double x) { double s = 0; for (int i = 0; i < w.Length; i++) s += w[i] * x; return s; }",
        @"static readonly double[][] w = [[2], [3, 4]]; [Differentiable] public static double F(double x) { double s = 0; for (int i = 0; i < w.Length; i++) s += w[i][i] * x * x; return s; }",
        @"static double[] Make() => [1, 2]; [Differentiable] public static double F(double x) { double[] a = Make(); a[0] = x; return a[0] * a[1]; }",
        @"static void Fill(double[] a) { a[0] = 5; } [Differentiable] public static double F(double x) { double[] a = { 1, 2 }; Fill(a); return a[0] * x; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 }; double[] b = a.ToArray(); b[0] *= x; return b[0] * a[0]; }",
        @"[Differentiable] public static double F(double x) { Span<double> a = stackalloc double[1]; a[0] = x; double[] b = a.ToArray(); return b[0] * a[0]; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 }; var b = (double[])a.Clone(); b[0] *= x; return b[0] * a[0]; }",
        @"[Differentiable] public static double F(double x) { double[] a = new double[3]; Array.Fill(a, x); double[] b = new double[3]; Array.Copy(a, 0, b, 1, 2); return b[0] + b[2] * a[1]; }",
        @"[Differentiable] public static double G(double[][] m) { double[] r = m[0]; r[0] *= 2; return m[0][0]; } [Differentiable] public static double F(double x) { double[][] m = { new[] { x } }; return G(m) * x; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x }; if (a == null) return 0; if (a is null) return 1; return a[0] * x; }",
        @"[Differentiable] public static double F(double x) { if (x < 0) throw new ArgumentException($""bad {x}"", nameof(x)); return x * x; }",
    };

    /// <summary>What the language may learn one day, and until then refuses.</summary>
    public static TheoryData<string> RightOrRefused => new()
    {
        @"[Differentiable] public static double F(double x) { double y = x; again: y *= x; if (y < 10) goto again; return y; }",
        @"[Differentiable] public static double F(double x) { double y = x; switch ((int)x) { case 1: y = x * x; goto case 2; case 2: y *= 3; break; } return y; }",
        @"[Differentiable] public static double F(double x) { switch (2) { case 1: return 1; case 2: goto default; default: return x * x; } }",
        @"[Differentiable] public static double F(double x) { using (var s = new System.IO.MemoryStream()) { return x * x; } }",
        @"[Differentiable] public static double F(double x) { using var s = new System.IO.MemoryStream(); return x * x; }",
        @"[Differentiable] public static double F(double x) { int n = 3; return x * checked(n * n); }",
        @"[Differentiable] public static double F(double x) => x * checked((int)x);",
        @"[Differentiable] public static double F(double x) => x * unchecked((byte)(int)x);",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 }; fixed (double* p = a) { return p[0] * x; } }",
        @"[Differentiable] public static double F(double x) { double y = x; ref double r = ref y; r = r * x; return y; }",
        @"[Differentiable] public static double F(double x) { ref double r = ref x; r *= 2; return x * x; }",
        @"[Differentiable] public static double F(double x, double z) { double a = x, b = z; (x > 0 ? ref a : ref b) = 5 * x; return a * b; }",
        @"[Differentiable] public static double F(in double x) { ref readonly double r = ref x; return r * r; }",
        @"[Differentiable] public static double F(double x) { double y = x; double* p = &y; *p *= x; return y; }",
        @"[Differentiable] public static double F(double x) { Span<double> s = stackalloc double[] { x, x * x }; return s[0] * s[1]; }",
        @"[Differentiable] public static double F(double x) { double* s = stackalloc double[2]; s[0] = x; return s[0] * x; }",
        @"[Differentiable] public static double F(double x) { double G(double y) => y * y; return G(x); }",
        @"[Differentiable] public static double F(double x) { double s = 0; void Add() { s += x * x; } Add(); return s; }",
        @"[Differentiable] public static double F(double x) { Func<double> f = () => x * x; return f(); }",
        @"[Differentiable] public static double F(double x) { double s = 0; Action f = () => s = x; f(); return s + x; }",
        @"static double G(double x) => x * x; [Differentiable] public static double F(double x) { Func<double, double> f = G; return f(x); }",
        @"static readonly Func<double, double> G = y => y * y; [Differentiable] public static double F(double x) => G(x) + G.Invoke(x);",
        @"static double G(double x) => x * x; [Differentiable] public static double F(double x) { delegate*<double, double> f = &G; return f(x); }",
        @"static event Action<double>? E; [Differentiable] public static double F(double x) { E?.Invoke(x); return x * x; }",
        @"static double count; static double Next { get { count += 1; return 2; } } [Differentiable] public static double F(double x) => x * Next;",
        @"static double k = 2; [Differentiable] public static double F(double x) => x * k;",
        @"static double k = 2; [Differentiable] public static double F(double x) { k = x; return x * k; }",
        @"static double k = 2; static double Get() => k; static void Set(double v) { k = v; } [Differentiable] public static double F(double x) { Set(x); return x * Get(); }",
        @"static readonly double[] buffer = new double[2]; [Differentiable] public static double F(double x) { buffer[0] = x; return x * buffer[0]; }",
        @"static readonly double[] buffer = new double[2]; [Differentiable] public static double F(double x) { double[] a = buffer; a[0] = x; return x * a[0]; }",
        @"static readonly double[] buffer = new double[2]; [Differentiable] public static double F(double x) { Array.Fill(buffer, x); return x * buffer[0]; }",
        @"static readonly double[] buffer = new double[1]; [Differentiable] public static double F(double x) { double[] a = { x }; a.CopyTo(buffer, 0); return x * buffer[0]; }",
        @"static readonly double[] buffer = new double[1]; [Differentiable] public static void G(double x, double[] o) { o[0] = x * x; } [Differentiable] public static double F(double x) { G(x, buffer); return x * buffer[0]; }",
        @"sealed class Box { public double V; } static readonly Box box = new(); [Differentiable] public static double F(double x) { box.V = x; return x * box.V; }",
        @"sealed class Box { public double V { get; set; } } static readonly Box box = new(); [Differentiable] public static double F(double x) { box.V = x; return x * box.V; }",
        @"static readonly List<double> list = new(); [Differentiable] public static double F(double x) { list.Clear(); list.Add(x); return x * list[0]; }",
        @"static readonly System.Threading.ThreadLocal<double> l = new(() => 2); [Differentiable] public static double F(double x) { l.Value = x; return l.Value * x; }",
        @"static double[] store = { 1 }; static ref double R() => ref store[0]; [Differentiable] public static double F(double x) { R() = x; return x * R(); }",
        @"static double Q { get; set; } [Differentiable] public static double F(double x) { Q = x; return x * Q; }",
        @"static double k; [Differentiable] public static double F(double x) { System.Threading.Interlocked.Exchange(ref k, x); return x * k; }",
        @"[ThreadStatic] static double v; [Differentiable] public static double F(double x) { v = x; return v * x; }",
        @"static volatile float v = 1; [Differentiable] public static double F(double x) => x * v;",
        @"[Differentiable] public static double F(double x) => double.Parse($""{x:R}"") * x;",
        @"[Differentiable] public static double F(double x) { string s = $""{x:R}""; return double.Parse(s) * x; }",
        @"[Differentiable] public static double F(double x) { string s = $""{x:R}""; string t = s + ""0""; if (t.Length > 100) t = ""1""; return double.Parse(t) * x; }",
        @"[Differentiable] public static double F(double x) { string s = """" + x; return double.Parse(s) * x; }",
        @"[Differentiable] public static double F(double x) { string s = string.Format(""{0}"", x); return double.Parse(s) * x; }",
        @"[Differentiable] public static double F(double x) => x > 0 ? x * x : throw new ArgumentException(""x"");",
        @"[Differentiable] public static double F(double x) { if (x * x is double y and > 1) { y += x; return y * y; } return x; }",
        @"[Differentiable] public static double F(double x) => (object)x is double d ? d * d : 0;",
        @"[Differentiable] public static double F(double x) { double? d = x; return d is double v ? v * v : 0; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 * x }; return a is [var p, var q] ? p * q : 0; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 * x, 3 }; return a is [var p, .., > 2] ? p * x : 0; }",
        @"[Differentiable] public static double F(double x) { double? d = null; return (d ?? x) * x; }",
        @"[Differentiable] public static double F(double x) { double? d = null; d ??= x; return d.Value * x; }",
        @"[Differentiable] public static double F(double x) { string? s = ""ab""; return x * (s?.Length ?? 0); }",
        @"static void G(double x, out double y) { y = x * x; } [Differentiable] public static double F(double x) { G(x, out double y); return y; }",
        @"static void G(ref double x) { x *= x; } [Differentiable] public static double F(double x) { G(ref x); return x; }",
        @"static double Sum(params double[] a) => a[0] + a[1]; [Differentiable] public static double F(double x) => Sum(x, 2 * x);",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 }; return a.Sum() * x; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 }; IEnumerable<double> s = a; return s.Sum() * x; }",
        @"[Differentiable] public static double F(double x) => Enumerable.Range(0, 3).Select(i => i * x).Sum();",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 }; return (from v in a select v * v).Sum(); }",
        @"static IEnumerable<double> G(double x) { yield return x; yield return x * x; } [Differentiable] public static double F(double x) { double s = 0; foreach (double v in G(x)) s += v; return s; }",
        @"[Differentiable] public static double F(double x) { dynamic d = x; return d * x; }",
        @"[Differentiable] public static double F(double x) { dynamic d = 2.0; return Math.Max(d, x); }",
        @"[Differentiable] public static double F(double x) { double[] a = [x, 2]; double[] b = [..a, x * x]; return b[0] * b[2]; }",
        @"[Differentiable] public static double F(double x) { List<double> a = [x, x * x]; return a[0] * a[1]; }",
        @"public record struct R(double A, double B); [Differentiable] public static double F(double x) { var r = new R(x, 2); r = r with { B = x * x }; return r.A * r.B; }",
        @"[Differentiable] public static double F(double x) { var r = new { A = x, B = 2 * x }; return r.A * r.B; }",
        @"[Differentiable] public static double F(double x) => (double)(Half)x * x;",
        @"[Differentiable] public static double F(double x) => (double)((decimal)x * 2m);",
        @"ref struct R { public double V; } [Differentiable] public static double F(double x) { var r = new R { V = x }; return r.V * x; }",
        @"struct S { public double V; } [Differentiable] public static double F(double x) { S s; s.V = x; S t = s; t.V *= 2; return s.V * t.V; }",
        @"sealed class C { public double V; } [Differentiable] public static double F(double x) { var c = new C { V = x }; var d = c; d.V *= 2; return c.V * x; }",
        @"[System.Runtime.CompilerServices.InlineArray(2)] struct A { double e; } [Differentiable] public static double F(double x) { var a = new A(); a[0] = x; return a[0] * x; }",
        @"static Func<double, int, double> f = (x, n) => n == 0 ? x : f!(x * x, n - 1); [Differentiable] public static double F(double x) => f(x, 2);",
        @"public readonly struct V { public readonly double A; public V(double a) { A = a; } public static V operator *(V l, V r) => new(l.A * r.A); public static implicit operator V(double d) => new(d); public static explicit operator double(V v) => v.A; } [Differentiable] public static double F(double x) => (double)((V)x * (V)2.0);",
        @"static partial void Hook(double x); [Differentiable] public static double F(double x) { Hook(x); return x * x; }",
        @"[System.Runtime.InteropServices.DllImport(""m"")] static extern double cos(double x); [Differentiable] public static double F(double x) => cos(x);",
        @"[System.Diagnostics.Conditional(""NEVER"")] static void Check(double x) { } [Differentiable] public static double F(double x) { Check(x += 1); return x * x; }",
        @"[Differentiable] public static double F(double x) { System.Diagnostics.Debug.Assert((x += 1) > 0); return x * x; }",
        @"interface I<T> where T : I<T> { static abstract double G(double x); } struct S : I<S> { public static double G(double x) => x * x; } static double H<T>(double x) where T : I<T> => T.G(x); [Differentiable] public static double F(double x) => H<S>(x);",
        @"static T Sq<T>(T x) where T : System.Numerics.INumber<T> => x * x; [Differentiable] public static double F(double x) => Sq(x);",
        @"static T Id<T>(T x) => x; [Differentiable] public static double F(double x) => Id(x) * x;",
        @"interface I { double G(double x) => x * x; } sealed class C : I; static readonly I c = new C(); [Differentiable] public static double F(double x) => c.G(x);",
        @"[Differentiable] public static double F(double x) { double y = x; try { y *= x; } finally { y += 1; } return y; }",
        @"[Differentiable] public static double F(double x) { try { return x * x; } catch (Exception) when (x > 0) { return 0; } }",
        @"[Differentiable] public static double F(double x) { lock (typeof(P)) { return x * x; } }",
        @"[Differentiable] public static double F(double x) { double[] a = { 1, x, 2 * x }; double[] b = a[1..]; return b[0] * a[^1]; }",
        @"[Differentiable] public static double F(double x) { double[] a = { 1, x, 2 * x }; Span<double> b = a.AsSpan(1, 2); b[0] = x * x; return a[1] * b[1]; }",
        @"[Differentiable] public static double F(double x) { Memory<double> m = new double[] { x, 2 }; return m.Span[0] * x; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 }; return System.Runtime.InteropServices.MemoryMarshal.GetReference<double>(a) * x; }",
        @"[Differentiable] public static double F(double x) => System.Runtime.CompilerServices.Unsafe.As<double, long>(ref x) * x;",
        @"[Differentiable] public static double F(double x) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x)) * x;",
        @"[Differentiable] public static double F(double x) => x.GetHashCode() * 1e-9 + x;",
        @"[Differentiable] public static double F(double x) { var v = new System.Numerics.Vector<double>(x); return v[0] * x; }",
        @"[Differentiable] public static double F(double x) { System.Numerics.Complex c = x; return (c * c).Real; }",
        @"[Differentiable] public static double F(double x) { var t = (a: x, b: x * x); t.a *= 2; return t.a * t.b; }",
        @"[Differentiable] public static double F(double x) { var t = (a: x, b: x * x); var u = t; u.a *= 2; return t.a * u.a; }",
        @"[Differentiable] public static double F(double x) => (x, 2.0) == (1.3, 2.0) ? x * x : x * x;",
        @"[Differentiable] public static double F(double x) { object o = ""s""; switch (o) { case string s: return x * s.Length; default: return x; } }",
        @"[Differentiable] public static double F(double x) => (x > 1, x > 2) switch { (true, false) => x * x, (true, true) => x, _ => 0 };",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 }; foreach (ref double c in a.AsSpan()) c *= x; return a[0] + a[1]; }",
        @"[Differentiable] public static double F(double x) { double[,] a = { { x, 2 }, { 3, x * x } }; return a[0, 0] * a[1, 1] + a.GetLength(0); }",
        @"struct S { public double A; } [Differentiable] public static double F(double x) { var a = new S[2]; a[0].A = x; return a[0].A * x; }",
        @"[Differentiable] public static double F(double x) { double[] a = { 3, x }; Array.Sort(a); Array.Reverse(a); return a[0] * x; }",
        @"[Differentiable] public static double F(double x) { double[] a = { 3, x }, b = { x, x }; var c = x > 0 ? a : b; c[0] = x * x; return a[0] * b[1]; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 1 }; IList<double> o = a; o[0] = 7; return a[0] * x; }",
        @"[Differentiable] public static double F(double x) { double[][] m = { new[] { x }, new[] { 2 * x } }; (m[0], m[1]) = (m[1], m[0]); return m[0][0] * x; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x }, b = a; return a == b ? x * x : x; }",
        @"[Differentiable] public static double F(double x) { var d = new Dictionary<int, double> { [0] = x }; return d[0] * x; }",
        @"[Differentiable] public static double F(double x) { var t = System.Threading.Tasks.Task.FromResult(x); return t.Result * x; }",
        @"[Differentiable] public static double F(double x) { double[] a = { x, 2 }; double[] b = Array.ConvertAll(a, v => v * v); return b[0] * x; }",
        @"static T[] Rev<T>(T[] a) { var b = (T[])a.Clone(); Array.Reverse(b); return b; } [Differentiable] public static double F(double x) { double[] a = { x, 2 }; double[] b = Rev(a); return b[1] * x; }",
        @"[Differentiable] public static double F(double x) { KeyValuePair<double, double> p = new(x, 2); return p.Key * x; }",
        @"[Differentiable] public static double F(double x) { var (a, b) = Math.DivRem(7, 2); return x * a * b; }",
        @"[Differentiable] public static double F(double x) { Lazy<double> l = new(() => x); return l.Value * x; }",
        @"[Differentiable] public static double F(double x) { Index i = ^1; double[] a = { x, x * x }; return a[i]; }",
        @"static double G(double a, in double b) => a * b; [Differentiable] public static double F(double x) => G(2, 3) * x;",
        @"[Differentiable] public static double F(double x) { double y = x; for (int i = 0; i < 3; i++) { if (i == 1) { y *= x; continue; } y += i; } return y; }",
    };

    [Theory]
    [MemberData(nameof(Differentiated))]
    public void An_odd_program_has_the_right_gradient(string members) => Assert.True(IsRight(members), "It is refused: " + string.Join("\n", Run(members).AnalyzerDiagnostics));

    [Theory]
    [MemberData(nameof(RightOrRefused))]
    public void An_odder_program_has_the_right_gradient_or_an_error(string members) => IsRight(members);

    private static bool IsRight(string members)
    {
        Generation generation = Run(members);
        Assert.Empty(generation.GeneratorDiagnostics);
        Diagnostic[] errors = [.. generation.AnalyzerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        Assert.All(errors, error => Assert.StartsWith("ABP", error.Id));
        Assert.DoesNotContain(errors, error => error.Id == "ABP0010");
        Assert.All(errors, error => Assert.True(error.Location.SourceSpan.Start >= Head.Length && error.Location.SourceSpan.End <= Head.Length + members.Length));
        using CompiledProgram program = generation.Compile();
        Assert.Equal([9.0, 6.0], program.InvokeTuple("Neighbour.SquareGradient", 3.0));
        if (errors.Length > 0)
        {
            Assert.DoesNotContain("P.F.g.cs", generation.Sources.Keys);
            return false;
        }
        AssertRight(program, generation);
        return true;
    }

    private static Generation Run(string members)
    {
        CSharpCompilation compilation = GeneratorHarness.Compile([Head + members + Tail], []);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS0227"));
        return GeneratorHarness.RunFor(compilation.WithOptions(compilation.Options.WithAllowUnsafe(true)));
    }

    private static void AssertRight(CompiledProgram program, Generation generation)
    {
        double[] at = program.Method("P.F").GetParameters().Length == 1 ? [1.3] : [1.3, 0.7];
        double[] gradient = [.. program.InvokeTuple("P.FGradient", Boxed(at)).Select(Convert.ToDouble)];
        Assert.Equal(Convert.ToDouble(program.Invoke("P.F", Boxed(at))), gradient[0]);
        for (int i = 0; i < at.Length; i++)
        {
            const double step = 1e-5;
            double numeric = (Moved(i, step) - Moved(i, -step)) / (2 * step);
            Assert.True(Math.Abs(numeric - gradient[i + 1]) <= 1e-5 * Math.Max(1, Math.Abs(numeric)), $"Parameter {i}: {numeric} by differences, {gradient[i + 1]} generated\n{generation.Print()}");
        }

        double Moved(int parameter, double by)
        {
            double[] moved = [.. at];
            moved[parameter] += by;
            return Convert.ToDouble(program.Invoke("P.F", Boxed(moved)));
        }
    }

    private static object?[] Boxed(double[] values) => [.. values.Select(value => (object?)value)];
}
