namespace AutoBackprop.Tests.RandomPrograms;

/// <content>Sweeps through an array, as recurrences, eliminations and dynamic programs do: elements beside the one at hand are read and written, which later iterations overwrite, or do not.</content>
public sealed partial class ProgramGenerator
{
    /// <summary>A list of eight numbers, or a table of eight by eight, which may be a list; the loops' counters stay in the middle of it, so that two more or less are inside.</summary>
    private Node? Sweep(bool isTable)
    {
        if (loopDepth > 0)
            return null;
        bool isFlat = random.Chance(0.5);
        return Whole(isTable ? "sweep over a table" : "sweep", (a, b, r) => $"""
            {Made(a)}
            {Rounds(random.Chance(0.3) ? 2 : 1, a, b)}
            double {r} = 0;
            foreach (double {b}e in {a})
            {r} = {r} * 0.5 + {b}e;
            {r} = Math.Sin({r});
            """);

        string Made(string a) => isTable && isFlat
            ? $"int {a}n = 8;\ndouble[] {a} = new double[64];\nfor (int {a}i = 0; {a}i < 64; {a}i++)\n{a}[{a}i] = $0 * 0.25 + ({a}i % 7 - 3) * 0.125;"
            : isTable
            ? $"double[,] {a} = new double[8, 8];\nfor (int {a}i = 0; {a}i < 8; {a}i++)\nfor (int {a}j = 0; {a}j < 8; {a}j++)\n{a}[{a}i, {a}j] = $0 * 0.25 + ({a}i - {a}j) * 0.125;"
            : $"double[] {a} = [$0, 1, $1, 0.5, -0.25, 0.75, 0.3, -0.6];";

        string Rounds(int count, string a, string b) => string.Join("\n", Enumerable.Range(0, count).Select(round =>
        {
            string outer = $"{b}i{round}", inner = $"{b}j{round}";
            bool isNested = random.Chance(isTable ? 0.9 : 0.5);
            List<string> counters = isNested ? [outer, inner] : [outer];
            string body = $"{Steps(a, b + "u" + round, counters)}";
            if (isNested)
                body = $"{(random.Chance(0.3) ? Steps(a, b + "v" + round, [outer]) + "\n" : "")}{Header(inner, outer)}\n{{\n{body}\n}}{(random.Chance(0.3) ? "\n" + Steps(a, b + "w" + round, [outer]) : "")}";
            return $"{Header(outer, null)}\n{{\n{body}\n}}";
        }));

        string Header(string counter, string? outer)
        {
            string low = outer is not null && random.Chance(0.5) ? random.Of(outer, $"{outer} + 1") : "2";
            string end = outer is not null && low == "2" && random.Chance(0.5) ? random.Of(outer, $"{outer} + 1") : "6";
            return random.Below(4) switch
            {
                0 => $"for (int {counter} = {end} - 1; {counter} >= {low}; {counter}--)",
                1 => $"for (int {counter} = {low}; {counter} < {end}; {counter} += 2)",
                _ => $"for (int {counter} = {low}; {counter} < {end}; {counter}++)",
            };
        }

        string Steps(string a, string name, List<string> counters)
        {
            if (!random.Chance(0.2))
                return Lines(a, name, counters);
            // One of the counters, found by a search.
            string found = name + "p";
            return $"int {found} = {random.Of("3", counters[0])};\nif ({Place(a, counters)} > 0)\n{found} = {counters[^1]};\n{Lines(a, name, [.. counters, found])}";
        }

        string Lines(string a, string name, List<string> counters) => string.Join("\n", Enumerable.Range(0, 1 + random.Below(2)).Select(step =>
        {
            string place = Place(a, counters), value = $"Math.Sin({Place(a, counters)} * {Place(a, counters)} + $1)";
            string statement = random.Below(4) switch
            {
                0 => $"{place} {random.Of("+=", "*=", "-=")} {value};",
                1 => $"double {name}{step} = Math.Exp({Place(a, counters)} * 0.125) * 0.5;\n{place} = {name}{step};\n{Place(a, counters)} += {name}{step} * {name}{step} * 0.25;",
                _ => $"{place} = {value};",
            };
            return random.Chance(0.15) ? $"if ({Place(a, counters)} > 0)\n{{\n{statement}\n}}" : statement;
        }));

        string Place(string a, List<string> counters) => isTable && isFlat ? $"{a}[({Index(counters)}) * {a}n + {Index(counters)}]" : isTable ? $"{a}[{Index(counters)}, {Index(counters)}]" : $"{a}[{Index(counters)}]";

        string Index(List<string> counters)
        {
            string counter = counters[random.Below(counters.Count)];
            return random.Below(8) switch
            {
                0 => Whole(random.Below(8)),
                1 => $"7 - {counter}",
                2 or 3 => counter,
                4 or 5 => $"{counter} - {1 + random.Below(2)}",
                _ => $"{counter} + {1 + random.Below(2)}",
            };
        }
    }
}
