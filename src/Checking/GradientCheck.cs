using System.Globalization;

namespace AutoBackprop;

/// <summary>Compares gradients with central differences, in one line of a test.</summary>
/// <remarks>
/// <para>
/// <c>GradientCheck.Verify(Shop.Total, Shop.TotalGradient, 100.0, 2.0, 150.0, 3.0, 1.1);</c>
/// </para>
/// <para>
/// The function returns a <see cref="float"/> or a <see cref="double"/>; its gradient takes the same parameters and returns
/// <c>(value, dP, …)</c>, one element for each differentiable parameter, in order, of the parameter's type. Differentiable are
/// <see cref="float"/>, <see cref="double"/> and arrays of them (<c>double[]</c>, <c>double[,]</c>, <c>double[][]</c>), each element
/// for itself. Parameters of other types, and those marked <see cref="NoGradientAttribute">[NoGradient]</see>, are constants. Of an
/// overloaded method, a cast says which one: <c>(Func&lt;double, double&gt;)Shop.Total</c>.
/// </para>
/// <para>
/// The numeric derivative is Ridders' extrapolation of differences over many steps (C. J. F. Ridders, "Accurate computation of
/// F′(x) and F′(x)F″(x)", Advances in Engineering Software 4(2), 1982, 75–76), which estimates its own error. The analytic one may
/// differ from it by 1e-7 of the larger of the two plus four estimated errors; by 1e-3 in place of 1e-7 where the function takes or
/// returns a <see cref="float"/>. The returned <c>value</c> equals the function's, to 1e-12 or 1e-5.
/// </para>
/// <para>Where a function is not smooth:</para>
/// <list type="bullet">
/// <item>At a kink, central differences give the mean of the two slopes. A gradient of another value fails, even one that is a right
/// subgradient, and the message names both slopes: check beside the kink. A kink further off than about 1e-5 (for
/// <see cref="float"/> 1e-2) of the input's size, taken as 1 at least, does no harm, and none does a nearer one where the input
/// itself is as small.</item>
/// <item>At a jump the differences do not settle, which fails.</item>
/// <item>At the edge of a function's domain, where it is NaN (or throws an <see cref="ArgumentException"/> or an
/// <see cref="ArithmeticException"/>) on one side, one-sided differences are taken.</item>
/// <item>Where the slope grows without bound, like that of <c>Math.Sqrt</c> at 0, or the function is infinite, like
/// <c>Math.Log</c> at 0, the gradient must be infinite with the same sign.</item>
/// <item>A gradient that is NaN always fails, and so does a point at which the function is NaN: a check that can compare nothing
/// does not pass.</item>
/// </list>
/// <para>
/// The caller's arrays are not changed: every call gets copies of its own, of constant arrays too. A function that varies over much
/// less than 1e-5 (for <see cref="float"/> 1e-2) of the input's size, taken as 1 at least, is beyond these differences, and
/// fails.
/// </para>
/// </remarks>
public static class GradientCheck
{
    /// <summary>Compares a gradient with central differences at one point.</summary>
    /// <param name="function">The function.</param>
    /// <param name="gradient">Its generated gradient, the method whose name ends in <c>Gradient</c>.</param>
    /// <param name="arguments">
    /// The point: one argument for each parameter. Numbers are converted to the parameter's <see cref="float"/> or
    /// <see cref="double"/>.
    /// </param>
    /// <exception cref="GradientCheckException">They disagree; the message holds a table of the inputs.</exception>
    /// <exception cref="ArgumentException">
    /// The function and the gradient do not fit each other or the arguments, or cannot be called here (parameters that are spans).
    /// </exception>
    public static void Verify(Delegate function, Delegate gradient, params object?[] arguments)
    {
        var pair = new CheckedPair(function, gradient);
        Check(pair, pair.Arguments(arguments, nameof(arguments)), "");
    }

