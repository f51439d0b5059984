namespace AutoBackprop;

/// <summary>1.</summary>
internal readonly struct SizeOne : ISize
{
    public static int Value => 1;
}
