using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>
/// Differentiation in place: operators, constructors, accessors and small methods are read where they are called, as if
/// they had been written there. The caller is read again when a file that it looked into is edited.
/// </content>
internal sealed partial class BodyReader
{
    /// <summary>A method with more operations than this is called, where it has a backward of its own.</summary>
    private const int LargestInline = 150;

    /// <summary>What is being read in place, outermost first.</summary>
    private readonly Stack<IMethodSymbol> inlined = new();

    private readonly HashSet<string> inlinedIdentifiers = [];

    /// <summary>The function that is read.</summary>
    public IMethodSymbol? Method { get; init; }

    /// <summary>The semantic model of the body that is being read: the function's own, or that of a callee.</summary>
    private SemanticModel Source => calleeModel ?? model;

    private SemanticModel? calleeModel;

    /// <summary>The value that the method being read is called on; null in a static one.</summary>
    private Expression? receiver;

    /// <summary>The user's statement and call that a callee is read for.</summary>
    private string? inlineOrigin;

    private SyntaxNode? inlineSite;

    private int returnLabel = FunctionLabel;
    private Expression? returnTarget;

    /// <summary>Where the result of the call that is read next may go at once: nothing in the callee can mention it.</summary>
    private Expression? freshTarget;

    /// <summary>The identifiers that occur in what was read in place.</summary>
    public IEnumerable<string> InlinedIdentifiers => inlinedIdentifiers;

    private VariableKind LocalKind => inlined.Count == 0 ? VariableKind.Local : VariableKind.Temporary;

    /// <summary>Whether a call can be differentiated in place, and better is than by a backward of its own.</summary>
    private bool IsInPlace(IMethodSymbol method, IOperation? instance)
    {
        method = method.OriginalDefinition;
        if (method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction)
            return !method.IsAsync && !method.IsGenericMethod;
        if (BackwardOf(method) is not null || !method.HasSourceIn(model.Compilation) || method.MayBeOverridden() || method.IsAsync || method.IsGenericMethod)
            return false;
        bool isMarked = method.Attribute(FunctionReader.DifferentiableAttribute) is not null;
        bool isOfComposite = CompositeReader.IsComposite(method.ContainingType);
        if (!isMarked)
            return isOfComposite;
        bool takesComposites = instance is not null || isOfComposite || CompositeReader.IsComposite(method.ReturnType) || method.Parameters.Any(static parameter => CompositeReader.IsComposite(parameter.Type) || parameter.RefKind is RefKind.Ref or RefKind.Out);
        // A tensor that a call returned would be new each time; in place, it comes from the caller's workspace.
        bool givesTensor = LayerReader.IsTensor(method.ReturnType) && !method.Parameters.Any(IsConstant);
        // What is given by reference has no value to be called with.
        bool givesByReference = method.Parameters.Any(static parameter => parameter.RefKind is RefKind.Ref or RefKind.Out);
        return (takesComposites || givesTensor) && !IsBeingRead(method) && (givesByReference || !ReadType(method.ReturnType).IsBuffer && !IsLarge(method) && NamesOnlyWhatIsAccessible(method));
    }

    /// <summary>A parameter that is a constant by its mark, and more than a number.</summary>
    private IParameterSymbol? Constant(IMethodSymbol method) => method.Parameters.FirstOrDefault(parameter => IsConstant(parameter) && ReadType(parameter.Type) is { IsDifferentiable: true, IsReal: false });

    private static bool IsConstant(IParameterSymbol parameter) => parameter.Attribute(FunctionReader.NoGradientAttribute) is not null;

    private SyntaxNode? SyntaxOf(IMethodSymbol method)
    {
        if (!method.HasSourceIn(model.Compilation))
            return null;
        calleeFiles.Add(method.DeclaringSyntaxReferences[0].SyntaxTree);
        return method.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
    }

    private bool IsBeingRead(IMethodSymbol method) => inlined.Any(outer => SymbolEqualityComparer.Default.Equals(outer, method.OriginalDefinition))
        || SymbolEqualityComparer.Default.Equals(Method, method.OriginalDefinition);

