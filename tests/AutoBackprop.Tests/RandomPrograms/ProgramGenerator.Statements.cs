namespace AutoBackprop.Tests.RandomPrograms;

public sealed partial class ProgramGenerator
{
    private Node Body(int nesting)
    {
        var list = new List<Node>();
        int count = nesting == 0 ? 3 + random.Below(6) : 1 + random.Below(3);
        for (int i = 0; i < count && statements > 0; i++)
        {
            statements--;
            Node statement = Statement(nesting);
            if (statement.Sort == Sort.List)
                list.AddRange(statement.Children);
            else
                list.Add(statement);
        }

        return Node.ListOf(list);
    }

    private Node Statement(int nesting)
    {
        Sort sort = isMixed && random.Chance(0.35) ? OtherReal(mainReal) : mainReal;
        bool canNest = nesting < NamesByDepth.Length - 1;
        return Pick(
            ("typed local", () => Declare("typed local", Type(sort), sort)),
            ("var local", () => Declare("var local", "var", sort)),
            ("const local", () => NewName() is { } name ? DeclareConst(name, sort) : null),
            ("int local", () =>
            {
                Node value = BoundedInt(IntExpression(2));
                return NewName() is { } name ? Added(Node.Of("int local", Sort.Statement, $"{random.Of("int", "var")} {name} = $0;", value), new Local(name, Sort.Int, IntLimit)) : null;
            }),
            ("bool local", () =>
            {
                Node value = Bool(1);
                return NewName() is { } name ? Added(Node.Of("bool local", Sort.Statement, $"bool {name} = $0;", value), new Local(name, Sort.Bool, 1)) : null;
            }),
            ("declared, then assigned", () =>
            {
                Node condition = Bool(1);
                Node first = Bounded(Expression(sort, 2));
                Node second = Bounded(Expression(sort, 2));
                return NewName() is { } name
                    ? Added(Node.Of("declared, then assigned", Sort.Statement, $"{Type(sort)} {name};\nif ($0)\n{{\n{name} = $1;\n}}\nelse\n{{\n{name} = $2;\n}}", condition, first, second), new Local(name, sort, Limit))
                    : null;
            }),
            ("assignment", () => Assign("assignment", AnyLocal(sort, writable: true), sort)),
            ("parameter overwritten", () => Assign("parameter overwritten", scope.Where(local => local.Sort == sort && local.Name is "x" or "y" or "z" or "v" && local.Sort == sort).MaxBy(_ => random.Next()), sort)),
            ("compound assignment", () => AnyLocal(sort, writable: true) is { } local ? Compound(local.Name, local.Name, "compound assignment", sort) : null),
            ("++ and -- on a real", () => AnyLocal(sort, writable: true) is { } local
                ? Node.ListOf([Node.Of("++ and -- on a real", Sort.Statement, random.Of($"{local.Name}++;", $"--{local.Name};")), Normalize(local.Name, local.Name, sort, Limit + 1)]) : null),
            ("++ and -- on an int", () => AnyLocal(Sort.Int, writable: true) is { } local
                ? Node.Of("++ and -- on an int", Sort.Statement, $"{random.Of($"{local.Name}++", $"--{local.Name}", $"{local.Name} += 2", $"{local.Name} *= 2")};\n{local.Name} %= 5;") : null),
            ("if", () => canNest ? Node.Of("if", Sort.Statement, "if ($0)\n{\n$1}", Bool(2), Nested(nesting)) : null),
            ("if else", () => canNest ? Node.Of("if else", Sort.Statement, "if ($0)\n{\n$1}\nelse\n{\n$2}", Bool(2), Nested(nesting), Nested(nesting)) : null),
            ("else if", () => canNest ? Node.Of("else if", Sort.Statement, "if ($0)\n{\n$1}\nelse if ($2)\n{\n$3}\nelse\n{\n$4}", Bool(1), Nested(nesting), Bool(1), Nested(nesting), Nested(nesting)) : null),
            ("early return", () => canNest ? Node.Of("", Sort.Statement, random.Chance(0.5) ? "if ($0)\n{\n$1\n}" : "if ($0)\n$1", Bool(1), Return("early return")) : null),
            ("block", () => canNest ? Node.Of("block", Sort.Statement, "{\n$0}", Nested(nesting)) : null),
            ("switch on int", () => canNest && VaryingInt() is { } number ? Node.Of("switch on int", Sort.Statement, "switch ($0)\n{\ncase 0:\n$1break;\ncase 1:\ncase 2:\n$2break;\ndefault:\n$3break;\n}", number, Section(nesting), Section(nesting), Section(nesting)) : null),
            ("switch on enum", () => canNest && AnyLocal(Sort.Mode) is { } mode
                ? Node.Of("switch on enum", Sort.Statement, $"switch ({mode.Name})\n{{\ncase Mode.Low:\n$0break;\ncase Mode.Mid:\n$1\ncase Mode.High:\n$2break;\n}}", Section(nesting), Return("early return"), Section(nesting)) : null),
            ("switch with patterns", () => canNest && AnyLocal(random.Chance(0.5) ? Sort.Int : sort, varying: true) is { } subject
                ? Node.Of("switch with patterns", Sort.Statement, $"switch ({subject.Name})\n{{\ncase > 1 when $0:\n$1break;\ncase < 0:\n$2break;\n}}", Bool(0), Section(nesting), Section(nesting)) : null),
            ("switch statement on parts", () => SwitchStatementOnParts(nesting)),
            ("vector local", VectorLocal),
            ("vector assignment", VectorAssignment),
            ("vector compound", VectorCompound),
            ("matrix inverse", MatrixInverse),
            ("complex numbers", ComplexNumbers),
            ("component assignment", ComponentAssignment),
            ("value local", ValueLocal),
            ("body local", BodyLocal),
            ("tuple local", TupleLocal),
            ("value assignment", ValueAssignment),
            ("value compound", ValueCompound),
            ("part assigned", PartAssignment),
            ("deconstruction", Deconstructed),
            ("deconstruction with effects", DeconstructedWithEffects),
            ("method that changes", Moved),
            ("value array", ValueArray),
            ("body array", BodyArray),
            ("foreach value", () => ForeachValue(nesting)),
            ("foreach deconstructed", () => ForeachDeconstructed(nesting)),
            ("property that computes", SetProperty),
            ("foreach by reference", () => ForeachReference(nesting)),
            ("ref local", ReferenceLocal),
            ("value slice", ValueSlice),
            ("call by reference", CallByReference),
            ("local function", LocalFunction),
            ("lambda of values", LambdaOfValues),
            ("SinCos", () =>
            {
                Node angle = Expression(sort, 2);
                return NewName() is { } first && NewName() is { } second
                    ? Added(Node.Of("SinCos", Sort.Statement, $"{(random.Chance(0.5) ? $"var ({first}, {second})" : $"({Type(sort)} {first}, {Type(sort)} {second})")} = {(sort == Sort.Double ? "Math" : "MathF")}.SinCos($0);", angle), new Local(first, sort, 1, IsWritable: false), new Local(second, sort, 1, IsWritable: false))
                    : null;
            }),
            ("for", () => Loop("for", nesting)),
            ("for down", () => Loop("for down", nesting)),
            ("for with a step", () => Loop("for with a step", nesting)),
            ("for with two variables", () => Loop("for with two variables", nesting)),
            ("while", () => Loop("while", nesting)),
            ("while on a real", () => Loop("while on a real", nesting)),
            ("do", () => Loop("do", nesting)),
            ("foreach", () => Loop("foreach", nesting)),
            ("accumulation", () => Accumulation(nesting)),
            ("choice", () => Choice(nesting)),
            ("scratch array", () => Scratch(nesting)),
            ("scratch loops", ScratchLoops),
            ("sweep", () => Sweep(isTable: false)),
            ("sweep over a table", () => Sweep(isTable: true)),
            ("local array", () => BufferLocal("local array")),
            ("stackalloc", () => loopDepth == 0 ? BufferLocal("stackalloc") : null),
            ("collection expression", () => BufferLocal("collection expression")),
            ("clone", () => BufferLocal("clone")),
            ("int array", () => BufferLocal("int array")),
            ("array result", () => BufferLocal("array result")),
            ("renewed array", Renewed),
            ("void call", VoidCall),
            ("result ignored", () => Callee(sort) is { } callee && CallOf(callee, 2) is { } call ? Node.Of("result ignored", Sort.Statement, "_ = $0;", call) : null),
            ("int element assignment", () => AnyLocal(Sort.IntArray) is { } table
                ? Node.Of("int element assignment", Sort.Statement, $"{table.Name}[{Index(table)}] = Math.Abs($0) % 5;", IntExpression(2)) : null),
            ("pivots", Pivots),
            ("element assignment", ElementAssignment),
            ("element compound assignment", ElementCompound),
            ("swap", Swap),
            ("clear, fill, copy", WholeBuffer),
            ("rectangular array", () => Rectangular("rectangular array")),
            ("jagged array", () => Rectangular("jagged array")),
            ("slice", Slice),
            ("buffers swapped", BuffersSwapped),
            ("buffer chosen", BufferChosen),
            ("rows handed on", RowsHandedOn),
            ("list joined", ListJoined),
            ("foreach over a rectangle", ForeachOverARectangle),
            ("rows exchanged", RowsExchanged),
            ("long index", LongIndex),
            ("copy within", () => AnyBuffer(writable: true) is { Sort: Sort.RealArray } buffer
                ? Node.Of("copy within", Sort.Statement, random.Chance(0.5) ? $"Array.Copy({buffer.Name}, 0, {buffer.Name}, 1, 3);" : $"{buffer.Name}.AsSpan(1, 3).CopyTo({buffer.Name});") : null));
    }

