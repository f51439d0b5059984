namespace GradBench.Protocol;

/// <summary>An input that is JSON, but not what the function takes.</summary>
internal sealed class WrongInputException(string message) : Exception(message)
{
    /// <summary>Throws unless a condition holds.</summary>
    public static void Unless(bool condition, string message)
    {
        if (!condition)
            throw new WrongInputException(message);
    }

    /// <summary>Throws unless an array has a length, and so have all its rows where they are arrays.</summary>
    public static void UnlessShaped<T>(T[] array, int length, string name, int? width = null)
    {
        Unless(array.Length == length, $"'{name}' has {array.Length} items, not {length}.");
        if (array is not Array[] rows || width is null)
            return;
        foreach (Array? row in rows)
            Unless(row?.Length == width, $"'{name}' has a row of {row?.Length ?? 0} items, not {width}.");
    }
}
