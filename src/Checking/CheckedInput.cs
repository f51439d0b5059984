using System.Globalization;
using System.Numerics.Tensors;

namespace AutoBackprop;

/// <summary>One differentiable number among a function's arguments: a scalar, or an element of a buffer.</summary>
/// <param name="Position">The parameter's position.</param>
/// <param name="Gradient">The position of its gradient among the gradient's results.</param>
/// <param name="Name">The parameter's name, with the element's index.</param>
/// <param name="Path">The indices that lead to the element, one set for each array on the way.</param>
internal sealed record CheckedInput(int Position, int Gradient, string Name, int[][] Path)
{
    /// <summary>The inputs within one argument, in order.</summary>
    internal static IEnumerable<CheckedInput> In(object? argument, int position, int gradient, string name) =>
        Paths(argument).Select(path => new CheckedInput(position, gradient, name + NameIn(argument, path), path));

    /// <summary>Reads this input's number from the argument, or its derivative from a gradient of the same shape.</summary>
    internal double Read(object? argument)
    {
        object? value = argument;
        foreach (int[] indices in Path)
        {
            value = Item(value!, indices);
        }

        return value is float number ? number : (double)value!;
    }

    /// <summary>The argument with this input's number replaced; an array is changed in place.</summary>
    internal object Write(object argument, double value)
    {
        object number = (Path.Length == 0 ? argument : Read(argument, Path)) is float ? (float)value : (object)value;
        if (Path.Length == 0)
        {
            return number;
        }

        object holder = Path.Length == 1 ? argument : Read(argument, Path[..^1]);
        if (holder is IParameters<double> doubles)
        {
            doubles.Parameters(Path[^1][0])[Path[^1][1]] = value;
        }
        else if (holder is IParameters<float> singles)
        {
            singles.Parameters(Path[^1][0])[Path[^1][1]] = (float)value;
        }
        else if (holder is ITensor tensor)
        {
            tensor[Array.ConvertAll(Path[^1], static index => (nint)index)] = number;
        }
        else
        {
            ((Array)holder).SetValue(number, Path[^1]);
        }

        return argument;
    }

    /// <summary>A copy of an argument that shares no array or tensor with it.</summary>
    internal static object? Copy(object? argument)
    {
        switch (argument)
        {
            case Tensor<double> doubles: return Tensor.Create(doubles.ToArray(), doubles.Lengths);
            case Tensor<float> singles: return Tensor.Create(singles.ToArray(), singles.Lengths);
            case IParameters<double> parameters: return Copy(parameters);
            case IParameters<float> parameters: return Copy(parameters);
        }

        if (argument is not Array array)
        {
            return argument;
        }

        var copy = (Array)array.Clone();
        if (array.GetType().GetElementType()! is var element && (element.IsArray || IsTensor(element) || NumberOf(element) is not null) && array.Rank == 1)
        {
            for (int i = 0; i < copy.Length; i++)
            {
                copy.SetValue(Copy(copy.GetValue(i)), i);
            }
        }

        return copy;
    }

    private static IParameters<T> Copy<T>(IParameters<T> parameters)
        where T : struct
    {
        IParameters<T> copy = parameters.ZerosLike();
        for (int i = 0; i < parameters.BufferCount; i++)
        {
            parameters.Parameters(i).CopyTo(copy.Parameters(i));
        }

        return copy;
    }

    /// <summary>The type of the numbers that a class holds; null of anything else.</summary>
    internal static Type? NumberOf(Type type) => type.IsAssignableTo(typeof(IParameters<double>)) ? typeof(double)
        : type.IsAssignableTo(typeof(IParameters<float>)) ? typeof(float)
        : null;

    /// <summary>Whether two arguments are of one type and, as arrays, of the same lengths throughout.</summary>
    internal static bool SameShape(object? one, object? other) =>
        one?.GetType() == other?.GetType() && Paths(one).Select(Text).SequenceEqual(Paths(other).Select(Text));

    private static object Read(object argument, int[][] path) =>
        path.Aggregate(argument, (value, indices) => Item(value, indices)!);

    private static object? Item(object holder, int[] indices) => holder switch
    {
        IParameters<double> doubles => doubles.Parameters(indices[0])[indices[1]],
        IParameters<float> singles => singles.Parameters(indices[0])[indices[1]],
        IReadOnlyTensor tensor => tensor[Array.ConvertAll(indices, static index => (nint)index)],
        _ => ((Array)holder).GetValue(indices),
    };

    /// <summary>The numbers of an object: which buffer, and which element of it.</summary>
    private static IEnumerable<int[][]> PathsOf<T>(IParameters<T> parameters)
        where T : struct
    {
        for (int buffer = 0; buffer < parameters.BufferCount; buffer++)
        {
            for (int element = 0; element < parameters.Parameters(buffer).Length; element++)
            {
                yield return [[buffer, element]];
            }
        }
    }

    private static string NameIn(object? argument, int[][] path) => argument switch
    {
        IParameters<double> doubles => NameIn(doubles, path[0]),
        IParameters<float> singles => NameIn(singles, path[0]),
        Array array when path.Length > 1 && NumberOf(array.GetType().GetElementType()!) is not null => Text(path[..1]) + NameIn(array.GetValue(path[0]), path[1..]),
        _ => Text(path),
    };

    private static string NameIn<T>(IParameters<T> parameters, int[] at)
        where T : struct
    {
        string member = "." + parameters.ParameterName(at[0]);
        return parameters.ParameterShape(at[0], stackalloc nint[GradientBuffer.LargestRank]) == 0 && parameters.Parameters(at[0]).Length == 1
            ? member
            : string.Create(CultureInfo.InvariantCulture, $"{member}[{at[1]}]");
    }

    internal static bool IsTensor(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Tensor<>);

    private static IEnumerable<int[][]> Paths(object? argument)
    {
        if (argument is IParameters<double> doubles)
        {
            return PathsOf(doubles);
        }

        if (argument is IParameters<float> singles)
        {
            return PathsOf(singles);
        }

        if (argument is IReadOnlyTensor tensor)
        {
            int[] lengths = Array.ConvertAll(tensor.Lengths.ToArray(), static length => (int)length);
            return Indices(lengths, new int[lengths.Length]).Select(static indices => (int[][])[indices]);
        }

        if (argument is not Array array)
        {
            return argument is null ? [] : [[]];
        }

        return Indices([.. Enumerable.Range(0, array.Rank).Select(array.GetLength)], [.. Enumerable.Range(0, array.Rank).Select(array.GetLowerBound)]).SelectMany(indices => Paths(array.GetValue(indices)).Select(rest => (int[][])[indices, .. rest]));
    }

    private static IEnumerable<int[]> Indices(int[] lengths, int[] lowerBounds)
    {
        int count = lengths.Aggregate(1, static (product, length) => product * length);
        for (int flat = 0; flat < count; flat++)
        {
            var indices = new int[lengths.Length];
            int rest = flat;
            for (int dimension = lengths.Length - 1; dimension >= 0; dimension--)
            {
                indices[dimension] = lowerBounds[dimension] + rest % lengths[dimension];
                rest /= lengths[dimension];
            }

            yield return indices;
        }
    }

    private static string Text(int[][] path) => string.Concat(
        path.Select(indices => $"[{string.Join(",", indices.Select(index => index.ToString(CultureInfo.InvariantCulture)))}]"));
}