    /// <summary>Compares a gradient with central differences at random points of a box.</summary>
    /// <param name="function">The function.</param>
    /// <param name="gradient">Its generated gradient, the method whose name ends in <c>Gradient</c>.</param>
    /// <param name="seed">The seed of the points: the same seed, the same points.</param>
    /// <param name="count">The number of points.</param>
    /// <param name="low">The least value of an input.</param>
    /// <param name="high">The greatest value of an input.</param>
    /// <param name="example">
    /// One argument for each parameter: differentiable numbers in it are replaced by random ones, the lengths of arrays and the
    /// constants are kept. Not needed where every parameter is a differentiable scalar.
    /// </param>
    /// <exception cref="GradientCheckException">They disagree at a point; the message holds a table of the inputs.</exception>
    /// <exception cref="ArgumentException">
    /// The function and the gradient do not fit each other or the example, or cannot be called here; the box or the count is empty.
    /// </exception>
    public static void VerifySampled(
        Delegate function, Delegate gradient, int seed, int count, double low, double high, params object?[] example)
    {
        if (!(low < high) || !double.IsFinite(high - low))
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"There is nothing to sample between {low} and {high}: give bounds that are finite, the lower one first."),
                nameof(low));
        }

        var pair = new CheckedPair(function, gradient);
        object?[]? given = example is { Length: 0 } && pair.IsScalar
            ? [.. Enumerable.Repeat<object?>(low, pair.ParameterCount)]
            : example;
        if (given is { Length: 0 })
        {
            throw new ArgumentException(
                $"{pair.Name} has parameters that are arrays or constants, for which a sample knows neither length nor value: give one "
                + "example argument for each parameter after the bounds.",
                nameof(example));
        }

        object?[] shape = pair.Arguments(given, nameof(example));
        Sample(pair, seed, count, random => Fill(pair, shape, () => low + (high - low) * random.NextDouble()));
    }

    /// <summary>Compares a gradient with central differences at random points that the caller draws.</summary>
    /// <remarks>
    /// For inputs with ranges of their own:
    /// <c>GradientCheck.VerifySampled(Bond.Price, Bond.PriceGradient, 1, 100, random =&gt; [random.NextDouble() * 0.1, 10])</c>.
    /// </remarks>
    /// <param name="function">The function.</param>
    /// <param name="gradient">Its generated gradient, the method whose name ends in <c>Gradient</c>.</param>
    /// <param name="seed">The seed of the points: the same seed, the same points.</param>
    /// <param name="count">The number of points.</param>
    /// <param name="point">Draws a point: one argument for each parameter.</param>
    /// <exception cref="GradientCheckException">They disagree at a point; the message holds a table of the inputs.</exception>
    /// <exception cref="ArgumentException">
    /// The function and the gradient do not fit each other or a point, or cannot be called here; the count is not positive.
    /// </exception>
    public static void VerifySampled(Delegate function, Delegate gradient, int seed, int count, Func<Random, object?[]> point)
    {
        ArgumentNullException.ThrowIfNull(point);
        var pair = new CheckedPair(function, gradient);
        Sample(pair, seed, count, random => pair.Arguments(point(random), nameof(point)));
    }

    private static void Sample(CheckedPair pair, int seed, int count, Func<Random, object?[]> point)
    {
        if (count < 1)
        {
            throw new ArgumentException($"{count} points check nothing: give a count of at least 1.", nameof(count));
        }

        var random = new Random(seed);
        for (int i = 1; i <= count; i++)
        {
            Check(pair, point(random), string.Create(CultureInfo.InvariantCulture, $"Point {i} of {count} with seed {seed}: "));
        }
    }

    private static object?[] Fill(CheckedPair pair, object?[] shape, Func<double> next)
    {
        object?[] arguments = [.. shape.Select(CheckedInput.Copy)];
        foreach (CheckedInput input in pair.Inputs(shape))
        {
            arguments[input.Position] = input.Write(arguments[input.Position]!, next());
        }

        return arguments;
    }

    private static void Check(CheckedPair pair, object?[] arguments, string where)
    {
        double expected = pair.Value(arguments);
        (double value, object?[] derivatives) = pair.Gradients(arguments);
        double slack = pair.Precision == CheckPrecision.Double ? 1e-12 : 1e-5;
        bool same = value.Equals(expected) || Math.Abs(value - expected) <= slack * Math.Max(Math.Abs(value), Math.Abs(expected));
        if (!same)
        {
            throw new GradientCheckException(string.Create(
                CultureInfo.InvariantCulture,
                $"{where}{pair.GradientName} returns the value {value:R}, but {pair.Name} returns {expected:R} "
                + $"at {Point(pair, arguments)}."));
        }

        if (double.IsNaN(expected))
        {
            throw new GradientCheckException(
                $"{where}{pair.Name} is NaN at {Point(pair, arguments)}, so there is no derivative to compare: check at points "
                + "within its domain.");
        }

        var comparisons = new List<CheckedComparison>();
        var seen = new HashSet<int>();
        foreach (CheckedInput input in pair.Inputs(arguments))
        {
            object? derivative = derivatives[input.Gradient];
            if (seen.Add(input.Gradient) && !CheckedInput.SameShape(arguments[input.Position], derivative))
            {
                throw new GradientCheckException(
                    $"{where}the gradient that {pair.GradientName} returns for {input.Name} and its neighbours has another "
                    + "length than the argument: a gradient has the lengths of what it is the gradient of.");
            }

            double at = input.Read(arguments[input.Position]);
            var differences = new Differences(
                moved => pair.Value(arguments, input, moved), at, expected, pair.IsSingle(input.Position), pair.Precision);
            comparisons.Add(CheckedComparison.Of(input.Name, at, input.Read(derivative), differences, pair.Precision));
        }

        int wrong = comparisons.Count(comparison => comparison.Verdict is not null);
        if (wrong > 0)
        {
            throw new GradientCheckException(string.Create(
                CultureInfo.InvariantCulture,
                $"{where}{pair.GradientName} disagrees with the differences of {pair.Name} in {wrong} of {comparisons.Count} "
                + $"input{(comparisons.Count == 1 ? "" : "s")}:\n\n{CheckedComparison.Table(comparisons)}"));
        }
    }

    private static string Point(CheckedPair pair, object?[] arguments)
    {
        const int Most = 8;
        List<CheckedInput> inputs = [.. pair.Inputs(arguments)];
        IEnumerable<string> shown = inputs.Take(Most).Select(input =>
            $"{input.Name} = {input.Read(arguments[input.Position]).ToString("R", CultureInfo.InvariantCulture)}");
        return string.Join(", ", shown) + (inputs.Count > Most ? ", …" : "");
    }
}
