using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Generator.Emit;

/// <summary>
/// Writes expressions with the parentheses that C# needs. An implicit conversion is not written, so whatever is written
/// must have the type that the model says by itself: where no operand would bring it about, one is written with it.
/// </summary>
public sealed class ExpressionPrinter(Func<Variable, string> nameOf)
{
    private enum Precedence { Conditional, Or, And, BitOr, BitXor, BitAnd, Equality, Relational, Shift, Additive, Multiplicative, Unary, Primary }

    public string Print(Expression expression) => Print(expression, Precedence.Conditional);

    /// <summary>Writes an expression where it must have exactly its type: as an argument that decides an overload.</summary>
    private string PrintTyped(Expression expression, Precedence at) =>
        NaturalType(expression) == expression.Type ? Print(expression, at) : Print(AsTyped(expression), at);

    private string Print(Expression expression, Precedence at)
    {
        (string text, Precedence own) = Write(expression);
        return own < at ? $"({text})" : text;
    }

    private (string Text, Precedence Own) Write(Expression expression)
    {
        switch (expression)
        {
            case Literal { Text: "0", Type.IsVector: true } zero:
                return (VectorTypes.Zero(zero.Type), Precedence.Primary);
            case Literal { Type.Class: TypeClass.Generic } number:
                return WriteGeneric(number);
            case Literal literal:
                return (literal.Text, literal.Text.StartsWith("-", StringComparison.Ordinal) ? Precedence.Unary : Precedence.Primary);
            case Symbol symbol:
                return (symbol.Text, Precedence.Primary);
            case Reference reference:
                return (nameOf(reference.Variable), Precedence.Primary);
            case Unary unary:
                // Zero as an int has no sign.
                bool losesSign = unary.Type.IsReal && NaturalType(unary.Operand) != unary.Operand.Type && unary.Operand is not Literal { Text: not "0" };
                string operand = Print(losesSign ? AsTyped(unary.Operand) : unary.Operand, Precedence.Unary);
                string sign = unary.Operator switch { UnaryOperator.Negate => "-", UnaryOperator.Plus => "+", UnaryOperator.Not => "!", _ => "~" };
                // `- -x` must not become `--x`.
                return (sign + (operand.StartsWith(sign, StringComparison.Ordinal) ? $"({operand})" : operand), Precedence.Unary);
            case Binary binary:
                return WriteBinary(binary);
            case Conditional conditional:
                return ($"{Print(conditional.Condition, Precedence.Or)} ? {Print(conditional.WhenTrue)} : {Print(conditional.WhenFalse)}", Precedence.Conditional);
            case Conversion conversion when conversion.Type.Class == TypeClass.Generic || conversion.Operand.Type.Class == TypeClass.Generic:
                return ($"{conversion.Type.Text}.CreateChecked({Print(conversion.Operand)})", Precedence.Primary);
            case Conversion { IsTried: true } conversion:
                return ($"{Print(conversion.Operand, Precedence.Relational)} as {conversion.Type.Text}", Precedence.Relational);
            case Conversion { IsImplicit: true } conversion:
                return Write(conversion.Operand);
            // An array that was made a span meanwhile is one.
            case Conversion { Type: { IsBuffer: true, Class: TypeClass.Span or TypeClass.ReadOnlySpan } view, Operand: { Type: var own } } same when own.Text == view.Text:
                return Write(same.Operand);
            case Conversion { Type.IsBuffer: true } view when view is not { Type.Class: TypeClass.ReadOnlySpan, Operand.Type.Class: TypeClass.Span }:
                return ($"new {view.Type.Text}({Print(view.Operand)})", Precedence.Primary);
            case Conversion conversion:
                return ($"({conversion.Type.Text}){Print(conversion.Operand, conversion.Operand is Unary ? Precedence.Primary : Precedence.Unary)}", Precedence.Unary);
            case Call call:
                return (WriteCall(call), Precedence.Primary);
            case Element element:
                string indices = element.Indices.Count == 0 ? "" : $"[{string.Join(", ", element.Indices.Select(Print))}]";
                return ($"{Print(element.Buffer, Precedence.Primary)}{indices}{Names.WayFrom(element.Path, element.Path.Length == 0 ? "" : ".")}", Precedence.Primary);
            case Length { Dimension: null } length:
                return (Print(length.Buffer, Precedence.Primary) + ".Length", Precedence.Primary);
            case Length length:
                return ($"{Print(length.Buffer, Precedence.Primary)}.GetLength({length.Dimension})", Precedence.Primary);
            case Slice slice:
                string part = slice.Buffer.Type.Class == TypeClass.Array ? "AsSpan" : "Slice";
                return ($"{Print(slice.Buffer, Precedence.Primary)}.{part}({Print(slice.Start)}, {Print(slice.Count)})", Precedence.Primary);
            case Interpolation text:
                // Pieces alternate: text, a value's format, text, …
                string holes = string.Concat(text.Values.Select((value, i) => $"{{{Print(value, Precedence.Or)}{text.Pieces[2 * i + 1]}}}{text.Pieces[2 * i + 2]}"));
                return ($"$\"{text.Pieces[0]}{holes}\"", Precedence.Primary);
            case Collection list:
                return ($"[{string.Join(", ", list.Items.Select(Print))}]", Precedence.Primary);
            case NewBuffer buffer:
                string keyword = buffer.IsOnStack ? "stackalloc" : "new";
                string rows = string.Concat(Enumerable.Repeat("[]", Depth(buffer.Type) - 1));
                return ($"{keyword} {buffer.Type.Leaf.Text}[{string.Join(", ", buffer.Sizes.Select(Print))}]{rows}", Precedence.Primary);
            case Composite composite:
                return PlaceOf(composite) is { } place && place.Type != composite.Type
                    ? ($"({composite.Type.Text}){Print(place, Precedence.Unary)}", Precedence.Unary)
                    : (WriteComposite(composite), Precedence.Primary);
            case Member member:
                return ($"{Print(member.Target, Precedence.Primary)}.{member.Name}", Precedence.Primary);
            case Update update:
                return WriteUpdate(update);
            default:
                throw new InvalidOperationException($"No way to write {expression.GetType().Name}.");
        }
    }

