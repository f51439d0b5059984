using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Takes a row of a jagged or rectangular array before the loops that go along it: for <c>a[i][j]</c> the compiler fetches the row, and compares
/// <c>i</c> with the number of rows, for each <c>j</c>, since it does not know that the array stays the same.
/// </summary>
public sealed class Rows
{
    private readonly VariableFactory variables;
    private readonly BroughtNames names;

    private Rows(VariableFactory variables, BroughtNames names)
    {
        this.variables = variables;
        this.names = names;
    }

    public static Method Use(Method method)
    {
        // A row that is replaced is another one, and a callee may replace those of an array that it writes.
        if (method.Body.Descendants().Any(static statement => statement is Swap or Assign { Target: Element { Type.IsBuffer: true } }
            || statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()).OfType<Call>()
                .Any(static call => call.Arguments.Where((argument, i) => argument.Type is { IsBuffer: true, Element.IsBuffer: true } && Buffers.MayWrite(call, i)).Any())))
            return method;
        var variables = new VariableFactory(method.NextVariable);
        Block body = new Rows(variables, method.Source.Names).Visit(method.Body);
        return method with { Body = body, NextVariable = variables.Next };
    }

    private Block Visit(Block block)
    {
        List<Statement> statements = [.. block.Statements];
        for (int i = 0; i < statements.Count; i++)
        {
            if (statements[i] is For or While)
            {
                foreach (Element row in Steady(statements[i], statements.Skip(i)))
                {
                    Variable buffer = row.Root().Variable;
                    var span = new Model.ValueType(TypeClass.Span, $"{names.Span}<{buffer.Type.Leaf.Text}>", buffer.Type.Leaf);
                    Variable taken = variables.New(buffer.Name + "Row", span, VariableKind.Local) with { IsAdjoint = buffer.IsAdjoint, Memory = buffer.Owner };
                    for (int later = i; later < statements.Count; later++)
                    {
                        if (statements[later] is For or While)
                            statements[later] = Block.Of(statements[later]).MapAll(part => part is Element element && RowOf(element) == row ? Along(element, taken) : null).Statements[0];
                    }
                    statements.Insert(i++, new Assign(new Reference(taken), new Call(new WorkspaceCallee(names.Elements + ".Row"), EquatableArray.Of(row.Buffer, row.Indices[0]), span)));
                }
            }
            statements[i] = statements[i].MapBlocks(Visit);
        }
        return block.With(statements);
    }

    /// <summary>The rows that a loop goes along, and that are the same from there to the end of the block.</summary>
    private static Element[] Steady(Statement loop, IEnumerable<Statement> rest)
    {
        Element[] rows = [.. Block.Of(loop).Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants())
            .OfType<Element>().Select(RowOf).OfType<Element>().Distinct()];
        if (rows.Length == 0)
            return [];
        HashSet<Variable> changed = [.. rest.SelectMany(static statement => Block.Of(statement).Descendants()).SelectMany(static statement => statement.Assigned())];
        return [.. rows.Where(row => !row.Mentions().Any(changed.Contains))];
    }

    /// <summary>The row that an element is in, if it is one of numbers and both indices are an <c>int</c>.</summary>
    private static Element? RowOf(Element element) => element switch
    {
        { Type.IsReal: true, Path: "", Indices: [{ } along], Buffer: Element { Path: "", Buffer: Reference { Type: { Class: TypeClass.Array, Element: { Class: TypeClass.Array, Element.IsReal: true } } }, Indices: [var index] } row }
            when IsPlain(index) && along.Type == Model.ValueType.Int32 => row,
        { Type.IsReal: true, Path: "", Indices: [var index, { } along], Buffer: Reference { Type: { Class: TypeClass.RectangularArray, Element.IsReal: true } } buffer }
            when IsPlain(index) && along.Type == Model.ValueType.Int32 => new Element(buffer, EquatableArray.Of(index), element.Type),
        _ => null,
    };

    private static bool IsPlain(Expression index) => index.Type == Model.ValueType.Int32 && index.SelfAndDescendants().All(static part =>
        part is Reference or Literal or Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply });

    private static Element Along(Element element, Variable row) => element with { Buffer = new Reference(row), Indices = EquatableArray.Of(element.Indices[element.Indices.Count - 1]) };
}
