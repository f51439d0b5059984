using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Classes that hold parameters across files, projects and hand-written backward methods.</summary>
public sealed class HolderReferenceTests
{
    [Fact]
    public void A_hand_written_backward_adds_into_an_object()
    {
        Generation generation = GeneratorHarness.Run(
            """
            using AutoBackprop;
            [Differentiable] public partial class Line { public double Slope = 3; public double[] Offsets = { 1, 2 }; }
            public static partial class P
            {
                [Differentiable]
                public static double F(Line line, double x) => 2 * Value(line, x) + line.Offsets[1];

                [Differentiable]
                static double Value(Line line, double x) => line.Slope * x + line.Offsets[0];

                [BackwardOf(nameof(Value))]
                static (double value, double dX) ValueBackward(Line line, double x, double dOut, Line dLine)
                {
                    dLine.Slope += dOut * x;
                    dLine.Offsets[0] += dOut;
                    return (Value(line, x), dOut * line.Slope);
                }

                public static double[] Run()
                {
                    var (value, dLine, dX) = FGradient(new Line(), 5);
                    return [value, dLine.Slope, dLine.Offsets[0], dLine.Offsets[1], dX];
                }
            }
            """);
        Assert.Empty(generation.Refusals);
        using CompiledProgram program = generation.Compile();
        Assert.Equal([34.0, 10, 2, 1, 6], (double[])program.Invoke("P.Run")!);
    }
}
