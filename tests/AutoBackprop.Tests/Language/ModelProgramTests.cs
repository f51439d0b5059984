using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Programs of classes, complex numbers and books of records as users write them.</summary>
public sealed class ModelProgramTests
{
    [Fact]
    public void A_network_of_blocks_of_layers_and_an_embedding() => ShapedGradient.Check(
        """
        [Differentiable] public sealed partial class Dense(int n, int m) { public double[,] W { get; } = new double[m, n]; public double[] B { get; } = new double[m]; public double Slope = 0.1; public int Out => B.Length; }
        [Differentiable] public sealed partial class Block { public Dense[] Layers = []; public double[] Scale = []; public double Residual = 0.5; }
        [Differentiable] public sealed partial class Net { public Block[] Blocks = []; public Dense Head = new(3, 1); public double[][] Embedding = []; }

        """,
        """
        [Differentiable]
        public static double F(Net net, int[] tokens, double target)
        {
            double[] h = new double[3];
            foreach (int token in tokens)
                for (int i = 0; i < 3; i++)
                    h[i] += net.Embedding[token][i] / tokens.Length;
            foreach (Block block in net.Blocks)
            {
                double[] x = Apply(block.Layers[0], h);
                if (block.Layers.Length > 1) { double[] z = Apply(block.Layers[1], x); for (int i = 0; i < 3; i++) x[i] = z[i]; }
                for (int i = 0; i < 3; i++)
                    h[i] = block.Residual * h[i] + block.Scale[i] * x[i];
            }
            double[] y = Apply(net.Head, h);
            double e = y[0] - target;
            return e * e;
        }
        [Differentiable]
        static double[] Apply(Dense layer, double[] x)
        {
            var y = new double[layer.Out];
            for (int i = 0; i < y.Length; i++)
            {
                double s = layer.B[i];
                for (int j = 0; j < x.Length; j++)
                    s += layer.W[i, j] * x[j];
                y[i] = s > 0 ? s : layer.Slope * s;
            }
            return y;
        }
        static Dense D(int n, int m, double k) { var d = new Dense(n, m); for (int i = 0; i < m; i++) { d.B[i] = Math.Sin(k + i); for (int j = 0; j < n; j++) d.W[i, j] = Math.Cos(k * i + j + 0.3); } return d; }
        public static object[] At() => [new Net { Blocks = [new Block { Layers = [D(3, 4, 0.3), D(4, 3, 1.2)], Scale = [1, 0.5, 0.2] }, new Block { Layers = [D(3, 3, 2.2)], Scale = [0.3, 0.7, 1.1], Residual = 0.9 }], Head = D(3, 1, 0.7), Embedding = [[0.1, 0.2, 0.3], [0.5, -0.4, 0.2]] }, new int[] { 0, 1, 1 }, 0.3];
        """);

    [Fact]
    public void Cells_of_a_recurrent_network_are_given_as_an_array() => ShapedGradient.Check(
        """
        [Differentiable] public sealed partial record Gate(double[] W, double[] U) { public double B = 0.1; public double Act(double x, double h, int i) => 1 / (1 + Math.Exp(-(W[i] * x + U[i] * h + B))); }
        [Differentiable] public sealed partial record Cell(Gate Forget, Gate Input, Gate Output) { public double[] Candidate { get; init; } = [0.4, -0.3]; [Differentiable] public (double H, double C) Step(double x, (double H, double C) s, int i) { double f = Forget.Act(x, s.H, i), n = Input.Act(x, s.H, i), o = Output.Act(x, s.H, i); double c = f * s.C + n * Math.Tanh(Candidate[i] * x + s.H); return (o * Math.Tanh(c), c); } }

        """,
        """
        [Differentiable]
        public static double F(Cell[] layers, double[] xs)
        {
            double loss = 0;
            Span<double> hs = stackalloc double[2], cs = stackalloc double[2];
            foreach (double x in xs)
            {
                double input = x;
                for (int l = 0; l < layers.Length; l++)
                {
                    (double h, double c) = layers[l].Step(input, (hs[l], cs[l]), l);
                    hs[l] = h; cs[l] = c;
                    input = h;
                }
                loss += (input - 0.3) * (input - 0.3);
            }
            return loss;
        }
        static Gate G(double k) => new([k, k * 0.5], [0.3 - k, k]);
        public static object[] At() => [new[] { new Cell(G(0.3), G(-0.6), G(0.9)), new Cell(G(0.1), G(0.7), G(-0.4)) { Candidate = [0.2, 0.9] } }, new double[] { 0.5, -1, 0.8 }];
        """);

