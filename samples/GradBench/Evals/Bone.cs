using AutoBackprop;

namespace GradBench.Evals;

/// <summary>A bone of a hand: where it hangs on the next one, and the angles of the pose that turn it there.</summary>
/// <param name="OnParent">From its own frame to that of the bone that it hangs on, or to the hand's.</param>
/// <param name="Bend">The angle about its x axis; −1 where it does not bend.</param>
/// <param name="Spread">The angle about its z axis; −1 where it is not spread.</param>
[Differentiable]
internal readonly record struct Bone(Affine OnParent, int Bend, int Spread)
{
    private const int Fingers = 5;
    private const int FirstOfFingers = 2;
    private const int FirstAngle = 6;
    private const int PerFinger = 4;

    /// <summary>
    /// A bone by its number. A finger has three that bend, the first of which can be spread too, and one in the palm, which moves with the hand.
    /// </summary>
    public static Bone Of(int number, double[][] onParent)
    {
        (int finger, int joint) = Math.DivRem(number - FirstOfFingers, PerFinger);
        int angle = FirstAngle + PerFinger * finger;
        bool bends = number >= FirstOfFingers && finger < Fingers && joint < PerFinger - 1;
        return new Bone(Affine.OfRows(onParent), bends ? angle + (joint == 0 ? 0 : joint + 1) : -1, bends && joint == 0 ? angle + 1 : -1);
    }
}
