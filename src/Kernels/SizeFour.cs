namespace AutoBackprop;

/// <summary>4.</summary>
internal readonly struct SizeFour : ISize
{
    public static int Value => 4;
}
