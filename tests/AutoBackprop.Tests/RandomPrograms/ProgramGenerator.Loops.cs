namespace AutoBackprop.Tests.RandomPrograms;

public sealed partial class ProgramGenerator
{
    /// <summary>The length of every buffer that a program is given: long enough for any index the grammar writes.</summary>
    public const int BufferLength = 5;

    private int loopDepth;

    private void AddBufferParameters(List<Parameter> parameters)
    {
        if (grammar["array parameter"] > 0 && random.Chance(0.5))
            parameters.Add(new Parameter("data", Sort.DoubleArray, IsWritten: grammar["written array parameter"] > 0 && random.Chance(0.25)));
        if (grammar["span parameter"] > 0 && random.Chance(0.2))
            parameters.Add(new Parameter("span", Sort.DoubleSpan, IsWritten: false));
    }

    private Node? BufferArgument(Parameter parameter, Signature callee)
    {
        Local[] buffers = scope.Where(local => local.Sort is Sort.DoubleArray || local.Sort == Sort.DoubleSpan && parameter.Sort == Sort.DoubleSpan)
            .Where(local => !parameter.IsWritten || local.IsWritable && !ReferenceEquals(callee, self)).ToArray();
        return buffers.Length == 0 ? null : Node.Of("", parameter.Sort, buffers[random.Below(buffers.Length)].Name);
    }

    private Local? AnyBuffer(bool writable = false)
    {
        Local[] buffers = scope.Where(local => local.Sort is Sort.DoubleArray or Sort.DoubleSpan && (!writable || local.IsWritable)).ToArray();
        return buffers.Length == 0 ? null : buffers[random.Below(buffers.Length)];
    }

    /// <summary>An index that is in range whatever its parts are.</summary>
    private string Index(Local buffer)
    {
        Local? counter = AnyLocal(Sort.Int);
        return random.Below(counter is null ? 1 : 4) switch
        {
            0 => Whole(random.Below(BufferLength)),
            1 => $"Math.Abs({counter!.Name}) % {buffer.Name}.Length",
            2 => $"({counter!.Name} + 9) % {BufferLength}",
            _ => $"Math.Min(Math.Abs({counter!.Name}), {BufferLength - 1})",
        };
    }

    private Node? ElementRead(Sort sort, int depth)
    {
        if (sort != Sort.Double || AnyBuffer() is not { } buffer)
            return null;
        return grammar["element from the end"] > 0 && random.Chance(0.1)
            ? Node.Of("element from the end", sort, $"{buffer.Name}[^{Whole(1 + random.Below(3))}]") with { Bound = buffer.Bound }
            : Node.Of("element", sort, $"{buffer.Name}[{Index(buffer)}]") with { Bound = buffer.Bound };
    }

    private Node? BufferLengthNode() => AnyBuffer() is { } buffer ? Node.Of("length", Sort.Int, buffer.Name + ".Length") with { Bound = 8 } : null;

    private Node? BufferLocal(string construct)
    {
        if (mainReal != Sort.Double)
            return null;
        Node first = Bounded(Expression(Sort.Double, 2));
        Node second = Bounded(Expression(Sort.Double, 1));
        Local? other = scope.LastOrDefault(local => local.Sort == Sort.DoubleArray);
        if (construct == "clone" && other is null || NewName() is not { } name)
            return null;
        return construct switch
        {
            "stackalloc" => Added(
                Node.Of(construct, Sort.Statement, $"Span<double> {name} = stackalloc double[{BufferLength}];\n{name}[0] = $0;\n{name}[3] = $1;", first, second), new Local(name, Sort.DoubleSpan, Limit)),
            "collection expression" => Added(
                Node.Of(construct, Sort.Statement, $"double[] {name} = [$0, 1, $1, 0.5, -0.25];", first, second), new Local(name, Sort.DoubleArray, Limit)),
            "clone" => Added(Node.Of(construct, Sort.Statement, $"var {name} = (double[]){other!.Name}.Clone();"), new Local(name, Sort.DoubleArray, Limit)),
            "int array" => Added(Node.Of(construct, Sort.Statement, $"int[] {name} = [2, 0, 3, 1, 4];"), new Local(name, Sort.IntArray, 4, IsWritable: false)),
            _ when random.Chance(0.3) => Added(
                Node.Of(construct, Sort.Statement, $"var {name} = new[] {{ $0, $1, 0.5, -1, 1.5 }};", first, second), new Local(name, Sort.DoubleArray, Limit)),
            _ => Added(
                Node.Of(construct, Sort.Statement, $"double[] {name} = new double[{random.Of(BufferLength.ToString(System.Globalization.CultureInfo.InvariantCulture), "Count + 2")}];\n{name}[1] = $0;\n{name}[4] = $1;", first, second), new Local(name, Sort.DoubleArray, Limit)),
        };
    }

