namespace AutoBackprop.Tests.RandomPrograms;

public sealed partial class ProgramGenerator
{
    private int loopDepth;

    private Node? Loop(string construct, int nesting)
    {
        // Loops in loops in loops multiply; two are enough to have every combination.
        if (loopDepth >= 2 || nesting >= NamesByDepth.Length - 1 || construct == "foreach" && AnyBuffer() is null)
            return null;
        Sort sort = mainReal;
        string i = loopDepth == 0 ? "i" : "j";
        string bound = random.Below(4) switch
        {
            0 when AnyBuffer() is { } buffer => buffer.Name + ".Length",
            1 when AnyLocal(Sort.Int) is { } number => $"Math.Abs({number.Name})",
            2 when AnyLocal(sort) is { } real => $"(int)Math.Abs({real.Name}) + 1",
            _ => Whole(random.Below(5)),
        };
        var counter = new Local(i, Sort.Int, IntLimit, IsWritable: false);
        loopDepth++;
        Node? loop = construct switch
        {
            "for" => Node.Of(construct, Sort.Statement, $"for (int {i} = 0; {i} < {bound}; {i}++)\n{{\n$0}}", LoopBody([counter], true)),
            "for down" => Node.Of(construct, Sort.Statement, $"for (int {i} = {bound} - 1; {i} >= 0; {i}--)\n{{\n$0}}", LoopBody([counter], true)),
            "for with a step" => Node.Of(construct, Sort.Statement, $"for (int {i} = 1; {i} <= 6; {i} += {random.Of("2", "3", "Count", i)})\n{{\n$0}}", LoopBody([counter], true)),
            "for with two variables" => Node.Of(construct, Sort.Statement, $"for (int {i} = 0, {i}2 = 4; {i} < {i}2; {i}++, {i}2--)\n{{\n$0}}", LoopBody([counter, counter with { Name = i + "2" }], true)),
            "while" => Node.Of(construct, Sort.Statement, $"int {i}w{statements} = 0;\nwhile ({i}w{statements} < {bound})\n{{\n{i}w{statements}++;\n$0}}", LoopBody([counter with { Name = $"{i}w{statements}" }], true)),
            "do" => Node.Of(construct, Sort.Statement, $"int {i}d{statements} = 4;\ndo\n{{\n{i}d{statements} -= 2;\n$0}}\nwhile ({i}d{statements} > 0);", LoopBody([counter with { Name = $"{i}d{statements}" }], true)),
            "while on a real" => NewName() is { } name && Bounded(Expression(sort, 1)) is var start
                ? Node.Of(construct, Sort.Statement, $"{Type(sort)} {name} = $0;\nwhile (Math.Abs({name}) > {Real(0.25, sort)})\n{{\n{name} *= {Real(0.5, sort)};\n$1}}", start, LoopBody([new Local(name, sort, Limit, IsWritable: false)], true)) is var made
                    ? Added(made, new Local(name, sort, Limit, IsWritable: false)) : null
                : null,
            _ => AnyBuffer() is { } items && NewLoopName(i) is var item
                ? Node.Of(construct, Sort.Statement, $"foreach ({random.Of(Type(mainReal), "var")} {item} in {items.Name})\n{{\n$0}}", LoopBody([new Local(item, mainReal, items.Bound, IsWritable: false)], true, items)) : null,
        };
        loopDepth--;
        return loop;

        string NewLoopName(string outer) => outer == "i" ? "item" : "part";

        Node LoopBody(Local[] locals, bool canLeave, Local? locked = null)
        {
            int at = locked is null ? -1 : scope.IndexOf(locked);
            // What is iterated over is not written meanwhile: foreach reads as it goes, which is fine, but a reader would stumble.
            if (at >= 0)
                scope[at] = locked! with { IsWritable = false };
            Node body = Nested(nesting, canLeave && random.Chance(0.4) ? Leave : null, locals);
            if (at >= 0)
                scope[at] = locked!;
            return body;
        }
    }

    /// <summary>A conditional way out of the loop, or to its next round.</summary>
    private Node Leave() => Node.Of("", Sort.Statement, "if ($0)\n{\n$1\n}", Bool(1), Pick(
        ("break", () => Node.Of("break", Sort.Statement, "break;")),
        ("continue", () => Node.Of("continue", Sort.Statement, "continue;")),
        ("return in a loop", () => Return("return in a loop"))));

