using System.Text.RegularExpressions;

namespace AutoBackprop.Tests.RandomPrograms;

/// <content>Buffers: as parameters, made, read, written, handed on.</content>
public sealed partial class ProgramGenerator
{
    /// <summary>The length of every buffer that a program is given: long enough for any index the grammar writes.</summary>
    public const int BufferLength = 5;

    /// <summary>A template written for doubles, for this program's real type.</summary>
    private string InReal(string template) => mainReal == Sort.Double
        ? template
        : Regex.Replace(template, @"(?<![\w$.])\d+\.\d+", "$0f").Replace("double", "float", StringComparison.Ordinal).Replace("Math.Sin", "MathF.Sin", StringComparison.Ordinal).Replace("Math.Exp", "MathF.Exp", StringComparison.Ordinal);

    private void AddBufferParameters(List<Parameter> parameters)
    {
        Add("array parameter", 0.5, "data", Sort.RealArray);
        Add("span parameter", 0.2, "span", Sort.RealSpan);
        Add("memory parameter", 0.15, "memory", Sort.RealMemory);
        Add("rectangle parameter", 0.1, "grid", Sort.Grid);
        Add("rows parameter", 0.1, "rows", Sort.Rows);

        void Add(string construct, double chance, string name, Sort sort)
        {
            if (grammar[construct] > 0 && random.Chance(chance))
                parameters.Add(new Parameter(name, sort, IsWritten: grammar["written " + construct] > 0 && random.Chance(0.25)));
        }
    }

    private Node? BufferArgument(Parameter parameter, Signature callee)
    {
        Local[] buffers = scope.Where(local => local.Sort == parameter.Sort || local.Sort == Sort.RealArray && parameter.Sort == Sort.RealSpan)
            .Where(local => !parameter.IsWritten || local.IsWritable && !ReferenceEquals(callee, self)).ToArray();
        return buffers.Length == 0 ? null : Node.Of("", parameter.Sort, buffers[random.Below(buffers.Length)].Name);
    }

