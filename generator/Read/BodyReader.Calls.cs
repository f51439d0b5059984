using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Calls: of functions with a rule, of functions with a backward method, and of anything else.</content>
internal sealed partial class BodyReader
{
    private Expression ReadInvocation(IInvocationOperation invocation)
    {
        IMethodSymbol method = invocation.TargetMethod;
        NoteObsolete(method);
        if (IsComparison(method))
            return ReadEquality(invocation, invocation.Instance!, invocation.Arguments[0].Value, isNegated: false);
        if ((ReadLambdaCall(invocation) ?? ReadInPlace(invocation) ?? ReadInversion(invocation)) is { } inPlace)
            return inPlace;
        if (method.Parameters.Any(static parameter => parameter.RefKind is RefKind.Ref or RefKind.Out or RefKind.RefReadOnlyParameter))
        {
            return IsBeingRead(method) ? Refuse(invocation, "A recursion with 'ref' or 'out' arguments", "call a method that returns its result")
                : Refuse(invocation, "A call with 'ref' or 'out' arguments", method.HasSourceIn(model.Compilation) ? $"mark '{method.Name}' [Differentiable]" : "call a method that returns its result");
        }
        if (method.OriginalDefinition.HasOtherByValue())
            return Refuse(invocation, $"A call of '{method.Name}', which differs from another only by 'in',", "give one of the two another name");
        if (LayerReader.IsLayer(method))
            return ReadLayer(invocation, method);
        if (TryReadTensorFunction(invocation) is { } known)
            return known;
        if (ReadBufferCall(invocation) is { } whole)
            return whole;
        if (method.Parameters.Any(parameter => SpanOf(parameter.Type) is not null))
            return Refuse(invocation, "A call that is given a Memory", "call a function of spans with its Span");
        if (TryReadSineAndCosine(invocation, out Expression sine, out Expression cosine))
            return new Composite(EquatableArray.Of(sine, cosine), ReadType(invocation.Type!));
        if (invocation.Instance is { } instance)
            return ReadInstanceCall(invocation, instance);
        Expression[]? arguments = ReadArguments(invocation.Arguments, invocation);
        if (arguments is null)
            return Placeholder(invocation.Type);
        Model.ValueType type = ReadType(method.ReturnType);
        if (IsNumberConversion(method) && type.IsReal && arguments[0].Type is { IsReal: true } or { Class: TypeClass.Integer })
            return arguments[0].Type == type ? arguments[0] : new Model.Conversion(arguments[0], type, IsImplicit: false);
        Callee callee = ReadCallee(invocation, method, arguments);
        if (callee is not RuleCallee && HasOverloads(method))
        {
            arguments = [.. arguments.Select((argument, i) => Model.Conversion.OfBuffer(argument, ReadType(method.Parameters[i].Type)))];
            callee = callee is DifferentiableCallee overloaded ? overloaded with { IsOverloaded = true } : callee;
        }
        var call = new Call(callee, arguments.ToEquatableArray(), type);
        if (call.Callee is DifferentiableCallee given && (RefuseUnowned(given, arguments, invocation) || RefuseWritable(method, arguments, invocation) || RefuseInPlace(arguments, invocation)))
            return Placeholder(invocation.Type);
        if (type.IsComposite)
            return Unpack(call, OriginOf(invocation.Syntax));
        if (call.Callee is not DifferentiableCallee || !type.IsQuantity || !arguments.Any(static argument => argument.Type is { IsBuffer: true, Class: not TypeClass.ReadOnlySpan }))
            return call;
        // What may write a buffer is a statement, even where only a condition asks for its result: it is reversed.
        Variable result = NewTemporary(TemporaryName.Of(call), type);
        EmitAssign(result, call, SourceLine.Of(invocation.Syntax));
        return new Reference(result);
    }

    /// <summary>Whether an argument of another type would call another method.</summary>
    private static bool HasOverloads(IMethodSymbol method) => method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Count(other => other.Parameters.Length >= method.Parameters.Length) > 1;

