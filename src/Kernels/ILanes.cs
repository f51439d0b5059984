namespace AutoBackprop;

/// <summary>One width of arithmetic: how the kernels' one text becomes code for 512, 256 and 128 bits and for none.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TVector">What holds <see cref="Count"/> elements.</typeparam>
internal interface ILanes<T, TVector>
{
    /// <summary>The number of elements in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>The rows of a tile: with <see cref="TileVectors"/>, as many accumulators as the registers hold.</summary>
    static abstract int TileRows { get; }

    /// <summary>The vectors across a tile.</summary>
    static abstract int TileVectors { get; }

    static abstract TVector Load(ref readonly T source, nuint offset);

    static abstract TVector Broadcast(T value);

    static abstract TVector Add(TVector a, TVector b);

    /// <summary>a · b + c, fused where the hardware fuses.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract void Store(TVector vector, ref T destination, nuint offset);
}