    private Node Return(string construct = "", int depth = 3) =>
        (result == Sort.None ? Node.Of(construct, Sort.Statement, "return;") : Node.Of(construct, Sort.Statement, "return $0;", Result(depth))) with { Leaves = true };

    private Node Result(int depth) => result switch
    {
        Sort.RealArray => ArrayExpression(depth),
        Sort.Value => BoundedValue(ValueExpression(depth)),
        Sort.Body => BodyExpression(depth),
        Sort.Pair => PairExpression(depth),
        Sort.ValueArray => ValueList(depth),
        _ => Bounded(Expression(result, depth)),
    };

    private Node? Declare(string construct, string type, Sort sort)
    {
        Node value = Bounded(Expression(sort, 3));
        // The name comes last: a variable is not in scope in its own initializer.
        return NewName() is { } name ? Added(Node.Of(construct, Sort.Statement, $"{type} {name} = $0;", value), new Local(name, sort, Limit)) : null;
    }

    private Node DeclareConst(string name, Sort sort) => Added(
        Node.Of("const local", Sort.Statement, $"const {Type(sort)} {name} = {random.Of("Half{F} + {1}", "{1}", "{1} * {1} - {1} / {1}").Replace("{F}", sort == Sort.Float ? "F" : "", StringComparison.Ordinal).Replace("{1}", Real(1.25, sort), StringComparison.Ordinal)};"),
        new Local(name, sort, 2, IsWritable: false, IsConstant: true));

