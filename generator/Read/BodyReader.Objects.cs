using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Read;

/// <content>Instance methods of types that are not marked [Differentiable]: the object is a constant, and so is what it holds.</content>
internal sealed partial class BodyReader
{
    /// <summary>Whether the function is called on an object that has no gradient.</summary>
    private bool IsOfObject => receiver is null && Method is { IsStatic: false, ContainingType: var type } && !CompositeReader.IsComposite(type);

    /// <summary>Whether a member of an object has the same value for as long as the object lives.</summary>
    private static bool IsKept(ISymbol member) => member is IFieldSymbol { IsReadOnly: true }
        || member is IPropertySymbol { SetMethod: null } property && property.ContainingType.GetMembers().Any(field => field is IFieldSymbol { AssociatedSymbol: { } own } && SymbolEqualityComparer.Default.Equals(own, property));

    /// <summary>Refuses to take parameters as constants only because the object around them has no gradient; null where there are none.</summary>
    private Expression? RefuseLost(IOperation reference, string name, ITypeSymbol type) => ReadType(type) is { Leaf.IsHolder: true }
        ? Refuse(reference, $"'{name}', which holds parameters, as a member of an object without a gradient,", $"pass it as a parameter, or mark '{Method!.ContainingType.Name}' [Differentiable]")
        : null;

    /// <summary>Whether a parameter of a type is given another value somewhere: then it changes as a field does.</summary>
    private bool IsWritten(IParameterSymbol parameter)
    {
        foreach (SyntaxReference part in parameter.ContainingType.DeclaringSyntaxReferences.Where(static part => !FileOutline.IsGenerated(part.SyntaxTree)))
        {
            calleeFiles.Add(part.SyntaxTree);
            if (part.GetSyntax(cancellation).DescendantNodes().SelectMany(Targets).Any(target => target.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == parameter.Name)))
                return true;
        }
        return false;
    }

    private static IEnumerable<SyntaxNode> Targets(SyntaxNode node) => node switch
    {
        AssignmentExpressionSyntax assignment => [assignment.Left],
        PostfixUnaryExpressionSyntax step => [step.Operand],
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step => [step.Operand],
        ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => [argument.Expression],
        _ => [],
    };
}
