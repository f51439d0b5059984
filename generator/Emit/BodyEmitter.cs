using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Emit;

/// <summary>Writes the statements of a generated method, the user's statement that a line reverses as its comment.</summary>
public sealed class BodyEmitter
{
    private const int LongestComment = 80;

    /// <summary>A line of more characters has its comment above it.</summary>
    private const int LongestCommented = 108;
    private const int LongestReturn = 140;

    private readonly Names names;
    private readonly ExpressionPrinter printer;
    private readonly Declarations declarations;
    private readonly List<(int Indentation, string Text, string? Comment)> lines = [];
    private int indentation;
    private bool isBackward;

    public BodyEmitter(Method method)
    {
        names = new Names(method);
        printer = new ExpressionPrinter(variable => names[variable]);
        declarations = new Declarations(method.Body, method.Source.Parameters.Select(static parameter => parameter.Variable)
            .Concat(method.Gradients).Append(method.Workspace).Concat(method.Upstream is { } upstream ? [upstream] : []));
    }

    /// <summary>How a variable is called.</summary>
    public string NameOf(Variable variable) => names[variable];

    public void Emit(Method method, IndentedWriter writer)
    {
        BodyEmitter emitter = this;
        isBackward = method.Pass == SplitPass.Reverse;
        emitter.EmitBlock(method.Body);
        emitter.Write(writer);
    }

    /// <summary>Comments of a part stand in one column: the longest commented line's, rounded up to a multiple of ten. That of a line that is too long for it stands above.</summary>
    private void Write(IndentedWriter writer)
    {
        int longest = lines.Where(static line => line.Comment is not null).Select(static line => line.Indentation * 4 + line.Text.Length).Where(static length => length <= LongestCommented).DefaultIfEmpty(0).Max();
        int column = (longest + 2 + 9) / 10 * 10;
        foreach ((int indent, string text, string? comment) in lines)
        {
            string space = new(' ', indent * 4), line = text.Length == 0 ? "" : space + text;
            bool isAbove = comment is not null && line.Length > LongestCommented;
            if (isAbove)
                writer.Line($"{space}// {comment}");
            writer.Line(comment is null || isAbove ? line : $"{line.PadRight(column)}// {comment}");
        }
    }

    private void Line(string text, string? comment = null) => lines.Add((indentation, text, comment));

    private void EmitBlock(Block block, string? origin = null)
    {
        for (int i = 0; i < block.Statements.Count; i++)
        {
            Statement statement = block.Statements[i];
            if (statement is Heading && i + 1 < block.Statements.Count && block.Statements[i + 1] is Heading)
                continue;
            foreach ((Variable variable, bool needsValue) in declarations.Before(statement))
                Line($"{variable.Type.Text} {names[variable]}{(needsValue ? " = " + Default(variable.Type) : "")};");
            string? comment = (isBackward || statement.IsGradient()) && statement.Origin != origin ? Shorten(statement.Origin) : null;
            EmitStatement(statement, comment);
            if (statement is Heading)
                origin = null;
            else if (isBackward || statement.IsGradient())
                origin = statement.Origin;
        }
    }

    private static string? Shorten(string? origin) => origin is { Length: > LongestComment } ? origin.Substring(0, LongestComment - 2) + " …" : origin;

    private static string Default(Model.ValueType type) => type.Class switch
    {
        TypeClass.Boolean => "false",
        TypeClass.Integer or TypeClass.Single or TypeClass.Double => "0",
        TypeClass.Generic => type.Text + ".Zero",
        TypeClass.Span or TypeClass.ReadOnlySpan or TypeClass.Vector => "default",
        _ => "default!",
    };