    private Node? Assign(string construct, Local? target, Sort sort)
    {
        if (target is null)
            return null;
        Node value = Bounded(Expression(sort, 3));
        return value.ToString() == target.Name ? null : Node.Of(construct, Sort.Statement, $"{target.Name} = $0;", value);
    }

    private Node Compound(string target, string read, string construct, Sort sort)
    {
        Node value = Bounded(Expression(sort, 2));
        return random.Below(4) switch
        {
            0 => Node.ListOf([Node.Of(construct, Sort.Statement, $"{target} += $0;", value), Normalize(target, read, sort, Limit + value.Bound)]),
            1 => Node.ListOf([Node.Of(construct, Sort.Statement, $"{target} -= $0;", value), Normalize(target, read, sort, Limit + value.Bound)]),
            2 => Node.ListOf([Node.Of(construct, Sort.Statement, $"{target} *= $0;", value), Normalize(target, read, sort, Limit * value.Bound)]),
            _ => Node.Of(construct, Sort.Statement, $"{target} /= {Real(1.5, sort)} + Math.Abs($0);", value),
        };
    }

    /// <summary>Brings a variable that has grown back under the limit.</summary>
    private Node Normalize(string target, string read, Sort sort, double bound)
    {
        if (random.Chance(0.3))
            return Node.Of("compound assignment", Sort.Statement, $"{target} /= {Real(Math.Max(1, Math.Ceiling(bound / Limit)), sort)};");
        if (random.Chance(0.2))
            return Node.Of("compound assignment", Sort.Statement, $"{target} %= {Real(3.5, sort)};");
        Node squashed = Bounded(Node.Of("variable", sort, read) with { Bound = Math.Max(bound, Limit + 1) });
        return Node.Of("assignment", Sort.Statement, $"{target} = $0;", squashed);
    }

    private Node Added(Node declaration, params Local[] locals)
    {
        scope.AddRange(locals);
        return declaration;
    }

    /// <summary>A block of its own: what it declares is gone behind it.</summary>
    private Node Nested(int nesting, Func<Node>? first = null, params Local[] locals)
    {
        int visible = scope.Count;
        usedNames.Add([]);
        scope.AddRange(locals);
        Node? prefix = first?.Invoke();
        Node body = Body(nesting + 1);
        if (prefix is not null)
            body = Node.ListOf(body.Children.Prepend(prefix));
        if (body.Children.IsEmpty && AnyLocal(mainReal, writable: true) is { } local)
            body = Node.ListOf([Node.Of("compound assignment", Sort.Statement, $"{local.Name} *= {Real(0.5, mainReal)};")]);
        usedNames.RemoveAt(usedNames.Count - 1);
        scope.RemoveRange(visible, scope.Count - visible);
        return body;
    }

    /// <summary>A section of a switch: all sections share one scope, so each gets its block.</summary>
    private Node Section(int nesting) => Node.ListOf([Node.Of("", Sort.Statement, "{\n$0}", Nested(nesting))]);
}