    /// <summary>A composite that a call gives is taken apart into its leaves.</summary>
    private Composite Unpack(Call call, string origin)
    {
        if (call.Callee is not DifferentiableCallee)
        {
            Variable whole = NewTemporary(TemporaryName.Of(call), call.Type);
            EmitAssign(whole, call, origin);
            return PartsOf(new Reference(whole), call.Type);
        }
        Composite target = freshTarget is Composite fresh && fresh.Type == call.Type ? fresh : NewComposite(TemporaryName.Of(call), call.Type, VariableKind.Temporary);
        freshTarget = null;
        Emit(new Deconstruction(target.Leaves.Select(static leaf => (Variable?)((Reference)leaf).Variable).ToEquatableArray(), call) { Origin = origin });
        return target;
    }

    /// <summary>Refuses to hand what is no variable's, as a static array is, to where it could be written.</summary>
    private bool RefuseUnowned(DifferentiableCallee callee, Expression[] arguments, IInvocationOperation invocation)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is Literal || arguments[i].Owner() is not null || callee.Parameters[i] is not { IsWritten: true, Type: { IsBuffer: true, Class: not TypeClass.ReadOnlySpan } })
                continue;
            SyntaxNode syntax = invocation.Arguments.First(argument => argument.Parameter!.Ordinal == i).Value.Syntax;
            fence.RefuseConstruct(
                syntax, $"Passing {(arguments[i] is Symbol { Text: var name } ? $"'{name}'" : "this array")} as '{callee.Parameters[i].Name}', which could be written,",
                $"make the parameter a ReadOnlySpan, or pass {(arguments[i] is Symbol { Text: var shared } ? $"a copy, as of double[] copy = [.. {shared}]" : "a parameter or a local array")}");
            return true;
        }
        return false;
    }

    /// <summary>Refuses to give an element by its place to what may write the buffer that it is in.</summary>
    private bool RefuseInPlace(Expression[] arguments, IInvocationOperation invocation)
    {
        foreach (IArgumentOperation argument in invocation.Arguments)
        {
            Expression given = arguments[argument.Parameter!.Ordinal];
            if (argument.Parameter.RefKind != RefKind.In || !IsPlace(argument.Value) || given.SelfAndDescendants().OfType<Element>().FirstOrDefault() is not { } element)
                continue;
            if (!invocation.Arguments.Any(other => arguments[other.Parameter!.Ordinal] is { Type.IsBuffer: true } buffer && buffer.Owner() == element.Owner() && !IsOnlyRead(other.Parameter.OriginalDefinition, new HashSet<ISymbol>(SymbolEqualityComparer.Default))))
                continue;
            fence.RefuseConstruct(argument.Value.Syntax, "Giving an element by 'in' together with its buffer, which could be written,", "pass a local that holds the element");
            return true;
        }
        return false;
    }

    /// <summary>
    /// A buffer that a call makes gets a name: its gradient needs one. So does what is drawn, in a statement of its own: what is evaluated before it is so before that statement, whatever the
    /// order in which the parts of an expression are needed.
    /// </summary>
    private Expression Named(Expression call, IOperation invocation)
    {
        if (call is not (Call { Type.IsBuffer: true } or Call { Callee: OpaqueCallee { Draws: true }, Type.Class: not TypeClass.Void }))
            return call;
        Variable buffer = NewTemporary(TemporaryName.Of(call), call.Type);
        EmitAssign(buffer, call, SourceLine.Of(invocation.Syntax));
        return new Reference(buffer);
    }

    /// <summary>Reads a call in place; null where it is not differentiated so.</summary>
    private Expression? ReadInPlace(IInvocationOperation invocation)
    {
        IMethodSymbol method = invocation.TargetMethod;
        Expression? target = freshTarget;
        freshTarget = null;
        bool isOfComposite = CompositeReader.IsComposite(method.ContainingType);
        if (invocation.Instance is { Type: { } type } && !CompositeReader.IsComposite(type) && method.MethodKind is not (MethodKind.LocalFunction or MethodKind.DelegateInvoke))
            return null;
        if (!IsInPlace(method, isOfComposite ? invocation.Instance : null))
            return null;
        IOperation? instance = method.MethodKind == MethodKind.LocalFunction ? null : invocation.Instance;
        Expression? value = instance is null ? null : CalledOn(instance, ReadExpression(instance), method);
        int before = output.Count;
        Expression[]? arguments = ReadArguments(invocation.Arguments, invocation);
        if (arguments is null)
            return Placeholder(invocation.Type);
        if (output.Count > before && value is Composite called)
            value = CalledBefore(called, IsVariable(instance!), before);
        string[] names = [.. method.Parameters.Select(parameter => invocation.Arguments.FirstOrDefault(argument => argument.Parameter!.Ordinal == parameter.Ordinal) is { } given ? NameOf(given.Value, parameter.Name) : parameter.Name),
            instance is null ? "value" : NameOf(instance, "value")];
        freshTarget = target;
        return Inline(method, invocation, value, arguments, names);
    }

    /// <summary>What a method is called on is found before its arguments are evaluated: which variable or element it is, or, where it is none, its value.</summary>
    private Expression CalledBefore(Composite called, bool isVariable, int at)
    {
        if (isVariable)
            return PinBefore(called, ref at);
        Expression[] values = [called];
        Spill(values, 1, at);
        return values[0];
    }

    private Callee ReadCallee(IInvocationOperation invocation, IMethodSymbol method, Expression[] arguments)
    {
        string text = CalleeText(invocation, method);
        if (VectorRuleOf(method) is { } vectorRule)
            return new RuleCallee(text, vectorRule);
        if (arguments.Any(static argument => argument.Type.IsQuantity)
            && RuleNames.Of(MetadataName(method.ContainingType), method.Name) is { } rule
            && RuleTable.Find(rule, method.Parameters.Length) is not null)
        {
            return new RuleCallee(text, rule);
        }
        IMethodSymbol definition = method.OriginalDefinition;
        if (inlined.Count > 0 && !model.IsAccessible(position, definition))
            fence.RefuseConstruct(invocation.Syntax, $"'{method.Name}', which cannot be named here,", "make it internal or public");
        if (BackwardOf(definition) is { } custom)
            return Differentiable(invocation, method, arguments, text, QualifiedText(custom));
        if (definition.Attribute(FunctionReader.DifferentiableAttribute) is not null)
        {
            if (SymbolEqualityComparer.Default.Equals(definition.ContainingAssembly, model.Compilation.Assembly))
                callees.Add(definition.Key());
            else if (definition.ContainingType.GetMembers(definition.Name + "Backward").IsEmpty)
                fence.Refuse(Diagnose.Descriptors.CalleeRefused, invocation.Syntax.GetLocation(), definition.Name);
            return Differentiable(invocation, method, arguments, text, WithSuffix(text, "Backward"));
        }
        bool isWhole = (IsNumberConversion(method) || method.Name.StartsWith("ConvertToInteger", StringComparison.Ordinal)) && ReadType(method.ReturnType).Class == TypeClass.Integer;
        bool isCheck = method.ReturnsVoid && method.Name.StartsWith("ThrowIf", StringComparison.Ordinal);
        bool isPredicate = IsVerdict(method) && method.Parameters.All(static parameter => !CanCarryReals(parameter.Type) || parameter.Type.IsReal());
        if (isWhole || isPredicate && method.ReturnType.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_UInt64)
        {
            foreach (Expression argument in arguments)
                fence.NoteLoss(argument, invocation.Syntax, $"'{method.ReturnType.ToDisplayString()}' has no gradient");
        }
        return new OpaqueCallee(text, method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), method.Key(), fence.Site(invocation.Syntax), isCheck || isPredicate || isWhole) with
        {
            Draws = Repeatable.Draws(method),
            MayChangeTensors = method.Parameters.Any(static parameter => LayerReader.IsTensor(parameter.Type) && parameter.Type.Name != "ReadOnlyTensorSpan"),
            MayKeepTensors = LayerReader.MayKeepTensors(method),
        };
    }

    /// <summary><c>T.CreateChecked(x)</c> and its kind: the cast that there is for a type parameter.</summary>
    private static bool IsNumberConversion(IMethodSymbol method) => method is { IsStatic: true, Name: "CreateChecked" or "CreateSaturating" or "CreateTruncating", Parameters.Length: 1 }
        && (method.ContainingType.ContainingNamespace.IsNumerics() || method.ContainingType.SpecialType != SpecialType.None);

    private DifferentiableCallee Differentiable(IInvocationOperation invocation, IMethodSymbol method, Expression[] arguments, string text, string backward)
    {
        foreach (IArgumentOperation argument in invocation.Arguments)
        {
            if (argument.Parameter is { } given && given.Attribute(FunctionReader.NoGradientAttribute) is not null)
                fence.NoteLoss(arguments[given.Ordinal], argument.Value.Syntax, $"'{given.Name}' of '{method.Name}' is marked [NoGradient]");
        }
        var parameters = method.Parameters.Select(parameter => FunctionReader.ReadParameter(
            parameter, new Variable(-1 - parameter.Ordinal, parameter.Name, ReadType(parameter.Type), VariableKind.Parameter, -1)) with
        {
            // Who writes what is known when all functions are; what is a constant here has to be one until then.
            IsWritten = !IsConstantBuffer(arguments[parameter.Ordinal]) || !IsOnlyRead(parameter.OriginalDefinition, new HashSet<ISymbol>(SymbolEqualityComparer.Default)),
        });
        return new DifferentiableCallee(text, backward, FunctionReader.NameGradients(parameters), method.Key(), fence.Site(invocation.Syntax))
        {
            ForwardText = WithSuffix(text, GeneratedNames.Free(method.OriginalDefinition, "Forward").Substring(method.Name.Length)),
            ReverseText = WithSuffix(text, GeneratedNames.Free(method.OriginalDefinition, "Reverse").Substring(method.Name.Length)),
        };
    }

    /// <summary>Whether it is an array of constants: a parameter's that is marked so, or a static one.</summary>
    private bool IsConstantBuffer(Expression argument) => argument.Type.IsBuffer && (argument.Owner() is not { } owner
        || Method?.Parameters.Any(parameter => IsConstant(parameter) && variables.TryGetValue(parameter, out Variable? variable) && variable == owner) == true);

    /// <summary>The hand-written backward of a method, where its own type declares one.</summary>
    private static IMethodSymbol? BackwardOf(IMethodSymbol method) => FunctionReader.FindBackwardOf(method);

    private string QualifiedText(IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(method.ContainingType, model.GetEnclosingSymbol(position, cancellation)?.ContainingType)
        ? method.Name
        : method.ContainingType.ToMinimalDisplayString(model, position) + "." + method.Name;

    /// <summary>Whether what a method gives says something about a number, but not the number: a text or the bits of a double would.</summary>
    private static bool IsVerdict(IMethodSymbol method) => method.ReturnType is { SpecialType: SpecialType.System_Boolean } or { TypeKind: TypeKind.Enum }
        || MetadataName(method.ContainingType) == "System.Convert" && !CanCarryReals(method.ReturnType) && method.ReturnType.SpecialType != SpecialType.System_String;

    private static bool CanCarryReals(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String or SpecialType.System_Boolean } => false,
        { TypeKind: TypeKind.Enum } => false,
        { SpecialType: >= SpecialType.System_Char and <= SpecialType.System_UInt64 } => false,
        _ => true,
    };

    /// <summary>Reads arguments into parameter order, evaluated in the order in which they are written.</summary>
    private Expression[]? ReadArguments(IEnumerable<IArgumentOperation> given, IOperation invocation)
    {
        IArgumentOperation[] arguments = [.. given];
        if (arguments.Any(static argument => argument.ArgumentKind is ArgumentKind.ParamArray or ArgumentKind.ParamCollection))
        {
            Refuse(invocation, "A call with a 'params' list", "pass an array");
            return null;
        }
        foreach (IArgumentOperation argument in arguments)
        {
            // What is declared in the argument list is there before the call.
            if (argument.Value is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var local } })
                Declare(local, ReadType(local.Type));
        }
        Expression[] values = ReadOperands([.. arguments.Select(static argument => argument.Value is IDeclarationExpressionOperation declaration ? declaration.Expression : argument.Value)]);
        var ordered = new Expression[values.Length];
        for (int i = 0; i < values.Length; i++)
            ordered[arguments[i].Parameter!.Ordinal] = AsGiven(values[i], arguments[i].Parameter!);
        return ordered;
    }

    /// <summary>An argument as the parameter's type: a tuple's elements may have other names there, which its gradient has too.</summary>
    private Expression AsGiven(Expression argument, IParameterSymbol parameter) =>
        argument is Composite { Type.IsHolder: false } value && parameter.RefKind is RefKind.None or RefKind.In && ReadType(parameter.Type) is { IsComposite: true } type ? ConvertComposite(value, type) : argument;

    private void ReadCallStatement(IInvocationOperation invocation, string origin)
    {
        if (invocation.TargetMethod.Attribute("System.Diagnostics.ConditionalAttribute") is not null)
        {
            // Debug.Assert and its kind check the forward pass and compute nothing. Where they are left out, so are their arguments.
            int before = output.Count;
            Expression check = ReadExpression(invocation);
            if (output.Count > before)
            {
                fence.RefuseConstruct(invocation.Syntax, "A side effect inside a call that may be left out", "put it into a statement of its own");
                return;
            }
            if (check is Call { Callee: OpaqueCallee callee } call)
                check = call with { Callee = callee with { ArgumentsMayVary = true } };
            Emit(new Evaluate(check) { Origin = origin });
            return;
        }
        if (IsCheckOfParameter(invocation))
            return;
        if (ReadInvocation(invocation) is Call evaluated)
            Emit(new Evaluate(evaluated) { Origin = origin });
    }

    /// <summary>How the call is written, without its arguments: the user's own text where there is one.</summary>
    private string CalleeText(IInvocationOperation invocation, IMethodSymbol method) =>
        invocation.Syntax is InvocationExpressionSyntax { Expression: var expression } && !method.IsExtensionMethod
            && inlined.Count == 0
            ? SourceLine.Of(expression)
            : QualifiedText(method);

    /// <summary>The name with a suffix, before its type arguments: <c>Box&lt;T&gt;.Square&lt;int&gt;</c> → <c>Box&lt;T&gt;.SquareBackward&lt;int&gt;</c>.</summary>
    private static string WithSuffix(string text, string suffix)
    {
        int end = text.Length;
        if (text[end - 1] == '>')
        {
            int depth = 0;
            do
            {
                end--;
                depth += text[end] == '>' ? 1 : text[end] == '<' ? -1 : 0;
            }
            while (depth > 0);
        }
        return text.Substring(0, end) + suffix + text.Substring(end);
    }

    private static string MetadataName(INamedTypeSymbol type) =>
        (type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true } ? "System" : type.ContainingNamespace.ToDisplayString()) + "." + type.MetadataName;

    private static bool IsSinCos(IMethodSymbol method, out string sine, out string cosine)
    {
        (sine, cosine) = method.Name == "SinCosPi" ? ("SinPi", "CosPi") : ("Sin", "Cos");
        return method.Name is "SinCos" or "SinCosPi"
            && MetadataName(method.ContainingType) is "System.Numerics.ITrigonometricFunctions`1" or "System.Math" or "System.MathF" or "System.Double" or "System.Single";
    }

    /// <summary><c>Math.SinCos(x)</c> is a sine and a cosine; Simplify puts them together again.</summary>
    private bool TryReadSineAndCosine(IOperation operation, out Expression sine, out Expression cosine)
    {
        sine = cosine = Literal.True;
        if (operation is not IInvocationOperation { Arguments.Length: 1 } invocation || !IsSinCos(invocation.TargetMethod, out string sin, out string cos))
            return false;
        Expression angle = ReadExpression(invocation.Arguments[0].Value);
        if (angle is not (Reference or Literal))
        {
            Variable temporary = NewTemporary("angle", angle.Type);
            EmitAssign(temporary, angle);
            angle = new Reference(temporary);
        }
        string text = CalleeText(invocation, invocation.TargetMethod);
        text = text.Substring(0, text.Length - invocation.TargetMethod.Name.Length);
        string type = MetadataName(invocation.TargetMethod.ContainingType);
        sine = new Call(new RuleCallee(text + sin, RuleNames.Of(type, sin)!), EquatableArray.Of(angle), angle.Type);
        cosine = new Call(new RuleCallee(text + cos, RuleNames.Of(type, cos)!), EquatableArray.Of(angle), angle.Type);
        return true;
    }

    /// <summary><c>Math.SinCos(x).Sin</c>, or the same of a local that holds the pair.</summary>
    private Expression? TryReadSineOrCosine(IOperation instance, string field)
    {
        bool isSine = field is "Sin" or "SinPi" or "Item1";
        if (instance is ILocalReferenceOperation { Local: var local } && sineAndCosine.TryGetValue(local, out (Variable Sin, Variable Cos) pair))
            return new Reference(isSine ? pair.Sin : pair.Cos);
        if (TryReadSineAndCosine(instance, out Expression sine, out Expression cosine))
            return isSine ? sine : cosine;
        return null;
    }
}
