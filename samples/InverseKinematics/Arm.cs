using System.Numerics;
using AutoBackprop;

namespace InverseKinematics;

/// <summary>An arm of rigid links that turn against each other in the plane, from the shoulder at the origin to the hand.</summary>
internal static partial class Arm
{
    /// <summary>Where the hand is.</summary>
    [Differentiable(Derivatives.Gradient | Derivatives.Jacobian)]
    public static Vector2 Hand(ReadOnlySpan<float> angles, [NoGradient] float[] lengths)
    {
        Vector2 hand = Vector2.Zero;
        float heading = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            heading += angles[i];
            hand += lengths[i] * new Vector2(MathF.Cos(heading), MathF.Sin(heading));
        }
        return hand;
    }

    /// <summary>
    /// Turns the joints until the hand is at the target: damped Gauss-Newton steps, ΔΘ = Jᵀ(JJᵀ + λ)⁻¹ε. A row of the generated
    /// Jacobian is the gradient of one coordinate. Gives the number of steps.
    /// </summary>
    public static int Reach(float[] angles, float[] lengths, Vector2 target, float tolerance, int mostSteps)
    {
        var dAngles = new float[2 * angles.Length];
        ReadOnlySpan<float> ofX = dAngles.AsSpan(0, angles.Length), ofY = dAngles.AsSpan(angles.Length);
        for (int step = 0; step < mostSteps; step++)
        {
            Array.Clear(dAngles);
            Vector2 hand = HandJacobian(angles, lengths, dAngles);
            Vector2 error = target - hand;
            if (error.Length() <= tolerance)
                return step;
            const float Damping = 1e-3f;
            float xx = Damping, xy = 0, yy = Damping;
            for (int i = 0; i < angles.Length; i++)
            {
                xx += ofX[i] * ofX[i];
                xy += ofX[i] * ofY[i];
                yy += ofY[i] * ofY[i];
            }
            Vector2 weights = new Vector2(yy * error.X - xy * error.Y, xx * error.Y - xy * error.X) / (xx * yy - xy * xy);
            // No joint turns by more than a quarter of a right angle at once: the Jacobian holds nearby.
            float largest = 0;
            for (int i = 0; i < angles.Length; i++)
                largest = MathF.Max(largest, MathF.Abs(ofX[i] * weights.X + ofY[i] * weights.Y));
            weights *= MathF.Min(1, MathF.PI / 8 / largest);
            for (int i = 0; i < angles.Length; i++)
                angles[i] += ofX[i] * weights.X + ofY[i] * weights.Y;
        }
        return mostSteps;
    }
}
