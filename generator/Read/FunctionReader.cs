using AutoBackprop.Generator.Diagnose;
using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <summary>Reads a method marked [Differentiable] into a <see cref="Function"/>, or refuses it.</summary>
public static class FunctionReader
{
    public const string DifferentiableAttribute = "AutoBackprop.DifferentiableAttribute";
    public const string NoGradientAttribute = "AutoBackprop.NoGradientAttribute";
    public const string BackwardOfAttribute = "AutoBackprop.BackwardOfAttribute";

    /// <summary>The function, or null where the fence has refused it.</summary>
    /// <param name="callees">Receives the files of the callees that were looked into.</param>
    public static Function? Read(MethodDeclarationSyntax syntax, IMethodSymbol symbol, SemanticModel model, Fence fence, ISet<SyntaxTree> callees, CancellationToken cancellation)
    {
        CheckShape(syntax, symbol, fence);
        if (fence.HasRefused || model.GetOperation(syntax, cancellation) is not IMethodBodyBaseOperation operation
            || (operation.BlockBody ?? operation.ExpressionBody) is not { } block)
            return null;
        int position = syntax.Body?.SpanStart ?? syntax.ExpressionBody!.SpanStart;
        var body = new BodyReader(model, position, fence, callees, cancellation) { Method = symbol };
        body.FindMoves(block);
        Parameter[] receiver = symbol.IsStatic || !CompositeReader.IsComposite(symbol.ContainingType) ? [] : [body.DeclareReceiver(symbol.ContainingType)];
        EquatableArray<Parameter> given = NameGradients([.. receiver, .. symbol.Parameters.Select(body.DeclareParameter)]);
        EquatableArray<Parameter> parameters = given.Where(static parameter => parameter.Modifier != "out ")
            .Select(static parameter => parameter.IsOutput ? parameter with { Modifier = "" } : parameter.IsMemory ? parameter with { Text = parameter.Type.Text, IsMemory = false } : parameter).ToEquatableArray();
        Model.ValueType returned = body.ReadType(symbol.ReturnType), returnType = WithOutputs(returned, given);
        CheckSignature(syntax, symbol, given, returnType, fence);
        Block statements = body.ReadBody(block);
        bool wantsJacobian = DerivativesReader.WantsJacobian(symbol, returned, given, statements, fence);
        if (fence.HasRefused)
        {
            // Code that does not compile has its error already.
            if (HasErrors(model, syntax, cancellation))
                fence.Forget();
            return null;
        }
        string[] identifiers = [.. syntax.DescendantTokens()
            .Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText)
            .Concat(body.InlinedIdentifiers).Concat(symbol.IsStatic ? [] : symbol.ContainingType.MemberNames)
            .Distinct().OrderBy(static name => name, StringComparer.Ordinal)];
        return new Function(
            symbol.Name,
            symbol.Key(),
            string.Join(" ", syntax.Modifiers.Where(static token => token.Kind() is not (SyntaxKind.NewKeyword or SyntaxKind.PartialKeyword or SyntaxKind.OverrideKeyword or SyntaxKind.SealedKeyword)).Select(static token => token.Text)),
            syntax.TypeParameterList is null ? "" : SourceLine.Of(syntax.TypeParameterList),
            string.Join(" ", syntax.ConstraintClauses.Select(SourceLine.Of)),
            returnType,
            parameters.Select(parameter => WithCref(parameter, symbol, model, position)).ToEquatableArray(),
            statements,
            PlaceReader.Read(syntax, symbol, body.UsesObsolete ? Obsolete : []) with
            {
                // A body may be told so on its own.
                IsNullable = model.GetNullableContext(position).AnnotationsEnabled() || model.GetNullableContext(syntax.Span.End - 1).AnnotationsEnabled(),
            },
            NameReader.Read(model, syntax, position, identifiers),
            identifiers.ToEquatableArray(),
            LocalNames(syntax).OrderBy(static name => name, StringComparer.Ordinal).ToEquatableArray(),
            body.VariableCount,
            body.ResultAs(returnType),
            FindBackwardOf(symbol)?.Name,
            body.Callees.ToEquatableArray())
        {
            Given = given.Any(static parameter => parameter.IsOutput || parameter.IsMemory) ? given.Select(parameter => WithCref(parameter, symbol, model, position)).ToEquatableArray() : EquatableArray<Parameter>.Empty,
            Returned = returned,
            IsExtension = symbol.IsExtensionMethod,
            CoreName = GeneratedNames.Free(symbol, "BackwardCore"),
            ForwardName = GeneratedNames.Free(symbol, "Forward"),
            ReverseName = GeneratedNames.Free(symbol, "Reverse"),
            Hiding = GeneratedNames.Hiding(symbol),
            WantsJacobian = wantsJacobian,
            JacobianCoreName = GeneratedNames.Free(symbol, "JacobianCore"),
        };
    }

    public static IEnumerable<string> LocalNames(SyntaxNode syntax) => syntax.DescendantNodes().Select(static node => node switch
    {
        VariableDeclaratorSyntax declarator => declarator.Identifier.ValueText,
        SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
        ForEachStatementSyntax loop => loop.Identifier.ValueText,
        _ => null,
    }).OfType<string>().Distinct();

    private static readonly string[] Obsolete = ["CS0612", "CS0618"];

    internal static bool HasErrors(SemanticModel model, MethodDeclarationSyntax syntax, CancellationToken cancellation) =>
        model.GetDiagnostics(syntax.Span, cancellation).Any(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    public static Parameter ReadParameter(IParameterSymbol parameter, Variable variable)
    {
        bool isDifferentiable = variable.Type.IsDifferentiable && parameter.Attribute(NoGradientAttribute) is null;
        string modifier = parameter.RefKind switch { RefKind.In => "in ", RefKind.Ref => "ref ", RefKind.Out => "out ", _ => "" };
        return new Parameter(variable, variable.Type.Text, isDifferentiable, modifier, GradientName: "");
    }

    /// <summary>What a function returns together with what it leaves in parameters given by <c>ref</c> or <c>out</c>: a tuple, if that is more than one value.</summary>
    private static Model.ValueType WithOutputs(Model.ValueType returned, IEnumerable<Parameter> parameters)
    {
        Parameter[] outputs = [.. parameters.Where(static parameter => parameter.IsOutput)];
        if (outputs.Length == 0)
            return returned;
        string value = "value";
        while (outputs.Any(output => output.Name == value))
            value += "_";
        Field[] fields = [.. outputs.Select(static output => new Field(output.Name, output.Type, IsConstant: false, IsSettable: true, IsVariable: true))];
        if (returned.Class != TypeClass.Void)
            fields = [new Field(value, returned, IsConstant: false, IsSettable: true, IsVariable: true), .. fields];
        return fields is [var only] ? only.Type : new Model.ValueType(TypeClass.Composite, $"({string.Join(", ", fields.Select(static field => $"{field.Type.Text} {Emit.Names.Escape(field.Name)}"))})")
        {
            Fields = fields.ToEquatableArray(),
            Construction = new Construction(Enumerable.Range(0, fields.Length).ToEquatableArray(), EquatableArray<int>.Empty) { IsTuple = true },
        };
    }

    /// <summary>
    /// Names the gradients, <c>dX</c> for <c>x</c>; a collision within the signature gets a trailing underscore. The
    /// signature alone decides, so that a caller in another assembly knows the names too.
    /// </summary>
    public static EquatableArray<Parameter> NameGradients(IEnumerable<Parameter> parameters)
    {
        Parameter[] all = [.. parameters];
        var taken = new HashSet<string>(all.Select(static parameter => parameter.Name)) { "value" };
        taken.Add(GradientName.OfResult(all));
        return all.Select(parameter =>
        {
            string name = GradientName.Of(parameter.Name);
            while (!taken.Add(name))
                name += "_";
            return parameter with { GradientName = name };
        }).ToEquatableArray();
    }

    /// <summary>The hand-written backward of a method that its own type declares, or null.</summary>
    public static IMethodSymbol? FindBackwardOf(IMethodSymbol method) => MarkedMethods.In(method.ContainingType).BackwardOf(method);

    private static void CheckShape(MethodDeclarationSyntax syntax, IMethodSymbol symbol, Fence fence)
    {
        Location name = syntax.Identifier.GetLocation();
        // An extension block is a declaration of a type without a name.
        if (syntax.Parent is TypeDeclarationSyntax { Identifier.ValueText: "" or null })
        {
            fence.Refuse(Descriptors.Signature, name, symbol.Name, "a member of an extension block", "make it a static method of the class around");
            return;
        }
        for (SyntaxNode? node = syntax.Parent; node is TypeDeclarationSyntax type; node = node.Parent)
        {
            if (!type.Modifiers.Any(SyntaxKind.PartialKeyword))
                fence.Refuse(Descriptors.NotPartial, type.Identifier.GetLocation(), type.Identifier.Text, $"the differentiable method '{symbol.Name}'");
            if (type is InterfaceDeclarationSyntax && type == syntax.Parent)
                fence.Refuse(Descriptors.Signature, name, symbol.Name, "a member of an interface", "move it into a partial class, struct or record");
            if (type.Modifiers.Any(SyntaxKind.FileKeyword))
                fence.Refuse(Descriptors.Signature, name, symbol.Name, "in a file-local type, which no generated file can extend", "drop 'file' from the type");
        }
        CheckLanguage(syntax, symbol.Name, name, fence);
        if (symbol.IsAsync)
            fence.Refuse(Descriptors.Signature, name, symbol.Name, "async", "await in the caller and pass the values");
        if (syntax.Body is null && syntax.ExpressionBody is null)
            fence.Refuse(Descriptors.Signature, name, symbol.Name, "without a body", "give it one, or write its backward and mark that [BackwardOf]");
        if (symbol.RefKind != RefKind.None)
            fence.Refuse(Descriptors.Signature, name, symbol.Name, "returning by reference", "return the value");
        if (symbol.MayBeOverridden())
            fence.Refuse(Descriptors.Signature, name, symbol.Name, "virtual", "let it call a method that cannot be overridden, and mark that");
        if (symbol.ExplicitInterfaceImplementations.Length > 0)
            fence.Refuse(Descriptors.Signature, name, symbol.Name, "an explicit implementation of an interface's member", "let it call a method of the type, and mark that");
        foreach (IParameterSymbol parameter in symbol.Parameters)
        {
            if (parameter.RefKind is RefKind.In && symbol.HasOtherByValue())
                fence.Refuse(Descriptors.Signature, parameter.Locations[0], symbol.Name, $"given '{parameter.Name}' by 'in', and differs from another '{symbol.Name}' only in that", "give one of the two another name");
            if (parameter.RefKind is RefKind.RefReadOnlyParameter)
                fence.Refuse(Descriptors.Signature, parameter.Locations[0], symbol.Name, $"given '{parameter.Name}' by 'ref readonly'", "write 'in'");
            if (parameter.RefKind is RefKind.Ref or RefKind.Out && FindBackwardOf(symbol) is not null)
                fence.Refuse(Descriptors.Signature, parameter.Locations[0], symbol.Name, $"given '{parameter.Name}' by reference, with a backward written by hand", "return the value instead");
            if (parameter.RefKind is RefKind.Ref or RefKind.Out && parameter.Attribute(NoGradientAttribute) is not null)
                fence.Refuse(Descriptors.Signature, parameter.Locations[0], symbol.Name, $"given '{parameter.Name}' by reference and as a constant", "drop [NoGradient], or pass it by value");
            if (parameter.IsParams)
                fence.Refuse(Descriptors.Signature, parameter.Locations[0], symbol.Name, $"given '{parameter.Name}' as a 'params' list", "drop 'params'");
        }
    }

    /// <summary>Generated code is written in C# 10: its namespaces have no braces.</summary>
    public static void CheckLanguage(SyntaxNode syntax, string name, Location location, Fence fence)
    {
        if (syntax.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp10 and var version })
            fence.Refuse(Descriptors.Signature, location, name, $"compiled as C# {version.ToDisplayString()}, and what is generated is C# 10", "raise or drop the project's LangVersion");
    }

    private static void CheckSignature(MethodDeclarationSyntax syntax, IMethodSymbol symbol, EquatableArray<Parameter> parameters, Model.ValueType returnType, Fence fence)
    {
        foreach (Parameter parameter in parameters.Where(static parameter => parameter.IsDifferentiable && !(parameter.Type.IsBuffer ? parameter.Type.Leaf : parameter.Type).CanBeMade))
        {
            Location location = parameter.IsReceiver ? syntax.Identifier.GetLocation() : symbol.Parameters.First(candidate => candidate.Name == parameter.Name).Locations[0];
            fence.Refuse(Descriptors.UnsupportedType, location, parameter.Type.Leaf.Text, CannotBeMade);
        }
        foreach (IParameterSymbol parameter in symbol.Parameters)
        {
            Model.ValueType given = parameters.First(candidate => candidate.Name == parameter.Name).Type;
            if (parameter.RefKind is RefKind.Ref or RefKind.Out && (given.IsAddedTo || given.HoldsBuffers || given.IsOpaque || given.IsHolder))
                fence.Refuse(Descriptors.Signature, parameter.Locations[0], symbol.Name, $"given '{parameter.Name}' by reference, which is no number or struct of numbers", "pass it by value; what is in a buffer can be written then too");
            if (given.IsHolder || given is { HoldsObjects: true, Rank: 1, Element.IsHolder: true })
                CheckHolder(given.IsHolder ? parameter.Type : GeneratedNames.ElementOf(parameter.Type), parameter.Locations[0], fence);
            else if (given.HoldsObjects)
                fence.Refuse(Descriptors.UnsupportedType, parameter.Locations[0], given.Text, OneDimension);
            else if (parameters.First(candidate => candidate.Name == parameter.Name).IsDifferentiable && InsteadOf(given) is { } instead)
                fence.Refuse(Descriptors.UnsupportedType, parameter.Locations[0], given.Text, instead + ", or mark it [NoGradient]");
            else if (HoldsVaryingBuffers(given.IsBuffer ? given.Leaf : given))
                fence.Refuse(Descriptors.UnsupportedType, parameter.Locations[0], given.Text, $"pass the {Held(given.Leaf)} that it holds as a parameter of its own" + (given.Leaf.Construction is { IsTuple: true } ? "" : ", or mark it [NoGradient] there"));
        }
        if (syntax.Body is { } block && !symbol.ReturnsVoid && !block.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(static node => node is ReturnStatementSyntax or YieldStatementSyntax))
            fence.Refuse(Descriptors.Signature, syntax.Identifier.GetLocation(), symbol.Name, "never left with a result", "return what it computes");
        if (parameters.FirstOrDefault(static parameter => parameter is { IsReceiver: true, Type.IsHolder: true }) is not null)
            CheckHolder(symbol.ContainingType, syntax.Identifier.GetLocation(), fence);
        // Of a buffer given by reference it has been said.
        Model.ValueType returnedLeaf = returnType.IsBuffer ? returnType.Leaf : returnType;
        bool holdsBuffers = returnedLeaf.HoldsBuffers || returnedLeaf.IsHolder;
        if (holdsBuffers && !parameters.Any(static parameter => parameter.IsOutput && (parameter.Type.IsAddedTo || parameter.Type.HoldsBuffers)))
            fence.Refuse(Descriptors.UnsupportedType, syntax.ReturnType.GetLocation(), returnType.Text, "write what it holds into a span");
        if (returnedLeaf is { IsDifferentiable: true, CanBeMade: false })
            fence.Refuse(Descriptors.UnsupportedType, syntax.ReturnType.GetLocation(), returnedLeaf.Text, CannotBeMade);
        if (!parameters.Any(static parameter => parameter is { IsDifferentiable: true, Modifier: not "out " }))
            fence.Refuse(Descriptors.NothingDifferentiable, syntax.Identifier.GetLocation(), symbol.Name, "parameter");
        bool writes = symbol.ReturnsVoid && parameters.Any(static parameter => parameter is { IsDifferentiable: true, Type: { IsBuffer: true, Class: not TypeClass.ReadOnlySpan, HoldsObjects: false } });
        if (returnType is { IsBuffer: true, IsDifferentiable: true } && !IsRealArray(returnType) && !holdsBuffers)
            fence.Refuse(Descriptors.UnsupportedType, syntax.ReturnType.GetLocation(), returnType.Text, "return an array of numbers, or write into a parameter");
        else if (!holdsBuffers && !returnType.IsQuantity && !writes && !IsRealArray(returnType) && !(returnType is { IsDifferentiable: true } and ({ IsTensor: true } or { IsComposite: true })))
            fence.Refuse(Descriptors.NothingDifferentiable, syntax.ReturnType.GetLocation(), symbol.Name, "result");
        INamedTypeSymbol type = symbol.ContainingType;
        bool hasCustom = FindBackwardOf(symbol) is not null;
        if (DerivativesReader.AsksForJacobian(symbol) && (!GeneratedNames.IsFree(symbol, "Jacobian") || DerivativesReader.HasTwin(symbol)))
            fence.Refuse(Descriptors.NameTaken, syntax.Identifier.GetLocation(), type.Name, symbol.Name + "Jacobian", symbol.Name);
        if (!GeneratedNames.IsFree(symbol, "Gradient"))
            fence.Refuse(Descriptors.NameTaken, syntax.Identifier.GetLocation(), type.Name, symbol.Name + "Gradient", symbol.Name);
        if (!hasCustom && !GeneratedNames.IsFree(symbol, "Backward"))
            fence.Refuse(Descriptors.NameTaken, syntax.Identifier.GetLocation(), type.Name, symbol.Name + "Backward", symbol.Name);
    }

    /// <summary>What to take or make instead of a buffer for whose gradient no memory of its shape is to be had; null where it is.</summary>
    public static string? InsteadOf(Model.ValueType type) => type switch
    {
        { IsBuffer: false } or { IsFlat: true } => null,
        _ when type.HoldsObjects || Elements(type).IsTensor => OneDimension,
        { IsDeep: true } => $"use {type.Leaf.Text}[{new string(',', Dimensions(type) - 1)}], or an array of a class that holds the rows",
        { Class: TypeClass.Span or TypeClass.ReadOnlySpan } => $"use an array of rows, {type.Leaf.Text}[][]",
        _ => null,
    };

    private const string OneDimension = "use an array of one dimension";

    private static Model.ValueType Elements(Model.ValueType type) => type.IsBuffer ? Elements(type.Element!) : type;

    private static int Dimensions(Model.ValueType type) => type.IsBuffer ? type.Rank + Dimensions(type.Element!) : 0;

    /// <summary>A class in which something is amiss says so itself, at its declaration; in another assembly nobody would.</summary>
    private static void CheckHolder(ITypeSymbol type, Location location, Fence fence)
    {
        if (HolderReader.IsRefused((INamedTypeSymbol)type))
            fence.Refuse(Descriptors.UnsupportedType, location, type.Name, "mend the errors reported on the class first");
    }

    private static bool HoldsVaryingBuffers(Model.ValueType type) => type.IsHolder || type.Fields.Any(static part => part.IsDifferentiable && (part.Type.IsAddedTo || HoldsVaryingBuffers(part.Type)));

    /// <summary>What a struct holds whose gradient is added into memory of the caller's: an object, or a buffer.</summary>
    private static string Held(Model.ValueType type) => type.IsHolder ? $"'{type.Text}'"
        : type.Fields.Where(static part => part.IsDifferentiable).Select(static part => part.Type).First(static part => part.IsAddedTo || HoldsVaryingBuffers(part)) is var part && part.IsBuffer ? "buffer" : Held(part);

    /// <summary>What to do where a struct's elements cannot be assigned from its parts.</summary>
    public const string CannotBeMade = "give it a constructor that only assigns its fields and can be called from here, or fields that can be set from here";

    /// <summary>Whether it is an array that can be a result: of one dimension, or rectangular or jagged and of numbers.</summary>
    private static bool IsRealArray(Model.ValueType type) => type
        is { Class: TypeClass.Array, Element: { IsQuantity: true } or { IsComposite: true, IsHolder: false, IsDifferentiable: true } or { Class: TypeClass.Array, Element.IsReal: true } }
        or { Class: TypeClass.RectangularArray, Rank: 2, Element.IsReal: true };

    private static readonly SymbolDisplayFormat CrefFormat =
        SymbolDisplayFormat.MinimallyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandNullable);

    /// <summary>A cref has no <c>double?</c>, and means another type where it is left out.</summary>
    private static Parameter WithCref(Parameter parameter, IMethodSymbol symbol, SemanticModel model, int position) =>
        symbol.Parameters.FirstOrDefault(declared => declared.Name == parameter.Name)?.Type is { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } type && !parameter.IsReceiver
            ? parameter with { CrefText = type.ToMinimalDisplayString(model, position, CrefFormat).Replace('<', '{').Replace('>', '}') }
            : parameter;
}