    /// <summary>What is assigned. A part that its object lets be set no other way once it is made is reached where it is stored.</summary>
    public string PrintTarget(Expression target)
    {
        if (target is Member component)
            return $"{PrintTarget(component.Target)}.{component.Name}";
        if (target is not Element { Path.Length: > 0 } element)
            return Print(target, Precedence.Primary);
        string text = Print(element with { Path = "" }, Precedence.Primary);
        Model.ValueType around = element.Indices.Count == 0 ? element.Buffer.Type : element.Buffer.Type.Element!;
        foreach (Field field in Composite.Way(around, element.Path))
        {
            text = field.Storage is { } storage ? $"{around.Text}.{storage}({text})" : $"{text}.{Names.Escape(field.Name)}";
            around = field.Type;
        }
        return text;
    }

    /// <summary>Components of zero make a new value; those of another one are replaced in it.</summary>
    private (string Text, Precedence Own) WriteUpdate(Update update)
    {
        var parts = new List<(string Name, Expression Value)>();
        Expression whole = update;
        for (; whole is Update { Target: var target } part; whole = target)
        {
            // C# sets a member once: what is replaced again does not count.
            if (parts.TrueForAll(later => later.Name != part.Name))
                parts.Insert(0, (part.Name, part.Value));
        }
        string Listed() => string.Join(", ", parts.Select(part => $"{part.Name} = {Print(part.Value)}"));
        if (whole is not Literal { Text: "0" })
            return ($"{Print(whole, Precedence.Primary)} with {{ {Listed()} }}", Precedence.Multiplicative);
        string[] components = VectorTypes.Constructed(update.Type.VectorName!);
        string arguments = components.Length == 0
            ? $" {{ {Listed()} }}"
            : $"({string.Join(", ", components.Select(name => parts.FindLast(part => part.Name == name).Value is { } value ? Print(value) : "0"))})";
        return ($"new {update.Type.Text}{arguments}", Precedence.Primary);
    }

