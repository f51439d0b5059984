namespace AutoBackprop.Generator.Model;

/// <summary>What the stages must know of a C# type; its <see cref="ValueType.Text"/> is how it is written in the user's file.</summary>
public enum TypeClass
{
    Void,
    Boolean,
    /// <summary>Any integer type, <c>char</c> included: never differentiated.</summary>
    Integer,
    Single,
    Double,
    /// <summary>A type parameter that stands for a floating-point number: <c>T : IFloatingPointIeee754&lt;T&gt;</c>.</summary>
    Generic,
    /// <summary>A vector, matrix or other value of System.Numerics: reals that are added and scaled as one.</summary>
    Vector,
    /// <summary>A one-dimensional array, <c>T[]</c>.</summary>
    Array,
    /// <summary>A rectangular array, <c>T[,]</c> and higher.</summary>
    RectangularArray,
    Span,
    ReadOnlySpan,
    /// <summary>A tensor of System.Numerics.Tensors, or a span of one: a value, whose elements are read and never written.</summary>
    Tensor,
    /// <summary>A struct or class marked [Differentiable], or a tuple: its parts are variables of their own.</summary>
    Composite,
    /// <summary>Anything else: a constant by nature.</summary>
    Opaque,
}

/// <summary>A type as the model knows it.</summary>
/// <param name="Class">What kind of type it is.</param>
/// <param name="Text">How it is written in the user's file.</param>
/// <param name="Element">The element type of a buffer; the type of a vector's components.</param>
/// <param name="Rank">The number of dimensions of a rectangular array, 1 otherwise.</param>
public sealed record ValueType(TypeClass Class, string Text, ValueType? Element = null, int Rank = 1)
{
    public static readonly ValueType Void = new(TypeClass.Void, "void");
    public static readonly ValueType Boolean = new(TypeClass.Boolean, "bool");
    public static readonly ValueType Int32 = new(TypeClass.Integer, "int");
    public static readonly ValueType Single = new(TypeClass.Single, "float");
    public static readonly ValueType Double = new(TypeClass.Double, "double");

    /// <summary>The parts of a composite, in the order of their declaration.</summary>
    public EquatableArray<Field> Fields { get; init; } = EquatableArray<Field>.Empty;

    /// <summary>How a composite is made of its parts; null where that cannot be done from where the function stands.</summary>
    public Construction? Construction { get; init; }

    /// <summary>The name of a vector type in System.Numerics, however it is written: <c>Vector3</c>.</summary>
    public string? VectorName { get; init; }

    /// <summary>Whether it is <c>float</c> or <c>double</c>, or a type parameter that stands for such a type.</summary>
    public bool IsReal => Class is TypeClass.Single or TypeClass.Double or TypeClass.Generic;

    public bool IsVector => Class == TypeClass.Vector;

    /// <summary>Whether its gradient is a value of the same type: a real number, or a vector of them.</summary>
    public bool IsQuantity => IsReal || IsVector;

    /// <summary>Whether it holds elements that are read and written by index.</summary>
    public bool IsBuffer => Class is TypeClass.Array or TypeClass.RectangularArray or TypeClass.Span or TypeClass.ReadOnlySpan;

    /// <summary>Whether it is a buffer of one dimension, whose elements are no buffers: its gradient is a span, where that of another is an array of its shape.</summary>
    public bool IsFlat => IsBuffer && Class != TypeClass.RectangularArray && !Element!.IsBuffer;

    /// <summary>Whether its elements lie deeper than in the rows of an array: no memory of its shape is to be had for its gradient.</summary>
    public bool IsDeep => Element is { IsBuffer: true } && (Class == TypeClass.RectangularArray || !Element.IsFlat);

    public bool IsTensor => Class is TypeClass.Tensor;

    /// <summary>Whether a gradient of it is added into memory of the caller's, where that of a scalar is returned.</summary>
    public bool IsAddedTo => IsBuffer || IsTensor || IsHolder;

    /// <summary>Whether a composite is a class that holds parameters: its parts are places in an object of the caller's, which are read and never written.</summary>
    public bool IsHolder { get; init; }

    /// <summary>Whether it is a buffer of objects that hold parameters.</summary>
    public bool HoldsObjects => IsBuffer && Leaf.IsHolder;

    /// <summary>The type of the numbers that it holds, at whatever depth; null where it holds none.</summary>
    public ValueType? Number => IsReal ? this
        : IsVector || IsBuffer || IsTensor ? Element!.Number
        : Fields.Where(static part => part.IsDifferentiable).Select(static part => part.Type.Number).FirstOrDefault(static number => number is not null);

    /// <summary>Whether a composite can be made of its parts, and they of theirs; true of anything else.</summary>
    public bool CanBeMade => !IsComposite || IsHolder || Construction is not null && Fields.All(static part => part.Type.CanBeMade);

    /// <summary>Whether it holds anything but numbers: then the workspace has no memory for it.</summary>
    public bool IsOpaque => Class == TypeClass.Opaque || Fields.Any(static part => part.Type.IsOpaque);

    /// <summary>Whether it is an object, or a value outside the language that holds some: memory for numbers cannot keep it, a stack of its own can.</summary>
    public bool HoldsReferences { get => IsTensor || holdsReferences; init => holdsReferences = value; }

    private readonly bool holdsReferences;

    /// <summary>Whether a composite has a buffer among its parts.</summary>
    public bool HoldsBuffers => Fields.Any(static part => part.Type.IsAddedTo || part.Type.HoldsBuffers);

    public bool IsComposite => Class == TypeClass.Composite;

    /// <summary>Whether a value of it can have a gradient: a quantity, what holds quantities at its leaves, or a composite with a part that can.</summary>
    public bool IsDifferentiable => IsQuantity || (IsBuffer || IsTensor) && Element!.IsDifferentiable || Fields.Any(static part => part.IsDifferentiable);

    /// <summary>The type at the leaves.</summary>
    public ValueType Leaf => IsBuffer || IsTensor ? Element!.Leaf : this;

    public override string ToString() => Text;
}
