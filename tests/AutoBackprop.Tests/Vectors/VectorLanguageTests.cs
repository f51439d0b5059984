using System.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Vectors;

/// <summary>Vectors in every place that a value can have, against the oracle.</summary>
public class VectorLanguageTests
{
    private static readonly Vector3 A = new(0.3f, -0.8f, 1.2f);
    private static readonly Vector3 B = new(-1.1f, 0.4f, 0.7f);
    private static readonly Vector2 P = new(0.6f, -0.9f);
    private static readonly Quaternion Q = new(0.1f, -0.3f, 0.5f, 0.9f);
    private static readonly Matrix4x4 M = Matrix4x4.CreateFromQuaternion(Q) * Matrix4x4.CreateTranslation(0.5f, 1, 2);

    [Theory]
    [InlineData("float F(Vector3 a, Vector3 b) => Vector3.Dot(a, a) + Vector3.Dot(a, Vector3.Cross(a, b));")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b) => a * a + b * b - a * b;")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b) => -(2 * a) / (1 + b.LengthSquared()) + 3 * -b;")]
    [InlineData("float F(Vector3 a, Vector3 b) { a += b; b *= a.X; a -= 2 * b; a /= 3; return a.X * b.Y + a.Z; }")]
    [InlineData("float F(Vector3 a, Vector3 b) { a.X = b.Y * a.Y; a.Y += a.X; a.Z *= a.Z; b.X -= a.Z; return Vector3.Dot(a, b); }")]
    [InlineData("float F(Vector3 a, Vector3 b) { var c = a; a.X = 2; c.Y = a.X * a.Y; return Vector3.Dot(c, a) + b.X; }")]
    [InlineData("float F(Vector3 a, Vector3 b) { Vector3 c = new(b.X * a.X, 2, a.Y); c = c.Z > 9 ? new(a.X) : c; Vector3[] all = [c, new(new Vector2(a.X, b.Z), a.Z)]; return Vector3.Dot(all[0], all[1]); }")]
    [InlineData("float F(Vector3 a, Vector3 b) { a.X++; --b.Y; return a.X * b.Y; }")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b) => a.X > 0 ? Vector3.Max(a, b) : b;")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b) { if (a == b) return a; if (a.X > b.X && a != Vector3.Zero) { Vector3 c = Vector3.Normalize(a); return c * b.Length(); } return Vector3.UnitX; }")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b) => (int)(a.Y * 10) switch { -8 => Vector3.Cross(a, b), 0 => a, _ => b };")]
    [InlineData("float F(Vector3 a, Vector3 b) { switch (a.X) { case > 0.2f: a.Y = b.X; break; default: return 1; } return a.Y * a.Z; }")]
    [InlineData("float F(Vector3 a, Vector3 b) { Vector3 s = Vector3.Zero; for (int i = 0; i < 4; i++) s = Vector3.Cross(s, a) + b * i; return s.Length(); }")]
    [InlineData("float F(Vector3 a, Vector3 b) { for (int i = 0; i < 3; i++) { a.X = a.Y * b.Z; a.Y += a.X * a.X; b = Vector3.Lerp(a, b, a.Z / 4); } return Vector3.Distance(a, b); }")]
    [InlineData("float F(Vector3 a, Vector3 b) { int n = 0; while (a.LengthSquared() < 9 && n++ < 10) a = 1.5f * a + Vector3.Reflect(b, Vector3.Normalize(a)); return a.X + a.Y * a.Z; }")]
    [InlineData("float F(Vector3 a, Vector3 b) { float s = 0; for (int i = 0; i < 5; i++) { Vector3 d = a - i * b; if (d.X < 0) continue; s += 1 / (1 + d.LengthSquared()); } return s; }")]
    [InlineData("float F(Vector3 a, Vector3 b) { Vector3[] local = [a, b, a + b]; local[1].X *= local[0].Y; local[2] += local[1]; return Vector3.Dot(local[0], local[2]) + local[^1].X; }")]
    [InlineData("float F(Vector3 a, Vector3 b) { var path = new Vector3[6]; path[0] = a; path[1] = b; for (int i = 2; i < 6; i++) path[i] = Vector3.Cross(path[i - 1], path[i - 2]) + a; float s = 0; foreach (Vector3 p in path) s += p.X * p.Y; return s; }")]
    [InlineData("float F(Vector3 a, Vector3 b) { double d = a.X; d *= 2; float f = (float)d + b.X; return f * (float)System.Math.Sin(a.Y); }")]
    [InlineData("float F(Vector3 a, Vector3 b) => G(a, b.X) + G(b, 2); [Differentiable] public static float G(Vector3 v, float s) => Vector3.Dot(v, v) * s;")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b) => G(G(a, b), a); [Differentiable] public static Vector3 G(Vector3 v, Vector3 w) { for (int i = 0; i < 2; i++) v = Vector3.Cross(v, w) + v; return v; }")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b) { Vector3 x; if (b.X > 0) x = a; else { x = Vector3.Zero; x.Y = a.X * b.X; } x.Z += x.Y; return x; }")]
    [InlineData("float F(Vector3 a, Vector3 b) => new Vector3(a.X, b.Y, 2).Length() + new Vector3(new Vector2(a.Z, a.Z), 1).LengthSquared() + new Vector3(b.Z).Y;")]
    [InlineData("float F(Vector3 a, Vector3 b) => Gradient.Stop(a).X * a.X + b.Y;")]
    [InlineData("float F(Vector3 a, Vector3 b) { for (int i = 0; i < 2; i++) { a.X = a.X; a.Y *= b.X; } return a.X * a.Y; }")]
    [InlineData("float F(Vector3 a, [NoGradient] Vector3 b) => Vector3.Dot(a, b) * a.Y;")]
    [InlineData("float F(Vector3 a, Vector3 b) { Vector3 c = default; c.X = a.X; c = new() ; c += b; c.Y = a.Y * a.Y; return c.X * c.Y; }")]
    [InlineData("float F(Vector3 a, Vector3 b) { Vector3 c = a with { Y = b.X * a.Y, Z = a.X++ }; b = new Vector3(b.X) { Z = a.X }; return Vector3.Dot(c, b) * new Vector3 { X = c.Y, Z = b.Z }.Length(); }")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b) { float s = 0; for (int i = 0; i < 3; i++) s += a[i] * b[(i + 1) % 3]; a[0] = s; a[2] += a[0] * b[1]; b[1]++; return a * b[1]; }")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b) => (a with { Z = b.X * a.Y, X = a.Z }) with { Z = a.X * b.Y };")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b) => a switch { { X: > 0, Y: var y } => y * b, { Z: < 0.5f } c => c * a.X, _ => b } * (b is { X: > 0 } or { Y: > 0 } ? 2 : a.X);")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b) { for (int i = 0; i < 3; i++) a = (a + b) with { X = a.Y * b.Z }; return a; }")]
    public void Two_vectors(string members) => VectorCheck.Check(members, A, B);

    [Theory]
    [InlineData("Vector3 F(Vector3 v, Quaternion q, Matrix4x4 m) => Vector3.Transform(Vector3.Transform(v, Quaternion.Normalize(q)), m);")]
    [InlineData("float F(Vector3 v, Quaternion q, Matrix4x4 m) { Matrix4x4 n = Matrix4x4.CreateFromQuaternion(q) * m; n.M11 = v.X * n.M22; n.M43 += n.M11; return Vector3.Transform(v, n * Matrix4x4.Transpose(m)).Length() + n.M14; }")]
    [InlineData("Vector3 F(Vector3 v, Quaternion q, Matrix4x4 m) { m.Translation = v; Vector4 row = m.X; m.Y = row * 2; return m.Translation * row.X + new Vector3(m.Y.X, m.W.Y, q.X); }")]
    [InlineData("Quaternion F(Vector3 v, Quaternion q, Matrix4x4 m) { q.W *= v.X; for (int i = 0; i < 3; i++) q = Quaternion.Normalize(q * Quaternion.CreateFromAxisAngle(v, 0.2f * i)); return q * m.M11; }")]
    [InlineData("Matrix4x4 F(Vector3 v, Quaternion q, Matrix4x4 m) => Matrix4x4.CreateRotationX(v.X) * Matrix4x4.CreateRotationY(v.Y) * m - Matrix4x4.CreateScale(v) * q.X;")]
    [InlineData("Vector3 F(Vector3 v, Quaternion q, Matrix4x4 m) { Matrix4x4 n = m with { Translation = v, M11 = q.X, Y = new Vector4(v, q.W) }; return Vector3.Transform(v * q.Y, n); }")]
    [InlineData("Vector3 F(Vector3 v, Quaternion q, Matrix4x4 m) { Matrix4x4 view = Matrix4x4.CreateLookAt(v * 3, v, Vector3.UnitY) * m; if (!Matrix4x4.Invert(view + Matrix4x4.Identity * 3, out Matrix4x4 inverse) || inverse.M11 > 100) return v; m[1, 2] = inverse[0, 1]; Matrix4x4.Invert(inverse, out inverse); return Vector3.Transform(v, inverse) * m[1, 2] + new Vector3(m[3].X, q[1], view.GetDeterminant()); }")]
    [InlineData("Vector3 F(Vector3 v, Quaternion q, Matrix4x4 m) { bool a = Matrix3x2.Invert(Matrix3x2.CreateRotation(v.X), out _); Matrix3x2.Invert(Matrix3x2.CreateScale(v.X, 2), out var b); return Matrix3x2.Invert(b, out b) & a ? v * b[0, 0] : v; }")]
    [InlineData("Quaternion F(Vector3 v, Quaternion q, Matrix4x4 m) { for (int i = 0; i < 3; i++) q = Quaternion.Lerp(q, -Quaternion.CreateFromAxisAngle(v, m.M12), 0.3f) with { W = q.X }; return q; }")]
    public void Turns_and_matrices(string members) => VectorCheck.Check(members, A, Q, M);

    [Theory]
    [InlineData("float F(Vector2[] p, Vector2 a) { float s = 0; for (int i = 0; i < p.Length; i++) s += Vector2.Dot(p[i], a) * p[i].X; return s; }")]
    [InlineData("float F(Vector2[] p, Vector2 a) { float s = 0; for (int i = 1; i < p.Length; i++) { p[i] += p[i - 1] * a.X; p[i].Y *= p[i].X; s += p[i].Length(); } return s; }")]
    [InlineData("float F(Vector2[] p, Vector2 a) { foreach (Vector2 v in p) a += new Vector2(v.Y * a.X, v.X); return a.LengthSquared(); }")]
    [InlineData("float F(Vector2[] p, Vector2 a) => G(p, p, 1) + G(p, p, 2); [Differentiable] public static float G(Vector2[] p, ReadOnlySpan<Vector2> q, int i) => Vector2.Distance(p[i], q[0]);")]
    [InlineData("float F(Vector2[] p, Vector2 a) { var copy = (Vector2[])p.Clone(); Array.Fill(p, a); copy[0].X += p[1].X * copy[1].Y; Array.Clear(p); return copy[0].X * copy[1].X + p[0].X; }")]
    public void Arrays_of_vectors(string members) => VectorCheck.Check(members, new Vector2[] { new(0.5f, 1), new(-0.7f, 0.2f), new(1.1f, -0.4f) }, P);

    [Theory]
    [InlineData("Complex F(Complex z, Complex c, double t) { for (int i = 0; i < 4; i++) z = z * z + c * t; return z; }")]
    [InlineData("double F(Complex z, Complex c, double t) => (z * t + 1).Magnitude * c.Phase + (2 * c - z / 3).Real;")]
    [InlineData("double F(Complex z, Complex c, double t) { Complex w = t; w += z; w *= c; return Complex.Abs(w) + Complex.Exp(w).Imaginary; }")]
    [InlineData("Complex F(Complex z, Complex c, double t) => z.Real > t ? new Complex(z.Imaginary, t) : Complex.ImaginaryOne * c;")]
    [InlineData("double F(Complex z, Complex c, double t) { Complex[] terms = [z, c, z * c]; Complex sum = Complex.Zero; foreach (Complex w in terms) sum += Complex.Pow(w, t); return sum.Real * sum.Imaginary; }")]
    [InlineData("Complex F(Complex z, Complex c, double t) { z++; Complex w = --c * z; w += t; Complex s = t; return ++w * s - 2; }")]
    [InlineData("Complex F(Complex z, Complex c, double t) { Complex w = new(t, z.Real * t); w = w.Imaginary > 0 ? new(c.Imaginary, t) : z * w; Complex[] all = [new(t, 1), w, t]; return all[0] * all[1] + all[2] * Of(new(z.Real, t)); static double Of(Complex v) => v.Real * v.Imaginary; }")]
    [InlineData("Complex F(Complex z, Complex c, double t) { Complex[] all = [z, c]; all[0] += t; all[1] -= z.Real * t; all[1] *= t; for (int i = 0; i < 2; i++) { all[i] += t; z -= t; } return all[0] * all[1] * z; }")]
    public void Complex_numbers(string members) => VectorCheck.Check(members, new Complex(0.6, -0.3), new Complex(-0.4, 0.9), 1.3);

    [Theory]
    [InlineData("float F(Vector3 v, float x) { var n = Vector3.Normalize(v); float l = v.Length(); return x > 10 ? n.X * x + 1 / l : v.Y * x; }")]
    [InlineData("float F(Vector3 v, float x) { Vector3 u = x > 10 ? Vector3.Normalize(v) / v.X : v * 2; Vector3 q = Vector3.SquareRoot(v); if (x > 5) u += q; return u.X * x; }")]
    public void What_is_not_taken_gives_no_gradient_though_it_is_infinite(string members) => VectorCheck.Check(members, Vector3.Zero, 0.7f);

    [Fact]
    public void A_complex_logarithm_that_is_not_taken_gives_no_gradient() => VectorCheck.Check(
        "double F(Complex z, double x) { Complex n = Complex.Log(z), s = Complex.Sqrt(z); return x > 10 ? n.Real * s.Real : z.Real * x; }", Complex.Zero, 0.7);

    [Fact]
    public void What_has_no_inverse_gives_no_gradient_where_its_inverse_is_not_used()
    {
        VectorCheck.Check("float F(Matrix4x4 m, Vector3 v) => Matrix4x4.Invert(m, out Matrix4x4 inverse) ? Vector3.Transform(v, inverse).X : v.Y * m.M11 * m.M22;", new Matrix4x4(2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), B);
        VectorCheck.Check("float F(Matrix3x2 m, Vector3 v) { bool has = Matrix3x2.Invert(m, out Matrix3x2 inverse); if (has) return inverse.M11; return v.Y * m.M11; }", new Matrix3x2(2, 4, 1, 2, 5, 6), B);
    }

    [Fact]
    public void At_the_tip_of_a_length_the_gradient_is_zero()
    {
        VectorCheck.Check("float F(Vector3 a, Vector3 b) => a.Length() + Vector3.Distance(b, b) + Vector3.Distance(a, Vector3.Zero);", Vector3.Zero, B);
        VectorCheck.Check("float F(Vector3 a, Vector3 b) => Vector3.Abs(a).X + Vector3.Max(a, a).Y + b.X;", Vector3.Zero, B);
    }

    [Fact]
    public void A_tie_is_shared_where_both_vary_and_zero_where_one_does()
    {
        VectorCheck.Check("Vector3 F(Vector3 a, Vector3 b) => Vector3.Max(a, b) * 2 + Vector3.Min(a, b) * b;", A, A);
        VectorCheck.Check("Vector3 F(Vector3 a, Vector3 b) => Vector3.Max(a, Vector3.One) * b.X + Vector3.Clamp(a, -Vector3.One, Vector3.One);", Vector3.One, A);
    }
}