    /// <summary>A number of a type parameter's type: there is no literal of it.</summary>
    private static (string Text, Precedence Own) WriteGeneric(Literal number)
    {
        string type = number.Type.Text;
        bool isNegative = number.Text.StartsWith("-", StringComparison.Ordinal);
        string text = (isNegative ? number.Text.Substring(1) : number.Text) switch
        {
            "0" => type + ".Zero",
            "1" => type + ".One",
            var other => $"{type}.CreateChecked({other})",
        };
        return isNegative ? ("-" + text, Precedence.Unary) : (text, Precedence.Primary);
    }

    private static int Depth(Model.ValueType type) => type.IsBuffer ? 1 + Depth(type.Element!) : 0;

    private (string Text, Precedence Own) WriteBinary(Binary binary)
    {
        (string symbol, Precedence own) = Symbol(binary.Operator);
        Expression left = binary.Left, right = binary.Right;
        if (left.Type.IsReal && left.Type == right.Type && NaturalType(left) != left.Type && NaturalType(right) != right.Type)
        {
            // 1 / 2 is an integer division, x / n of a float and an int a float one.
            if (right is Literal && left is not Literal)
                right = AsTyped(right);
            else
                left = AsTyped(left);
        }
        string rightText = Print(right, own + 1);
        // Of a variable that is compared with itself, as by a method that is read in place, the compiler warns.
        if (own is Precedence.Equality or Precedence.Relational && left == right && right is Reference or Model.Symbol or Member or Element && (right.Type.IsReal || right.Type.Class == TypeClass.Integer))
            rightText = "+" + rightText;
        // C# reads a - -b, but not a reader.
        if (own == Precedence.Additive && rightText.StartsWith("-", StringComparison.Ordinal))
            rightText = $"({rightText})";
        return ($"{Print(left, own)} {symbol} {rightText}", own);
    }

    private string WriteComposite(Composite composite)
    {
        // The parts of a variable or of an element, all of them and in order, are the whole.
        if (PlaceOf(composite) is { } place)
            return Print(place, Precedence.Primary);
        // In the gradient of a struct, where an object in it is a constant.
        if (composite.Type.IsHolder)
            return "null!";
        Construction made = composite.Type.Construction ?? throw new InvalidOperationException($"No way to make a {composite.Type.Text} of its parts.");
        string arguments = string.Join(", ", made.Arguments.Select(index => Print(composite.Parts[index])));
        if (made.IsTuple)
            return $"({arguments})";
        string initializers = string.Join(", ", made.Initialized.Where(index => made.Preset.Contains(index) || composite.Parts[index] is not Literal { Text: "0" or "false" or "default!" } and not Composite { Type.IsHolder: true }).Select(index => $"{Names.Escape(composite.Type.Fields[index].Name)} = {Print(composite.Parts[index])}"));
        return initializers.Length == 0 && made.Initialized.Count > 0 && made.Arguments.Count == 0 ? $"default({composite.Type.Text})"
            : initializers.Length == 0 ? $"new {composite.Type.Text}({arguments})"
            : made.Arguments.Count == 0 ? $"new {composite.Type.Text} {{ {initializers} }}"
            : $"new {composite.Type.Text}({arguments}) {{ {initializers} }}";
    }

    /// <summary>What a member is reached from by some fields; null where it is reached by others.</summary>
    private static Expression? WholeOf(Member member, IEnumerable<Field> way) =>
        way.Reverse().Aggregate<Field, Expression?>(member, static (part, field) => part is Member { Name: var name, Target: var target } && name == field.Name ? target : null);

