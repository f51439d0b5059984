using AutoBackprop.Generator.Diagnose;
using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Read;

/// <summary>Reads a class marked [Differentiable], which holds parameters, or refuses it.</summary>
internal static class HolderReader
{
    /// <summary>What is generated: a member of the user's by one of these names is in the way.</summary>
    public static readonly string[] GeneratedMembers = ["ZerosLike", "ParameterCount", "BufferCount", "Parameters", "ParameterName", "ParameterShape", "CopyTo", "CopyFrom"];

    /// <summary>The class, or null where the fence has refused it.</summary>
    public static Holder? Read(TypeDeclarationSyntax syntax, INamedTypeSymbol type, SemanticModel model, Fence fence)
    {
        Check(type, fence);
        if (fence.HasRefused)
            return null;
        int position = syntax.OpenBraceToken.IsKind(SyntaxKind.None) ? syntax.Identifier.SpanStart : syntax.OpenBraceToken.Span.End;
        var types = new TypeReader(model, position);
        HolderMember[] members = [.. Parameters(type).Where(member => SymbolEqualityComparer.Default.Equals(member.ContainingType, type)).Select(member => ReadMember(member, types))];
        return new Holder(
            type.Name,
            Number(type)!.ToDisplayString(),
            members.ToEquatableArray(),
            PlaceReader.Read(syntax, type) with { IsNullable = model.GetNullableContext(position).AnnotationsEnabled() },
            NameReader.Read(model, position, type.MemberNames))
        {
            IsDerived = SelfAndInherited(type).Skip(1).Any(CompositeReader.IsHolder),
            IsSealed = type.IsSealed,
        };
    }

