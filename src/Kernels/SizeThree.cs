namespace AutoBackprop;

/// <summary>3.</summary>
internal readonly struct SizeThree : ISize
{
    public static int Value => 3;
}
