namespace AutoBackprop;

/// <summary>6.</summary>
internal readonly struct SizeSix : ISize
{
    public static int Value => 6;
}