    private static IEnumerable<INamedTypeSymbol> SelfAndInherited(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = CompositeReader.Inherited(current))
            yield return current;
    }

    /// <summary>Asks whether what a class inherits is among its parameters, or holds none.</summary>
    private static void CheckInherited(INamedTypeSymbol type, Fence fence)
    {
        Location name = type.Locations[0];
        foreach (INamedTypeSymbol inherited in SelfAndInherited(type).Skip(1))
        {
            if (CompositeReader.IsHolder(inherited))
            {
                if (IsRefused(inherited))
                    fence.Refuse(Descriptors.Signature, name, type.Name, $"derived from '{inherited.Name}', which is not", $"mend the errors reported on '{inherited.Name}' first");
            }
            else if (CompositeReader.OwnParts(inherited).FirstOrDefault(static part => !CompositeReader.IsConstant(part) && (NumberOf(CompositeReader.TypeOf(part)) is not null || HidesNumbers(CompositeReader.TypeOf(part)))) is { } lost)
            {
                fence.Refuse(Descriptors.Signature, name, type.Name, $"derived from '{inherited.Name}', whose '{lost.Name}' would be taken as a constant", $"mark '{inherited.Name}' [Differentiable] too, or '{lost.Name}' [NoGradient]");
            }
        }
        foreach (ISymbol hiding in CompositeReader.OwnParts(type).Where(part => SelfAndInherited(type).Skip(1).SelectMany(CompositeReader.OwnParts).Any(other => other.Name == part.Name)))
            fence.Refuse(Descriptors.Signature, hiding.Locations[0], type.Name, $"given a member '{hiding.Name}' that hides an inherited one", "rename it");
    }

    /// <summary>Whether something is amiss in a class, which it says itself.</summary>
    public static bool IsRefused(INamedTypeSymbol type)
    {
        var own = new Fence();
        Check(type, own);
        return own.HasRefused;
    }

    /// <summary>The class of the objects that a member holds. It does not hold the class around, of which that has been asked before.</summary>
    private static INamedTypeSymbol? Part(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Part(array.ElementType),
        INamedTypeSymbol named when CompositeReader.IsHolder(named) => named,
        _ => null,
    };

    /// <summary>Asks whether a class can hold parameters.</summary>
    public static void Check(INamedTypeSymbol type, Fence fence)
    {
        Location name = type.Locations[0];
        foreach (TypeDeclarationSyntax declaration in Around(type))
        {
            if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
                fence.Refuse(Descriptors.NotPartial, declaration.Identifier.GetLocation(), declaration.Identifier.Text, declaration.Identifier.Text == type.Name ? "parameters" : $"the differentiable class '{type.Name}'");
            if (declaration.Modifiers.Any(SyntaxKind.FileKeyword))
                fence.Refuse(Descriptors.Signature, name, type.Name, "in a file-local type, which no generated file can extend", "drop 'file' from the type");
        }
        foreach (SyntaxReference declaration in type.DeclaringSyntaxReferences.Take(1))
            FunctionReader.CheckLanguage(declaration.GetSyntax(), type.Name, name, fence);
        if (type.IsStatic)
            fence.Refuse(Descriptors.Signature, name, type.Name, "static", "let objects hold parameters, or drop [Differentiable]");
        if (!type.IsStatic && !CompositeReader.IsHolder(type))
            fence.Refuse(Descriptors.Signature, name, type.Name, "generic, or inside a generic type", "write it for float or for double");
        CheckInherited(type, fence);
        foreach (ISymbol taken in SelfAndInherited(type).Where(each => SymbolEqualityComparer.Default.Equals(each, type) || !CompositeReader.IsHolder(each))
            .SelectMany(static each => GeneratedMembers.SelectMany(generated => each.GetMembers(generated))).Where(static member => !GeneratedNames.IsGenerated(member) && !member.IsImplicitlyDeclared))
            fence.Refuse(Descriptors.Signature, SymbolEqualityComparer.Default.Equals(taken.ContainingType, type) ? taken.Locations[0] : name, type.Name, $"given a member '{taken.Name}' of its own, as one that is generated is called", "rename it");
        if (fence.HasRefused)
            return;
        foreach (ISymbol member in CompositeReader.Parts(type).Where(member => SymbolEqualityComparer.Default.Equals(member.ContainingType, type)))
        {
            // Its field has no name by which what is generated could read it.
            if (member is IFieldSymbol { AssociatedSymbol: IPropertySymbol property } && NumberOf(property.Type) is not null)
                fence.Refuse(Descriptors.UnsupportedType, property.Locations[0], property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), $"'{property.Name}' computes with 'field': give it a field of its own");
            else if (member is IFieldSymbol { CanBeReferencedByName: false, AssociatedSymbol: null } kept && (NumberOf(kept.Type) is not null || HidesNumbers(kept.Type)))
                fence.Refuse(Descriptors.UnsupportedType, kept.Locations[0], kept.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), $"'{type.Name}' keeps this parameter without a name: give it a field of its own");
            else if (!CompositeReader.IsConstant(member) && Refused(type, member) is { } instead)
                fence.Refuse(Descriptors.UnsupportedType, member.Locations[0], CompositeReader.TypeOf(member).ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), instead);
            else if (!CompositeReader.IsConstant(member) && Part(CompositeReader.TypeOf(member)) is { } part && IsRefused(part))
                fence.Refuse(Descriptors.UnsupportedType, member.Locations[0], CompositeReader.TypeOf(member).ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), $"mend the errors reported on '{part.Name}' first");
        }
        if (!fence.HasRefused && !Parameters(type).Any())
            fence.Refuse(Descriptors.Signature, name, type.Name, "without parameters", "give it a field or property of float or double, of arrays or tensors of them, or of a class that has some");
    }

    private static IEnumerable<TypeDeclarationSyntax> Around(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Take(1)
        .SelectMany(static reference => reference.GetSyntax().AncestorsAndSelf().OfType<TypeDeclarationSyntax>());

    /// <summary>The members that are not constants by their mark.</summary>
    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type) => CompositeReader.Parts(type).Where(static member => !CompositeReader.IsConstant(member));

    private static IEnumerable<ISymbol> Parameters(INamedTypeSymbol type) => Members(type).Where(static member => NumberOf(CompositeReader.TypeOf(member)) is not null);

    /// <summary>The type of the first number that a class holds; null where it holds none.</summary>
    private static ITypeSymbol? Number(INamedTypeSymbol type) => Members(type).Select(static member => NumberOf(CompositeReader.TypeOf(member))).FirstOrDefault(static number => number is not null);

    private static ITypeSymbol? NumberOf(ITypeSymbol type) => NumberOf(type, []);

    private static ITypeSymbol? NumberOf(ITypeSymbol type, ITypeSymbol[] around) => type switch
    {
        _ when type.IsReal() => type,
        _ when type.IsVector() => ((INamedTypeSymbol)type).GetMembers().OfType<IFieldSymbol>().Where(static field => !field.IsStatic).Select(field => NumberOf(field.Type, around)).FirstOrDefault(static number => number is not null)
            ?? ((INamedTypeSymbol)type).GetMembers().OfType<IPropertySymbol>().Where(static property => !property.IsStatic && property.Type.IsReal()).Select(static property => property.Type).FirstOrDefault(),
        IArrayTypeSymbol array => NumberOf(array.ElementType, around),
        INamedTypeSymbol tensor when LayerReader.IsTensor(tensor) => NumberOf(tensor.TypeArguments[0], around),
        INamedTypeSymbol composite when CompositeReader.IsComposite(composite) && !around.Contains(composite, SymbolEqualityComparer.Default) =>
            Members(composite).Select(member => NumberOf(CompositeReader.TypeOf(member), [.. around, composite])).FirstOrDefault(static number => number is not null),
        _ => null,
    };

    /// <summary>What to do instead of a member that is neither a parameter nor certainly a constant; null where there is nothing amiss with it.</summary>
    private static string? Refused(INamedTypeSymbol holder, ISymbol member)
    {
        const string otherwise = ", or mark it [NoGradient]";
        ITypeSymbol type = CompositeReader.TypeOf(member);
        if (Contains(type, holder, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default)))
            return $"a '{holder.Name}' inside itself has no end; hold an array of another class" + otherwise;
        if (NumberOf(type) is not { } number)
            return HidesNumbers(type) ? (type is INamedTypeSymbol { TypeKind: TypeKind.Class, Arity: 0 } ? "mark its class [Differentiable] too" : "use an array") + otherwise : null;
        if (!SymbolEqualityComparer.Default.Equals(number, Number(holder)))
            return $"'{holder.Name}' holds {Number(holder)!.ToDisplayString()}: use one type of number throughout" + otherwise;
        if (member is IPropertySymbol { IsVirtual: true } or IPropertySymbol { IsOverride: true } or IPropertySymbol { IsAbstract: true })
            return "a property that can be overridden may be another one: drop 'virtual'" + otherwise;
        switch (type)
        {
            case IArrayTypeSymbol { ElementType: IArrayTypeSymbol { Rank: 1, ElementType: var inner } } jagged:
                return jagged.Rank == 1 && inner.IsReal() ? null : "use an array of a class that holds the rows" + otherwise;
            case IArrayTypeSymbol { ElementType: var element } array when CompositeReader.IsHolder(element):
                return array.Rank == 1 ? null : "use an array of one dimension" + otherwise;
            case IArrayTypeSymbol { ElementType: var element }:
                return IsNumbers(element, number) ? null : "its elements must be numbers, or structs of numbers only" + otherwise;
            case INamedTypeSymbol when LayerReader.IsWholeTensor(type) || CompositeReader.IsHolder(type):
                return null;
        }
        return IsNumbers(type, number) ? null : "a struct in a class must consist of numbers of one type" + otherwise;
    }

    /// <summary>Whether a value consists of numbers of one type and of nothing else, so that it can be seen as so many of them.</summary>
    private static bool IsNumbers(ITypeSymbol type, ITypeSymbol number) => SymbolEqualityComparer.Default.Equals(type, number) || type.IsVector()
        || type is INamedTypeSymbol { TypeKind: TypeKind.Struct } composite && CompositeReader.IsComposite(composite)
            && CompositeReader.Parts(composite).All(part => !CompositeReader.IsConstant(part) && IsNumbers(CompositeReader.TypeOf(part), number));

    private static bool Contains(ITypeSymbol type, INamedTypeSymbol holder, HashSet<ITypeSymbol> seen) => type switch
    {
        IArrayTypeSymbol array => Contains(array.ElementType, holder, seen),
        INamedTypeSymbol named when SymbolEqualityComparer.Default.Equals(named, holder) => true,
        INamedTypeSymbol named when CompositeReader.IsComposite(named) && seen.Add(named) => Members(named).Any(member => Contains(CompositeReader.TypeOf(member), holder, seen)),
        _ => false,
    };

    /// <summary>Whether a type outside the language holds numbers, which would be taken as constants unnoticed: a class without a mark, a collection.</summary>
    private static bool HidesNumbers(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Decimal } or INamedTypeSymbol { Name: "Half", ContainingNamespace.Name: "System" } => true,
        { SpecialType: not SpecialType.None } or { TypeKind: TypeKind.Enum or TypeKind.Delegate } => false,
        IArrayTypeSymbol array => HidesNumbers(array.ElementType),
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic => generic.TypeArguments.Any(static argument => NumberOf(argument) is not null || HidesNumbers(argument)),
        INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, DeclaringSyntaxReferences.IsEmpty: false } own => CompositeReader.Parts(own).Any(static member => NumberOf(CompositeReader.TypeOf(member)) is not null),
        _ => false,
    };

    private static HolderMember ReadMember(ISymbol member, TypeReader types)
    {
        ITypeSymbol type = CompositeReader.TypeOf(member);
        Model.ValueType read = types.Read(type);
        HolderKind kind = read switch
        {
            { IsHolder: true } => HolderKind.Part,
            { IsTensor: true } => HolderKind.Tensor,
            { Class: TypeClass.RectangularArray } => HolderKind.Rectangle,
            { Class: TypeClass.Array, Element: { IsHolder: true } } => HolderKind.Parts,
            { Class: TypeClass.Array, Element: { IsBuffer: true } } => HolderKind.Rows,
            { Class: TypeClass.Array } => HolderKind.Array,
            _ => HolderKind.Value,
        };
        return new HolderMember(member.Name, kind, read.Text, (kind == HolderKind.Rows ? read.Leaf : read.Element is { } element && !read.IsQuantity ? element : read).Text, read.Rank)
        {
            IsNullable = type.NullableAnnotation == NullableAnnotation.Annotated,
            IsSettable = member.Setter() is not null,
            Storage = GeneratedNames.Storage(member),
            StorageAccess = kind == HolderKind.Value && member.Setter()?.DeclaredAccessibility != member.DeclaredAccessibility ? SyntaxFacts.GetText(member.DeclaredAccessibility) : "private",
            IsProperty = member is IPropertySymbol,
            IsOfValues = read.Leaf is { IsReal: false },
        };
    }
}
