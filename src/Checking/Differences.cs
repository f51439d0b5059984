namespace AutoBackprop;

/// <summary>Numeric differentiation of a function of one variable at one point.</summary>
/// <remarks>
/// <para>
/// Difference quotients at steps that shrink by 1.7 are extrapolated to step zero in Neville's tableau, whose neighbouring
/// entries give the error estimate: C. J. F. Ridders, "Accurate computation of F′(x) and F′(x)F″(x)", Advances in
/// Engineering Software 4(2), 1982, 75–76. To each estimate the rounding of the function's values over the step is added; it is
/// measured from fourth differences over neighbouring numbers (of values with independent errors of size σ, a fourth difference has
/// the error √70 σ: R. W. Hamming, "Numerical Methods for Scientists and Engineers", 2nd ed. 1973, on difference tables).
/// </para>
/// <para>
/// Of the entries that have converged, the one with the smallest step decides (of those that have not, the one with the least
/// relative error): a large step can meet a periodic or a
/// stepped function in phase and look perfect. Among the entries that agree with it, the one of least error is taken.
/// </para>
/// <para>
/// The steps are not powers of two: with those, a function that rounds coarsely within (a float in a double function, or a
/// small number beside a large one) gives quotients that repeat exactly and are wrong. Quotients are over the distance of
/// the points as they are in the input's own type.
/// </para>
/// </remarks>
internal sealed class Differences
{
    private const int Depth = 6;
    private const double Shrink = 1.7;
    private const double SmallInput = 1.0 / 16;

    private readonly Func<double, double> function;
    private readonly double x;
    private readonly double center;
    private readonly bool single;
    private readonly CheckPrecision precision;
    private readonly double noise;

    /// <summary>Prepares differentiation at a point.</summary>
    /// <param name="function">The function; NaN outside its domain. It is called with values of the input's type only.</param>
    /// <param name="x">The point, finite.</param>
    /// <param name="center">The function's value there.</param>
    /// <param name="single">Whether the input is a <see cref="float"/>.</param>
    /// <param name="precision">The steps and tolerances.</param>
    internal Differences(Func<double, double> function, double x, double center, bool single, CheckPrecision precision)
    {
        this.function = function;
        this.x = x;
        this.center = center;
        this.single = single;
        this.precision = precision;
        noise = Noise();
    }

    /// <summary>The size that the derivative would have if the function were proportional to the input.</summary>
    internal double Scale => Math.Abs(center) / Math.Max(Math.Abs(x), 1);

    /// <summary>
    /// The derivative: central where the function is finite on both sides, one-sided at the edge of its domain, infinite where
    /// the slope grows without bound like a root's, <see cref="NumericDerivative.None"/> where there is none.
    /// </summary>
    internal NumericDerivative Derivative()
    {
        if (double.IsNaN(center))
        {
            return NumericDerivative.None;
        }

        if (double.IsInfinity(center))
        {
            return AtPole();
        }

        NumericDerivative both = On(Side.Both);
        if (!double.IsNaN(both.Value))
        {
            return both;
        }

        NumericDerivative right = On(Side.Right);
        return double.IsNaN(right.Value) ? On(Side.Left) : right;
    }

    /// <summary>The derivative from differences on one side, or on both.</summary>
    internal NumericDerivative On(Side side)
    {
        var found = new List<NumericDerivative>();
        double size = Math.Abs(x);
        bool diverges = Extrapolate(side, Math.Max(size, 1), found);
        if (size is > 0 and < SmallInput)
        {
            diverges &= Extrapolate(side, size, found);
        }

        NumericDerivative best = Best(found);
        if (diverges && !(best.Error <= precision.Loosest * Math.Abs(best.Value)))
        {
            return best with { Value = Math.CopySign(double.PositiveInfinity, found[^1].Value), Error = 0 };
        }

        return best;
    }

