using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Diagnose;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Read;

/// <summary>Reads which derivatives a [Differentiable] asks for beside the gradient, and refuses what is not to be had.</summary>
internal static class DerivativesReader
{
    // The names of members of the runtime library's Derivatives.
    private const string Gradient = nameof(Gradient), Jacobian = nameof(Jacobian);

    /// <summary>What is not generated yet, and what to do in its place.</summary>
    private static readonly (string Member, string What, string Instead)[] Missing =
    [
        ("Jvp", "a Jacobian–vector product", "for a few results, take the Jacobian"),
        ("Hvp", "a Hessian–vector product", "take the difference of two gradients"),
        ("Hessian", "a Hessian", "take the differences of gradients"),
    ];

    /// <summary>Whether the Jacobian is asked for.</summary>
    /// <param name="symbol">The function.</param>
    /// <param name="returned">What it returns.</param>
    /// <param name="parameters">Its parameters as they are written.</param>
    /// <param name="body">What it does.</param>
    /// <param name="fence">Receives what is refused.</param>
    public static bool WantsJacobian(IMethodSymbol symbol, Model.ValueType returned, EquatableArray<Parameter> parameters, Block body, Fence fence)
    {
        if (symbol.Attribute(FunctionReader.DifferentiableAttribute) is not { } attribute)
            return false;
        (HashSet<string> asked, bool isKnown) = Asked(symbol);
        foreach ((string member, string what, string instead) in Missing)
        {
            if (asked.Contains(member))
                Refuse(what, "is not generated yet", instead);
        }
        if (!isKnown)
            Refuse("a derivative", "is not known", "use the members of 'Derivatives'");
        if (!asked.Contains(Jacobian))
            return false;
        if (returned.IsReal)
            Refuse("the Jacobian", "of one number is its gradient", $"call '{symbol.Name}Gradient'");
        else if (JacobianRow.Of(returned, VectorTypes.Constructed).Count == 0)
            Refuse("the Jacobian", $"is not generated for a result of type '{returned.Text}'", $"return a struct, a tuple or a vector with two to four components, or call '{symbol.Name}Backward' for each of the numbers");
        if (FunctionReader.FindBackwardOf(symbol) is { } custom)
            Refuse("the Jacobian", "is not generated where the backward is written by hand", $"call '{custom.Name}' for each of the numbers");
        // What a callee writes is known when all functions are.
        HashSet<Variable?> written = [.. body.Descendants().Select(Buffers.Stored)];
        if (body.Descendants().SelectMany(static statement => statement.Assigned()).Any(static variable => variable.Type.Leaf.IsTensor)
            || body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants()).Any(static part => part is Call call && (call.Type.IsTensor || call.Callee is LayerCallee && call.Arguments.Any(static argument => argument.Type.IsTensor))))
            Refuse("the Jacobian", "is not generated for what computes with tensors", $"call '{symbol.Name}Backward' for each of the numbers");
        foreach (Parameter parameter in parameters)
        {
            if (parameter.IsOutput || parameter.IsMemory || parameter is { IsDifferentiable: true, Type.IsAddedTo: true } and not { Type: { IsFlat: true, HoldsObjects: false, Element.IsTensor: false } })
                Refuse("the Jacobian", $"is not generated for '{parameter.Name}', a '{parameter.Modifier}{parameter.Text}'", parameter.IsReceiver ? "pass what it holds as spans" : "pass numbers, structs of them, or spans, by value");
            else if (written.Contains(parameter.Variable.Owner))
                Refuse("the Jacobian", $"is not generated for '{parameter.Name}', a '{parameter.Text}' that is written", "return what it gets");
        }
        return true;

        void Refuse(string what, string why, string instead) =>
            fence.Refuse(Descriptors.Derivatives, Location(attribute) ?? symbol.Locations[0], symbol.Name, what, why, instead);
    }

    /// <summary>Refuses what is asked for at a type: it has no derivatives, its functions have.</summary>
    public static void CheckType(INamedTypeSymbol type, Fence fence)
    {
        if (type.Attribute(FunctionReader.DifferentiableAttribute) is { } attribute && Asked(type) is var (asked, isKnown) && (!isKnown || !asked.IsSubsetOf([Gradient])))
            fence.Refuse(Descriptors.Derivatives, Location(attribute) ?? type.Locations[0], type.Name, "derivatives", "only functions have", "ask for them there");
    }

    /// <summary>Whether another function of the type is to have a Jacobian that takes the same.</summary>
    public static bool HasTwin(IMethodSymbol function) => function.ContainingType.GetMembers(function.Name).OfType<IMethodSymbol>()
        .Any(other => !SymbolEqualityComparer.Default.Equals(other, function) && other.Arity == function.Arity && AsksForJacobian(other) && Taken(other).SequenceEqual(Taken(function)));

    /// <summary>The types of what a function's Jacobian takes.</summary>
    private static IEnumerable<string> Taken(IMethodSymbol function) => function.Parameters.Select(static parameter => parameter.Type.ToDisplayString())
        .Concat(function.Parameters.Where(GeneratedNames.HasGradientBuffer).Select(static parameter => $"System.Span<{GeneratedNames.ElementOf(parameter.Type).ToDisplayString()}>"));

    /// <summary>Whether the attribute says Jacobian, to be had or not.</summary>
    public static bool AsksForJacobian(IMethodSymbol symbol) => Asked(symbol).Members.Contains(Jacobian);

    /// <summary>The members of <c>Derivatives</c> that the attribute names, and whether it names nothing else.</summary>
    private static (HashSet<string> Members, bool IsKnown) Asked(ISymbol symbol)
    {
        if (symbol.Attribute(FunctionReader.DifferentiableAttribute) is not { ConstructorArguments: [{ Value: int asked, Type: INamedTypeSymbol type }] })
            return ([], true);
        HashSet<string> members = [];
        int left = asked;
        foreach (IFieldSymbol member in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (member.ConstantValue is not int flag || (asked & flag) == 0)
                continue;
            members.Add(member.Name);
            left &= ~flag;
        }
        return (members, left == 0);
    }

    private static Location? Location(AttributeData attribute) => attribute.ApplicationSyntaxReference?.GetSyntax() is AttributeSyntax { ArgumentList.Arguments: [var argument, ..] } ? argument.GetLocation() : null;
}