    /// <summary>The variable or element, or the part of one, whose parts a composite lists; null where it is made of other values.</summary>
    private static Expression? PlaceOf(Composite composite)
    {
        Field[] first = [];
        Composite.Of(composite.Type, way =>
        {
            first = first.Length == 0 ? [.. way] : first;
            return Literal.True;
        });
        string suffix = Composite.PathOf(first);
        switch (composite.Leaves.FirstOrDefault())
        {
            case Reference { Variable: { Whole: { } whole, Path: var path } part } when path.EndsWith(suffix, StringComparison.Ordinal):
                string around = path.Substring(0, path.Length - suffix.Length);
                // Leaves are told apart by their names alone: each is a variable of its own.
                bool isWhole = IsOrInherits(TypeAt(whole.Type, around), composite.Type)
                    && composite.Leaves.SequenceEqual(Composite.Of(composite.Type, way => new Reference(part with { Path = around + Composite.PathOf(way), Type = way[way.Count - 1].Type })).Leaves, SameLeaf.Instance);
                return !isWhole ? null : new Reference(around.Length == 0 ? whole : part with { Path = around, Type = TypeAt(whole.Type, around) });
            case Member member when WholeOf(member, first) is { } place
                && composite.Leaves.SequenceEqual(Composite.Of(composite.Type, way => way.Aggregate(place, static (target, field) => new Member(target, field.Name, field.Type))).Leaves):
                return place;
            case Element { Buffer.Type.Element: { } item, Path: var path } element when path.EndsWith(suffix, StringComparison.Ordinal):
                string inside = path.Substring(0, path.Length - suffix.Length);
                return IsOrInherits(TypeAt(item, inside), composite.Type) && composite == Composite.Of(composite.Type, way => element with { Path = inside + Composite.PathOf(way), Type = way[way.Count - 1].Type })
                    ? element with { Path = inside, Type = TypeAt(item, inside) }
                    : null;
            default:
                return null;
        }
    }

    /// <summary>Whether a type is another one, or a class derived from it: what it inherits comes first among its fields.</summary>
    private static bool IsOrInherits(Model.ValueType type, Model.ValueType other) => type == other || type.IsHolder && other.IsHolder && type.Fields.Take(other.Fields.Count).SequenceEqual(other.Fields);

    private static Model.ValueType TypeAt(Model.ValueType whole, string path) => Composite.Way(whole, path).Select(static field => field.Type).DefaultIfEmpty(whole).Last();

    private sealed class SameLeaf : IEqualityComparer<Expression>
    {
        public static readonly SameLeaf Instance = new();

        public bool Equals(Expression? left, Expression? right) => left is Reference { Variable: var one } && right is Reference { Variable: var other } && one.Whole == other.Whole && one.Path == other.Path;

        public int GetHashCode(Expression leaf) => leaf is Reference { Variable: var variable } ? StringComparer.Ordinal.GetHashCode(variable.Path) : 0;
    }

    private string WriteCall(Call call)
    {
        Expression[] arguments = [.. call.Arguments];
        if (call.Callee.Text == "[]")
            return $"{Print(arguments[0], Precedence.Primary)}[{string.Join(", ", arguments.Skip(1).Select(Print))}]";
        if (call.Callee is OpaqueCallee { IsMember: true })
            return Print(arguments[0], Precedence.Primary) + call.Callee.Text;
        if (call.Callee.Text.StartsWith(".", StringComparison.Ordinal))
        {
            // What is kept is taken back as its type: a number as such might be another one's.
            string type = call.Callee is WorkspaceCallee { Text: ".Push" } && arguments[1] is not Reference ? $"<{arguments[1].Type.Text}>" : "";
            return $"{(arguments[0].Type.IsReal ? PrintTyped(arguments[0], Precedence.Primary) : Print(arguments[0], Precedence.Primary))}{call.Callee.Text}{type}({string.Join(", ", arguments.Skip(1).Select(Print))})";
        }
        bool isRule = call.Callee is RuleCallee && arguments.Length > 0 && !arguments.Any(static argument => NaturalType(argument) == argument.Type && argument.Type.IsReal);
        return $"{call.Callee.Text}({string.Join(", ", arguments.Select((argument, i) => i == 0 && isRule && call.Type.IsReal && argument.Type.IsReal ? PrintTyped(argument, Precedence.Conditional) : PrintGiven(argument, call.Callee)))})";
    }

