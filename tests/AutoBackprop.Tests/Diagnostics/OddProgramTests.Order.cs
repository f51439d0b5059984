using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <content>What C# evaluates when: targets before values, values before what is assigned, each index once; and more programs of every kind.</content>
public sealed partial class OddProgramTests
{
    public static TheoryData<string> Ordered => new()
    {
        @"[Differentiable] public static double F(double x) { int i = 0; double[] a = [1, 2, 3]; (a[i++], a[i++]) = (x * i, x * x + i); return a[0] * a[1] + i; }",
        @"[Differentiable] public static double F(double x) { int i = 0; double[] a = [1, 2, 3]; (i, a[i]) = (1, x); return a[0] * a[1] * a[1] + i; }",
        @"[Differentiable] public static double F(double x) { int i = 0; double[] a = [1, 2, 3]; (a[i], i, a[i]) = (x, 2, x * x); return a[0] * a[1] + a[2] * i; }",
        @"[Differentiable] public static double F(double x) { int i = 0, j = 1; double[] a = [x, x * x]; (a[i], a[j]) = (a[j], a[i] * 2); return a[0] * a[0] * a[1]; }",
        @"[Differentiable] public static double F(double x) { int i = 0; int[] k = [1, 0]; double[] a = [x, x * x]; (k[0], a[k[0]]) = (0, 3 * x); return a[0] * a[0] * a[1]; }",
        @"[Differentiable] public static double F(double x) { int i = 0; double[] a = [1, 2, 3]; (a[i++], a[i]) = Math.SinCos(x * i); return a[0] * a[1] * a[1]; }",
        @"[Differentiable] public static double F(double x) { int i = 0; double[] a = [1, 2, 3]; (a[i], (i, a[i])) = (x, (1, x * x)); return a[0] * a[1] * a[1]; }",
        @"static double G(double[] a, double b) => a[0] * b; [Differentiable] static double G2(double[] a, double b) => a[0] * b; [Differentiable] public static double F(double x) { int i = 0; double[][] m = [[x], [2 * x]]; return G2(m[i], i++ + x) + i; }",
        @"[Differentiable] public static double F(double x) { int i = 0; double[][] m = [[x, 3 * x], [2 * x, 7]]; double y = m[i][i++]; return y * m[i][i--] * x + m[i++][i]; }",
        @"[Differentiable] static double G2(ReadOnlySpan<double> a, double b) => a[0] * b; [Differentiable] public static double F(double x) { int i = 0; double[] m = [x, 3 * x, 2]; return G2(m.AsSpan(i, 2), i++ + x) + G2(m.AsSpan()[i..], i-- * x) + G2(m[i..], ++i); }",
        @"[Differentiable] public static double F(double x) { int i = 0; double[][] m = new double[2][]; m[i] = new double[++i + 1]; m[i] = new double[2]; m[0][1] = x; m[1][0] = x * x; return m[0][1] * m[1][0]; }",
        @"[Differentiable] public static double F(double x) { int i = 0; double[] a = [1, 2, 3]; a[i] = i = 2; a[i] = x * (i = 1); a[i] += x * i--; return a[0] * a[1] * a[2]; }",
        @"[Differentiable] static void G(double x, out double y) { y = x * x; } [Differentiable] public static double F(double x) { int i = 0; double[] a = [1, 2, 3]; G(x * i, out a[i++]); G(x * i, out a[i++]); return a[0] + a[1] * i; }",
        @"[Differentiable] public static double F(double x) { int i = 0; (double A, double B)[] p = [(x, 2), (x * x, x)]; (p[i++].A, p[i].B) = (p[i].A, x * i); p[i--].A *= x; return p[0].A * p[1].A * p[1].B * (i + 2); }",
        @"[Differentiable] public partial struct V { public double A, B; } [Differentiable] public static double F(double x) { int i = 0; var p = new V[2]; (p[i], p[i + 1].A) = (new V { A = x, B = x * x }, p[i++].A + x); return p[0].B * p[1].A + p[0].A; }",
        @"[Differentiable] public static double F(double x) { double y = x; int i = 0; y = i++ * y + i++ * y + i * y; return y * i; }",
        @"[Differentiable] static double H(double a, double b, int c) => a * b + c; [Differentiable] public static double F(double x) { int i = 1; double y = x; return H(y++, y *= i++, i) + y; }",
        @"[Differentiable] public static double F(double x) { double[] a = [x, 2]; double y = a[0] + (a[0] = 3) * x + a[0]; return y * a[0]; }",
        @"[Differentiable] static double W(double[] a, double v) { a[0] = v; return v * v; } [Differentiable] public static double F(double x) { double[] a = [x, 2]; double y = a[0] * W(a, 2 * x) + a[0]; return y; }",
        @"[Differentiable] public static double F(double x) { double[] a = [x, 2]; double Local(double v) { a[0] *= v; return a[0]; } return a[0] + Local(x) * a[0] + Local(2); }",
        @"[Differentiable] public static double F(double x) { double[] a = new double[3]; int i = 0; foreach (double v in new[] { x, x * x, 2 }) a[i++] = v * i; return a[0] * a[1] + a[2]; }",
        @"[Differentiable] public static double F(double x) { double[,] m = new double[2, 2]; int i = 0; m[i++, i] = x; m[i, --i] = x * x; return m[0, 1] * m[1, 0]; }",
        @"[Differentiable] public static double F(double x) { double[,] m = { { x, 1 }, { 2, x } }; int i = 0; (m[i, i++], m[i, i]) = (m[i, i] * 3, m[0, 0]); return m[0, 0] * m[1, 1] + i; }",
        @"[Differentiable] public static double F(double x) { Span<double> s = [x, 2 * x, 3]; int i = 0; s[i++] *= s[i]; s[^i] = x; (s[0], s[i]) = (s[i], s[0]); return s[0] * s[1] * s[2]; }",
        @"[Differentiable] public static double F(double x) { double k = 2; Func<double, double> f = v => v * k; k = 3 * x; return f(x); }",
        @"[Differentiable] public static double F(double x) { double k = x; double G(double v) { k *= 2; return v * k; } double a = G(x); return a + G(x) * k; }",
        @"[Differentiable] public static double F(double x) { double s = 0; for (int i = 0; i < 3; i++) { Span<double> t = stackalloc double[2]; t[0] = x * i; t[1] = t[0] * x; s += t[1]; } return s; }",
        @"[Differentiable] public readonly partial struct M { public readonly double V; public M(double v) { V = v; } public static explicit operator double(M m) => m.V * m.V; public static implicit operator M(double d) => new(d * 2); } [Differentiable] public static double F(double x) { M m = x; return (double)m * (double)(M)(x + 1); }",
        @"[Differentiable] public static double F(double x) { Span<double> a = [x, x * x]; Span<double> b = [.. a, .. a[..1], 3]; return b[2] * b[1] * b[3]; }",
        @"[Differentiable] public static double F(double x) => x is > 0 and (< 1 or > 1.2) and var y ? y * y : 0;",
        @"[Differentiable] public static double F(double x) { switch (x) { case > 5: return x; case var y when y > 1 && (y *= 2) > 0: return y * x; default: return 0; } }",
        @"[Differentiable] public static double F(double x) { double y = 0; if (x > 1 && (y = x * x) > 1 && (y *= x) > 1) return y; return x + y; }",
        @"[Differentiable] public static double F(double x) { double y = 0; bool b = x > 1 || (y = x * x) > 1; return b ? x * x + y : y; }",
        @"[Differentiable] public static double F(double x) { double a = x; (a, var b) = (a * 2, a); (a, b) = (b, a * b); return a * b; }",
        @"public static partial class N<T> { public static partial class In<U> { public static double K = 2; [Differentiable] public static double G(double v) => v * v; } } [Differentiable] public static double F(double x) => N<int>.In<string>.G(x) + N<long>.In<int>.G(2 * x);",
        @"[Differentiable] public static double F(double x) { var t = (x, y: x * x, (3.0, x)); return t.Item1 * t.y * t.Item3.Item2; }",
        @"[Differentiable] public static double F(double x) { (double a, double b)[] p = [(x, 2), (x * x, x)]; p[1].a *= x; var q = p[1] with { b = 3 }; return p[0].a * p[1].a * q.b; }",
        @"[Differentiable] public static double F(double x) { int n = (int)Math.Floor(x * 3); n += (int)x; long l = (long)x; return x * n + l * x * x; }",
        @"[Differentiable] public static double F(double x) { int n = 2; n *= (int)1.5; n = (int)(n * x); return n * x; }",
        @"[Differentiable] public static double F(double x) { int n = 1; n += 2 * (int)x; n = n << 1; n += 1; byte b = (byte)n; b += 2; return b * x * x; }",
        @"[Differentiable] public static double F(double x) { int n = 3; n /= 2; n %= 5; n += 'a'; char c = 'b'; c++; return x * x * n * c; }",
        @"[Differentiable] public partial struct V { public double A { get => field; set { field = Math.Max(0, value); } } public double B; } [Differentiable] public static double F(double x) { V v = default; v.B = x; return v.B * x + v.A; }",
        @"[Differentiable] public static double F(double x) { double[][] m = [[x, 1], [2, x * x]]; int i = 0; (m[Math.Max(i, 1)], m[0]) = (m[0], m[Math.Max(i, 1)]); return m[0][1] * m[1][0]; }",
        @"[Differentiable] public static double F(double x) { int i = 0; int Next() => i++; double[] a = [x, 2 * x, 3]; a[Next()] *= x; (a[Next()], a[Next()]) = (a[0] * i, x); return a[0] * a[1] * a[2]; }",
        @"[Differentiable] public static double F(double x) { int i = 0; int Next() => i++; double[][] m = new double[2][]; m[Next()] = new double[Next() + 1]; m[1] = new double[1]; m[0][1] = x; m[1][0] = i * x; return m[0][1] * m[1][0]; }",
    };

