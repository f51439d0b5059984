using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Read;

/// <summary>Reads what composites are made of: structs and classes marked [Differentiable], and tuples.</summary>
internal static class CompositeReader
{
    public static bool IsComposite(ITypeSymbol type) => type is INamedTypeSymbol { IsTupleType: true }
        || type is INamedTypeSymbol { TypeKind: TypeKind.Struct or TypeKind.Class, IsStatic: false, IsRefLikeType: false, Arity: 0, ContainingType: null or { IsGenericType: false } } && type.Attribute(FunctionReader.DifferentiableAttribute) is not null && !MayOverlap(type);

    /// <summary>Whether a struct says itself where its fields lie: two of them could be the same memory.</summary>
    public static bool MayOverlap(ITypeSymbol type) => type.TypeKind == TypeKind.Struct
        && type.Attribute("System.Runtime.InteropServices.StructLayoutAttribute") is { ConstructorArguments: [{ Value: (int)System.Runtime.InteropServices.LayoutKind.Explicit }] };

    /// <summary>Whether it is a class that holds parameters.</summary>
    public static bool IsHolder(ITypeSymbol type) => type.TypeKind == TypeKind.Class && IsComposite(type);

    /// <summary>Reads a composite type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="text">How it is written.</param>
    /// <param name="read">Reads the types of its parts.</param>
    /// <param name="isOwn">Whether a symbol's source is the project's.</param>
    /// <param name="isAccessible">Whether a member can be named where the function stands.</param>
    public static Model.ValueType Read(INamedTypeSymbol type, string text, Func<ITypeSymbol, Model.ValueType> read, Func<ISymbol, bool> isOwn, Func<ISymbol, bool> isAccessible)
    {
        ISymbol[] parts = [.. Parts(type)];
        var fields = parts.Select(part => ReadField(part, read(TypeOf(part)), isAccessible)).ToEquatableArray();
        return new Model.ValueType(TypeClass.Composite, text)
        {
            Fields = fields,
            Construction = !IsHolder(type) && parts.All(isAccessible) && !parts.Any(IsHidden) ? Construction(type, parts, isOwn, isAccessible) : null,
            IsHolder = IsHolder(type),
        };
    }

    private static Field ReadField(ISymbol part, Model.ValueType type, Func<ISymbol, bool> isAccessible)
    {
        bool isSettable = IsSettable(part, isAccessible);
        string? storage = !isSettable && !type.IsAddedTo && !IsConstant(part) && !IsHidden(part) && IsHolder(part.ContainingType) && isAccessible(part) ? GeneratedNames.Storage(part) : null;
        return new Field(NameOf(part), type, IsConstant(part), isSettable || storage is not null, part is IFieldSymbol && isSettable || storage is not null) { Storage = storage };
    }

    /// <summary>Whether a part is marked [NoGradient]: itself, or the parameter of a positional record that it is the property of.</summary>
    public static bool IsConstant(ISymbol part) => part.Attribute(FunctionReader.NoGradientAttribute) is not null
        || part is IPropertySymbol { ContainingType.InstanceConstructors: var constructors }
            && constructors.SelectMany(static constructor => constructor.Parameters).Any(parameter => parameter.Name == part.Name && parameter.Attribute(FunctionReader.NoGradientAttribute) is not null);

    /// <summary>What a value consists of: its fields, and the properties that have one of their own; those that a class inherits come first.</summary>
    public static IEnumerable<ISymbol> Parts(INamedTypeSymbol type) => Inherited(type) is { } inherited ? Parts(inherited).Concat(OwnParts(type)) : OwnParts(type);

    /// <summary>The class that another one inherits from; null where that is <c>object</c>.</summary>
    public static INamedTypeSymbol? Inherited(INamedTypeSymbol type) => type is { TypeKind: TypeKind.Class, BaseType: { SpecialType: not SpecialType.System_Object } inherited } ? inherited : null;

