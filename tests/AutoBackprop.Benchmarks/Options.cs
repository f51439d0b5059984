namespace AutoBackprop.Benchmarks;

/// <summary>How to measure.</summary>
internal enum Mode
{
    /// <summary>With BenchmarkDotNet.</summary>
    Full,

    /// <summary>One table in some minutes.</summary>
    Quick,

    /// <summary>Times as the sizes grow.</summary>
    Scaling,
}

/// <summary>The command line.</summary>
/// <param name="Mode">How to measure.</param>
/// <param name="Out">The file to write.</param>
/// <param name="Names">What to measure; all where none is named.</param>
internal sealed record Options(Mode Mode, string? Out, IReadOnlyList<string> Names)
{
    public bool Wants(string name) => Names.Count == 0 || Names.Contains(name);

    /// <summary>Reads the command line, or says what is wrong with it.</summary>
    public static bool TryParse(string[] args, string[] shapes, string[] evals, out Options options)
    {
        Mode mode = Mode.Full;
        string? path = null;
        var names = new List<string>();
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    mode = Mode.Quick;
                    break;
                case "--scaling":
                    mode = Mode.Scaling;
                    break;
                case "--out" when i + 1 < args.Length:
                    path = args[++i];
                    break;
                default:
                    names.Add(args[i]);
                    break;
            }
        }

        options = new Options(mode, path, names);
        string[] known = mode == Mode.Scaling ? evals : shapes;
        if (names.Find(name => !known.Contains(name)) is not { } unknown)
            return true;
        Console.Error.WriteLine($"'{unknown}' is neither an option nor one of: {string.Join(", ", known)}.");
        Console.Error.WriteLine("Usage: [--quick [--out table.md] | --scaling [--out table.md]] [names]");
        return false;
    }
}