    public static TheoryData<string> Unsupported => new()
    {
        @"static double memo = double.NaN; [Differentiable] public static double F(double x) { if (double.IsNaN(memo)) memo = 3; return x * memo; }",
        @"[Differentiable] public partial record struct V { public double A { get; set => field = value * 2; } } [Differentiable] public static double F(double x) { var v = new V(); v.A = x; return v.A * x; }",
        @"[Differentiable] public static double F(double x) { double s = 0; foreach (double v in Local()) s += v; return s; IEnumerable<double> Local() { yield return x; yield return x * x; } }",
        @"[Differentiable] public static double F(double x) { unsafe { double y = x; double* p = &y; p[0] += x; return y; } }",
        @"[Differentiable] public static double F(double x) { Span<double> t = x > 0 ? stackalloc double[2] : new double[2]; t[0] = x; return t[0] * x + t[1]; }",
        @"ref struct Acc { public double Sum; public void Add(double v) { Sum += v * v; } } [Differentiable] public static double F(double x) { var a = new Acc(); a.Add(x); a.Add(2 * x); return a.Sum; }",
        @"static ref double Pick(double[] a, int i) => ref a[i]; [Differentiable] public static double F(double x) { double[] a = [x, 2 * x]; Pick(a, 0) *= x; return a[0] * a[1]; }",
        @"static ref double Larger(ref double a, ref double b) { if (a > b) return ref a; return ref b; } [Differentiable] public static double F(double x, double y) { Larger(ref x, ref y) *= 3; return x * y; }",
        @"static double Sum(double scale, params double[] a) { double s = 0; for (int i = 0; i < a.Length; i++) s += a[i] * scale; return s; } [Differentiable] public static double F(double x) => Sum(x) + Sum(x, x, 2) + Sum(2, [x, x * x]);",
        @"[Differentiable] public static double F(double x) { FormattableString s = $""{x}""; return (double)s.GetArgument(0)! * x; }",
        @"public readonly struct M { readonly double v; public M(double v) { this.v = v; } public static implicit operator int(M m) => (int)m.v; public static implicit operator M(double d) => new(d); } [Differentiable] public static double F(double x) { M m = x; return m * x; }",
        @"static int n; [Differentiable] public readonly partial struct V { public readonly double A; public V(double a) { A = a; } public static V operator +(V l, V r) { n++; return new(l.A + r.A * 2); } } [Differentiable] public static double F(double x) { var v = new V(x) + new V(x * x); v += v; return v.A + n * 0; }",
        @"abstract class B { public abstract double K { get; } public virtual double G(double v) => v * K; } sealed class C2 : B { public override double K => 2; public override double G(double v) => base.G(v) * v; } static readonly B b = new C2(); [Differentiable] public static double F(double x) => b.G(x);",
        @"[System.Runtime.CompilerServices.InlineArray(3)] struct Tri { double e0; } [Differentiable] public static double F(double x) { Tri t = default; Span<double> s = t; s[0] = x; s[1] = x * x; double r = 0; foreach (double v in t) r += v; return r; }",
        @"[Differentiable] public static double F(double x) { double[] a = [x, .. (x > 1 ? new[] { x * x } : []), 2]; return a[1] * a[^1]; }",
        @"[Differentiable] public static double F(double x) => x is double and not (0 or 1) ? x * x : 1;",
        @"[Differentiable] public static double F(double x) { object o = 3; return o is int n and > 2 ? x * x * n : x; }",
        @"[Differentiable] public static double F(double x) => (x, x * 2) switch { (var a, > 2) when a > 1 => a * a, (> 0, var b) => b, _ => 0 };",
        @"[Differentiable] public static double F(double x) { double[] a = [x, 2, 3]; return a switch { [var p] => p, [var p, ..] when p > 1 => p * x, _ => 0 }; }",
        @"[Differentiable] public partial struct Pc(double a, double b) { public double S => a * b; public double T() { a *= 2; return a; } } [Differentiable] public static double F(double x) { var p = new Pc(x, 3); double t = p.T(); return p.S * t; }",
        @"[Differentiable] public static double F(double x) { System.Diagnostics.Debug.Assert(x > 0, $""x is {x}""); System.Diagnostics.Debug.WriteLine(x); return x * x; }",
        @"[Differentiable] public static double F(double x) => x * (x > 0 ? x : throw new InvalidOperationException($""{x}"")) + (x < 0 ? throw new Exception() : x);",
        @"[Differentiable] public static double F(double x) { ref long l = ref System.Runtime.CompilerServices.Unsafe.As<double, long>(ref x); l = BitConverter.DoubleToInt64Bits(3); return x * x; }",
        @"[Differentiable] public static double F(double x) { Span<double> a = [x, 2]; Span<long> l = System.Runtime.InteropServices.MemoryMarshal.Cast<double, long>(a); l[0] = 0; return a[0] + x * a[1]; }",
        @"[Differentiable] public static double F(double x) { double[] a = [x, 2]; ref double r = ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(a); r = 5; return a[0] * x; }",
        @"[Differentiable] public static double F(double x) { Span<double> a = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref x, 1); a[0] = 3 * x; return x * x; }",
        @"[Differentiable] public static double F(double x) { double y; System.Runtime.CompilerServices.Unsafe.SkipInit(out y); y = x; return y * x; }",
        @"[Differentiable] public static double F(double x) { double y = x; System.Threading.Volatile.Write(ref y, x * x); return System.Threading.Volatile.Read(ref y); }",
        @"static bool Try(double v, out double r) { r = v * v; return r > 1; } [Differentiable] public static double F(double x) => Try(x, out double r) ? r * x : x;",
        @"static (bool, double) Try(double v) => (v > 1, v * v); [Differentiable] public static double F(double x) => Try(x) is (true, var r) ? r * x : x;",
        @"[Differentiable] public static double F(double x) { double s = 0; foreach (var (i, v) in new[] { x, 2 * x }.Index()) s += i * v; return s * x; }",
        @"static double field = 1; [Differentiable] public static double F(double x) { ref double r = ref field; r += 0; return x * x * r; }",
        @"[Differentiable] public static double F(double x) { int i = 0; double[][] m = [[x, 1], [2 * x, 5], [7, x]]; (m[i++], m[2]) = (m[2], m[i++]); return m[0][0] * m[2][0] + m[1][0]; }",
        @"[Differentiable] public partial struct V { public double A { get => field; set => field = value * 2; } } [Differentiable] public static double F(double x) { var v = new V(); v.A = x; return v.A * x; }",
        @"[Differentiable] public partial struct V { public double A { get => field * 3; init; } } [Differentiable] public static double F(double x) { var v = new V { A = x }; return v.A * x; }",
        @"[Differentiable] public static double F(double x) { double[] a = [x, 2 * x]; return a is [var p, var q] ? p * q : 0; }",
        @"[Differentiable] public static double F(double x, double y) => (new[] { x, y }) is [var p, < 3 and var q] ? p * q : 0;",
        @"[Differentiable] public static double F(double x) { int[] k = [1, 2]; return k switch { [var p, .. var r] => x * p * r.Length, _ => 0 }; }",
    };

    [Theory]
    [MemberData(nameof(Ordered))]
    public void What_has_an_order_keeps_it(string members) => Assert.True(IsRight(members), "It is refused: " + string.Join("\n", Run(members).AnalyzerDiagnostics));

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void What_is_refused_is_refused_once(string members)
    {
        IsRight(members);
        Assert.All(Run(members).AnalyzerDiagnostics.GroupBy(static diagnostic => diagnostic.Location.SourceSpan), static place => Assert.Single(place));
    }
}
