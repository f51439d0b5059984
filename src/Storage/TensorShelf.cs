using System.Numerics.Tensors;

namespace AutoBackprop;

/// <summary>
/// Tensors that are lent in the order of a stack and lent again: a caller that takes the same shapes in the same order finds
/// each at the first look.
/// </summary>
internal sealed class TensorShelf
{
    /// <summary>Tensors not taken for so many rounds are let go, so that shapes that vary do not pile up.</summary>
    private const int Rounds = 32;

    private readonly List<Entry> entries = [];
    private int taken;
    private int round;

    /// <summary>How many are lent. Setting it takes back those that were lent last.</summary>
    public int Taken
    {
        get => taken;
        set
        {
            bool ends = value == 0 && taken > 0;
            taken = value;
            if (ends && ++round % Rounds == 0)
                LetGo();
        }
    }

    public Tensor<T> Take<T>(scoped ReadOnlySpan<nint> lengths)
    {
        for (int i = taken; i < entries.Count; i++)
        {
            Entry entry = entries[i];
            if (entry.Tensor is Tensor<T> known && known.Lengths.SequenceEqual(lengths))
            {
                entries[i] = entries[taken];
                entries[taken++] = entry with { Round = round };
                return known;
            }
        }

        Tensor<T> tensor = Tensor.CreateFromShapeUninitialized<T>(lengths);
        entries.Add(new Entry(tensor, round));
        (entries[taken], entries[^1]) = (entries[^1], entries[taken]);
        taken++;
        return tensor;
    }

    private void LetGo()
    {
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            if (round - entries[i].Round > Rounds)
                entries.RemoveAt(i);
        }
    }

    private readonly record struct Entry(object Tensor, int Round);
}
