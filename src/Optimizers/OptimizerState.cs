namespace AutoBackprop;

/// <summary>The buffers that an optimizer keeps for its parameters: made when a slot is first used, then reused.</summary>
internal sealed class OptimizerState<T>
    where T : struct
{
    private readonly List<T[]?> buffers = [];
    private readonly List<int> steps = [];

    /// <summary>The slot's buffer, all zeros at first.</summary>
    public Span<T> Buffer(int slot, int length)
    {
        Grow(slot);
        T[] buffer = buffers[slot] ??= new T[length];
        if (buffer.Length != length)
        {
            throw new ArgumentException(
                $"Slot {slot} has {buffer.Length} parameters, so there must be as many, but there are {length}", "parameters");
        }

        return buffer;
    }

    /// <summary>Counts a step of the slot; the first is 1.</summary>
    public int NextStep(int slot)
    {
        Grow(slot);
        return ++steps[slot];
    }

    private void Grow(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        while (buffers.Count <= slot)
        {
            buffers.Add(null);
            steps.Add(0);
        }
    }
}
