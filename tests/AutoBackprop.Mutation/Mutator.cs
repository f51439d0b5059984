using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AutoBackprop.Mutation;

/// <summary>
/// Writes every mutant of a file beside what it changes, behind a switch: <c>a &lt; b</c> becomes
/// <c>(Mutants.Is(7) ? a &lt;= b : a &lt; b)</c>. So one assembly holds all of them.
/// </summary>
/// <param name="model">The file's meaning.</param>
/// <param name="mutants">Where the mutants are added.</param>
/// <param name="excluded">Those that do not compile.</param>
internal sealed class Mutator(SemanticModel model, List<Mutant> mutants, IReadOnlySet<int> excluded) : CSharpSyntaxRewriter
{
    /// <summary>Elementary functions of sequences, and what is tried in their place; those without another are left out.</summary>
    private static readonly Dictionary<string, string?> Sequences = new()
    {
        ["First"] = "Last", ["Last"] = "First", ["FirstOrDefault"] = "LastOrDefault", ["LastOrDefault"] = "FirstOrDefault",
        ["Any"] = "All", ["All"] = "Any", ["Min"] = "Max", ["Max"] = "Min", ["Skip"] = null, ["Take"] = null, ["Where"] = null,
        ["Reverse"] = null, ["Distinct"] = null, ["Concat"] = null, ["Append"] = null, ["Prepend"] = null, ["Except"] = null,
        ["Union"] = null, ["Intersect"] = null, ["OrderBy"] = null, ["TakeWhile"] = null, ["SkipWhile"] = null, ["Add"] = null, ["AddRange"] = null,
    };

    private static readonly Dictionary<SyntaxKind, SyntaxKind[]> Operators = new()
    {
        [SyntaxKind.LessThanExpression] = [SyntaxKind.LessThanOrEqualExpression, SyntaxKind.GreaterThanOrEqualExpression],
        [SyntaxKind.LessThanOrEqualExpression] = [SyntaxKind.LessThanExpression, SyntaxKind.GreaterThanExpression],
        [SyntaxKind.GreaterThanExpression] = [SyntaxKind.GreaterThanOrEqualExpression, SyntaxKind.LessThanOrEqualExpression],
        [SyntaxKind.GreaterThanOrEqualExpression] = [SyntaxKind.GreaterThanExpression, SyntaxKind.LessThanExpression],
        [SyntaxKind.EqualsExpression] = [SyntaxKind.NotEqualsExpression],
        [SyntaxKind.NotEqualsExpression] = [SyntaxKind.EqualsExpression],
        [SyntaxKind.LogicalAndExpression] = [SyntaxKind.LogicalOrExpression],
        [SyntaxKind.LogicalOrExpression] = [SyntaxKind.LogicalAndExpression],
        [SyntaxKind.AddExpression] = [SyntaxKind.SubtractExpression],
        [SyntaxKind.SubtractExpression] = [SyntaxKind.AddExpression],
        [SyntaxKind.MultiplyExpression] = [SyntaxKind.DivideExpression],
        [SyntaxKind.DivideExpression] = [SyntaxKind.MultiplyExpression],
        [SyntaxKind.ModuloExpression] = [SyntaxKind.MultiplyExpression],
    };

    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitParameterList(ParameterListSyntax node) => node;

    public override SyntaxNode? VisitCaseSwitchLabel(CaseSwitchLabelSyntax node) => node;

    public override SyntaxNode? VisitConstantPattern(ConstantPatternSyntax node) => node;

