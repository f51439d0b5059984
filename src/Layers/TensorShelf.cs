using System.Numerics.Tensors;

namespace AutoBackprop;

/// <summary>
/// The tensors of one element type, in the order in which they were taken last time: a caller that takes the same shapes
/// in the same order finds each at the first look.
/// </summary>
internal sealed class TensorShelf<T>
    where T : struct
{
    /// <summary>Tensors not taken for so many rounds are let go, so that shapes that vary do not pile up.</summary>
    private const int Rounds = 32;

    private readonly List<Entry> entries = [];
    private int taken;
    private int round;

    public Tensor<T> Take(scoped ReadOnlySpan<nint> lengths)
    {
        for (int i = taken; i < entries.Count; i++)
        {
            Entry entry = entries[i];
            if (entry.Tensor.Lengths.SequenceEqual(lengths))
            {
                entries[i] = entries[taken];
                entries[taken++] = entry with { Round = round };
                return entry.Tensor;
            }
        }

        Tensor<T> tensor = Tensor.CreateFromShapeUninitialized<T>(lengths);
        entries.Add(new Entry(tensor, round));
        (entries[taken], entries[^1]) = (entries[^1], entries[taken]);
        taken++;
        return tensor;
    }

    public void TakeBack()
    {
        taken = 0;
        round++;
        if (round % Rounds == 0)
        {
            for (int i = entries.Count - 1; i >= 0; i--)
            {
                if (round - entries[i].Round > Rounds)
                {
                    entries.RemoveAt(i);
                }
            }
        }
    }

    private readonly record struct Entry(Tensor<T> Tensor, int Round);
}
