using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Tests;

/// <summary>
/// Rewrites a program into its twin, in which every <c>double</c> and <c>float</c> is a <see cref="Dual{T}"/>. Constants stay constants;
/// every conversion that C# brings about silently is written out, so that the twin's operators, overloads and inferred
/// types are the primal's.
/// </summary>
internal sealed class TwinRewriter(SemanticModel model) : CSharpSyntaxRewriter
{
    private const string Math = "global::AutoBackprop.Tests.DualMath";

    public static bool IsReal(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Double or SpecialType.System_Single;

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is not ExpressionSyntax expression || node is TypeSyntax and not NameSyntax
            || node.Parent is MemberAccessExpressionSyntax access && access.Name == node)
            return base.Visit(node);
        TypeInfo info = model.GetTypeInfo(expression);
        if (model.GetConstantValue(expression).HasValue)
            return IsReal(info.ConvertedType) ? Constant(expression, info.ConvertedType!) : expression;
        SyntaxNode? visited = base.Visit(node);
        // The conversion of a parenthesised expression is reported inside as well.
        if (!IsReal(info.ConvertedType) || info.Type is null || SymbolEqualityComparer.Default.Equals(info.Type, info.ConvertedType)
            || expression.Parent is ParenthesizedExpressionSyntax && IsReal(model.GetTypeInfo(expression.Parent).ConvertedType))
            return visited;
        return Parse(ConvertTo(info.ConvertedType!, info.Type, visited!.ToString()), expression);
    }

    // What is constant for the compiler stays as it is.

    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitEnumDeclaration(EnumDeclarationSyntax node) => node;

    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) =>
        node.IsConst ? node : base.VisitLocalDeclarationStatement(node);

    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node) =>
        node.Modifiers.Any(SyntaxKind.ConstKeyword) ? node : base.VisitFieldDeclaration(node);

    public override SyntaxNode? VisitParameter(ParameterSyntax node) =>
        // A default value of the twin's type cannot be written; calls that leave it out get it written out.
        ((ParameterSyntax)base.VisitParameter(node.Default is { } value ? node.RemoveNode(value, SyntaxRemoveOptions.KeepNoTrivia)! : node)!);

    // Types

    private static string? TwinOf(ITypeSymbol? type) => type switch
    {
        not null when IsReal(type) => Twin(type.ToDisplayString()),
        INamedTypeSymbol { ContainingNamespace: { Name: "Numerics", ContainingNamespace.Name: "System" }, Name: "Vector2" or "Vector3" or "Vector4" or "Quaternion" or "Matrix3x2" or "Matrix4x4" or "Complex", Arity: 0 }
            => "global::AutoBackprop.Tests.Dual" + type.Name,
        _ => null,
    };

    public override SyntaxNode? VisitPredefinedType(PredefinedTypeSyntax node) => node.Keyword.Kind() switch
    {
        SyntaxKind.DoubleKeyword or SyntaxKind.FloatKeyword => SyntaxFactory.ParseTypeName(Twin(node.Keyword.ValueText)).WithTriviaFrom(node),
        _ => node,
    };

    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) =>
        model.GetAliasInfo(node) is null && TwinOf(model.GetSymbolInfo(node).Symbol as INamedTypeSymbol) is { } twin && !node.IsVar
            ? SyntaxFactory.ParseTypeName(twin).WithTriviaFrom(node)
            : base.VisitIdentifierName(node);

    public override SyntaxNode? VisitQualifiedName(QualifiedNameSyntax node) =>
        TwinOf(model.GetSymbolInfo(node).Symbol as INamedTypeSymbol) is { } twin
            ? SyntaxFactory.ParseTypeName(twin).WithTriviaFrom(node)
            : base.VisitQualifiedName(node);

    // Conversions

    public override SyntaxNode? VisitCastExpression(CastExpressionSyntax node)
    {
        ITypeSymbol? from = model.GetTypeInfo(node.Expression).Type;
        ITypeSymbol? to = model.GetTypeInfo(node.Type).Type;
        if (model.GetOperation(node) is IConversionOperation { OperatorMethod.DeclaringSyntaxReferences.IsEmpty: false })
            return base.VisitCastExpression(node);
        if (from is null || to is null || !IsReal(from) && !IsReal(to) || from.IsReferenceType)
            return base.VisitCastExpression(node);
        return Parse(ConvertTo(to, from, Visit(node.Expression)!.ToString()), node);
    }

    // What a pattern asks of a real it asks of the value; what it names is the dual.

    public override SyntaxNode? VisitConstantPattern(ConstantPatternSyntax node) => OfValue(node);

    public override SyntaxNode? VisitRelationalPattern(RelationalPatternSyntax node) => OfValue(node);

    public override SyntaxNode? VisitCaseSwitchLabel(CaseSwitchLabelSyntax node) => node.Parent?.Parent is SwitchStatementSyntax { Expression: var subject } && IsReal(model.GetTypeInfo(subject).Type)
        ? SyntaxFactory.CasePatternSwitchLabel(OfValue(node.Value.ToString(), node.Value), SyntaxFactory.Token(SyntaxKind.ColonToken))
        : node;

    private PatternSyntax OfValue(PatternSyntax node) =>
        model.GetOperation(node) is IPatternOperation { InputType: var type } && IsReal(type) ? OfValue(node.ToString(), node) : node;

    private static PatternSyntax OfValue(string pattern, SyntaxNode place) =>
        ((IsPatternExpressionSyntax)SyntaxFactory.ParseExpression($"x is {{ Value: {pattern} }}")).Pattern.WithTriviaFrom(place);

    // Calls

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (model.GetOperation(node) is not IInvocationOperation operation)
            return base.VisitInvocationExpression(node);
        IMethodSymbol method = operation.TargetMethod;
        string type = method.ContainingType.ToDisplayString();
        if (!method.Parameters.Any(parameter => IsReal(parameter.Type)) && !type.StartsWith("AutoBackprop.Layers", StringComparison.Ordinal)
            && !type.StartsWith("AutoBackprop.Gradient", StringComparison.Ordinal))
            return OwnCall(node, operation);
        switch (type)
        {
            case "System.Math" or "System.MathF" or "double" or "float" when method.IsStatic:
                string[] arguments = node.ArgumentList.Arguments.Select(argument => Visit(argument.Expression)!.ToString()).ToArray();
                if (node.ArgumentList.Arguments.Any(argument => argument.NameColon is not null))
                    throw new NotSupportedException($"The oracle does not sort the named arguments of '{node}'.");
                bool isConstant = !IsReal(method.ReturnType) && !method.ReturnType.IsTupleType;
                if (!isConstant && method.Name is not ("Floor" or "Ceiling" or "Truncate" or "Round"))
                    return Parse($"{Math}.{method.Name}({string.Join(", ", arguments)})", node);
                IEnumerable<string> values = arguments.Select((argument, i) => IsReal(method.Parameters[i].Type) ? $"({argument}).Value" : argument);
                string call = $"{type}.{method.Name}({string.Join(", ", values)})";
                if (type.StartsWith("System", StringComparison.Ordinal))
                    call = "global::" + call;
                return Parse(isConstant ? call : $"{Math}.Of({call})", node);

            case "AutoBackprop.Layers" or "AutoBackprop.Gradient":
                return Parse($"{Math}.{method.Name}({string.Join(", ", node.ArgumentList.Arguments.Select(a => Visit(a.Expression)))})", node);

            default:
                return OwnCall(node, operation);
        }
    }

    private SyntaxNode? OwnCall(InvocationExpressionSyntax node, IInvocationOperation operation)
    {
        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        if (operation.TargetMethod.DeclaringSyntaxReferences.IsEmpty
            || operation.TargetMethod.Parameters.All(parameter => !parameter.IsOptional && !IsStopped(parameter)))
            return visited;
        var arguments = new List<ArgumentSyntax>();
        foreach (IArgumentOperation argument in operation.Arguments)
        {
            IParameterSymbol parameter = argument.Parameter!;
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                string value = IsReal(parameter.Type)
                    ? $"{Math}.Of(({parameter.Type.ToDisplayString()})({Print(parameter.ExplicitDefaultValue)}))"
                    : Print(parameter.ExplicitDefaultValue);
                arguments.Add(SyntaxFactory.Argument(SyntaxFactory.NameColon(parameter.Name), default, SyntaxFactory.ParseExpression(value)));
                continue;
            }

            // The operation of a conditional is reported on the conditional itself.
            ArgumentSyntax? syntax = argument.Syntax.FirstAncestorOrSelf<ArgumentSyntax>(ancestor => ancestor.Parent == node.ArgumentList);
            if (syntax is null || argument.ArgumentKind != ArgumentKind.Explicit)
                throw new NotSupportedException($"The oracle does not know the arguments of '{node}'.");
            int index = node.ArgumentList.Arguments.IndexOf(syntax);
            ArgumentSyntax own = visited.ArgumentList.Arguments[index];
            arguments.Add(IsStopped(parameter) ? own.WithExpression(Parse($"{Math}.Stop({own.Expression})", own.Expression)) : own);
        }

        return visited.WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(arguments)));
    }

    private static bool IsStopped(IParameterSymbol parameter) =>
        parameter.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "NoGradientAttribute")
        && (IsReal(parameter.Type) || parameter.Type is IArrayTypeSymbol array && IsReal(array.ElementType));

    private static string Print(object? value) => value is double or float
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value:R}")
        : SymbolDisplay.FormatPrimitive(value!, quoteStrings: true, useHexadecimalNumbers: false)!;

    private static ExpressionSyntax Constant(ExpressionSyntax expression, ITypeSymbol type) =>
        Parse($"{Math}.Of(({type.ToDisplayString()})({expression}))", expression);

    private static string ConvertTo(ITypeSymbol to, ITypeSymbol from, string text) => (IsReal(from), IsReal(to)) switch
    {
        (true, true) when from.SpecialType == to.SpecialType => $"({text})",
        (true, true) => to.SpecialType == SpecialType.System_Double ? $"{Math}.Widen({text})" : $"{Math}.Narrow({text})",
        (true, false) => $"({to.ToDisplayString()})(({text}).Value)",
        _ => $"{Math}.Of(({to.ToDisplayString()})({text}))",
    };

    private static string Twin(string type) => $"global::AutoBackprop.Tests.Dual<{type}>";

    private static ExpressionSyntax Parse(string text, SyntaxNode place) => SyntaxFactory.ParseExpression(text).WithTriviaFrom(place);
}
