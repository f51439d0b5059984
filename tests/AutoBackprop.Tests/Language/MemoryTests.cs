using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Parameters of type Memory, of which a function sees the span.</summary>
public sealed class MemoryTests
{
    [Theory]
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) s += x.Span[i] * x.Span[i] * t; return s;")]
    [InlineData("ReadOnlySpan<double> a = x.Span; double s = 0; foreach (double v in a) s += v * v; return s * t;")]
    [InlineData("double s = 0; var a = x.Span[1..]; for (int i = 0; i < a.Length; i++) s += a[i] * a[i] * t; return s + t * x.Span[0] * x.Span[0];")]
    [InlineData("return t * Sum(x.Span);")]
    [InlineData("ReadOnlyMemory<double> a = x[1..]; double s = x.Span[0] * x.Span[0]; for (int i = 0; i < a.Length; i++) s += a.Span[i] * a.Span[i]; return s * t;")]
    [InlineData("return t * (Sum(x.Slice(0, 1).Span) + Sum(x.Slice(1)[..^1].Span) + Sum(x[2..3].Span));")]
    [InlineData("var whole = x; var rest = whole.Slice(1); ReadOnlySpan<double> last = rest.Span[1..]; return t * (Sum(rest.Span) + x.Span[0] * whole.Span[0]) * (last[0] / 3) + 0 * rest.Length * last.Length + t * 14 * (1 - last[0] / 3);")]
    [InlineData("double[] y = x.ToArray(); Memory<double> z = new double[3]; y.AsMemory(1).CopyTo(z); Memory<double> w = y; return t * (Sum(z.Span) + w.Span[0] * w.Span[0]);")]
    [InlineData("double[] y = x.ToArray(); Memory<double> cur = y, next = new double[3]; for (int k = 0; k < 2; k++) { for (int i = 0; i < 3; i++) next.Span[i] = cur.Span[i]; (cur, next) = (next, cur); } return t * Sum(cur.Span);")]
    [InlineData("return t * Of(x); static double Of(ReadOnlyMemory<double> m) { double s = 0; foreach (double v in m.Span) s += v * v; return s; }")]
    public void Memory_has_the_gradient_of_its_span(string body)
    {
        using CompiledProgram program = GeneratorHarness.Run(ShapedGradient.Program("", $$"""
            [Differentiable] public static double F(ReadOnlyMemory<double> x, double t) { {{body}} }
            [Differentiable] public static double Sum(ReadOnlySpan<double> a) { double s = 0; for (int i = 0; i < a.Length; i++) s += a[i] * a[i]; return s; }
            public static double[] At()
            {
                double[] x = [1, 2, 3], more = [10, 20, 30];
                (double value, double[] dX, double dT) = FGradient(x, 0.5);
                FBackward(x, 0.5, 2, more);
                return [value, .. dX, dT, .. more];
            }
            """)).Compile();

        Assert.Equal([7, 1, 2, 3, 14, 12, 24, 36], (double[])program.Invoke("P.At")!);
    }

    [Fact]
    public void Memory_is_written()
    {
        using CompiledProgram program = GeneratorHarness.Run(ShapedGradient.Program("", """
            [Differentiable] public static void F(double t, Memory<double> x) { for (int i = 0; i < x.Length; i++) x.Span[i] *= t; }
            public static double[] At()
            {
                double[] x = [1, 2, 3], dX = [1, 10, 100];
                double dT = FBackward(2, x, dX);
                return [dT, .. x, .. dX];
            }
            """)).Compile();

        Assert.Equal([321, 2, 4, 6, 2, 20, 200], (double[])program.Invoke("P.At")!);
    }

    [Fact]
    public void A_page_with_memory() => Snapshot.Verify(ShapedGradient.Program("", """
        [Differentiable]
        public static double F(ReadOnlyMemory<double> weights, Memory<double> state)
        {
            ReadOnlySpan<double> w = weights.Span;
            double sum = 0;
            for (int i = 0; i < w.Length; i++)
            {
                state.Span[i] *= w[i];
                sum += state.Span[i];
            }
            return sum;
        }
        """));

    [Fact]
    public void Memory_is_not_handed_on() => Diagnostics.Refused.InClass(
        """
        [Differentiable] public static double G(ReadOnlyMemory<double> x) => x.Span[0];
        [Differentiable] public static double F(ReadOnlyMemory<double> x) => [|G(x)|];
        """, Diagnostics.Refused.Construct("A call that is given a Memory", "call a function of spans with its Span"));
}
