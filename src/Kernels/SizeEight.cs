namespace AutoBackprop;

/// <summary>8.</summary>
internal readonly struct SizeEight : ISize
{
    public static int Value => 8;
}