    private Local? AnyBuffer(bool writable = false)
    {
        Local[] buffers = scope.Where(local => local.Sort is Sort.RealArray or Sort.RealSpan && (!writable || local.IsWritable)).ToArray();
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

    /// <summary>An element of a rectangle or of rows, in range whatever the index is.</summary>
    private string? Cell(bool writable = false)
    {
        Local[] cells = scope.Where(local => local.Sort is Sort.Grid or Sort.Rows && (!writable || local.IsWritable)).ToArray();
        if (cells.Length == 0 || !random.Chance(0.4))
            return null;
        Local local = cells[random.Below(cells.Length)];
        return local.Sort == Sort.Grid ? $"{local.Name}[{Part()}, {Part()}]" : $"{local.Name}[{Part()}][{Part()}]";

        string Part() => AnyLocal(Sort.Int) is { } counter && random.Chance(0.6) ? $"Math.Abs({counter.Name}) % 2" : Whole(random.Below(2));
    }

    private Node? ElementRead(Sort sort, int depth)
    {
        if (sort != mainReal)
            return null;
        if (Cell() is { } cell)
            return Node.Of("element", sort, cell) with { Bound = Limit };
        if (AnyBuffer() is not { } buffer)
            return null;
        return grammar["element from the end"] > 0 && random.Chance(0.1)
            ? Node.Of("element from the end", sort, $"{buffer.Name}[^{Whole(1 + random.Below(3))}]") with { Bound = buffer.Bound }
            : Node.Of("element", sort, $"{buffer.Name}[{Index(buffer)}]") with { Bound = buffer.Bound };
    }

    private Node? BufferLengthNode() => AnyBuffer() is { } buffer ? Node.Of("length", Sort.Int, buffer.Name + ".Length") with { Bound = 8 } : null;

    private Node? BufferLocal(string construct)
    {
        Node first = Bounded(Expression(mainReal, 2));
        Node second = Bounded(Expression(mainReal, 1));
        Local? other = scope.LastOrDefault(local => local.Sort == Sort.RealArray);
        Node? made = construct == "array result" ? Callee(Sort.RealArray) is { } callee ? CallOf(callee, 2) : null : first;
        if (construct == "clone" && other is null || made is null || NewName() is not { } name)
            return null;
        return construct switch
        {
            "stackalloc" => Added(
                Node.Of(construct, Sort.Statement, $"Span<{Type(mainReal)}> {name} = stackalloc {Type(mainReal)}[{BufferLength}];\n{name}[0] = $0;\n{name}[3] = $1;", first, second), new Local(name, Sort.RealSpan, Limit)),
            "collection expression" => Added(
                Node.Of(construct, Sort.Statement, InReal($"double[] {name} = [$0, 1, $1, 0.5, -0.25];"), first, second), new Local(name, Sort.RealArray, Limit) { IsOwn = true }),
            "clone" => Added(Node.Of(construct, Sort.Statement, $"var {name} = ({Type(Sort.RealArray)}){other!.Name}.Clone();"), new Local(name, Sort.RealArray, Limit) { IsOwn = true }),
            "array result" => Added(Node.Of(construct, Sort.Statement, $"{random.Of("var", Type(Sort.RealArray))} {name} = $0;", made), new Local(name, Sort.RealArray, Limit) { IsOwn = true }),
            "int array" => Added(Node.Of(construct, Sort.Statement, $"int[] {name} = [2, 0, 3, 1, 4];"), new Local(name, Sort.IntArray, 4)),
            _ when random.Chance(0.3) => Added(
                Node.Of(construct, Sort.Statement, InReal($"var {name} = new[] {{ $0, $1, 0.5, -1, 1.5 }};"), first, second), new Local(name, Sort.RealArray, Limit) { IsOwn = true }),
            _ => Added(
                Node.Of(construct, Sort.Statement, InReal($"double[] {name} = new double[{random.Of(Whole(BufferLength), "Count + 2")}];\n{name}[1] = $0;\n{name}[4] = $1;"), first, second), new Local(name, Sort.RealArray, Limit) { IsOwn = true }),
        };
    }

    private Node? ElementAssignment()
    {
        string? place = Cell(writable: true);
        if (place is null && AnyBuffer(writable: true) is { } buffer)
            place = $"{buffer.Name}[{(grammar["element from the end"] > 0 && random.Chance(0.1) ? "^2" : Index(buffer))}]";
        return place is null ? null : Node.Of("element assignment", Sort.Statement, $"{place} = $0;", Bounded(Expression(mainReal, 3)));
    }

    private Node? ElementCompound()
    {
        string? place = Cell(writable: true);
        if (place is null && AnyBuffer(writable: true) is { } buffer)
            place = $"{buffer.Name}[{Index(buffer)}]";
        return place is null ? null : Compound(place, place, "element compound assignment", mainReal);
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
            ? Node.Of("swap", Sort.Statement, $"{Type(mainReal)} {name} = {first};\n{first} = {second};\n{second} = {name};")
            : Node.Of("swap", Sort.Statement, $"({first}, {second}) = ({second}, {first});");
    }

    private Node? WholeBuffer()
    {
        Local? target = scope.LastOrDefault(local => local.Sort == Sort.RealArray && local.IsWritable);
        Local? source = scope.FirstOrDefault(local => local.Sort == Sort.RealArray && local != target);
        if (target is null)
            return null;
        Node value = Bounded(Expression(mainReal, 1));
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
        Node a = Bounded(Expression(mainReal, 2));
        Node b = Bounded(Expression(mainReal, 1));
        if (NewName() is not { } name || NewName() is not { } read)
            return null;
        string text = construct == "rectangular array"
            ? $"var {name} = new double[2, 3];\n{name}[0, 1] = $0;\n{name}[1, {name}.GetLength(1) - 1] = $1;\n{name}[0, 1] *= {name}[1, 2];\ndouble {read} = Math.Sin({name}[0, 1] + {name}[1, 2] * {name}[0, 0]);"
            : $"double[][] {name} = [new double[2], [$0, $1]];\n{name}[0][1] = {name}[1][0] * {name}[1][1];\ndouble {read} = Math.Sin({name}[0][1] + {name}[1][1]);";
        Sort sort = construct == "rectangular array" ? Sort.Grid : Sort.Rows;
        return Added(Node.Of(construct, Sort.Statement, InReal(text), a, b), new Local(name, sort, Limit), new Local(read, mainReal, Limit));
    }

    /// <summary>Statements around three names, two for what is between and one for a real that comes out, with two values put in.</summary>
    private Node? Whole(string construct, Func<string, string, string, string> text)
    {
        Node first = Bounded(Expression(mainReal, 2));
        Node second = Bounded(Expression(mainReal, 1));
        return NewName() is { } a && NewName() is { } b && NewName() is { } result
            ? Added(Node.Of(construct, Sort.Statement, InReal(text(a, b, result)), first, second), new Local(result, mainReal, Limit)) : null;
    }

    private Node? Slice()
    {
        if (AnyBuffer(writable: true) is not { } buffer)
            return null;
        string at = AnyLocal(Sort.Int) is { } counter && random.Chance(0.7) ? $"Math.Abs({counter.Name}) % 4" : Whole(random.Below(4));
        string part = buffer.Name.EndsWith(".Span", StringComparison.Ordinal) && random.Chance(0.5) ? buffer.Name.Replace(".Span", random.Of("[1..^1].Span", $".Slice({at}, 2).Span"), StringComparison.Ordinal)
            : buffer.Sort == Sort.RealArray && random.Chance(0.2) ? $"{buffer.Name}{random.Of($".AsMemory({at}, 2).Span", ".AsMemory()[1..4].Span", $".AsMemory().Slice({at}).Span")}"
            : buffer.Sort == Sort.RealSpan ? random.Of($"{buffer.Name}.Slice({at}, 2)", $"{buffer.Name}[1..^1]") : random.Of($"{buffer.Name}.AsSpan({at}, 2)", $"{buffer.Name}.AsSpan(1..4)", $"{buffer.Name}.AsSpan({at})");
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
        Local[][] blocks = [.. NamesByDepth.SelectMany(names => scope.Where(local => local is { Sort: Sort.RealArray, IsWritable: true } && names.Contains(local.Name))
            .GroupBy(local => local.IsOwn).Select(block => block.ToArray())).Where(block => block.Length >= 2)];
        if (blocks.Length == 0)
            return Stencil();
        Local[] block = blocks[random.Below(blocks.Length)];
        (string a, string b) = (block[^1].Name, block[^2].Name);
        if (random.Chance(0.3) && NewName() is { } name)
            return Node.Of("buffers swapped", Sort.Statement, $"var {name} = {a};\n{a} = {b};\n{b} = {name};");
        return Node.Of("buffers swapped", Sort.Statement, block.Length > 2 && random.Chance(0.3)
            ? $"({a}, {b}, {block[0].Name}) = ({b}, {block[0].Name}, {a});"
            : $"({a}, {b}) = ({b}, {a});");
    }

    /// <summary>Two arrays that are computed from one another in turn.</summary>
    private Node? Stencil()
    {
        Node first = Bounded(Expression(mainReal, 2));
        Node second = Bounded(Expression(mainReal, 1));
        if (loopDepth > 0 || NewName() is not { } a || NewName() is not { } b)
            return null;
        string text = $$"""
            double[] {{a}} = [$0, 1, $1, 0.5, -0.25];
            double[] {{b}} = new double[{{BufferLength}}];
            for (int {{a}}i = 0; {{a}}i < 3; {{a}}i++)
            {
            for (int {{b}}i = 0; {{b}}i < {{a}}.Length; {{b}}i++)
            {{b}}[{{b}}i] = Math.Sin({{a}}[{{b}}i] - 0.5 * {{a}}[({{b}}i + 1) % {{a}}.Length]);
            ({{a}}, {{b}}) = ({{b}}, {{a}});
            }
            """;
        return Added(Node.Of("buffers swapped", Sort.Statement, InReal(text), first, second), new Local(a, Sort.RealArray, Limit) { IsOwn = true }, new Local(b, Sort.RealArray, Limit) { IsOwn = true });
    }

    /// <summary>A local that calls give one array after another; no other name is given it.</summary>
    private Node? Renewed()
    {
        if (Callee(Sort.RealArray) is not { } callee || NewName() is not { } name || NewName() is not { } read)
            return null;
        Node first = Bounded(Expression(mainReal, 2));
        scope.Add(new Local(name, Sort.RealArray, Limit));
        Node second = Bounded(Expression(mainReal, 2));
        Node? call = CallOf(callee, 2);
        scope.RemoveAt(scope.Count - 1);
        if (call is null)
            return null;
        string next = random.Chance(0.5) ? $"{name} = $2;" : $"var {name}Next = $2;\n{name}Next[0] += {name}[1];\n{name} = {name}Next;";
        string step = $"{name}[2] = $1;\n{next}";
        return Added(
            Node.Of("renewed array", Sort.Statement, InReal($"double[] {name} = [$0, 1, -1, 0.5, -0.25];\n{(loopDepth == 0 ? $"for (int {name}i = 0; {name}i < 2; {name}i++)\n{{\n{step}\n}}" : $"{{\n{step}\n}}")}\ndouble {read} = Math.Sin({name}[1] * {name}[3]);"), first, second, call),
            new Local(read, mainReal, Limit));
    }

    private Node? BufferChosen()
    {
        Local[] arrays = [.. scope.Where(local => local.Sort == Sort.RealArray)];
        if (arrays.Length < 2)
            return Stencil();
        Node condition = Bool(1);
        (Local a, Local b) = (arrays[^1], arrays[random.Below(arrays.Length - 1)]);
        return NewName() is { } name
            ? Added(Node.Of("buffer chosen", Sort.Statement, $"var {name} = $0 ? {a.Name} : {b.Name};", condition), new Local(name, Sort.RealArray, Math.Max(a.Bound, b.Bound), a.IsWritable && b.IsWritable) { IsOwn = a.IsOwn && b.IsOwn }) : null;
    }

    private Node? ListJoined()
    {
        if (AnyBuffer() is not { } buffer)
            return null;
        Node first = Bounded(Expression(mainReal, 2));
        Node second = Bounded(Expression(mainReal, 1));
        string part = buffer.Sort == Sort.RealArray && random.Chance(0.5) ? $"{buffer.Name}[1..4]" : buffer.Sort == Sort.RealArray ? $"{buffer.Name}.AsSpan(0, 3)" : $"{buffer.Name}.Slice(2, 3)";
        return NewName() is { } name
            ? Added(Node.Of("list joined", Sort.Statement, $"{Type(Sort.RealArray)} {name} = [$0, .. {part}, $1];", first, second), new Local(name, Sort.RealArray, Limit) { IsOwn = true }) : null;
    }

    private Node? RowsHandedOn() => Whole("rows handed on", (a, b, r) => $"""
        var {a} = new double[3];
        {a}[1] = $0;
        for (int {a}i = 0; {a}i < 3; {a}i++)
        {"{"}
        var {b} = new double[3];
        {b}[0] = {a}[1] * 0.5 + $1;
        {b}[1] = Math.Sin({a}[0]) * {a}[1];
        if ({b}[1] < 0.5)
        {a} = {b};
        {"}"}
        double {r} = Math.Sin({a}[0] + {a}[1]);
        """);

    private Node? ForeachOverARectangle() => Whole("foreach over a rectangle", (a, b, r) => $"""
        double[,] {a} = {"{ { $0, 1 }, { 0.5, $1 } }"};
        var {b} = (double[,]){a}.Clone();
        {a}[0, 1] *= {b}[1, 1];
        double {r} = 0;
        foreach (double {a}e in {a})
        {"{"}
        if ({a}e > 3)
        continue;
        {r} = {r} * 0.5 + Math.Sin({a}e) * {b}[0, 0];
        if ({r} < -3)
        break;
        {"}"}
        {r} = Math.Sin({r});
        """);

    private Node? RowsExchanged() => Whole("rows exchanged", (a, b, r) => $"""
        double[][] {a} = [[$0, 1], [0.5, $1]];
        int {b} = {a}[0][0] > {a}[1][1] ? 1 : 0;
        ({a}[0], {a}[{b}]) = ({a}[{b}], {a}[0]);
        {a}[0][1] *= {a}[1][0];
        double {r} = Math.Sin({a}[0][0] + {a}[0][1] * {a}[1][1]);
        """);

    private Node? LongIndex() => Whole("long index", (a, b, r) => $"""
        double[] {a} = [$0, 1, $1];
        double {r} = 0;
        for (long {b} = 2; {b} >= 0; {b}--)
        {r} = Math.Sin({r} + {a}[{b}] * {b});
        """);

    /// <summary>Rows in the order of their sizes, the order kept in an array of ints.</summary>
    private Node? Pivots() => Whole("pivots", (a, b, r) => $$"""
        double[] {{a}} = [$0, 1, $1];
        int[] {{b}} = [0, 1, 2];
        for (int {{b}}i = 0; {{b}}i < 2; {{b}}i++)
        {
        if (Math.Abs({{a}}[{{b}}[{{b}}i + 1]]) > Math.Abs({{a}}[{{b}}[{{b}}i]]))
        ({{b}}[{{b}}i], {{b}}[{{b}}i + 1]) = ({{b}}[{{b}}i + 1], {{b}}[{{b}}i]);
        {{a}}[{{b}}[{{b}}i]] = Math.Sin({{a}}[{{b}}[2]] * {{a}}[{{b}}[{{b}}i]] + 0.5);
        }
        double {{r}} = Math.Sin({{a}}[{{b}}[0]] + {{a}}[1] * {{a}}[{{b}}[1]]);
        """);

    private Node ArrayExpression(int depth)
    {
        Local[] own = [.. scope.Where(local => local is { Sort: Sort.RealArray, IsOwn: true })];
        if (own.Length > 0 && random.Chance(0.7))
            return Node.Of("", Sort.RealArray, own[^1].Name);
        if (scope.Any(local => local is { Sort: Sort.RealArray, Name: "data" }) && random.Chance(0.2))
            return Node.Of("", Sort.RealArray, $"({Type(Sort.RealArray)})data.Clone()");
        return Node.Of("", Sort.RealArray, InReal("[$0, $1, 0.5, $2, -1.5]"), Bounded(Expression(mainReal, depth)), Bounded(Expression(mainReal, depth - 1)), Bounded(Expression(mainReal, 1)));
    }

    /// <summary>A function that divides a span in two and calls itself on the parts, which it changes before or not.</summary>
    private Node Divided()
    {
        bool isWritten = random.Chance(0.5);
        string construct = isWritten ? "recursion in place" : "recursion over slices";
        result = mainReal;
        self = null;
        Parameter[] parameters = [new("x", mainReal), new("span", Sort.RealSpan, IsWritten: isWritten)];
        string name = "F" + Whole(functions.Count);
        // The span gets shorter with each level: its elements are read by the template alone.
        scope.Add(new Local("x", mainReal, Limit));
        Node way = Bounded(Expression(mainReal, 2));
        Node first = Bounded(Expression(mainReal, 1));
        scope.Add(new Local("a", mainReal, Limit));
        Node second = Bounded(Expression(mainReal, 1));
        scope.Add(new Local("b", mainReal, Limit));
        Node last = Bounded(Expression(mainReal, 3));
        functions.Add(new Signature(currentType, name, mainReal, [.. parameters], mainReal) { Cost = cost * 12, IsMixed = isMixed });
        string real = Type(mainReal);
        string change = InReal(isWritten ? "for (int k = 0; k < half; k++)\nspan[k] = Math.Sin(span[k] * 0.5 + span[k + half] * x);\n" : "");
        return Node.Of(construct, Sort.Member, $$"""
            [Differentiable]
            public static {{real}} {{name}}({{real}} x, {{Type(Sort.RealSpan, isWritten)}} span)
            {
            if (span.Length < 2)
            {
            return {{InReal("Math.Sin")}}($0 * span[0]);
            }
            int half = span.Length / 2;
            {{change}}{{real}} a = {{name}}($1, span[..half]);
            {{real}} b = {{name}}($2, span{{random.Of("[half..]", ".Slice(half)")}});
            return $3;
            }
            """, way, first, second, last);
    }

    private Node? VoidCall() => Callee(Sort.None) is { } callee && CallOf(callee, 2) is { } call ? Node.Of("void call", Sort.Statement, "$0;", call) : null;
}
