namespace AutoBackprop.Generator.Rules;

/// <content>
/// Complex numbers, as pairs of reals: the gradient's real and imaginary parts are those of the real and the imaginary part. For
/// a function with a complex derivative that is dy times the derivative's conjugate.
/// </content>
public static partial class VectorRuleTable
{
    private static IEnumerable<VectorRule> ComplexNumbers(Family f) =>
    [
        f.Vjp("V +(V a)", "dy"),
        .. f.Both("-", "Negate", "V", "V a", "-dy"),
        .. f.Both("+", "Add", "V", "V a, V b", "dy", "dy"),
        .. f.Both("+", "Add", "V", "V a, double b", "dy", "dy.Real"),
        .. f.Both("+", "Add", "V", "double a, V b", "dy.Real", "dy"),
        .. f.Both("-", "Subtract", "V", "V a, V b", "dy", "-dy"),
        .. f.Both("-", "Subtract", "V", "V a, double b", "dy", "-dy.Real"),
        .. f.Both("-", "Subtract", "V", "double a, V b", "dy.Real", "-dy"),
        .. f.Both("*", "Multiply", "V", "V a, V b", "dy * V.Conjugate(b)", "dy * V.Conjugate(a)"),
        .. f.Both("*", "Multiply", "V", "V a, double b", "dy * b", "dy.Real * a.Real + dy.Imaginary * a.Imaginary"),
        .. f.Both("*", "Multiply", "V", "double a, V b", "dy.Real * b.Real + dy.Imaginary * b.Imaginary", "dy * a"),
        .. f.Both("/", "Divide", "V", "V a, V b", "dy / V.Conjugate(b)", "-dy * V.Conjugate(y / b)"),
        .. f.Both("/", "Divide", "V", "V a, double b", "dy / b", "-(dy.Real * y.Real + dy.Imaginary * y.Imaginary) / b"),
        .. new[] { "V /(double a, V b)", "V V.Divide(double a, V b)" }.Select(function => f.Vjp(function, "u.Real", "-dy * V.Conjugate(y / b)", where: "u = dy / V.Conjugate(b)")),

        //    function                                         gradient of a                                              of b
        f.Vjp("V new V(double a, double b)",                   "dy.Real",                                                 "dy.Imaginary"),
        f.Vjp("double V.Real(V a)",                            "new V(dy, 0)"),
        f.Vjp("double V.Imaginary(V a)",                       "new V(0, dy)"),
        f.Vjp("double V.Magnitude(V a)",                       "y == 0 ? V.Zero : dy / y * a"),
        f.Vjp("double V.Abs(V a)",                             "y == 0 ? V.Zero : dy / y * a"),
        f.Vjp("double V.Phase(V a)",                           "dy / (a.Real * a.Real + a.Imaginary * a.Imaginary) * new V(-a.Imaginary, a.Real)"),
        f.Vjp("V V.FromPolarCoordinates(double a, double b)",  "dy.Real * Math.Cos(b) + dy.Imaginary * Math.Sin(b)",      "dy.Imaginary * y.Real - dy.Real * y.Imaginary"),
        f.Vjp("V V.Conjugate(V a)",                            "V.Conjugate(dy)"),
        f.Vjp("V V.Reciprocal(V a)",                           "-dy * V.Conjugate(y * y)"),
        f.Vjp("V V.Sqrt(V a)",                                 "dy / V.Conjugate(2 * y)"),
        f.Vjp("V V.Exp(V a)",                                  "dy * V.Conjugate(y)"),
        f.Vjp("V V.Log(V a)",                                  "dy / V.Conjugate(a)"),
        f.Vjp("V V.Log10(V a)",                                "dy / V.Conjugate(a * Math.Log(10))"),
        f.Vjp("V V.Sin(V a)",                                  "dy * V.Conjugate(V.Cos(a))"),
        f.Vjp("V V.Cos(V a)",                                  "-dy * V.Conjugate(V.Sin(a))"),
        f.Vjp("V V.Tan(V a)",                                  "dy * V.Conjugate(1 + y * y)"),
        f.Vjp("V V.Asin(V a)",                                 "dy / V.Conjugate(V.Sqrt(1 - a * a))"),
        f.Vjp("V V.Acos(V a)",                                 "-dy / V.Conjugate(V.Sqrt(1 - a * a))"),
        f.Vjp("V V.Atan(V a)",                                 "dy / V.Conjugate(1 + a * a)"),
        f.Vjp("V V.Log(V a, double b)",                        "dy / V.Conjugate(a * Math.Log(b))",                       "-(dy.Real * y.Real + dy.Imaginary * y.Imaginary) / (b * Math.Log(b))"),
        f.Vjp("V V.Sinh(V a)",                                 "dy * V.Conjugate(V.Cosh(a))"),
        f.Vjp("V V.Cosh(V a)",                                 "dy * V.Conjugate(V.Sinh(a))"),
        f.Vjp("V V.Tanh(V a)",                                 "dy * V.Conjugate(1 - y * y)"),
        f.Vjp("V V.Pow(V a, V b)",                             "dy * V.Conjugate(b * V.Pow(a, b - 1))",                   "a == V.Zero ? V.Zero : dy * V.Conjugate(y * V.Log(a))"),
        f.Vjp("V V.Pow(V a, double b)",                        "dy * V.Conjugate(b * V.Pow(a, b - 1))",                   "a == V.Zero ? 0 : u.Real", where: "u = dy * V.Conjugate(y * V.Log(a))"),
    ];
}