    private void EmitStatement(Statement statement, string? comment)
    {
        switch (statement)
        {
            case Heading heading:
                if (lines.Count > 0)
                    Line("");
                Line("// " + heading.Text);
                isBackward = heading.Text == "Backward";
                break;
            case Assign assign:
                Line(Assignment(assign), comment);
                break;
            case Deconstruction deconstruction:
                string targets = string.Join(", ", deconstruction.Targets.Select(target =>
                    target is null ? "_" : declarations.Declares(deconstruction, target) ? $"{target.Type.Text} {names[target]}" : names[target]));
                Line($"({targets}) = {printer.Print(deconstruction.Value)};", comment);
                break;
            case Evaluate { Expression: Call } evaluate:
                Line(printer.Print(evaluate.Expression) + ";", comment);
                break;
            case Evaluate evaluate:
                Line($"_ = {printer.Print(evaluate.Expression)};", comment);
                break;
            case Swap swap:
                (string left, string right) = (printer.Print(swap.Left), printer.Print(swap.Right));
                Line($"({left}, {right}) = ({right}, {left});", comment);
                break;
            case If branch:
                EmitIf(branch, "if", comment);
                break;
            case For loop:
                EmitFor(loop);
                break;
            case While { TestsFirst: true } loop:
                Line($"while ({printer.Print(loop.Condition)})");
                EmitBraces(loop.Body);
                break;
            case While loop:
                Line("do");
                EmitBraces(loop.Body);
                Line($"while ({printer.Print(loop.Condition)});");
                break;
            case Throw thrown:
                Line($"throw {printer.Print(thrown.Exception)};", comment);
                break;
            case Return returned:
                EmitReturn([.. returned.Values.Select(printer.Print)]);
                break;
            default:
                throw new InvalidOperationException($"No way to write {statement.GetType().Name}.");
        }
    }

    private void EmitReturn(string[] values)
    {
        if (values.Length == 1)
        {
            Line($"return {values[0]};");
            return;
        }
        string line = $"return ({string.Join(", ", values)});";
        if (line.Length <= LongestReturn)
        {
            Line(line);
            return;
        }
        Line("return (");
        indentation++;
        for (int i = 0; i < values.Length; i++)
            Line(values[i] + (i + 1 < values.Length ? "," : ");"));
        indentation--;
    }

    private string Assignment(Assign assign)
    {
        string target = printer.PrintTarget(assign.Target);
        if (assign.Target is Reference { Variable: var variable } && declarations.Declares(assign, variable))
            return $"{assign.Target.Type.Text} {target} = {printer.Print(assign.Value)};";
        Expression value = assign.Value is Conversion { IsImplicit: false, Operand: Binary inner } conversion && inner.Left is Conversion { IsImplicit: true } widened && widened.Operand == assign.Target && conversion.Type == assign.Target.Type && FitsCompound(inner, assign.Target.Type)
            ? inner with { Left = assign.Target }
            : assign.Value;
        if (value is Update update && update.Target == assign.Target && Composite.IsVariable(update.Target))
            return Assignment(new Assign(new Member(update.Target, update.Name, update.Value.Type), update.Value));
        if (value is Binary binary && binary.Left == assign.Target && ExpressionPrinter.Compound(binary.Operator) is { } symbol)
        {
            if (binary is { Operator: BinaryOperator.Add, Type.IsQuantity: true, Right: Unary { Operator: UnaryOperator.Negate, Operand: var subtracted } })
                return $"{target} -= {printer.Print(subtracted)};";
            return binary is { Operator: BinaryOperator.Add or BinaryOperator.Subtract, Right: Literal { Text: "1" } }
                ? target + (binary.Operator == BinaryOperator.Add ? "++;" : "--;")
                : $"{target} {symbol} {printer.Print(binary.Right)};";
        }
        return $"{target} = {printer.Print(assign.Value)};";
    }

    /// <summary>C# narrows the result of a compound assignment by itself, if its right side converts to the target's type.</summary>
    private static bool FitsCompound(Binary binary, Model.ValueType target)
    {
        Expression right = binary.Right;
        while (right is Conversion { IsImplicit: true } conversion)
            right = conversion.Operand;
        return right.Type == target || right is Literal { Type.Class: TypeClass.Integer } && target.Class == TypeClass.Integer;
    }

