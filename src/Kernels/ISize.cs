namespace AutoBackprop;

/// <summary>A number known to the compiler, so that one kernel text becomes one unrolled kernel for each size.</summary>
internal interface ISize
{
    static abstract int Value { get; }
}
