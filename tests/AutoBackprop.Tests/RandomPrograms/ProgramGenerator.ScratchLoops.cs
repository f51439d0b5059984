namespace AutoBackprop.Tests.RandomPrograms;

/// <content>
/// Loops that fill arrays and use them up: made before a loop, by its iterations or in a branch of them, filled wholly or in part, read where they were filled and where they were not,
/// and added up in variables that are set in between.
/// </content>
public sealed partial class ProgramGenerator
{
    private Node? ScratchLoops()
    {
        if (loopDepth > 0)
            return null;
        return Whole("scratch loops", (a, b, r) => $"""
            double {r} = 0.5, {r}q = $1, {r}z = 0.25;
            double[] {a} = new double[5], {b} = [$0, 0.5, $1, -0.75, 0.3];
            int {b}m = 2 + {a}.Length % 2;
            {string.Join("\n", Enumerable.Range(0, 1 + random.Below(2)).Select(round => Round(a, b, r, a + "k" + round)))}
            {r} = Math.Sin({r} + {r}q * 0.5 + {r}z + {a}[{random.Below(5)}] * {b}[{random.Below(5)}]);
            """);

        string Round(string a, string b, string r, string counter)
        {
            if (random.Chance(0.2))
                return Uses(a, b, r, counter, "1");
            string body = random.Below(3) switch
            {
                0 => $"if ({b}[{counter} % 5] > {random.Of("0", "-1", "0.25")})\n{{\n{Uses(a, b, r, counter, counter)}\n}}",
                1 => $"{(random.Chance(0.4) ? $"if ({b}[{counter} % 5] > 0.4)\n{{\n{r} += 0.125;\n{random.Of("continue", "break")};\n}}\n" : "")}{Uses(a, b, r, counter, counter)}",
                _ => Uses(a, b, r, counter, counter),
            };
            return random.Below(5) switch
            {
                0 => $"int {counter} = 0;\nwhile ({counter}++ < 3)\n{{\n{body}\n}}",
                1 => $"for (int {counter} = 2; {counter} >= 0; {counter}--)\n{{\n{body}\n}}",
                _ => $"for (int {counter} = 0; {counter} < 3; {counter}++)\n{{\n{body}\n}}",
            };
        }

        string Uses(string a, string b, string r, string name, string counter)
        {
            string own = random.Chance(0.5) ? a : name + "n", part = name + "p", end = random.Of("5", "5", $"{own}.Length", $"{b}m"), sum = random.Of(r, r + "q", part);
            string made = own == a ? "" : random.Of($"double[] {own} = new double[5];\n", $"double[] {own} = [.. {b}];\n", $"Span<double> {own} = stackalloc double[5];\n", $"double[] {own} = [.. {a}];\n");
            if (made.StartsWith("Span", StringComparison.Ordinal) && counter != "1")
                made = $"double[] {own} = new double[{b}.Length];\n";
            string j = name + "j";
            string fill = random.Chance(0.3)
                ? $"double {name}v = {Term(own, b, j, counter, isFilled: false, r)};\n{own}[{j}] = {name}v;\n{sum} += {name}v;"
                : $"{own}[{j}] = {Term(own, b, j, counter, isFilled: false, r)};";
            if (random.Chance(0.4))
                fill += "\n" + random.Of($"{sum} += {own}[{random.Below(5)}] * 0.5;", $"for (int {name}i = 0; {name}i < {end}; {name}i++)\n{sum} += {own}[{name}i] * 0.25;", $"{own}[{j}] += {own}[{j}] * {b}[{j}];", $"if ({b}[{j}] > 0)\n{sum} += {Term(own, b, j, counter, isFilled: true, r)};");
            return $"{made}double {part} = 0;\n{Header(j, end)}\n{{\n{fill}\n}}\n{string.Join("\n", Enumerable.Range(0, 1 + random.Below(3)).Select(_ => Use(a, b, r, own, j, end, sum, counter)))}\n{r} = Math.Sin({r} + {part} * 0.5);";
        }

        string Use(string a, string b, string r, string own, string j, string end, string sum, string counter)
        {
            if (random.Chance(0.15))
                return $"{sum} += {own}[{random.Below(5)}] * 0.375;";
            string set = random.Of(sum, r + "z"), line = random.Below(6) switch
            {
                0 => $"{own}[{j}] = {Term(own, b, j, counter, isFilled: true, r)};",
                1 => $"{b}[{j}] {random.Of("+=", "-=")} {Term(own, b, j, counter, isFilled: true, r)} * 0.25;",
                2 => $"if ({j} == 1)\n{set} = {random.Of("0", "0.5", $"{b}[0]")};\n{set} += {own}[{j}]{random.Of("", " * 0.5", $" * {r}z", " / 1.5")};",
                3 => $"{sum} += {own}[{j}] * {r}z;\nif ({j} == 1)\n{r}z = 0.5;",
                _ => $"{sum} {random.Of("+=", "-=")} {Term(own, b, j, counter, isFilled: true, r)};",
            };
            return $"{Header(j, random.Chance(0.8) ? end : random.Of("5", $"{b}m"))}\n{{\n{line}\n}}";
        }

        string Header(string counter, string end) => random.Chance(0.15) ? $"for (int {counter} = {end} - 1; {counter} >= 0; {counter}--)" : $"for (int {counter} = 0; {counter} < {end}; {counter}++)";

        string Term(string own, string b, string j, string counter, bool isFilled, string r)
        {
            string other = random.Of($"{b}[{j}]", r, $"({counter} + 0.5)", "$1", $"{b}[{random.Below(5)}]"), element = isFilled ? $"{own}[{j}]" : $"{b}[{j}]";
            return random.Below(4) switch
            {
                0 => $"{element} * {other}",
                1 => $"Math.Sin({element} * {other})",
                2 => $"Math.Exp({element} * 0.125) * {other}",
                _ => $"{element} * {element} * 0.5",
            };
        }
    }
}