    private void EmitIf(If branch, string keyword, string? comment, bool? isShortChain = null)
    {
        (Expression condition, Block then, Block otherwise) = branch.Then.IsEmpty
            ? (Not(branch.Condition), branch.Else, Block.Empty)
            : (branch.Condition, branch.Then, branch.Else);
        bool isShort = isShortChain ?? IsShort(branch);
        string? origin = branch.IsExpression ? branch.Origin : null;
        Line($"{keyword} ({printer.Print(condition)})", branch.IsExpression ? comment : null);
        EmitArm(then, isShort, origin);
        if (Chained(otherwise) is { } next)
        {
            EmitIf(next, "else if", null, isShort);
        }
        else if (!otherwise.IsEmpty)
        {
            Line("else");
            EmitArm(otherwise, isShort, origin);
        }
    }

    /// <summary>The branch that an else consists of, written as <c>else if</c>.</summary>
    private If? Chained(Block otherwise) =>
        otherwise.Statements is [If next] && !declarations.Before(next).Any() ? next : null;

    /// <summary>Whether every arm of a chain is one plain statement: then none has braces.</summary>
    private bool IsShort(If branch) => !(branch.Then.IsEmpty && branch.Else.IsEmpty) && (branch.Then.IsEmpty || IsShort(branch.Then))
        && (branch.Else.IsEmpty || (!branch.Then.IsEmpty && Chained(branch.Else) is { } next ? IsShort(next) : IsShort(branch.Else)));

    private bool IsShort(Block block) => block.Statements is [var only] && only is (Assign or Throw or Evaluate) && !declarations.Before(only).Any() && !DeclaresAny(only);

    private bool DeclaresAny(Statement statement) => statement.Assigned().Any(variable => declarations.Declares(statement, variable));

    private static Expression Not(Expression condition) => condition switch
    {
        Unary { Operator: UnaryOperator.Not } negation => negation.Operand,
        // With reals, what is not less need not be greater or equal.
        Binary { Left.Type.Class: TypeClass.Integer, Operator: BinaryOperator.Equal } binary => binary with { Operator = BinaryOperator.NotEqual },
        Binary { Left.Type.Class: TypeClass.Integer, Operator: BinaryOperator.NotEqual } binary => binary with { Operator = BinaryOperator.Equal },
        Binary { Left.Type.Class: TypeClass.Integer, Operator: BinaryOperator.Less } binary => binary with { Operator = BinaryOperator.GreaterOrEqual },
        Binary { Left.Type.Class: TypeClass.Integer, Operator: BinaryOperator.LessOrEqual } binary => binary with { Operator = BinaryOperator.Greater },
        Binary { Left.Type.Class: TypeClass.Integer, Operator: BinaryOperator.Greater } binary => binary with { Operator = BinaryOperator.LessOrEqual },
        Binary { Left.Type.Class: TypeClass.Integer, Operator: BinaryOperator.GreaterOrEqual } binary => binary with { Operator = BinaryOperator.Less },
        _ => new Unary(UnaryOperator.Not, condition, Model.ValueType.Boolean),
    };

    private void EmitArm(Block block, bool isShort, string? origin)
    {
        if (!isShort)
            Line("{");
        indentation++;
        EmitBlock(block, origin);
        indentation--;
        if (!isShort)
            Line("}");
    }

    private void EmitBraces(Block block) => EmitArm(block, isShort: false, origin: null);

    private void EmitFor(For loop)
    {
        string counter = names[loop.Counter];
        string comparison = loop.Comparison switch
        {
            BinaryOperator.Less => "<",
            BinaryOperator.LessOrEqual => "<=",
            BinaryOperator.Greater => ">",
            _ => ">=",
        };
        string step = loop.Step switch
        {
            1 => counter + "++",
            -1 => counter + "--",
            > 0 => $"{counter} += {loop.Step}",
            _ => $"{counter} -= {-loop.Step}",
        };
        string stop = loop.Stop is null ? "" : $" && !{printer.Print(loop.Stop)}";
        Line($"for (int {counter} = {printer.Print(loop.Start)}; {counter} {comparison} {printer.Print(loop.Limit)}{stop}; {step})");
        EmitBraces(loop.Body);
    }
}
