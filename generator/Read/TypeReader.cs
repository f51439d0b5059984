using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Read;

/// <summary>Reads C# types, written as they would be at one position of the user's file.</summary>
internal sealed class TypeReader(SemanticModel model, int position)
{
    private readonly Dictionary<ITypeSymbol, Model.ValueType> composites = new(SymbolEqualityComparer.IncludeNullability);
    private readonly HashSet<ITypeSymbol> open = new(SymbolEqualityComparer.Default);

    /// <summary>A type with parts, read once. One that contains itself has no end: inside itself it is a constant.</summary>
    private Model.ValueType ReadComposite(INamedTypeSymbol type, string text)
    {
        if (composites.TryGetValue(type, out Model.ValueType? known) && known.Text == text)
            return known;
        if (!open.Add(type))
            return new Model.ValueType(TypeClass.Opaque, text) { HoldsReferences = !type.IsUnmanagedType };
        Model.ValueType read = CompositeReader.Read(type, text, Read, symbol => symbol.HasSourceIn(model.Compilation), symbol => model.IsAccessible(position, symbol));
        open.Remove(type);
        return open.Count == 0 ? composites[type] = read : read;
    }

    public Model.ValueType Read(ITypeSymbol type)
    {
        // What flow analysis thinks of a `var` is not part of the type.
        string text = (type is IArrayTypeSymbol || CompositeReader.IsHolder(type) ? type.WithNullableAnnotation(NullableAnnotation.None) : type).ToMinimalDisplayString(model, position);
        switch (type.SpecialType)
        {
            case SpecialType.System_Void: return Model.ValueType.Void;
            case SpecialType.System_Boolean: return new Model.ValueType(TypeClass.Boolean, text);
            case SpecialType.System_Single: return new Model.ValueType(TypeClass.Single, text);
            case SpecialType.System_Double: return new Model.ValueType(TypeClass.Double, text);
            case SpecialType.System_Char or SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16
                or SpecialType.System_UInt16 or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64
                or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr:
                return new Model.ValueType(TypeClass.Integer, text);
        }
        switch (type)
        {
            case IArrayTypeSymbol { Rank: 1 } array:
                return new Model.ValueType(TypeClass.Array, text, Read(array.ElementType));
            case IArrayTypeSymbol array:
                return new Model.ValueType(TypeClass.RectangularArray, text, Read(array.ElementType), array.Rank);
            case INamedTypeSymbol { Name: "Span", ContainingNamespace.Name: "System", TypeArguments.Length: 1 } span:
                return new Model.ValueType(TypeClass.Span, text, Read(span.TypeArguments[0]));
            case INamedTypeSymbol { Name: "ReadOnlySpan", ContainingNamespace.Name: "System", TypeArguments.Length: 1 } span:
                return new Model.ValueType(TypeClass.ReadOnlySpan, text, Read(span.TypeArguments[0]));
            case INamedTypeSymbol { Name: "Tensor" or "TensorSpan" or "ReadOnlyTensorSpan", TypeArguments.Length: 1 } tensor when tensor.ContainingNamespace.ToDisplayString() == "System.Numerics.Tensors":
                return new Model.ValueType(TypeClass.Tensor, tensor.WithNullableAnnotation(NullableAnnotation.None).ToMinimalDisplayString(model, position), Read(tensor.TypeArguments[0]));
            case INamedTypeSymbol composite when CompositeReader.IsComposite(composite):
                return ReadComposite(composite, text);
            case ITypeParameterSymbol when type.IsReal():
                return new Model.ValueType(TypeClass.Generic, text);
            case INamedTypeSymbol when type.IsVector():
                return VectorTypes.Of(type.Name, text);
            default:
                return new Model.ValueType(TypeClass.Opaque, text) { HoldsReferences = !type.IsUnmanagedType };
        }
    }
}
