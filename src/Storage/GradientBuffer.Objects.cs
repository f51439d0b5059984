using System.Numerics.Tensors;

namespace AutoBackprop;

/// <content>Gradients of several objects of a class: as many objects of the class.</content>
public static partial class GradientBuffer
{
    /// <summary>Zeros in the shapes of objects' parameters: what their gradients begin as.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TObject">The class.</typeparam>
    /// <param name="objects">The objects.</param>
    /// <returns>As many objects.</returns>
    public static TObject[] ZerosLike<T, TObject>(ReadOnlySpan<TObject> objects)
        where T : struct
        where TObject : class, IParameters<T>
    {
        var zeros = new TObject[objects.Length];
        for (int i = 0; i < zeros.Length; i++)
            zeros[i] = (TObject)objects[i].ZerosLike();
        return zeros;
    }

    /// <summary>Checks that objects that take gradients have the members of those that they are the gradients of, in the same shapes, and in memory of their own.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TObject">The class.</typeparam>
    /// <param name="gradients">The objects that gradients are added into.</param>
    /// <param name="objects">The objects.</param>
    /// <param name="gradientName">The gradients' name, for the message.</param>
    /// <param name="objectName">The objects' name, for the message.</param>
    /// <exception cref="ArgumentException">The number differs, a member is missing or has another shape, or two share memory.</exception>
    public static void Check<T, TObject>(ReadOnlySpan<TObject> gradients, ReadOnlySpan<TObject> objects, string gradientName, string objectName)
        where T : struct
        where TObject : class, IParameters<T>
    {
        if (gradients.Length != objects.Length)
            ThrowLength(gradients.Length, objects.Length, gradientName, objectName);
        for (int i = 0; i < gradients.Length; i++)
            Check(gradients[i], objects[i], gradientName, objectName);
        CheckApart<T, TObject, TObject>(gradients, objects, gradientName, objectName);
    }

    /// <summary>Checks that objects that take gradients share no memory with others.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TObject">The class of the gradients.</typeparam>
    /// <typeparam name="TOther">The class of the others.</typeparam>
    /// <param name="gradients">The objects that gradients are added into.</param>
    /// <param name="others">The other objects.</param>
    /// <param name="gradientName">The gradients' name, for the message.</param>
    /// <param name="otherName">The other objects' name, for the message.</param>
    /// <exception cref="ArgumentException">Two members overlap.</exception>
    public static void CheckApart<T, TObject, TOther>(ReadOnlySpan<TObject> gradients, ReadOnlySpan<TOther> others, string gradientName, string otherName)
        where T : struct
        where TObject : class, IParameters<T>
        where TOther : class, IParameters<T>
    {
        foreach (TOther other in others)
            CheckApart<T, TObject>(gradients, other, gradientName, otherName);
    }

    /// <summary>Checks that objects that take gradients share no memory with another object.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TObject">The class of the gradients.</typeparam>
    /// <param name="gradients">The objects that gradients are added into.</param>
    /// <param name="other">The other object.</param>
    /// <param name="gradientName">The gradients' name, for the message.</param>
    /// <param name="otherName">The other object's name, for the message.</param>
    /// <exception cref="ArgumentException">Two members overlap.</exception>
    public static void CheckApart<T, TObject>(ReadOnlySpan<TObject> gradients, IParameters<T> other, string gradientName, string otherName)
        where T : struct
        where TObject : class, IParameters<T>
    {
        foreach (TObject gradient in gradients)
            CheckApart(gradient, other, gradientName, otherName);
    }

    /// <summary>Checks that objects that take gradients share no memory with a buffer.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TObject">The class of the gradients.</typeparam>
    /// <param name="gradients">The objects that gradients are added into.</param>
    /// <param name="other">The buffer.</param>
    /// <param name="gradientName">The gradients' name, for the message.</param>
    /// <param name="otherName">The buffer's name, for the message.</param>
    /// <exception cref="ArgumentException">A member overlaps the buffer.</exception>
    public static void CheckApart<T, TObject>(ReadOnlySpan<TObject> gradients, ReadOnlySpan<T> other, string gradientName, string otherName)
        where T : struct
        where TObject : class, IParameters<T>
    {
        foreach (TObject gradient in gradients)
            CheckApart(gradient, other, gradientName, otherName);
    }