    /// <summary>A sum or a product over a loop, which nothing has to be stored for.</summary>
    private Node? Accumulation(int nesting)
    {
        if (nesting >= NamesByDepth.Length - 1 || loopDepth >= 2 || NewName() is not { } name)
            return null;
        string i = loopDepth == 0 ? "i" : "j";
        loopDepth++;
        int visible = scope.Count;
        scope.Add(new Local(i, Sort.Int, IntLimit, IsWritable: false));
        Node term = Bounded(Expression(mainReal, 3));
        scope.RemoveRange(visible, scope.Count - visible);
        loopDepth--;
        return Added(
            Node.Of("accumulation", Sort.Statement, $"{Type(mainReal)} {name} = 0;\nfor (int {i} = 0; {i} < {BufferLength}; {i}++)\n{{\n{name} += $0;\n}}\n{name} /= {Real(BufferLength, mainReal)};", term),
            new Local(name, mainReal, Limit));
    }

    /// <summary>A running maximum or minimum, or what the last iteration of some leaves: one iteration gives the value.</summary>
    private Node? Choice(int nesting)
    {
        if (nesting >= NamesByDepth.Length - 1 || loopDepth >= 2 || NewName() is not { } name)
            return null;
        string i = loopDepth == 0 ? "i" : "j";
        Node start = Bounded(Expression(mainReal, 1));
        loopDepth++;
        int visible = scope.Count;
        scope.Add(new Local(i, Sort.Int, IntLimit, IsWritable: false));
        Node term = Bounded(Expression(mainReal, 3));
        Node? condition = random.Chance(0.35) ? Bool(1) : null;
        scope.RemoveRange(visible, scope.Count - visible);
        loopDepth--;
        string round = (condition, random.Below(2)) switch
        {
            (not null, _) => $"if ($2)\n{{\n{name} = $1;\n}}",
            (null, 0) => $"{name} = {random.Of("Math.Max", "Math.Min")}({name}, $1);",
            _ => $"{Type(mainReal)} {name}At = $1;\nif ({name}At {random.Of("<", ">", "<=", ">=")} {name})\n{{\n{name} = {name}At;\n}}",
        };
        return Added(
            Node.Of("choice", Sort.Statement, $"{Type(mainReal)} {name} = $0;\nfor (int {i} = 0; {i} < {BufferLength}; {i}++)\n{{\n{round}\n}}", [start, term, .. condition is null ? [] : new[] { condition }]),
            new Local(name, mainReal, Limit));
    }

    /// <summary>An array that each iteration fills anew, changes and reads: what is there in the end is what its reverse needs.</summary>
    private Node? Scratch(int nesting)
    {
        if (nesting >= NamesByDepth.Length - 1 || loopDepth > 0 || NewName() is not { } name)
            return null;
        string scratch = name + "Scratch", end = random.Of(Whole(BufferLength), Whole(BufferLength), "i", "Count");
        loopDepth = 2;
        int visible = scope.Count;
        scope.Add(new Local("i", Sort.Int, IntLimit, IsWritable: false));
        scope.Add(new Local("j", Sort.Int, IntLimit, IsWritable: false));
        Node filled = Bounded(Expression(mainReal, 2));
        scope.Add(new Local($"{scratch}[j]", mainReal, 2 * Limit, IsWritable: false));
        scope.Add(new Local(name, mainReal, 2 * Limit, IsWritable: false));
        Node read = Bounded(Expression(mainReal, 3));
        scope.RemoveRange(visible, scope.Count - visible);
        loopDepth = 0;
        string changed = random.Below(3) switch
        {
            0 => $"for (int j = 0; j < {end}; j++)\n{{\nfor (int {name}At = j + 1; {name}At < {end}; {name}At++)\n{{\n{scratch}[{name}At] += {scratch}[j] * {Real(0.125, mainReal)};\n}}\n}}\n",
            1 => $"for (int j = 0; j < {end}; j++)\n{{\n{scratch}[j] *= {scratch}[j] * {Real(0.125, mainReal)};\n}}\n",
            _ => "",
        };
        string after = random.Chance(0.2) ? $"{name} += {scratch}[0] * {Real(0.125, mainReal)};\n" : "";
        return Added(
            Node.Of("scratch array", Sort.Statement,
                $"{Type(mainReal)} {name} = {Real(0.5, mainReal)};\n{Type(mainReal)}[] {scratch} = new {Type(mainReal)}[{BufferLength}];\nfor (int i = 0; i < 3; i++)\n{{\nfor (int j = 0; j < {end}; j++)\n{{\n{scratch}[j] = $0;\n}}\n{changed}for (int j = 0; j < {end}; j++)\n{{\n{name} = {name} * {Real(0.5, mainReal)} + $1;\n}}\n}}\n{after}{name} *= {Real(0.25, mainReal)};", filled, read),
            new Local(name, mainReal, Limit));
    }
}
