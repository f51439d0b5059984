using System.Runtime.CompilerServices;

namespace AutoBackprop;

/// <summary>A stack of objects, and of structs that hold some: no arena can keep them, as the garbage collector would not see them there.</summary>
internal sealed class ReferenceStack
{
    // Above the top there are boxes without content, which the next structs get.
    private object?[] items = new object?[16];

    /// <summary>How much lies on it.</summary>
    public int Count { get; private set; }

    public void Push<T>(T value)
    {
        if (Count == items.Length)
            Array.Resize(ref items, 2 * Count);
        ref object? item = ref items[Count++];
        if (!typeof(T).IsValueType)
            item = value;
        else if (item is StrongBox<T> box)
            box.Value = value;
        else
            item = new StrongBox<T>(value);
    }

    public T Pop<T>()
    {
        if (Count == 0)
            throw new InvalidOperationException("More is taken back from the workspace than was kept in it.");
        ref object? item = ref items[--Count];
        T value;
        if (typeof(T).IsValueType)
        {
            var box = (StrongBox<T>)item!;
            value = box.Value!;
            box.Value = default!;
            return value;
        }
        value = (T)item!;
        item = null;
        return value;
    }

    /// <summary>Drops what lies above a height.</summary>
    public void TakeBack(int count)
    {
        while (Count > count)
            items[--Count] = null;
    }
}