    private Node? ElementAssignment()
    {
        if (AnyBuffer(writable: true) is not { } buffer)
            return null;
        string place = grammar["element from the end"] > 0 && random.Chance(0.1) ? "^2" : Index(buffer);
        Node value = Bounded(Expression(Sort.Double, 3));
        return Node.Of("element assignment", Sort.Statement, $"{buffer.Name}[{place}] = $0;", value);
    }

    private Node? ElementCompound()
    {
        if (AnyBuffer(writable: true) is not { } buffer)
            return null;
        string place = $"{buffer.Name}[{Index(buffer)}]";
        return Compound(place, place, "element compound assignment", Sort.Double);
    }

    private Node? Swap()
    {
        if (AnyBuffer(writable: true) is not { } buffer)
            return null;
        string first = $"{buffer.Name}[{Index(buffer)}]";
        string second = $"{buffer.Name}[{Index(buffer)}]";
        if (first == second || NewName() is not { } name)
            return null;
        return random.Chance(0.5)
            ? Node.Of("swap", Sort.Statement, $"double {name} = {first};\n{first} = {second};\n{second} = {name};")
            : Node.Of("swap", Sort.Statement, $"({first}, {second}) = ({second}, {first});");
    }

    private Node? WholeBuffer()
    {
        Local? target = scope.LastOrDefault(local => local.Sort == Sort.DoubleArray && local.IsWritable);
        Local? source = scope.FirstOrDefault(local => local.Sort == Sort.DoubleArray && local != target);
        if (target is null)
            return null;
        Node value = Bounded(Expression(Sort.Double, 1));
        return random.Below(source is null ? 3 : 5) switch
        {
            0 => Node.Of("clear, fill, copy", Sort.Statement, $"Array.Clear({target.Name});"),
            1 => Node.Of("clear, fill, copy", Sort.Statement, $"Array.Fill({target.Name}, $0);", value),
            2 => Node.Of("clear, fill, copy", Sort.Statement, $"Array.Clear({target.Name}, 1, 2);"),
            3 => Node.Of("clear, fill, copy", Sort.Statement, $"{source!.Name}.CopyTo({target.Name}, 0);"),
            _ => Node.Of("clear, fill, copy", Sort.Statement, $"Array.Copy({source!.Name}, {target.Name}, 3);"),
        };
    }

    private Node? Rectangular(string construct)
    {
        if (mainReal != Sort.Double)
            return null;
        Node a = Bounded(Expression(Sort.Double, 2));
        Node b = Bounded(Expression(Sort.Double, 1));
        if (NewName() is not { } name || NewName() is not { } read)
            return null;
        string text = construct == "rectangular array"
            ? $"var {name} = new double[2, 3];\n{name}[0, 1] = $0;\n{name}[1, {name}.GetLength(1) - 1] = $1;\n{name}[0, 1] *= {name}[1, 2];\ndouble {read} = Math.Sin({name}[0, 1] + {name}[1, 2] * {name}[0, 0]);"
            : $"double[][] {name} = [new double[2], [$0, $1]];\n{name}[0][1] = {name}[1][0] * {name}[1][1];\ndouble {read} = Math.Sin({name}[0][1] + {name}[1][1]);";
        return Added(Node.Of(construct, Sort.Statement, text, a, b), new Local(read, Sort.Double, Limit));
    }

    /// <summary>Statements around three names, two for what is between and one for a real that comes out, with two values put in.</summary>
    private Node? Whole(string construct, Func<string, string, string, string> text)
    {
        if (mainReal != Sort.Double)
            return null;
        Node first = Bounded(Expression(Sort.Double, 2));
        Node second = Bounded(Expression(Sort.Double, 1));
        return NewName() is { } a && NewName() is { } b && NewName() is { } result
            ? Added(Node.Of(construct, Sort.Statement, text(a, b, result), first, second), new Local(result, Sort.Double, Limit)) : null;
    }

