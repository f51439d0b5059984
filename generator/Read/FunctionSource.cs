using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Read;

/// <summary>From what the attribute is found on to the model; null where it is refused, or where reading fails, both of which the analyzer reports.</summary>
internal static class FunctionSource
{
    public static Function? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation) =>
        context is { TargetNode: MethodDeclarationSyntax syntax, TargetSymbol: IMethodSymbol symbol }
            ? Reading.ForGenerator(syntax, symbol, context.SemanticModel, cancellation).Function
            : null;

    public static Holder? ReadHolder(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        try
        {
            return context is { TargetNode: TypeDeclarationSyntax syntax, TargetSymbol: INamedTypeSymbol { TypeKind: TypeKind.Class } type }
                ? HolderReader.Read(syntax, type, context.SemanticModel, new Fence())
                : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    public static CustomBackward? ReadBackwardOf(GeneratorAttributeSyntaxContext context, CancellationToken cancellation) =>
        context.TargetSymbol is IMethodSymbol symbol ? BackwardOfReader.Read(symbol, new Fence()) : null;
}
