using System.Runtime.CompilerServices;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Classes whose numbers are set only while an object is made: positional records, read-only fields, private setters.</summary>
public sealed class RecordHolderTests
{
    private const string Camera = """

        [Differentiable] public sealed partial record Camera(double Focal, double Cx, double Cy, int Scale);

        """;

    private const string Scene = Camera + """

        [Differentiable] public partial record struct Pose(double X, double Y, double Z);
        [Differentiable] public readonly partial record struct Frozen(double A, double B);
        [Differentiable] public sealed partial record Scene(Camera Camera, Pose Pose, Frozen Frozen, double[] Offsets);

        """;

    [Fact]
    public void A_positional_record_is_given() => ShapedGradient.Check(
        Camera,
        """
        [Differentiable]
        public static double F(Camera camera, double[] p)
        {
            double sum = 0;
            for (int i = 0; i < p.Length; i++)
                sum += camera.Focal * p[i] * Math.Sin(camera.Cx + p[i]);
            return sum * camera.Cy + camera.Scale * camera.Focal;
        }
        public static object[] At() => [new Camera(1.5, 0.25, 0.5, 2), new double[] { 0.3, -0.7, 1.2 }];
        """);

    [Fact]
    public void Records_and_structs_are_inside_a_record() => ShapedGradient.Check(
        Scene,
        """
        [Differentiable]
        public static double F(Scene scene, double[] p)
        {
            double y = Project(scene.Camera, p) + scene.Pose.X * scene.Pose.Y + scene.Frozen.A * p[0];
            foreach (double offset in scene.Offsets)
                y += offset * scene.Camera.Focal * scene.Frozen.B;
            return y * scene.Pose.Z;
        }
        [Differentiable]
        static double Project(Camera camera, double[] p) => camera.Focal * p[0] / p[2] + camera.Cx * p[1] + camera.Cy;
        public static object[] At() => [new Scene(new Camera(1.5, 0.25, 0.5, 2), new Pose(1, 2, 3), new Frozen(0.5, -1.5), [0.1, 0.5]), new double[] { 0.3, -0.7, 1.2 }];
        """);

    [Fact]
    public void An_array_of_positional_records_is_given() => ShapedGradient.Check(
        Camera,
        """
        [Differentiable]
        public static double F(Camera[] cameras, double[] p)
        {
            double y = 0;
            for (int i = 0; i < cameras.Length; i++)
            {
                var (focal, cx, _, scale) = cameras[i];
                y += focal * p[i] * Math.Exp(cx) + scale * Own(cameras[i], p[0]);
            }
            return y;
        }
        [Differentiable]
        static double Own(Camera camera, double x) => camera.Cy * x * camera.Focal;
        public static object[] At() => [new Camera[] { new(1.5, 0.25, 0.5, 2), new(0.5, -0.25, 1, 3) }, new double[] { 0.3, -0.7 }];
        """);

    [Fact]
    public void An_override_that_is_the_last_is_what_is_called() => ShapedGradient.Check(
        """
        public abstract class Curve { public abstract double At(double x); }
        public sealed partial class Square : Curve { [Differentiable] public override double At(double x) => x * x; }
        [Differentiable] public abstract partial record Shape(double Scale) { public abstract double Area(double x); public abstract double Rim { get; } public virtual double Twice => 2 * Scale; }
        [Differentiable] public sealed partial record Circle(double Scale, double R) : Shape(Scale) { public override double Area(double x) => R * R * x; public override double Rim => R * 2; }
        [Differentiable] public partial record Open(double Scale) : Shape(Scale) { public sealed override double Area(double x) => Math.Exp(Scale * x); public override double Rim => 1; }
        """,
        """
        [Differentiable]
        public static double F(Circle circle, Open open, double x) => circle.Area(x) * circle.Scale + circle.Rim * open.Area(x) + Parabola.At(x * circle.R);
        private static readonly Square Parabola = new();
        public static object[] At() => [new Circle(0.5, -1.5), new Open(0.25), 0.7];
        """);

