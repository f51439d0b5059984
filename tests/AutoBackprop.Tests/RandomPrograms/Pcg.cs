namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>O'Neill's PCG32: the same numbers on every platform and runtime, which System.Random does not promise.</summary>
public sealed class Pcg
{
    private ulong state;

    public Pcg(ulong seed)
    {
        Next();
        state += seed;
        Next();
    }

    public uint Next()
    {
        ulong old = state;
        state = old * 6364136223846793005UL + 1442695040888963407UL;
        return uint.RotateRight((uint)(((old >> 18) ^ old) >> 27), (int)(old >> 59));
    }

    /// <summary>A number below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(((ulong)Next() * (ulong)bound) >> 32);

    /// <summary>A number in [0, 1).</summary>
    public double Unit() => Next() / 4294967296.0;

    public bool Chance(double probability) => Unit() < probability;

    public T Of<T>(params T[] items) => items[Below(items.Length)];
}