    /// <summary>Those that are declared in the type itself.</summary>
    public static IEnumerable<ISymbol> OwnParts(INamedTypeSymbol type)
    {
        if (type.IsTupleType)
            return type.TupleElements;
        if (!type.DeclaringSyntaxReferences.IsEmpty)
            return type.GetMembers().OfType<IFieldSymbol>().Where(static field => !field.IsStatic).Select(static field => field.AssociatedSymbol is IPropertySymbol property && !IsComputed(property) ? (ISymbol)property : field);
        // Of another assembly, the hidden fields are not known; the accessors of a property that has one are the compiler's.
        return type.GetMembers().Where(static member => member is IFieldSymbol { IsStatic: false }
            || member is IPropertySymbol { IsStatic: false, GetMethod: { } getter } property && IsCompilers(getter) && (property.SetMethod is null || IsCompilers(property.SetMethod)));
    }

    /// <summary>Whether a property has a field of its own, and still computes: by the keyword <c>field</c>.</summary>
    private static bool IsComputed(IPropertySymbol property) => property.DeclaringSyntaxReferences.Select(static reference => reference.GetSyntax()).OfType<PropertyDeclarationSyntax>()
        .Any(static syntax => syntax.ExpressionBody is not null || syntax.AccessorList?.Accessors.Any(static accessor => accessor.Body is not null || accessor.ExpressionBody is not null) == true);

    private static bool IsHidden(ISymbol part) => part is IFieldSymbol { AssociatedSymbol: IPropertySymbol };

    private static string NameOf(ISymbol part) => part is IFieldSymbol { AssociatedSymbol: IPropertySymbol property } ? property.Name : part.Name;

    private static bool IsCompilers(IMethodSymbol accessor) => accessor.Attribute("System.Runtime.CompilerServices.CompilerGeneratedAttribute") is not null;

    /// <summary>The index of the part that a field or property is; −1 where it is none.</summary>
    public static int IndexOf(INamedTypeSymbol type, ISymbol member)
    {
        ISymbol[] parts = [.. Parts(type)];
        if (member is IFieldSymbol { CorrespondingTupleField: { } item })
            return Array.FindIndex(parts, part => part is IFieldSymbol { CorrespondingTupleField: { } other } && other.Name == item.Name);
        return Array.FindIndex(parts, part => SymbolEqualityComparer.Default.Equals(part, member));
    }

    public static ITypeSymbol TypeOf(ISymbol part) => part is IPropertySymbol property ? property.Type : ((IFieldSymbol)part).Type;

    private static bool IsSettable(ISymbol part, Func<ISymbol, bool> isAccessible) => part.Setter() is { } setter && !IsHidden(part) && isAccessible(setter);

