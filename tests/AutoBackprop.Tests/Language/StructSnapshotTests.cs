using System.Runtime.CompilerServices;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Pages of functions of structs and tuples, as a reader sees them: a leaf is called after its variable and its field.</summary>
public sealed class StructSnapshotTests
{
    [Fact]
    public void Operators_are_differentiated_in_place() => Verify(
        ShapedGradient.Vector,
        """
        [Differentiable]
        public static double F(Vec3 origin, Vec3 direction, double time)
        {
            Vec3 position = origin + direction * time;
            return Vec3.Dot(position, origin) + position.Length;
        }
        """);

    [Fact]
    public void A_field_of_a_local_is_changed() => Verify(
        ShapedGradient.Vector + ShapedGradient.Particle,
        """
        [Differentiable]
        public static Particle F(Particle start, double dt)
        {
            Particle moved = start;
            moved.Position += start.Velocity * dt;
            return moved;
        }
        """);

    [Fact]
    public void A_method_returns_early() => Verify(
        ShapedGradient.Vector, "[Differentiable] public static Vec3 F(Vec3 v, double scale) => v.Normalized() * scale;");

    [Fact]
    public void A_result_is_a_tuple() => Verify(
        "", """
        [Differentiable]
        public static (double area, double circumference) F(double width, double height)
        {
            return (width * height, 2 * (width + height));
        }
        """);

    [Fact]
    public void An_instance_method_has_its_receiver_as_a_parameter() => Verify(
        "[Differentiable] public readonly partial record struct Disc(double Radius, double Height) { [Differentiable] public double Volume(double scale) => Math.PI * Radius * Radius * Height * scale; }",
        "");

    [Fact]
    public void A_loop_keeps_the_leaves_that_it_overwrites() => Verify(
        ShapedGradient.Vector,
        """
        [Differentiable]
        public static double F(Vec3 v, int n)
        {
            for (int i = 0; i < n; i++)
                v = new Vec3(v.Y, v.Z, v.X * v.Y);
            return v.Length;
        }
        """);

    [Fact]
    public void Elements_of_an_array_are_made_anew_or_changed_in_place() => Verify(
        ShapedGradient.Vector + ShapedGradient.Particle,
        """
        [Differentiable]
        public static void F(Span<Particle> particles, ReadOnlySpan<Vec3> forces, double dt)
        {
            for (int i = 0; i < particles.Length; i++)
            {
                particles[i].Velocity += forces[i] * dt;
                particles[i].Mass *= 2;
            }
        }
        """);

    [Fact]
    public void An_index_from_an_array_is_read_once_for_all_leaves() => Verify(
        ShapedGradient.Vector,
        """
        [Differentiable]
        public static double F(Vec3[] joints, int[] parents)
        {
            double length = 0;
            for (int i = 0; i < joints.Length; i++)
                length += (joints[i] - joints[parents[i]]).Length;
            return length;
        }
        """);

    [Fact]
    public void A_large_function_of_structs_is_called() => Verify(
        ShapedGradient.Vector,
        """
        [Differentiable]
        public static double F(Vec3 start, double t)
        {
            Vec3 end = Repeated(start + Vec3.UnitX, t, 3);
            return end.X * t;
        }

        [Differentiable]
        static Vec3 Repeated(Vec3 v, double t, int n)
        {
            for (int i = 0; i < n; i++)
                v = v * t;
            return v;
        }
        """);

    [Fact]
    public void A_local_function_is_differentiated_where_it_is_called() => Verify(
        "", """
        [Differentiable]
        public static double F(double x, double y)
        {
            double total = 0;
            void Add(double amount)
            {
                if (amount > 0)
                    total += amount * y;
            }
            Add(x);
            Add(x * y);
            return total;
        }
        """);

    [Fact]
    public void With_and_deconstruction_and_tuples_are_their_parts() => Verify(
        "[Differentiable] public record struct Body { public double Position { get; init; } public double Speed { get; init; } public readonly void Deconstruct(out double position, out double speed) { position = Position; speed = Speed; } }",
        """
        [Differentiable]
        public static (double energy, Body next) F(Body body, (double Mass, double Force) load, double time)
        {
            var (position, speed) = body;
            (double faster, double farther) = (speed + load.Force / load.Mass * time, position + speed * time);
            Body next = body with { Position = farther, Speed = faster };
            return (load.Mass * next.Speed * next.Speed / 2, next);
        }
        """);

    [Fact]
    public void A_lambda_is_differentiated_where_it_is_called() => Verify(
        ShapedGradient.Vector,
        """
        [Differentiable]
        public static double F(Vec3 v, double scale)
        {
            Func<Vec3, double, Vec3> stretched = static (a, s) => a * s + Vec3.UnitX;
            return stretched(stretched(v, scale), 2).Length;
        }
        """);

    [Fact]
    public void A_part_of_a_buffer_of_structs_is_its_elements() => Verify(
        ShapedGradient.Vector,
        """
        [Differentiable]
        public static double F(Vec3[] path, ReadOnlyMemory<double> weights)
        {
            ReadOnlySpan<Vec3> rest = path.AsSpan(1);
            ReadOnlySpan<double> inner = weights.Span[1..^1];
            double length = 0;
            for (int i = 0; i < inner.Length; i++)
                length += inner[i] * (rest[i] - path[i]).Length;
            return length;
        }
        """);

    [Fact]
    public void A_property_that_computes_is_set_and_a_loop_takes_elements_apart() => Verify(
        "[Differentiable] public struct Joint { public double Raw, Length; public double Angle { readonly get => Raw * Length; set => Raw = value / Length; } public readonly void Deconstruct(out double angle, out double length) { angle = Angle; length = Length; } }",
        """
        [Differentiable]
        public static double F(Joint[] joints, Joint last)
        {
            double reach = 0;
            foreach (var (angle, length) in joints)
                reach += length * Math.Cos(angle);
            last.Angle += reach;
            return last.Angle * last.Raw;
        }
        """);

    [Fact]
    public void Patterns_ask_the_parts_of_a_struct_and_name_them() => Verify(
        "[Differentiable] public readonly partial record struct Shape(double Width, double Height) { public double Area => Width * Height; }",
        """
        [Differentiable]
        public static double F(Shape shape, double price)
        {
            double cost = shape switch
            {
                { Width: < 0 } or { Height: < 0 } => 0,
                ( > 2, var height) => height * price,
                { Area: > 1 and var area } => area * price,
                var small => small.Width + small.Height,
            };
            if (shape is { Width: var width } && width > price)
                cost *= width;
            return cost;
        }
        """);

    private static void Verify(string types, string members, [CallerFilePath] string file = "", [CallerMemberName] string test = "") =>
        Snapshot.Verify(ShapedGradient.Program(types, members), file, test);
}