    [Fact]
    public void A_book_of_options_is_revalued_under_scenarios() => ShapedGradient.Check(
        """
        public enum Kind { Call, Put }
        [Differentiable] public readonly record struct Market(double Spot, double Rate, double Vol);
        [Differentiable] public readonly record struct Option(Kind Kind, double Strike, double Expiry, int Count);
        [Differentiable] public readonly record struct Leg(Option Option, double Weight) { public static Leg operator -(Leg l) => l with { Weight = -l.Weight }; public static implicit operator Leg(Option o) => new(o, 1); }

        """,
        """
        [Differentiable]
        public static (double Price, (double Up, double Down) Scenarios) F(Market m, Leg[] book, double bump)
        {
            double p = 0, up = 0, down = 0;
            foreach (Leg leg in book)
            {
                Leg l = leg.Option.Kind == Kind.Put && leg.Weight < 0 ? -leg : leg;
                p += Value(m, l);
                up += Value(m with { Spot = m.Spot * (1 + bump) }, l);
                down += Value(m with { Spot = m.Spot * (1 - bump), Vol = m.Vol + bump }, l);
            }
            return (p, (up - p, down - p));
        }
        [Differentiable]
        static double Value(Market m, Leg l)
        {
            Option o = l.Option;
            double sq = m.Vol * Math.Sqrt(o.Expiry), d1 = (Math.Log(m.Spot / o.Strike) + (m.Rate + m.Vol * m.Vol / 2) * o.Expiry) / sq;
            double disc = o.Strike * Math.Exp(-m.Rate * o.Expiry);
            double v = o.Kind switch { Kind.Call => m.Spot * N(d1) - disc * N(d1 - sq), Kind.Put => disc * N(sq - d1) - m.Spot * N(-d1), _ => throw new ArgumentException("kind") };
            return l.Weight * o.Count * v;
        }
        [Differentiable] static double N(double x) => 1 / (1 + Math.Exp(-1.702 * x));
        public static object[] At() => [new Market(100, 0.03, 0.2), new Leg[] { new Option(Kind.Call, 105, 0.5, 10), new(new Option(Kind.Put, 95, 1, 4), -0.5), new(new Option(Kind.Call, 120, 2, 3), 2) }, 0.01];
        """);

    [Fact]
    public void A_resonant_circuit_has_a_complex_response() => ShapedGradient.Check(
        """
        using System.Numerics;
        [Differentiable] public record struct Rlc(double R, double L, double C);

        """,
        """
        [Differentiable]
        public static double F(Rlc c, double[] w)
        {
            Complex total = Complex.Zero;
            for (int i = 0; i < w.Length; i++)
            {
                var z = new Complex(c.R, w[i] * c.L - 1 / (w[i] * c.C));
                var h = 1 / (1 + z * Complex.ImaginaryOne);
                total += h * Complex.Exp(new Complex(-0.1, w[i])) / (2 - h);
            }
            return total.Magnitude * Math.Cos(total.Phase) + total.Real;
        }
        public static object[] At() => [new Rlc(2, 0.5, 0.3), new double[] { 0.5, 1.2, 3 }];
        """);

