namespace AutoBackprop;

/// <summary>2.</summary>
internal readonly struct SizeTwo : ISize
{
    public static int Value => 2;
}