    public override SyntaxNode? VisitRelationalPattern(RelationalPatternSyntax node) => node;

    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node) =>
        node.Modifiers.Any(SyntaxKind.ConstKeyword) ? node : Assignable((FieldDeclarationSyntax)base.VisitFieldDeclaration(node)!);

    // What is static is made anew for each mutant; what is read-only would be known to the JIT.
    private static FieldDeclarationSyntax Assignable(FieldDeclarationSyntax node) => node.Modifiers.Any(SyntaxKind.StaticKeyword) && node.Modifiers.FirstOrDefault(token => token.IsKind(SyntaxKind.ReadOnlyKeyword)) is var found && found != default
        ? node.WithModifiers(node.Modifiers.Remove(found)) : node;

    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node)
    {
        var inner = (PropertyDeclarationSyntax)base.VisitPropertyDeclaration(node)!;
        return inner.Initializer is not null && inner.Modifiers.Any(SyntaxKind.StaticKeyword) && inner.AccessorList is { Accessors.Count: 1 } accessors
            ? inner.WithAccessorList(accessors.AddAccessors(AccessorDeclaration(SyntaxKind.SetAccessorDeclaration).WithModifiers(TokenList(Token(TriviaList(Space), SyntaxKind.PrivateKeyword, TriviaList(Space)))).WithSemicolonToken(Token(SyntaxKind.SemicolonToken))))
            : inner;
    }

    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) =>
        node.Modifiers.Any(SyntaxKind.ConstKeyword) ? node : base.VisitLocalDeclarationStatement(node);

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        var inner = (ExpressionSyntax)base.VisitBinaryExpression(node)!;
        if (node.IsKind(SyntaxKind.CoalesceExpression))
            return Declares(node) ? inner : Choose(node, inner, node.Right);
        if (node.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression)
        {
            // An operand alone: a condition that is not needed.
            bool isAnd = node.IsKind(SyntaxKind.LogicalAndExpression);
            var parts = (BinaryExpressionSyntax)inner;
            if (!isAnd || !Declares(node.Left))
                parts = parts.WithLeft(Settle(node.Left, parts.Left, isAnd));
            if (!isAnd || !Declares(node.Right))
                parts = parts.WithRight(Settle(node.Right, parts.Right, isAnd));
            inner = parts;
        }

        if (!Operators.TryGetValue(node.Kind(), out SyntaxKind[]? others) || Declares(node) || !IsOfNumbers(node))
            return inner;
        foreach (SyntaxKind other in others)
        {
            SyntaxToken sign = Token(node.OperatorToken.LeadingTrivia, BinaryExpression(other, node.Left, node.Right).OperatorToken.Kind(), node.OperatorToken.TrailingTrivia);
            inner = Choose(node, inner, BinaryExpression(other, node.Left, sign, node.Right));
        }

        return inner;
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        var inner = (ExpressionSyntax)base.VisitPrefixUnaryExpression(node)!;
        return node.Kind() is SyntaxKind.LogicalNotExpression or SyntaxKind.UnaryMinusExpression && !Declares(node) ? Choose(node, inner, node.Operand) : inner;
    }

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node) => node.Kind() switch
    {
        SyntaxKind.TrueLiteralExpression => Choose(node, node, LiteralExpression(SyntaxKind.FalseLiteralExpression)),
        SyntaxKind.FalseLiteralExpression => Choose(node, node, LiteralExpression(SyntaxKind.TrueLiteralExpression)),
        SyntaxKind.NumericLiteralExpression when node.Token.Value is int value =>
            Choose(node, node, LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(value == 1 ? 0 : value + 1))),
        SyntaxKind.StringLiteralExpression when Template(node) is { } other => Choose(node, node, LiteralExpression(SyntaxKind.StringLiteralExpression, Literal(other))),
        _ => node,
    };

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (node.Expression is IdentifierNameSyntax { Identifier.Text: "nameof" })
            return node;
        var inner = (ExpressionSyntax)base.VisitInvocationExpression(node)!;
        if (Declares(node))
            return inner;
        if (node.Expression is MemberAccessExpressionSyntax access && model.GetSymbolInfo(node).Symbol is IMethodSymbol method && !method.ReturnsVoid
            && Sequences.TryGetValue(method.Name, out string? other))
        {
            if (other is null)
                inner = Choose(node, inner, access.Expression);
            else if (other != "All" || node.ArgumentList.Arguments.Count == 1)
                inner = Choose(node, inner, node.WithExpression(access.WithName(IdentifierName(other))));
        }

        // What makes another one of its kind is left out.
        if (node.ArgumentList.Arguments is [var first, ..] && model.GetTypeInfo(node).Type is { SpecialType: SpecialType.None } type && SymbolEqualityComparer.Default.Equals(type, model.GetTypeInfo(first.Expression).Type))
            inner = Choose(node, inner, first.Expression);
        return IsCondition(node) ? Negate(node, inner) : inner;
    }

    public override SyntaxNode? VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        var inner = (ExpressionSyntax)base.VisitIsPatternExpression(node)!;
        return Declares(node) ? inner : Negate(node, inner);
    }

    public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node)
    {
        var inner = (ExpressionSyntax)base.VisitMemberAccessExpression(node)!;
        return IsCondition(node) && !Declares(node) ? Negate(node, inner) : inner;
    }

    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) => IsCondition(node) ? Negate(node, node) : node;

    public override SyntaxNode? VisitWithExpression(WithExpressionSyntax node)
    {
        var inner = (ExpressionSyntax)base.VisitWithExpression(node)!;
        return Declares(node) ? inner : Choose(node, inner, node.Expression);
    }

    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var inner = (IfStatementSyntax)base.VisitIfStatement(node)!;
        return Declares(node.Condition) ? inner.WithCondition(Settle(node.Condition, inner.Condition, value: false)) : inner;
    }

    public override SyntaxNode? VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        var inner = (ConditionalExpressionSyntax)base.VisitConditionalExpression(node)!;
        return Declares(node.Condition) ? inner.WithCondition(Settle(node.Condition, inner.Condition, value: false)) : inner;
    }

    public override SyntaxNode? VisitSwitchExpressionArm(SwitchExpressionArmSyntax node)
    {
        var inner = (SwitchExpressionArmSyntax)base.VisitSwitchExpressionArm(node)!;
        return node.Pattern is DiscardPatternSyntax ? inner : inner.WithWhenClause(Never(node, node.WhenClause, inner.WhenClause));
    }

    public override SyntaxNode? VisitCasePatternSwitchLabel(CasePatternSwitchLabelSyntax node)
    {
        var inner = (CasePatternSwitchLabelSyntax)base.VisitCasePatternSwitchLabel(node)!;
        return inner.WithWhenClause(Never(node, node.WhenClause, inner.WhenClause));
    }

    public override SyntaxNode? VisitSpreadElement(SpreadElementSyntax node)
    {
        var inner = (SpreadElementSyntax)base.VisitSpreadElement(node)!;
        return ElementOf(model.GetTypeInfo(node.Expression).Type) is { } element && !Declares(node)
            ? inner.WithExpression(Choose(node.Expression, inner.Expression, ParseExpression($"System.Linq.Enumerable.Empty<{element}>()")))
            : inner;
    }

    public override SyntaxNode? VisitExpressionElement(ExpressionElementSyntax node)
    {
        var inner = (ExpressionElementSyntax)base.VisitExpressionElement(node)!;
        if (ElementOf(model.GetTypeInfo((ExpressionSyntax)node.Parent!).ConvertedType) is not { } element || Declares(node))
            return inner;
        ExpressionSyntax alone = ParseExpression($"new {element}[] {{ {inner.Expression} }}");
        var choice = Choose(node.Expression, alone, ParseExpression($"new {element}[0]"), "left out");
        return choice == alone ? inner : SpreadElement(choice).WithTriviaFrom(node);
    }

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node) => Omit(node, base.VisitExpressionStatement(node)!);

    public override SyntaxNode? VisitContinueStatement(ContinueStatementSyntax node) => Omit(node, node);

    public override SyntaxNode? VisitYieldStatement(YieldStatementSyntax node) => Omit(node, base.VisitYieldStatement(node)!);

    private SyntaxNode Omit(StatementSyntax node, SyntaxNode inner) => Declares(node) || Add(node, "left out") is not { } id
        ? inner
        : Block(IfStatement(ParseExpression($"!Mutants.Is({id})"), ((StatementSyntax)inner).WithoutTrivia())).WithTriviaFrom(node);

    private ExpressionSyntax Negate(ExpressionSyntax node, ExpressionSyntax inner) =>
        Choose(node, inner, PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, ParenthesizedExpression(node.WithoutTrivia())));

    private ExpressionSyntax Choose(ExpressionSyntax node, ExpressionSyntax inner, ExpressionSyntax other, string? said = null) =>
        Add(node, said ?? other.WithoutTrivia().ToString()) is not { } id
            ? inner
            : ParenthesizedExpression(ConditionalExpression(
                Is(id), ParenthesizedExpression(other.WithoutTrivia()), ParenthesizedExpression(inner.WithoutTrivia()))).WithTriviaFrom(node);

    /// <summary>A condition that the mutant takes to be true, or false; the variables that it declares stay assigned where they are.</summary>
    private ExpressionSyntax Settle(ExpressionSyntax node, ExpressionSyntax inner, bool value)
    {
        if (Add(node, value ? "true" : "false") is not { } id)
            return inner;
        ParenthesizedExpressionSyntax condition = ParenthesizedExpression(inner.WithoutTrivia());
        return ParenthesizedExpression(value
            ? BinaryExpression(SyntaxKind.LogicalOrExpression, Is(id), condition)
            : BinaryExpression(SyntaxKind.LogicalAndExpression, PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, Is(id)), condition)).WithTriviaFrom(node);
    }

    private WhenClauseSyntax? Never(SyntaxNode node, WhenClauseSyntax? clause, WhenClauseSyntax? inner)
    {
        if (Add(node, "never") is not { } id)
            return inner;
        ExpressionSyntax isOff = PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, Is(id));
        return WhenClause(Token(TriviaList(Space), SyntaxKind.WhenKeyword, TriviaList(Space)), clause is null
            ? isOff
            : BinaryExpression(SyntaxKind.LogicalAndExpression, isOff, ParenthesizedExpression(inner!.Condition))).WithTrailingTrivia(Space);
    }

    private static ExpressionSyntax Is(int id) => ParseExpression($"Mutants.Is({id})");

    private int? Add(SyntaxNode node, string other)
    {
        int id = mutants.Count;
        FileLinePositionSpan span = node.GetLocation().GetLineSpan();
        mutants.Add(new Mutant(id, $"{span.Path}:{span.StartLinePosition.Line + 1}", $"{OneLine(node.ToString())}  →  {OneLine(other)}", IsStatic(node)));
        return excluded.Contains(id) ? null : id;
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A name that is declared twice, in what is and what the mutant makes of it, is an error.</summary>
    private static bool Declares(SyntaxNode node) => node.DescendantNodes(static inner => inner is not AnonymousFunctionExpressionSyntax)
        .Any(static inner => inner is SingleVariableDesignationSyntax);

    private static bool IsStatic(SyntaxNode node) => node.Ancestors().Any(static outer => outer is BaseFieldDeclarationSyntax { Modifiers: var modifiers } && modifiers.Any(SyntaxKind.StaticKeyword)
        || outer is PropertyDeclarationSyntax { Initializer: not null, Modifiers: var others } && others.Any(SyntaxKind.StaticKeyword));

    private bool IsOfNumbers(BinaryExpressionSyntax node) => node.Kind() is not (SyntaxKind.AddExpression or SyntaxKind.SubtractExpression)
        || model.GetTypeInfo(node).Type is { SpecialType: not (SpecialType.System_String or SpecialType.System_Object) };

    /// <summary>Whether an expression decides something: it is a condition, an operand of one, or what a predicate returns.</summary>
    private bool IsCondition(ExpressionSyntax node) => model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_Boolean && node.Parent switch
    {
        IfStatementSyntax or WhileStatementSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax or WhenClauseSyntax => true,
        ConditionalExpressionSyntax choice => choice.Condition == node,
        BinaryExpressionSyntax parent => parent.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression,
        EqualsValueClauseSyntax or SwitchExpressionArmSyntax => true,
        _ => false,
    };

    /// <summary>A rule's line is a text: another operator in it is another derivative.</summary>
    private static string? Template(LiteralExpressionSyntax node)
    {
        if (node.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } list } argument || list.Arguments.IndexOf(argument) == 0
            || call.Expression.ToString() is not ("Rule" or "Vjp" or "f.Vjp"))
            return null;
        string text = node.Token.ValueText;
        foreach ((string sign, string other) in new[] { (" + ", " - "), (" - ", " + "), (" * ", " / "), (" / ", " * "), ("2", "3"), ("1", "2"), ("-", "") })
        {
            if (text.Contains(sign, StringComparison.Ordinal))
                return text[..text.IndexOf(sign, StringComparison.Ordinal)] + other + text[(text.IndexOf(sign, StringComparison.Ordinal) + sign.Length)..];
        }

        return null;
    }

    private static string? ElementOf(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => Name(array.ElementType),
        INamedTypeSymbol { TypeArguments: [var element], IsRefLikeType: false } => Name(element),
        _ => null,
    };

    private static string Name(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
