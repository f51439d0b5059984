using System.Numerics;

namespace AutoBackprop;

/// <summary>A function of one element, for one and for a vector of them.</summary>
internal interface IElementwise<T>
    where T : struct
{
    T Of(T x);

    Vector<T> Of(Vector<T> x);
}
