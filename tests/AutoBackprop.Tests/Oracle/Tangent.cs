namespace AutoBackprop.Tests;

/// <summary>How a value moves when the one input moves that is looked at.</summary>
/// <param name="Amount">The derivative in that direction.</param>
/// <param name="Scale">
/// The same with every product's absolute value: how much was added and subtracted to get there. Rounding errors are
/// relative to this, so a comparison that knows it need not be generous to all because some terms cancel.
/// </param>
/// <param name="Moves">
/// Whether the value depends on that input at all. A zero that is there by structure stays absent, where a zero that was
/// computed meets an infinite slope and is NaN, as IEEE has it.
/// </param>
/// <param name="Varies">Whether the value depends on any differentiable input: what a tie of Min and Max asks.</param>
public readonly record struct Tangent(double Amount, double Scale, bool Moves, bool Varies)
{
    /// <summary>The chain rule.</summary>
    public Tangent Times(double slope) => Moves ? new Tangent(Amount * slope, Scale * Math.Abs(slope), true, Varies) : this;

    public static Tangent operator +(Tangent left, Tangent right) => new(
        left.Moves && right.Moves ? left.Amount + right.Amount : left.Moves ? left.Amount : right.Amount,
        left.Scale + right.Scale,
        left.Moves || right.Moves,
        left.Varies || right.Varies);
}