    private static Construction? Construction(INamedTypeSymbol type, ISymbol[] parts, Func<ISymbol, bool> isOwn, Func<ISymbol, bool> isAccessible)
    {
        var all = Enumerable.Range(0, parts.Length).ToArray();
        if (type.IsTupleType)
            return new Construction(all.ToEquatableArray(), EquatableArray<int>.Empty) { IsTuple = true };
        bool CanInitialize(int index) => parts[index] switch
        {
            IFieldSymbol field => !field.IsReadOnly,
            IPropertySymbol { SetMethod: { } setter } => isAccessible(setter),
            _ => false,
        };
        bool IsPreset(int index) => InitializerOf(parts[index]) is not null || parts[index] is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };
        foreach (IMethodSymbol constructor in type.InstanceConstructors.Where(constructor => isAccessible(constructor)).OrderByDescending(static constructor => constructor.Parameters.Length))
        {
            if (constructor.Parameters.IsEmpty || Assigned(constructor, parts, isOwn) is not { } given)
                continue;
            int[] rest = [.. all.Except(given)];
            if (rest.All(CanInitialize))
                return new Construction(given.ToEquatableArray(), rest.ToEquatableArray()) { Preset = rest.Where(IsPreset).ToEquatableArray() };
        }
        // What a constructor without parameters does is overwritten, if all parts are set.
        bool hasOwn = type.InstanceConstructors.Any(static constructor => constructor.Parameters.IsEmpty && !constructor.IsImplicitlyDeclared);
        return all.All(CanInitialize) && (!hasOwn || type.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty && isAccessible(constructor)))
            ? new Construction(EquatableArray<int>.Empty, all.ToEquatableArray()) { Preset = all.Where(index => hasOwn || IsPreset(index)).ToEquatableArray() }
            : null;
    }

    /// <summary>The parts that a constructor gives its parameters to, if it does nothing else; null where it does.</summary>
    public static int[]? Assigned(IMethodSymbol constructor, ISymbol[] parts, Func<ISymbol, bool> isOwn)
    {
        if (!isOwn(constructor) || constructor.Parameters.Any(static parameter => parameter.RefKind is not (RefKind.None or RefKind.In)))
            return null;
        int Find(string name) => Array.FindIndex(parts, part => part.Name == name);
        SyntaxNode? syntax = constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        int[] given;
        switch (syntax)
        {
            case RecordDeclarationSyntax or StructDeclarationSyntax { ParameterList: not null }:
                // Each parameter of a primary constructor initializes a part of its own: that which it declares, in a record, or one that says so.
                given = [.. constructor.Parameters.Select(parameter => Array.FindIndex(parts, part => part.Name == parameter.Name && IsPositional(part)) is var declared and >= 0
                    ? declared
                    : Array.FindIndex(parts, part => InitializerOf(part) is IdentifierNameSyntax { Identifier.ValueText: var name } && name == parameter.Name))];
                break;
            case ConstructorDeclarationSyntax { Initializer: null } declaration:
                ExpressionSyntax[] assignments = declaration.ExpressionBody is { } arrow ? [arrow.Expression]
                    : [.. declaration.Body!.Statements.Select(static statement => (statement as ExpressionStatementSyntax)?.Expression ?? SyntaxFactory.IdentifierName("_"))];
                given = new int[constructor.Parameters.Length];
                var seen = new HashSet<int>();
                foreach ((ExpressionSyntax target, ExpressionSyntax value) in assignments.SelectMany(Pairs))
                {
                    int parameter = value is IdentifierNameSyntax name ? Array.FindIndex([.. constructor.Parameters], candidate => candidate.Name == name.Identifier.ValueText) : -1;
                    int part = target switch
                    {
                        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var member } => Find(member.Identifier.ValueText),
                        IdentifierNameSyntax member when constructor.Parameters.All(candidate => candidate.Name != member.Identifier.ValueText) => Find(member.Identifier.ValueText),
                        _ => -1,
                    };
                    if (parameter < 0 || part < 0 || !seen.Add(parameter))
                        return null;
                    given[parameter] = part;
                }
                if (seen.Count < given.Length)
                    return null;
                break;
            default:
                return null;
        }
        return given.Contains(-1) || given.Distinct().Count() < given.Length
            || given.Where((part, i) => !SymbolEqualityComparer.Default.Equals(TypeOf(parts[part]), constructor.Parameters[i].Type)).Any() ? null : given;
    }

    /// <summary>Whether a part is the property that a parameter of a positional record declares; one by its name that the record declares itself is not, and is given nothing.</summary>
    public static bool IsPositional(ISymbol part) => part is IPropertySymbol && part.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is ParameterSyntax;

    /// <summary>The initializer of a field or an auto-property.</summary>
    public static ExpressionSyntax? InitializerOf(ISymbol part) => part.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        PropertyDeclarationSyntax property => property.Initializer?.Value,
        VariableDeclaratorSyntax field => field.Initializer?.Value,
        _ => null,
    };

    private static IEnumerable<(ExpressionSyntax Target, ExpressionSyntax Value)> Pairs(ExpressionSyntax expression) => expression switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: TupleExpressionSyntax left, Right: TupleExpressionSyntax right } when left.Arguments.Count == right.Arguments.Count
            => left.Arguments.Zip(right.Arguments, static (target, value) => (target.Expression, value.Expression)),
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment => [(assignment.Left, assignment.Right)],
        _ => [(expression, expression)],
    };
}