    [Fact]
    public void A_transfer_function_has_gain_and_phase() => ShapedGradient.Check(
        """
        using System.Numerics;

        """,
        """
        [Differentiable]
        public static (double gain, double phase) F(double[] num, double[] den, double w)
        {
            var s = new Complex(0, w);
            Complex n = num[0], d = den[0];
            for (int i = 1; i < num.Length; i++)
                n = n * s + num[i];
            for (int i = 1; i < den.Length; i++)
                d = d * s + den[i];
            Complex h = n / d;
            return (20 * Math.Log10(h.Magnitude), h.Phase);
        }
        public static object[] At() => [new double[] { 1, 2, 0.5 }, new double[] { 1, 0.3, 2, 1 }, 1.3];
        """);

    [Fact]
    public void Impedances_are_records_of_a_complex_number() => ShapedGradient.Check(
        """
        using System.Numerics;
        [Differentiable] public readonly record struct Impedance(Complex Z) { public static Impedance operator +(Impedance a, Impedance b) => new(a.Z + b.Z); public static Impedance operator |(Impedance a, Impedance b) => new(a.Z * b.Z / (a.Z + b.Z)); public double Loss => Z.Real / Complex.Abs(Z); }
        [Differentiable] public sealed partial class Filter { public Complex[] Poles = [new(-0.3, 1.2), new(-0.3, -1.2)]; public Complex Gain { get; set; } = new(1.5, 0.2); }

        """,
        """
        [Differentiable]
        public static double F(Impedance load, double r, double l, double c, double q, Complex[] taps)
        {
            Complex w = new(0, 2.5);
            Impedance series = new Impedance(r) + new Impedance(w * l) + new Impedance(1 / (w * c));
            Impedance both = series | load;
            Complex s = q;
            foreach (Complex tap in taps)
                s = s * Complex.FromPolarCoordinates(1, -0.4) + tap;
            taps[0] = s * s;
            Complex m = Complex.Log(both.Z) + Complex.Sqrt(s) * Complex.Tanh(taps[0] / 10) - Complex.Conjugate(taps[1]);
            m += 2; m *= new Complex(0.3, q);
            var (a, b) = (m.Real, m.Imaginary);
            return both.Loss * a + b + (m == Complex.Zero ? 1 : m.Magnitude) + Complex.Pow(m, 2).Real;
        }
        public static object[] At() => [new Impedance(new Complex(50, 10)), 4.0, 0.2, 0.3, 0.5, new Complex[] { new(0.3, 0.1), new(-0.2, 0.7), new(1, 0) }];
        """);

    [Fact]
    public void Poses_are_chained_by_an_operator_and_a_method() => ShapedGradient.Check(
        """
        public sealed class Table { private readonly double[] knots = [0, 0.5, 1.2, 2]; private readonly double scale = 1.5; public int Count => 4; }
        [Differentiable] public readonly partial record struct Pose(double X, double Y, double Theta)
        {
            public static readonly Pose Origin = new(0, 0, 0);
            [Differentiable] public Pose Then(Pose other) { double c = Math.Cos(Theta), s = Math.Sin(Theta); for (int i = 0; i < 1; i++) c *= 1; return new(X + c * other.X - s * other.Y, Y + s * other.X + c * other.Y, Theta + other.Theta); }
            public Pose Inverse() { var (s, c) = Math.SinCos(Theta); return new(-c * X - s * Y, s * X - c * Y, -Theta); }
            public static Pose operator *(Pose a, Pose b) => a.Then(b);
            public double Distance(Pose o) => Math.Sqrt((X - o.X) * (X - o.X) + (Y - o.Y) * (Y - o.Y));
        }

        """,
        """
        [Differentiable]
        public static double F(Pose[] odometry, Pose loop)
        {
            Pose p = Pose.Origin;
            foreach (Pose step in odometry)
                p *= step;
            Pose error = p.Inverse() * loop;
            (double x, _, double t) = error;
            return x * x + error.Y * error.Y + 0.5 * t * t + p.Distance(loop) + (p with { Theta = x }).Then(loop).X;
        }
        public static object[] At() => [new Pose[] { new(1, 0.1, 0.3), new(0.8, -0.2, 1.2), new(1.1, 0, 0.5) }, new Pose(0.2, 1, 2.1)];
        """);
}