    [Fact]
    public void Components_of_vectors_in_properties_have_gradients_in_arrays_too() => ShapedGradient.Check(
        """
        [Differentiable] public partial struct Body { public System.Numerics.Vector3 Speed { get; set; } public System.Numerics.Vector3 Force; public float Mass { get; set; } }
        [Differentiable] public sealed partial class Lamp { public System.Numerics.Vector3 At { get; set; } = new(1, 2, 3); public Body Body { get; set; } public Body Shade; }
        [Differentiable] public sealed partial record Light(System.Numerics.Vector3 Direction, float Power, System.Numerics.Quaternion Spin);
        """,
        """
        [Differentiable]
        public static float F(Lamp[] lamps, Light[] lights, Body[] bodies, float t)
        {
            float s = 0;
            foreach (Lamp lamp in lamps)
                s += lamp.At.X * lamp.Body.Speed.Y * t + lamp.Shade.Speed.Z * lamp.At.Z * lamp.Body.Mass;
            for (int i = 0; i < lights.Length; i++)
                s += lights[i].Direction.Y * lights[i].Power + lights[i].Spin.W * lights[i].Direction.X * t;
            for (int i = 0; i < bodies.Length; i++)
            {
                s += bodies[i].Speed.X * bodies[i].Force.Y + bodies[i].Speed.Z * i;
                bodies[i].Mass *= s;
            }
            return s * bodies[0].Mass;
        }
        static Body Made(float a) => new() { Speed = new(a, 2, 0.5f), Force = new(0.25f, a, 1), Mass = a };
        public static object[] At() => [new Lamp[] { new() { Body = Made(0.5f), Shade = Made(1.5f) } }, new Light[] { new(new(0.5f, 1, 2), 0.75f, new(0.25f, 0, 0, 0.5f)), new(new(1, 2, 0.5f), 0.5f, new(0, 1, 0, 0.25f)) }, new Body[] { Made(1), Made(0.5f) }, 0.75f];
        """,
        tolerance: 1e-5);

    [Fact]
    public void A_record_is_derived_from_a_record() => ShapedGradient.Check(
        """
        [Differentiable] public partial record Base(double A);
        [Differentiable] public sealed partial record Derived(double A, double B) : Base(A);
        """,
        """
        [Differentiable]
        public static double F(Derived d, double x) => d.A * x + d.B * x * x + OfBase(d, x);
        [Differentiable]
        static double OfBase(Base b, double x) => Math.Exp(b.A * x);
        public static object[] At() => [new Derived(0.5, -1.5), 0.7];
        """);

    [Fact]
    public void What_is_set_elsewhere_only_has_a_gradient_in_another_project_too()
    {
        Generation library = GeneratorHarness.Run(
            """
            using AutoBackprop;
            [Differentiable]
            public sealed partial class Gauge(double zero)
            {
                public readonly double Zero = zero;
                public double Rate { get; } = 2;
                public double Gain { get; private set; } = 3;
                private readonly double hidden = 0.5;
                public double ZeroStorage => 7;
                [Differentiable] public double Read(double x) => (x - Zero) * hidden * Gain;
                public double Hidden => hidden;
            }
            """);
        Assert.Empty(library.Refusals);
        Generation user = GeneratorHarness.Run(
            [
                """
                using AutoBackprop;
                public static partial class P
                {
                    [Differentiable] public static double F(Gauge gauge, double x) => gauge.Rate * x * x + gauge.Zero * gauge.Gain + 10 * gauge.Read(x);
                    public static double[] Run()
                    {
                        var (value, dGauge, dX) = FGradient(new Gauge(1), 5);
                        return [value, dGauge.Zero, dGauge.Rate, dGauge.Gain, dGauge.Hidden, dX];
                    }
                }
                """,
            ],
            [library]);
        Assert.Empty(user.Refusals);
        using CompiledProgram program = user.Compile();
        // 2·25 + 1·3 + 10·(5 − 1)·0.5·3 and its derivatives.
        Assert.Equal([113.0, 3 - 15, 25, 1 + 20, 120, 20 + 15], (double[])program.Invoke("P.Run")!);
    }

    [Fact]
    public void What_a_class_keeps_without_a_name_is_no_parameter_where_it_is_no_number() => ShapedGradient.Check(
        "[Differentiable] public sealed partial class Line(double slope, int count, string name) { public double Slope { get; } = slope; public int Count => count; public string Name => name; }",
        """
        [Differentiable]
        public static double F(Line line, double x) => line.Slope * x;
        public static object[] At() => [new Line(0.5, 3, "a"), 0.7];
        """);

    [Fact]
    public void A_page_adds_where_a_record_is_stored() => Verify(
        """
        [Differentiable]
        public static double F(Scene scene, double x) => scene.Camera.Focal * x + scene.Camera.Focal * scene.Pose.X + scene.Frozen.A * scene.Frozen.B;
        """);

    private static void Verify(string members, [CallerFilePath] string file = "", [CallerMemberName] string test = "") =>
        Snapshot.Verify(ShapedGradient.Program(Scene, members), file, test);
}
