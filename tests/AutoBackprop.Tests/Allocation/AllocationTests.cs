using Xunit;

namespace AutoBackprop.Tests.Allocation;

/// <summary>Gradients of scalar functions allocate nothing.</summary>
public sealed class AllocationTests
{
    private static double sink;

    public static TheoryData<string> Names => [.. Calls.Keys];

    private static Dictionary<string, Action> Calls { get; } = new(StringComparer.Ordinal)
    {
        ["StraightBackward"] = static () => sink += Scalars.StraightBackward(2, 3, 1.1, 0.5).dApple,
        ["StraightGradient"] = static () => sink += Scalars.StraightGradient(2, 3, 1.1).dTax,
        ["BranchingBackward"] = static () => sink += Scalars.BranchingBackward(2, 3, 0.5).dX + Scalars.BranchingBackward(-2, 1, 0.5).dX,
        ["BranchingGradient"] = static () => sink += Scalars.BranchingGradient(2, 3).dX,
        ["RecursiveBackward"] = static () => sink += Scalars.RecursiveBackward(2, 6, 0.5).dX,
        ["RecursiveGradient"] = static () => sink += Scalars.RecursiveGradient(2, 6).dX,
        ["CallingGradient"] = static () => sink += Scalars.CallingGradient(2, 3).dY,
        ["SingleGradient"] = static () => sink += Scalars.SingleGradient(0.5f, 3).dX,
        ["ManyGradient"] = static () => sink += Scalars.ManyGradient(1, 2, 3, 4, 5, 6, 7, 8, 9).dI,
        ["Generic<int>.ScaledGradient"] = static () => sink += Scalars.Generic<int>.ScaledGradient(2, 3).dX,
        ["Generic<string>.ScaledGradient"] = static () => sink += Scalars.Generic<string>.ScaledGradient(2, 3).dX,
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scalar_gradient_allocates_nothing(string name)
    {
        Action call = Calls[name];
        for (int i = 0; i < 100; i++)
            call();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            call();
        long after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(0, after - before);
    }

    [Fact]
    public void The_backward_pass_of_rows_allocates_nothing()
    {
        double[][] rows = [[1, 2], [3], [4, 5, 6]], gradients = [[0, 0], [0], [0, 0, 0]];
        for (int i = 0; i < 100; i++)
            sink += Rows.SquaresBackward(rows, 1, gradients);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            sink += Rows.SquaresBackward(rows, 1, gradients);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_gradients_that_the_build_generated_are_right()
    {
        GradientCheck.Verify(Scalars.Straight, Scalars.StraightGradient, 2.0, 3.0, 1.1);
        GradientCheck.Verify(Scalars.Branching, Scalars.BranchingGradient, 2.0, 3);
        GradientCheck.Verify(Scalars.Recursive, Scalars.RecursiveGradient, 2.0, 6);
        GradientCheck.Verify(Scalars.Calling, Scalars.CallingGradient, 2.0, 3.0);
        GradientCheck.Verify(Scalars.Single, Scalars.SingleGradient, 0.5f, 3.0);
        GradientCheck.Verify(Scalars.Many, Scalars.ManyGradient, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
        GradientCheck.Verify(Scalars.Generic<int>.Scaled, Scalars.Generic<int>.ScaledGradient, 2.0, 3.0);
    }
}