    private Node? Slice()
    {
        if (mainReal != Sort.Double || AnyBuffer(writable: true) is not { } buffer)
            return null;
        string at = AnyLocal(Sort.Int) is { } counter && random.Chance(0.7) ? $"Math.Abs({counter.Name}) % 4" : Whole(random.Below(4));
        string part = buffer.Sort == Sort.DoubleSpan ? random.Of($"{buffer.Name}.Slice({at}, 2)", $"{buffer.Name}[1..^1]") : random.Of($"{buffer.Name}.AsSpan({at}, 2)", $"{buffer.Name}.AsSpan(1..4)", $"{buffer.Name}.AsSpan({at})");
        return Whole("slice", (a, b, r) => $"""
            Span<double> {a} = {part};
            {a}[0] = $0;
            double {b} = {a}[{a}.Length - 1] * {buffer.Name}[{Index(buffer)}];
            {a}[^1] = Math.Sin({b} + $1);
            double {r} = Math.Sin({a}[0] + {buffer.Name}[2]);
            """);
    }

    /// <summary>Two arrays of one block change places.</summary>
    private Node? BuffersSwapped()
    {
        Local[][] blocks = [.. NamesByDepth.Select(names => scope.Where(local => local is { Sort: Sort.DoubleArray, IsWritable: true } && names.Contains(local.Name)).ToArray()).Where(block => block.Length >= 2)];
        if (blocks.Length == 0)
            return null;
        Local[] block = blocks[random.Below(blocks.Length)];
        (string a, string b) = (block[^1].Name, block[^2].Name);
        if (random.Chance(0.3) && NewName() is { } name)
            return Node.Of("buffers swapped", Sort.Statement, $"var {name} = {a};\n{a} = {b};\n{b} = {name};");
        return Node.Of("buffers swapped", Sort.Statement, block.Length > 2 && random.Chance(0.3)
            ? $"({a}, {b}, {block[0].Name}) = ({b}, {block[0].Name}, {a});"
            : $"({a}, {b}) = ({b}, {a});");
    }

    private Node? BufferChosen()
    {
        Local[] arrays = [.. scope.Where(local => local.Sort == Sort.DoubleArray)];
        if (arrays.Length < 2 || mainReal != Sort.Double)
            return null;
        Node condition = Bool(1);
        (Local a, Local b) = (arrays[^1], arrays[random.Below(arrays.Length - 1)]);
        return NewName() is { } name
            ? Added(Node.Of("buffer chosen", Sort.Statement, $"var {name} = $0 ? {a.Name} : {b.Name};", condition), new Local(name, Sort.DoubleArray, Math.Max(a.Bound, b.Bound), a.IsWritable && b.IsWritable)) : null;
    }

    private Node? ListJoined()
    {
        if (mainReal != Sort.Double || AnyBuffer() is not { } buffer)
            return null;
        Node first = Bounded(Expression(Sort.Double, 2));
        Node second = Bounded(Expression(Sort.Double, 1));
        string part = buffer.Sort == Sort.DoubleArray && random.Chance(0.5) ? $"{buffer.Name}[1..4]" : buffer.Sort == Sort.DoubleArray ? $"{buffer.Name}.AsSpan(0, 3)" : $"{buffer.Name}.Slice(2, 3)";
        return NewName() is { } name
            ? Added(Node.Of("list joined", Sort.Statement, $"double[] {name} = [$0, .. {part}, $1];", first, second), new Local(name, Sort.DoubleArray, Limit)) : null;
    }

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
                ? Node.Of(construct, Sort.Statement, $"foreach ({random.Of("double", "var")} {item} in {items.Name})\n{{\n$0}}", LoopBody([new Local(item, Sort.Double, items.Bound, IsWritable: false)], true, items)) : null,
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
        if (nesting >= NamesByDepth.Length - 1 || loopDepth >= 2 || mainReal != Sort.Double || NewName() is not { } name)
            return null;
        string i = loopDepth == 0 ? "i" : "j";
        loopDepth++;
        int visible = scope.Count;
        scope.Add(new Local(i, Sort.Int, IntLimit, IsWritable: false));
        Node term = Bounded(Expression(Sort.Double, 3));
        scope.RemoveRange(visible, scope.Count - visible);
        loopDepth--;
        return Added(
            Node.Of("accumulation", Sort.Statement, $"double {name} = 0;\nfor (int {i} = 0; {i} < {BufferLength}; {i}++)\n{{\n{name} += $0;\n}}\n{name} /= {Real(BufferLength, Sort.Double)};", term),
            new Local(name, Sort.Double, Limit));
    }
}