    /// <summary>Checks that an object that takes gradients shares no memory with other objects.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TOther">The class of the others.</typeparam>
    /// <param name="gradient">The object that gradients are added into.</param>
    /// <param name="others">The other objects.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="otherName">The other objects' name, for the message.</param>
    /// <exception cref="ArgumentException">Two members overlap.</exception>
    public static void CheckApart<T, TOther>(IParameters<T> gradient, ReadOnlySpan<TOther> others, string gradientName, string otherName)
        where T : struct
        where TOther : class, IParameters<T>
    {
        foreach (TOther other in others)
            CheckApart(gradient, other, gradientName, otherName);
    }

    /// <summary>Checks that a gradient's span shares no memory with objects' parameters.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TOther">The class of the objects.</typeparam>
    /// <param name="gradient">The span that gradients are added into.</param>
    /// <param name="others">The objects.</param>
    /// <param name="gradientName">The span's name, for the message.</param>
    /// <param name="otherName">The objects' name, for the message.</param>
    /// <exception cref="ArgumentException">The span overlaps a member.</exception>
    public static void CheckApart<T, TOther>(Span<T> gradient, ReadOnlySpan<TOther> others, string gradientName, string otherName)
        where T : struct
        where TOther : class, IParameters<T>
    {
        foreach (TOther other in others)
            CheckApart(gradient, other, gradientName, otherName);
    }

    /// <summary>Checks that objects that take gradients share no memory with a tensor.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TObject">The class of the gradients.</typeparam>
    /// <param name="gradients">The objects that gradients are added into.</param>
    /// <param name="other">The tensor.</param>
    /// <param name="gradientName">The gradients' name, for the message.</param>
    /// <param name="otherName">The tensor's name, for the message.</param>
    /// <exception cref="ArgumentException">A member overlaps the tensor.</exception>
    public static void CheckTensorApart<T, TObject>(ReadOnlySpan<TObject> gradients, in ReadOnlyTensorSpan<T> other, string gradientName, string otherName)
        where T : struct
        where TObject : class, IParameters<T>
    {
        foreach (TObject gradient in gradients)
            CheckTensorApart(gradient, other, gradientName, otherName);
    }

    /// <summary>Checks that a tensor's gradient shares no memory with objects' parameters.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TOther">The class of the objects.</typeparam>
    /// <param name="gradient">The tensor that gradients are added into.</param>
    /// <param name="others">The objects.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="otherName">The objects' name, for the message.</param>
    /// <exception cref="ArgumentException">The tensor overlaps a member.</exception>
    public static void CheckTensorApart<T, TOther>(in TensorSpan<T> gradient, ReadOnlySpan<TOther> others, string gradientName, string otherName)
        where T : struct
        where TOther : class, IParameters<T>
    {
        foreach (TOther other in others)
            CheckTensorApart(gradient, other, gradientName, otherName);
    }

    /// <summary>Checks that a buffer that is written shares no memory with objects' parameters, which are read.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TOther">The class of the objects.</typeparam>
    /// <param name="written">The buffer that is written.</param>
    /// <param name="others">The objects.</param>
    /// <param name="writtenName">The written buffer's name, for the message.</param>
    /// <param name="otherName">The objects' name, for the message.</param>
    /// <exception cref="ArgumentException">The buffer overlaps a member.</exception>
    public static void CheckWritten<T, TOther>(ReadOnlySpan<T> written, ReadOnlySpan<TOther> others, string writtenName, string otherName)
        where T : struct
        where TOther : class, IParameters<T>
    {
        foreach (TOther other in others)
            CheckWritten(written, other, writtenName, otherName);
    }
}