    private bool IsLarge(IMethodSymbol method) => BodyOf(method) is not { } body
        || body.Descendants().Skip(LargestInline).Any() || body.Descendants().Any(operation => operation is ILoopOperation || operation is IInvocationOperation { TargetMethod: var called } && SymbolEqualityComparer.Default.Equals(called.OriginalDefinition, method.OriginalDefinition));

    /// <summary>Whether what a method names could be named here as well, which its private helpers and fields may not; else its own backward method is called.</summary>
    private bool NamesOnlyWhatIsAccessible(IMethodSymbol method) => BodyOf(method) is { } body && body.Descendants().All(operation => operation switch
    {
        IMemberReferenceOperation { Member: var member } when CompositeReader.IsHolder(member.ContainingType) => model.IsAccessible(position, member),
        // Of which type a generic one's member is depends on the call.
        IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Ordinary, IsStatic: true, ContainingType.IsGenericType: true } } => false,
        IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Ordinary } called } => model.IsAccessible(position, called.OriginalDefinition) || IsInPlace(called, null),
        // Of which type a generic one's is depends on the call.
        IFieldReferenceOperation { Field: { IsStatic: true, IsConst: false } field } => !field.ContainingType.IsGenericType && model.IsAccessible(position, field),
        IPropertyReferenceOperation { Property: { IsStatic: true } property } => model.IsAccessible(position, property) || CompositeReader.IsComposite(property.ContainingType),
        _ => true,
    });

    private IOperation? BodyOf(IMethodSymbol method)
    {
        if (SyntaxOf(method) is not { } syntax)
            return null;
        SemanticModel its = syntax.SyntaxTree == Source.SyntaxTree ? Source : model.Compilation.GetSemanticModel(syntax.SyntaxTree);
        return its.GetOperation(syntax, cancellation) switch
        {
            IMethodBodyBaseOperation body => body.BlockBody ?? body.ExpressionBody,
            ILocalFunctionOperation local => local.Body,
            IAnonymousFunctionOperation lambda => lambda.Body,
            IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda.Body,
            IBlockOperation block => block,
            _ => syntax is AccessorDeclarationSyntax or ArrowExpressionClauseSyntax ? its.GetOperation(syntax, cancellation) : null,
        };
    }

    /// <summary>Reads a callee in place, and gives back its result.</summary>
    /// <param name="method">The callee.</param>
    /// <param name="call">Where it is called.</param>
    /// <param name="instance">The value that it is called on, or null.</param>
    /// <param name="arguments">Its arguments, in the order of its parameters.</param>
    /// <param name="names">What the arguments are called where they need a name, and behind them the instance.</param>
    private Expression Inline(IMethodSymbol method, IOperation call, Expression? instance, Expression[] arguments, string[]? names = null)
    {
        method = method.OriginalDefinition;
        if (call is IInvocationOperation given)
            RefuseReplaced(given, method);
        Expression? target = freshTarget;
        freshTarget = null;
        if (BodyOf(method) is not IBlockOperation body)
        {
            return method is { AssociatedSymbol: IPropertySymbol property } && method.HasSourceIn(model.Compilation)
                ? Refuse(call, ComputesWithField(property), "write both of its accessors, or give it a field of its own")
                : Refuse(call, $"'{Describe(method)}', whose source is not here,", "write what it computes");
        }
        if (IsBeingRead(method))
            return Refuse(call, $"The recursion of '{Describe(method)}'", "make it a static method marked [Differentiable]");
        if (Constant(method) is { } constant)
            return Refuse(call, $"'{Describe(method)}', whose parameter '{constant.Name}' is marked [NoGradient] and which is differentiated in place,", "drop the mark, and stop the gradients of its parts with Gradient.Stop");
        return ReadInPlace(method, call, body, () =>
        {
            BindParameters(method, body, instance, arguments, names, call as IInvocationOperation);
            return ReadResult(method, body, target);
        });
    }

    private Expression InlineConstructor(IOperation creation, INamedTypeSymbol type, IMethodSymbol constructor, Expression[] arguments)
    {
        SyntaxNode? syntax = SyntaxOf(constructor);
        ISymbol[] parts = [.. CompositeReader.Parts(type)];
        Model.ValueType read = ReadType(type);
        if (IsBeingRead(constructor) || syntax is not (TypeDeclarationSyntax or ConstructorDeclarationSyntax { Initializer: null }))
            return Refuse(creation, $"The constructor of '{type.Name}'", "use an object initializer, or a constructor that only assigns fields");
        SemanticModel its = syntax.SyntaxTree == Source.SyntaxTree ? Source : model.Compilation.GetSemanticModel(syntax.SyntaxTree);
        IOperation? body = syntax is ConstructorDeclarationSyntax ? BodyOf(constructor) : null;
        return ReadInPlace(constructor, creation, body ?? creation, () =>
        {
            calleeModel = its;
            BindParameters(constructor, body, null, arguments, null, null);
            Composite made = NewComposite(char.ToLowerInvariant(type.Name[0]) + type.Name.Substring(1), read, VariableKind.Temporary);
            for (int i = 0; i < parts.Length; i++)
            {
                IParameterSymbol? parameter = CompositeReader.IsPositional(parts[i]) && syntax is RecordDeclarationSyntax ? constructor.Parameters.FirstOrDefault(parameter => parameter.Name == parts[i].Name) : null;
                Expression initial = CompositeReader.InitializerOf(parts[i]) is { } initializer && model.Compilation.GetSemanticModel(initializer.SyntaxTree).GetOperation(initializer, cancellation) is { } operation
                    ? ReadExpression(operation)
                    : parameter is not null ? ReadParameter(parameter) : read.Fields[i].Type.IsComposite ? Default(read.Fields[i].Type) : Zero(read.Fields[i].Type);
                Store(made.Parts[i], Part(initial, read.Fields[i]), inlineOrigin);
            }
            if (body is IBlockOperation block)
            {
                receiver = made;
                ReadResult(constructor, block, null);
            }
            return made;
        });
    }

    private Expression ReadParameter(IParameterSymbol parameter) => aliases.TryGetValue(parameter, out Expression? alias) ? alias : new Reference(variables[parameter]);

    private T ReadInPlace<T>(IMethodSymbol method, IOperation call, IOperation body, Func<T> read)
    {
        (SemanticModel? outerSource, Expression? outerReceiver, int outerLabel, Expression? outerTarget, string? outerOrigin, SyntaxNode? outerSite) =
            (calleeModel, receiver, returnLabel, returnTarget, inlineOrigin, inlineSite);
        IOperation? outerStatement = statement;
        inlined.Push(method);
        inlineSite ??= call.Syntax;
        inlineOrigin ??= OriginOf(call.Syntax);
        calleeModel = body.SemanticModel ?? calleeModel;
        inlinedIdentifiers.UnionWith(body.Syntax.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText)
            .Except(FunctionReader.LocalNames(body.Syntax)).Except(method.Parameters.Select(static parameter => parameter.Name)));
        var outerBindings = method.Parameters.Select(parameter => (parameter, Alias: aliases.TryGetValue(parameter, out Expression? alias) ? alias : null, Variable: variables.TryGetValue(parameter, out Variable? variable) ? variable : null)).ToArray();
        try
        {
            return fence.At(call.Syntax.GetLocation(), Describe(method), isOutermost: inlined.Count == 1, read);
        }
        finally
        {
            (calleeModel, receiver, returnLabel, returnTarget, inlineOrigin, inlineSite) = (outerSource, outerReceiver, outerLabel, outerTarget, outerOrigin, outerSite);
            inlined.Pop();
            statement = outerStatement;
            foreach ((IParameterSymbol parameter, Expression? alias, Variable? variable) in outerBindings)
            {
                aliases.Remove(parameter);
                variables.Remove(parameter);
                if (alias is not null)
                    aliases[parameter] = alias;
                if (variable is not null)
                    variables[parameter] = variable;
            }
        }
    }

    /// <summary>The statement that a comment shows for what is read in place, without its declaration and semicolon.</summary>
    private static string OriginOf(SyntaxNode call)
    {
        foreach (SyntaxNode node in call.AncestorsAndSelf())
        {
            switch (node)
            {
                case ExpressionStatementSyntax statement: return SourceLine.Of(statement.Expression);
                case VariableDeclaratorSyntax { Initializer: { } initializer } declarator: return $"{declarator.Identifier.Text} = {SourceLine.Of(initializer.Value)}";
                case ReturnStatementSyntax { Expression: { } value }: return "return " + SourceLine.Of(value);
                case ArrowExpressionClauseSyntax arrow: return "return " + SourceLine.Of(arrow.Expression);
                case StatementSyntax: return SourceLine.Of(call);
            }
        }
        return SourceLine.Of(call);
    }

    private void BindParameters(IMethodSymbol method, IOperation? body, Expression? instance, Expression[] arguments, string[]? names, IInvocationOperation? call)
    {
        (HashSet<ISymbol> assigned, bool changesReceiver) = body is null ? ([], false) : Changed(body, []);
        bool isClosure = method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction;
        bool isByReference = changesReceiver || method.Parameters.Any(static parameter => parameter.RefKind is RefKind.Ref or RefKind.Out);
        // What is given by its place may be changed by another name while the callee reads it.
        bool mayChangePlaces = isByReference || isClosure && !method.IsStatic || arguments.Any(static argument => argument.Type is { IsBuffer: true, Class: not TypeClass.ReadOnlySpan });
        if (!isClosure)
            receiver = instance is null || changesReceiver || mayChangePlaces && IsOwnPlace(call?.Instance, method) ? instance : Settled(names?[arguments.Length] ?? "value", instance, copies: false);
        if (!isClosure && receiver is not null && mayChangePlaces)
        {
            // Which element it is called on is decided before it runs, which may change the index.
            int before = output.Count;
            receiver = PinForName(receiver, ref before);
        }
        for (int i = 0; i < arguments.Length; i++)
        {
            IParameterSymbol parameter = method.Parameters[i];
            Expression argument = arguments[i];
            bool isPlace = parameter.RefKind is RefKind.Ref or RefKind.Out
                || mayChangePlaces && parameter.RefKind is RefKind.In or RefKind.RefReadOnlyParameter && IsPlace(call?.Arguments.FirstOrDefault(given => given.Parameter!.Ordinal == i)?.Value);
            if (isPlace && !argument.Type.IsBuffer)
            {
                // Which element it is is decided before the callee runs, which may change the index.
                int at = output.Count;
                argument = PinForName(argument, ref at);
            }
            if (IsConstant(parameter) && argument.Type.IsReal)
                argument = Stopped(argument);
            bool copies = assigned.Contains(parameter) || isByReference || isClosure && !method.IsStatic;
            aliases[parameter] = isPlace || argument.Type.IsBuffer ? argument : Settled(names?[i] ?? parameter.Name, ConvertPart(argument, ReadType(parameter.Type)), copies);
        }
    }

    /// <summary>Whether it names a place, and not a value that was computed or copied.</summary>
    private static bool IsPlace(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation or IArrayElementReferenceOperation => true,
        IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType.Name: "Span" or "ReadOnlySpan" } } => true,
        IFieldReferenceOperation { Instance: { } instance } => IsPlace(instance),
        _ => false,
    };

    /// <summary>Whether a method is called on a place itself, not on the copy that C# makes of what must not change.</summary>
    private bool IsOwnPlace(IOperation? instance, IMethodSymbol method) =>
        instance is not null && (IsVariable(instance) || IsPlace(instance) && (method.IsReadOnly || method.ContainingType.IsReadOnly));

    /// <summary>What the value of an operand is called, if it needs a name: after what it is, or else after the parameter.</summary>
    private static string NameOf(IOperation operand, string parameter)
    {
        while (operand is IParenthesizedOperation or IConversionOperation)
            operand = operand is IParenthesizedOperation parenthesized ? parenthesized.Operand : ((IConversionOperation)operand).Operand;
        string name = operand switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } => "sum",
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } => "difference",
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } => "product",
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } => "quotient",
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } => "negative",
            IInvocationOperation { TargetMethod.Name: { Length: > 0 } method } => method,
            IObjectCreationOperation { Type.Name: { Length: > 0 } type } => type,
            _ => parameter,
        };
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    /// <summary>A value that can be mentioned as often as a callee does: variables as they are, unless they might change meanwhile.</summary>
    private Expression Settled(string name, Expression value, bool copies)
    {
        if (value is Composite { Type.IsHolder: true } kept)
            return Named(kept);
        if (value is Composite composite)
        {
            string[] names = [.. NewNames(name, composite.Type)];
            int next = 0;
            return ((Composite)Pin(composite)).Map(leaf => Settled(names[next++], leaf, copies));
        }
        if (value.Type.IsBuffer || !copies && value is Reference or Literal or Symbol or Member)
            return value;
        Variable variable = NewTemporary(value is Element ? TemporaryName.Of(value) : name, value.Type);
        EmitAssign(variable, value, inlineOrigin);
        return new Reference(variable);
    }

    /// <summary>Reads a callee's statements; its result is an expression where it has one return, at its end.</summary>
    private Expression ReadResult(IMethodSymbol method, IBlockOperation body, Expression? target)
    {
        IOperation[] statements = [.. body.Operations.Where(static operation => operation is not ILocalFunctionOperation and not IReturnOperation { ReturnedValue: null, IsImplicit: true })];
        int returns = statements.SelectMany(static statement => statement.DescendantsAndSelf()).Count(statement => statement is IReturnOperation && IsOwn(statement, body));
        IOperation? last = statements.LastOrDefault();
        if (last is IReturnOperation { ReturnedValue: { } only } && returns == 1)
        {
            ReadStatements(statements.Take(statements.Length - 1));
            return ReadExpression(only);
        }
        if (returns == 0)
        {
            ReadStatements(statements);
            return Literal.True;
        }
        if (ReadType(method.ReturnType).IsBuffer)
            return Refuse(statements.SelectMany(static statement => statement.DescendantsAndSelf()).First(statement => statement is IReturnOperation && IsOwn(statement, body)), "Returning a buffer anywhere but at the end of what is differentiated in place", "return it once, at the end");
        returnLabel = nextLabel++;
        int label = returnLabel;
        string name = method.AssociatedSymbol?.Name ?? (method.MethodKind is MethodKind.UserDefinedOperator or MethodKind.Conversion ? "result" : method.Name.Length == 0 ? "result" : method.Name);
        returnTarget = method.ReturnsVoid ? null : target is not null && target.Type == ReadType(method.ReturnType) ? target : NewTarget(char.ToLowerInvariant(name[0]) + name.Substring(1), ReadType(method.ReturnType), VariableKind.Temporary);
        Expression result = returnTarget ?? Literal.True;
        Emit(new Region(label, ReadBlock(() => ReadStatements(statements))));
        return result;
    }

    private static bool IsOwn(IOperation statement, IOperation body)
    {
        for (IOperation? outer = statement.Parent; outer is not null && outer != body; outer = outer.Parent)
        {
            if (outer is ILocalFunctionOperation or IAnonymousFunctionOperation)
                return false;
        }
        return true;
    }

    private static string Describe(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.PropertyGet => $"{method.ContainingType.Name}.{method.AssociatedSymbol!.Name}",
        MethodKind.Constructor => $"new {method.ContainingType.Name}",
        MethodKind.LocalFunction => method.Name,
        MethodKind.AnonymousFunction => "the lambda",
        _ => method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat),
    };
}
