using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Diagnose;

/// <summary>Every diagnostic of the project; each id has its section in <c>generator/Diagnose/README.md</c>.</summary>
public static class Descriptors
{
    private const string Category = "AutoBackprop";

    public static readonly DiagnosticDescriptor NotPartial = Error(
        "ABP0001", "The containing type must be partial",
        "'{0}' holds {1} and must be declared partial, so that what is generated can be added");

    public static readonly DiagnosticDescriptor NothingDifferentiable = Error(
        "ABP0002", "Nothing to differentiate",
        "'{0}' has no differentiable {1}: a gradient needs a float or double (or a buffer of them) among the parameters not marked [NoGradient], and in the result");

    public static readonly DiagnosticDescriptor NoDerivative = Error(
        "ABP0003", "Call of a method without a derivative",
        "'{0}' has no derivative, but an argument depends on an input; mark it [Differentiable], write a [BackwardOf] for it, or wrap the argument in Gradient.Stop");

    public static readonly DiagnosticDescriptor Construct = Error(
        "ABP0004", "Construct outside the differentiable language",
        "{0} cannot be differentiated; {1}");

    public static readonly DiagnosticDescriptor UnsupportedType = Error(
        "ABP0005", "Type outside the differentiable language",
        "A value of type '{0}' cannot be part of a differentiable computation; {1}");

    public static readonly DiagnosticDescriptor Signature = Error(
        "ABP0006", "Method shape outside the differentiable language",
        "'{0}' cannot be differentiated because it is {1}; {2}");

    public static readonly DiagnosticDescriptor BackwardSignature = Error(
        "ABP0007", "A [BackwardOf] with the wrong signature",
        "'{0}' is the backward of '{1}' and must be declared as: {2}");

    public static readonly DiagnosticDescriptor NameTaken = Error(
        "ABP0008", "A generated name is taken",
        "'{0}' already has a member '{1}' with the signature that would be generated for '{2}'; rename it, or mark it [BackwardOf(nameof({2}))] if it is its hand-written backward");

    public static readonly DiagnosticDescriptor CalleeRefused = Error(
        "ABP0009", "Call of a function whose derivative could not be generated",
        "'{0}' is marked [Differentiable], but its backward could not be generated; mend the errors reported on it first", WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor Internal = Error(
        "ABP0010", "AutoBackprop failed on this function",
        "AutoBackprop failed on '{0}': {1}; please report it with the function's source — the other functions are not affected");

    public static readonly DiagnosticDescriptor GradientLost = Info(
        "ABP0011", "A gradient ends here",
        "'{0}' depends on an input, but {1}: what is computed from it has no share in the gradient");

    public static readonly DiagnosticDescriptor NoInfluence = Warning(
        "ABP0012", "An input without influence",
        "'{0}' can never influence the result of '{1}', so that its gradient is always zero; use it, or mark it [NoGradient]");

    public static readonly DiagnosticDescriptor TakenAsConstant = Warning(
        "ABP0013", "A parameter that is taken as a constant",
        "'{0}' is a '{1}', which can hold real numbers but has no gradient, so that it is taken as a constant; use double, or mark it [NoGradient]");

    public static readonly DiagnosticDescriptor Derivatives = Error(
        "ABP0014", "A derivative that is not to be had",
        "'{0}' asks for {1}, which {2}; {3}");

    private static DiagnosticDescriptor Error(string id, string title, string message, params string[] tags) =>
        Create(DiagnosticSeverity.Error, id, title, message, tags);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Create(DiagnosticSeverity.Warning, id, title, message);

    private static DiagnosticDescriptor Info(string id, string title, string message) => Create(DiagnosticSeverity.Info, id, title, message);

    private static DiagnosticDescriptor Create(DiagnosticSeverity severity, string id, string title, string message, params string[] tags) => new(
        id, title, message, Category, severity, isEnabledByDefault: true,
        helpLinkUri: "https://github.com/autobackprop/autobackprop/blob/main/generator/Diagnose/README.md#" + id.ToLowerInvariant(),
        customTags: tags);
}