    /// <summary>Writes an argument. An object of a derived class is given as what it is, unless another method would be called then.</summary>
    private string PrintGiven(Expression argument, Callee callee) => argument is Composite { Type.IsHolder: true } given && callee is DifferentiableCallee { IsOverloaded: false }
        ? WriteComposite(given)
        : Print(argument);

    /// <summary>The same value, written so that it has its type by itself.</summary>
    private static Expression AsTyped(Expression expression) => expression switch
    {
        Literal literal when literal.Text.All(static c => char.IsDigit(c) || c == '-') =>
            literal with { Text = literal.Text + (literal.Type.Class == TypeClass.Single ? "f" : ".0") },
        Conversion conversion => conversion with { IsImplicit = false },
        _ => new Conversion(expression, expression.Type, IsImplicit: false),
    };

    /// <summary>The type that C# gives to an expression as it is written.</summary>
    private static Model.ValueType NaturalType(Expression expression) => expression switch
    {
        Literal { Type: { IsReal: true, Class: not TypeClass.Generic } } literal when literal.Text.All(static c => char.IsDigit(c) || c is '-' or '_') => Model.ValueType.Int32,
        Conversion { IsImplicit: true } conversion => NaturalType(conversion.Operand),
        Unary unary => NaturalType(unary.Operand) is var operand && operand != unary.Operand.Type ? operand : unary.Type,
        Conditional conditional => NaturalType(conditional.WhenTrue) == conditional.Type ? conditional.Type : NaturalType(conditional.WhenFalse),
        _ => expression.Type,
    };

    private static (string Symbol, Precedence Own) Symbol(BinaryOperator symbol) => symbol switch
    {
        BinaryOperator.Add => ("+", Precedence.Additive),
        BinaryOperator.Subtract => ("-", Precedence.Additive),
        BinaryOperator.Multiply => ("*", Precedence.Multiplicative),
        BinaryOperator.Divide => ("/", Precedence.Multiplicative),
        BinaryOperator.Remainder => ("%", Precedence.Multiplicative),
        BinaryOperator.LeftShift => ("<<", Precedence.Shift),
        BinaryOperator.RightShift => (">>", Precedence.Shift),
        BinaryOperator.UnsignedRightShift => (">>>", Precedence.Shift),
        BinaryOperator.BitAnd => ("&", Precedence.BitAnd),
        BinaryOperator.BitOr => ("|", Precedence.BitOr),
        BinaryOperator.BitXor => ("^", Precedence.BitXor),
        BinaryOperator.Equal => ("==", Precedence.Equality),
        BinaryOperator.NotEqual => ("!=", Precedence.Equality),
        BinaryOperator.Less => ("<", Precedence.Relational),
        BinaryOperator.LessOrEqual => ("<=", Precedence.Relational),
        BinaryOperator.Greater => (">", Precedence.Relational),
        BinaryOperator.GreaterOrEqual => (">=", Precedence.Relational),
        BinaryOperator.ConditionalAnd => ("&&", Precedence.And),
        _ => ("||", Precedence.Or),
    };

    /// <summary>The symbol of a compound assignment, <c>+=</c>, or null where there is none.</summary>
    public static string? Compound(BinaryOperator symbol) => Symbol(symbol) is { Own: >= Precedence.Shift or Precedence.BitAnd or Precedence.BitOr or Precedence.BitXor, Symbol: var text } ? text + "=" : null;
}