    // Adds the tableau's entries for the shrinking steps; says whether the quotients grow without bound.
    private bool Extrapolate(Side side, double scale, List<NumericDerivative> found)
    {
        double ratio = side == Side.Both ? Shrink * Shrink : Shrink;
        double step = Math.ScaleB(1, Math.ILogB(scale));
        double[] above = [];
        double[] twoAbove = [];
        double last = double.NaN;
        int growing = 0;
        for (int i = 0; i < precision.Steps; i++)
        {
            step /= Shrink;
            double low = side == Side.Right ? x : Round(x - step);
            double high = side == Side.Left ? x : Round(x + step);
            double width = high - low;
            if (!(width > 0))
            {
                break;
            }

            double atLow = side == Side.Right ? center : function(low);
            double atHigh = side == Side.Left ? center : function(high);
            double slope = (atHigh - atLow) / width;
            if (!double.IsFinite(slope))
            {
                above = twoAbove = [];
                last = double.NaN;
                growing = 0;
                continue;
            }

            double largest = Math.Max(Math.Abs(center), Math.Max(Math.Abs(atLow), Math.Abs(atHigh)));
            double rounding = 2 * Math.Max(noise, precision.Epsilon * largest) / width;
            var row = new double[Math.Min(above.Length + 1, Depth)];
            row[0] = slope;
            double power = 1;
            for (int j = 1; j < row.Length; j++)
            {
                power *= ratio;
                row[j] = row[j - 1] + (row[j - 1] - above[j - 1]) / (power - 1);
                double change = Math.Max(Math.Abs(row[j] - row[j - 1]), Math.Abs(row[j] - above[j - 1]));
                if (twoAbove.Length > 0)
                {
                    // Two rows agree by chance now and then; three do so rarely.
                    change = Math.Max(change, Math.Max(Math.Abs(row[j] - above[^1]), Math.Abs(row[j] - twoAbove[^1])));
                    found.Add(new NumericDerivative(row[j], change + rounding, step));
                }
            }

            // A root's quotients grow by less than the ratio of the steps; at a jump they grow by exactly that.
            bool grows = Math.Abs(slope / last) is >= 1.1 and <= 1.65 && Math.Sign(slope) == Math.Sign(last);
            growing = grows ? growing + 1 : 0;
            last = slope;
            (twoAbove, above) = (above, row);
        }

        return growing >= 6;
    }

    private NumericDerivative Best(List<NumericDerivative> found)
    {
        if (found.Count == 0)
        {
            return NumericDerivative.None;
        }

        double Relative(NumericDerivative entry) =>
            entry.Error == 0 ? 0 : entry.Error / Math.Max(Math.Abs(entry.Value), Scale);

        NumericDerivative decisive = found
            .OrderBy(entry => Math.Max(Relative(entry), precision.Target))
            .ThenBy(entry => entry.Step)
            .ThenBy(entry => entry.Error)
            .First();
        NumericDerivative best = decisive;
        foreach (NumericDerivative entry in found)
        {
            bool agrees = Math.Abs(entry.Value - decisive.Value) <= entry.Error + decisive.Error;
            best = agrees && entry.Error < best.Error ? entry : best;
        }

        return best;
    }

    // Where the function is infinite, only the sign of an infinite slope can be known: that of Log at 0, from the right.
    private NumericDerivative AtPole()
    {
        double step = Smallest(Math.Max(Math.Abs(x), 1));
        double right = (function(Round(x + step)) - center) / step;
        double left = (center - function(Round(x - step))) / step;
        double slope = double.IsNaN(right) ? left : double.IsNaN(left) || left == right ? right : double.NaN;
        return new NumericDerivative(slope, 0, step);
    }

    // The rounding in the function's values: fourth differences over neighbouring numbers hold nothing else. A function that
    // rounds more coarsely than its input (in a float within, or beside a large number) is constant over the nearest ones, so
    // wider spacings are tried too, up to a tenth of the smallest step.
    private double Noise()
    {
        double size = Math.Abs(x);
        double scale = size is > 0 and < SmallInput ? size : Math.Max(size, 1);
        double widest = Smallest(scale) / 10;
        double nearest = x == 0 ? precision.Epsilon : Ulp();
        double largest = 0;
        for (double spacing = widest; spacing >= nearest; spacing /= 16)
        {
            largest = Math.Max(largest, Noise(spacing));
        }

        return Math.Max(largest, Noise(nearest));
    }

    private double Noise(double spacing)
    {
        var values = new double[7];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i == 3 ? center : function(Round(x + (i - 3) * spacing));
        }

        double largest = 0;
        for (int i = 2; i < values.Length - 2; i++)
        {
            double fourth = values[i - 2] - 4 * values[i - 1] + 6 * values[i] - 4 * values[i + 1] + values[i + 2];
            largest = double.IsFinite(fourth) ? Math.Max(largest, Math.Abs(fourth) / 8) : largest;
        }

        return largest;
    }

    private double Smallest(double scale) => Math.ScaleB(1, Math.ILogB(scale)) / Math.Pow(Shrink, precision.Steps);

    private double Ulp() => single
        ? MathF.BitIncrement((float)Math.Abs(x)) - (double)(float)Math.Abs(x)
        : Math.BitIncrement(Math.Abs(x)) - Math.Abs(x);

    private double Round(double value) => single ? (float)value : value;
}
