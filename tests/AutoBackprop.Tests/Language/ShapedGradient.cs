using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>
/// Checks <c>P.F</c>, which takes or gives structs, tuples or arrays of them, against the oracle: number by number, at the arguments
/// that the program's own <c>P.At</c> makes.
/// </summary>
internal static class ShapedGradient
{
    /// <summary>Three numbers with operators, as users write them.</summary>
    public const string Vector = """

        [Differentiable]
        public readonly record struct Vec3(double X, double Y, double Z)
        {
            public static readonly Vec3 UnitX = new(1, 0, 0);
            public double Length => Math.Sqrt(Dot(this, this));
            public static Vec3 Zero => new(0, 0, 0);
            public static Vec3 operator +(Vec3 a, Vec3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);
            public static Vec3 operator -(Vec3 a, Vec3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);
            public static Vec3 operator -(Vec3 a) => new(-a.X, -a.Y, -a.Z);
            public static Vec3 operator *(Vec3 a, double s) => new(a.X * s, a.Y * s, a.Z * s);
            public static Vec3 operator *(double s, Vec3 a) => a * s;
            public static Vec3 operator /(Vec3 a, double s) => a * (1 / s);
            public static explicit operator Vec3(double x) => new(x, x, x);
            public static double Dot(Vec3 a, Vec3 b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;
            public static Vec3 Cross(Vec3 a, Vec3 b) => new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);
            public Vec3 Normalized()
            {
                double length = Length;
                if (length == 0)
                    return this;
                return this / length;
            }
        }

        """;

    /// <summary>A struct that is changed in place, with what has no gradient in it.</summary>
    public const string Particle = """

        [Differentiable]
        public struct Particle
        {
            public Vec3 Position, Velocity;
            public double Mass { get; set; }
            public int Id;

            public void Move(double dt)
            {
                Position += Velocity * dt;
                Mass *= 1 + dt;
            }

            public readonly double Energy() => Mass * Vec3.Dot(Velocity, Velocity) / 2;
        }

        """;

    public static string Program(string types, string members) => $$"""
        using System;
        using AutoBackprop;
        {{types}}
        public static partial class P
        {
            {{members}}
        }
        """;

    /// <summary>Checks <c>P.F</c> at the points that <c>P.At</c> gives.</summary>
    public static void Check(string types, string members, double tolerance = 1e-10)
    {
        string source = Program(types, members);
        Generation generation = GeneratorHarness.Run(source);
        Assert.Empty(generation.Refusals);
        using CompiledProgram program = generation.Compile();
        using var oracle = new Oracle(source);
        object?[] Fresh() => (object?[])program.Invoke("P.At")!;

        object? value = program.Invoke("P.F", Fresh());
        Func<int, double> weight = value is double or float ? _ => 0.75 : i => 0.75 + 0.5 * i;
        (double[] expectedValue, double[][] partials) = oracle.ShapedPullback("P.F", "P.At", weight);
        Assert.Equal(expectedValue, Shape.Numbers(value));

        int next = 0;
        object? upstream = Shape.Map(value, leaf => leaf is float ? (float)weight(next++) : (object)weight(next++));
        if (!Fresh().Any(argument => argument is Array || argument?.GetType().IsClass == true))
            Compare("FBackward", program.InvokeTuple("P.FBackward", [.. Fresh(), upstream]), value, Fresh(), partials, tolerance);
        if (value is not (double or float))
            return;
        double[][] plain = [.. partials.Select(of => of.Select(partial => partial / 0.75).ToArray())];
        Compare("FGradient", program.InvokeTuple("P.FGradient", Fresh()), value, Fresh(), plain, tolerance);
    }

    private static void Compare(string name, object?[] actual, object? value, object?[] arguments, double[][] partials, double tolerance)
    {
        Assert.Equal(Shape.Numbers(value), Shape.Numbers(actual[0]));
        int[] differentiable = [.. Enumerable.Range(0, arguments.Length).Where(i => partials[i].Length > 0)];
        Assert.Equal(differentiable.Length, actual.Length - 1);
        for (int k = 0; k < differentiable.Length; k++)
        {
            double[] expected = partials[differentiable[k]];
            double[] numbers = [.. Shape.Numbers(actual[k + 1])];
            Assert.Equal(expected.Length, numbers.Length);
            double largest = expected.Select(Math.Abs).DefaultIfEmpty().Max();
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    Math.Abs(expected[i] - numbers[i]) <= tolerance * largest,
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}, argument {differentiable[k]}, number {i}: {numbers[i]:R}, the oracle says {expected[i]:R}"));
            }
        }
    }
}
