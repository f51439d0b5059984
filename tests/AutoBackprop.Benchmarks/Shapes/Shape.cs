using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>
/// A shape of code, measured three ways: the function, its generated gradient, and the gradient that a careful colleague
/// would write by hand. To add a shape, add a file: like <c>StraightLine.cs</c> for a function so short that one call cannot
/// be timed (<see cref="PointShape"/>), like <c>Dot.cs</c> for any other (<see cref="CallShape"/>). Both modes of the program
/// find it. Its category, the class's own name, makes it a group with a baseline of its own in the table.
/// </summary>
public abstract class Shape
{
    public abstract void Primal();

    public abstract void Generated();

    public abstract void ByHand();

    /// <summary>Whether there is a gradient by hand to compare with.</summary>
    public virtual bool HasByHand => true;

    /// <summary>The number of calls of the function that one call of a way makes.</summary>
    public abstract int Count { get; }

    /// <summary>What the gradient may take of the primal's time, where the project has named it.</summary>
    public virtual double? Target => null;

    /// <summary>What <see cref="Generated"/> and <see cref="ByHand"/> stored, in the same order.</summary>
    protected abstract (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results { get; }

    /// <summary>Fails unless the two gradients are the same function.</summary>
    /// <remarks>BenchmarkDotNet finds the attribute here; on an override it would be a second one.</remarks>
    [GlobalSetup]
    public virtual void Check()
    {
        Generated();
        ByHand();
        double largest = Results.ByHand.Max(Math.Abs);
        foreach ((double generated, double byHand) in Results.Generated.Zip(Results.ByHand))
            Agree("the generated gradient", generated, "the one by hand", byHand, 1e-12 * (1 + Math.Abs(byHand)) + 1e-11 * largest);
    }

    protected void Agree(string oneName, double one, string otherName, double other, double tolerance)
    {
        if (!(Math.Abs(one - other) <= tolerance))
            throw new InvalidOperationException($"{GetType().Name}: {oneName} has {one:R} where {otherName} has {other:R}.");
    }
}
