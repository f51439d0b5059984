using System.Globalization;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Rules;

/// <summary>
/// Reads the table's C# expressions: arithmetic, comparisons, <c>&amp;&amp;</c>, <c>||</c>, <c>?:</c>, calls and constants
/// of a type (<c>Math.Log(2)</c>, <c>Math.PI</c>), placeholders, numbers, parentheses; of vectors their members, methods and
/// constructors too. What it cannot read is a mistake in the table, so it throws a <see cref="FormatException"/> that quotes the rule.
/// </summary>
public sealed class RuleParser
{
    // Named through its namespace, since System has a ValueType as well.
    private static readonly Model.ValueType Real = Model.ValueType.Double;
    private static readonly Model.ValueType Condition = Model.ValueType.Boolean;

    // From the loosest to the tightest, as in C#.
    private static readonly (string Symbol, BinaryOperator Operator)[][] Levels =
    [
        [("||", BinaryOperator.ConditionalOr)],
        [("&&", BinaryOperator.ConditionalAnd)],
        [("==", BinaryOperator.Equal), ("!=", BinaryOperator.NotEqual)],
        // What begins with another comes before it.
        [
            ("<=", BinaryOperator.LessOrEqual), (">=", BinaryOperator.GreaterOrEqual),
            ("<", BinaryOperator.Less), (">", BinaryOperator.Greater),
        ],
        [("+", BinaryOperator.Add), ("-", BinaryOperator.Subtract)],
        [("*", BinaryOperator.Multiply), ("/", BinaryOperator.Divide), ("%", BinaryOperator.Remainder)],
    ];

    private readonly string rule;
    private readonly string text;
    private readonly IReadOnlyList<Variable> scope;
    private int position;

    private RuleParser(string rule, string text, IReadOnlyList<Variable> scope)
    {
        this.rule = rule;
        this.text = text;
        this.scope = scope;
    }

    /// <summary>Reads a rule.</summary>
    /// <param name="primal">The function in terms of a, b and c: <c>Math.Atan2(a, b)</c>, <c>a * b</c>.</param>
    /// <param name="partials">∂y/∂a, ∂y/∂b, …; <c>0</c> where the derivative is zero everywhere.</param>
    /// <param name="where">Auxiliaries, separated by semicolons: <c>u = a * a + b * b</c>.</param>
    /// <param name="alone">What replaces <paramref name="partials"/> where only one operand varies.</param>
    public static Rule Parse(string primal, IReadOnlyList<string> partials, string? where = null, IReadOnlyList<string>? alone = null)
    {
        Expression function = ParseExpression(primal, primal, RulePlaceholders.Parameters);
        (string name, EquatableArray<Expression> operands) = function switch
        {
            Call { Callee: RuleCallee callee } call => (callee.Name, call.Arguments),
            Binary { Operator: BinaryOperator.Divide, Left: Literal { Text: "1" } } inverse => (RuleNames.Inverse, EquatableArray.Of(inverse.Right)),
            Binary binary => (SymbolOf(binary.Operator), EquatableArray.Of(binary.Left, binary.Right)),
            Unary { Operator: UnaryOperator.Plus } unary => ("+", EquatableArray.Of(unary.Operand)),
            Unary unary => ("-", EquatableArray.Of(unary.Operand)),
            _ => throw Error(primal, "what is differentiated is a call or an operator"),
        };

        for (int i = 0; i < operands.Count; i++)
        {
            if (operands[i] is not Reference reference || reference.Variable != RulePlaceholders.Parameters[i])
                throw Error(primal, "its operands are a, b, c in this order");
        }

        if (partials.Count != operands.Count)
            throw Error(primal, $"{operands.Count} operands but {partials.Count} partial derivatives");
        if (alone is not null && alone.Count != operands.Count)
            throw Error(primal, $"{operands.Count} operands but {alone.Count} partial derivatives for one that varies alone");

        List<Variable> scope = [.. RulePlaceholders.Parameters.Take(operands.Count), RulePlaceholders.Y];
        List<RuleDefinition> definitions = [];
        if (where is not null)
        {
            foreach (string definition in where.Split(';'))
                definitions.Add(ParseDefinition(primal, definition, scope));
        }

        EquatableArray<Expression?> Templates(IReadOnlyList<string> texts) =>
            texts.Select(text => OrNull(ParseExpression(primal, text, scope))).ToEquatableArray();

        return new Rule(name, function, Templates(partials), Templates(alone ?? partials), definitions.ToEquatableArray());
    }

    /// <summary>Reads a rule of vectors.</summary>
    /// <param name="signature">The function: <c>float Vector3.Dot(Vector3 a, Vector3 b)</c>, <c>Vector3 *(Vector3 a, float b)</c>.</param>
    /// <param name="pullbacks">The gradient of a, of b, …, given <c>dy</c>; <c>0</c> where the derivative is zero everywhere.</param>
    /// <param name="where">Auxiliaries, separated by semicolons: <c>u = new Vector4(dy, 0)</c>.</param>
    /// <param name="alone">What replaces <paramref name="pullbacks"/> where only one operand varies.</param>
    public static VectorRule ParseVector(string signature, IReadOnlyList<string> pullbacks, string? where = null, IReadOnlyList<string>? alone = null)
    {
        int space = signature.IndexOf(' '), open = signature.IndexOf('(');
        Model.ValueType result = VectorTypes.Parse(signature.Substring(0, space));
        string[] operands = signature.Substring(open + 1, signature.Length - open - 2).Split([", "], StringSplitOptions.RemoveEmptyEntries);
        Variable[] parameters = [.. operands.Select((operand, i) => RulePlaceholders.Operand(i, VectorTypes.Parse(operand.Split(' ')[0])))];
        if (!parameters.Select(static parameter => parameter.Name).SequenceEqual(operands.Select(static operand => operand.Split(' ')[1])))
            throw Error(signature, "its operands are a, b, c, … in this order");
        if (pullbacks.Count != operands.Length || alone is not null && alone.Count != operands.Length)
            throw Error(signature, $"{operands.Length} operands, but another number of gradients");
        Variable upstream = RulePlaceholders.Upstream with { Type = result }, value = RulePlaceholders.Y with { Type = result };
        List<Variable> scope = [.. parameters, value, upstream];
        List<RuleDefinition> definitions = [];
        foreach (string definition in where?.Split(';') ?? [])
            definitions.Add(ParseDefinition(signature, definition, scope));
        EquatableArray<Expression?> Templates(IReadOnlyList<string> texts) => texts.Select(text => OrNull(ParseExpression(signature, text, scope))).ToEquatableArray();
        string key = VectorRuleTable.Key(signature.Substring(space + 1, open - space - 1), parameters.Select(static parameter => parameter.Type))!;
        return new VectorRule(key, parameters.ToEquatableArray(), upstream, value, Templates(pullbacks), Templates(alone ?? pullbacks), definitions.ToEquatableArray());
    }

    /// <summary>Reads one expression of a rule, that is no condition.</summary>
    /// <param name="rule">The rule that it belongs to, for messages.</param>
    /// <param name="text">The expression.</param>
    /// <param name="scope">The placeholders that it may mention.</param>
    public static Expression ParseExpression(string rule, string text, IReadOnlyList<Variable> scope)
    {
        RuleParser parser = new(rule, text, scope);
        Expression expression = parser.ParseReal();
        if (parser.Peek() != '\0')
            throw parser.Unexpected();
        return expression;
    }

    private static RuleDefinition ParseDefinition(string rule, string text, List<Variable> scope)
    {
        int equals = text.IndexOf('=');
        string name = (equals < 0 ? text : text.Substring(0, equals)).Trim();
        Variable variable = new[] { RulePlaceholders.U, RulePlaceholders.V }.FirstOrDefault(auxiliary => auxiliary.Name == name)
            ?? throw Error(rule, $"'{text.Trim()}' does not define u or v");
        if (scope.Any(known => known.Name == name))
            throw Error(rule, $"'{name}' is defined twice");

        Expression value = ParseExpression(rule, equals < 0 ? "" : text.Substring(equals + 1), scope);
        RuleDefinition definition = new(variable with { Type = value.Type }, value);
        scope.Add(definition.Variable);
        return definition;
    }

    private static Expression? OrNull(Expression expression) => expression is Literal { Text: "0" } ? null : expression;

    private static string SymbolOf(BinaryOperator binary) =>
        Levels.SelectMany(level => level).First(pair => pair.Operator == binary).Symbol;

    private Expression ParseReal() => RequireQuantity(ParseConditional());

    private Expression ParseConditional()
    {
        Expression condition = ParseBinary(0);
        if (!Accept("?"))
            return condition;
        Require(condition, TypeClass.Boolean);
        Expression whenTrue = ParseReal();
        Expect(":");
        Expression whenFalse = ParseReal();
        return new Conditional(condition, whenTrue, whenFalse, Wider(whenTrue, whenFalse));
    }

    private Expression ParseBinary(int level)
    {
        if (level == Levels.Length)
            return ParseUnary();
        Expression left = ParseBinary(level + 1);
        while (AcceptOperator(level) is { } binary)
            left = Combine(binary, left, ParseBinary(level + 1));
        return left;
    }

    private Expression Combine(BinaryOperator binary, Expression left, Expression right)
    {
        bool joinsConditions = binary is BinaryOperator.ConditionalAnd or BinaryOperator.ConditionalOr;
        if (joinsConditions)
        {
            Require(left, TypeClass.Boolean);
            Require(right, TypeClass.Boolean);
        }
        else
        {
            RequireQuantity(left);
            RequireQuantity(right);
        }
        if (binary is BinaryOperator.Divide or BinaryOperator.Remainder && IsWhole(left) && IsWhole(right))
            throw Error("two whole numbers divided are an integer division in C#");

        bool isArithmetic = binary is BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply
            or BinaryOperator.Divide or BinaryOperator.Remainder;
        return new Binary(binary, left, right, isArithmetic ? Wider(left, right) : Condition);
    }

    /// <summary>The type of what two operands give: a vector's, where one of them is one.</summary>
    private static Model.ValueType Wider(Expression left, Expression right) => left.Type.IsVector ? left.Type : right.Type.IsVector ? right.Type : left is Literal ? right.Type : left.Type;

    private static bool IsWhole(Expression expression) => expression switch
    {
        Literal literal => !literal.Text.Contains('.'),
        Unary unary => IsWhole(unary.Operand),
        _ => false,
    };

    private Expression ParseUnary()
    {
        if (Accept("-"))
        {
            Expression operand = RequireQuantity(ParseUnary());
            return new Unary(UnaryOperator.Negate, operand, operand.Type);
        }
        if (Accept("+"))
            return new Unary(UnaryOperator.Plus, Require(ParseUnary(), TypeClass.Double), Real);
        return ParsePrimary();
    }

    private Expression ParsePrimary()
    {
        char next = Peek();
        if (Accept("("))
        {
            Expression inner = ParseConditional();
            Expect(")");
            return inner;
        }

        if (IsDigit(next))
            return ParseNumber();
        if (char.IsLetter(next))
            return ParseName();
        throw Unexpected();
    }

    private Expression ParseNumber()
    {
        string number = TakeWhile(c => IsDigit(c) || c == '.');
        if (char.IsLetter(Peek()))
            throw Error($"'{number}{Peek()}': a number is written without suffix or exponent");
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int whole))
            return Literal.Whole(whole, Real);
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
            return new Literal(number, Real);
        throw Error($"'{number}' is not a number");
    }

    private Expression ParseName()
    {
        string name = TakeWhile(c => char.IsLetterOrDigit(c) || c == '.');
        if (name == "new")
            name += " " + TakeWhile(char.IsLetterOrDigit);
        string[] parts = name.Split('.');
        if (scope.FirstOrDefault(variable => variable.Name == parts[0]) is { } known)
            return ParseMembers(new Reference(known), parts);
        if (Accept("("))
        {
            EquatableArray<Expression> arguments = ParseArguments();
            return new Call(new RuleCallee(name, name), arguments, parts[0] == "VectorMath" ? VectorTypes.OfLibrary(parts[1], arguments[0].Type) : TypeOf(parts[0], parts[parts.Length - 1]));
        }
        if (name.Contains('.'))
            return new Symbol(name, TypeOf(parts[0], null));
        throw Error($"unknown name '{name}'");
    }

    /// <summary><c>dy.X</c>, <c>a.Length()</c>: members of a vector.</summary>
    private Expression ParseMembers(Expression target, string[] parts)
    {
        foreach (string part in parts.Skip(1))
        {
            if (target.Type.VectorName is not { } vector)
                throw Error($"'{parts[0]}' has no member '{part}'");
            target = Accept("(")
                ? new Call(new RuleCallee("." + part, vector + "." + part), NoArguments(target), TypeOf(vector, part))
                : new Member(target, part, VectorTypes.Component(vector, part) ?? target.Type.Element!);
        }
        return target;
    }

    private EquatableArray<Expression> NoArguments(Expression instance)
    {
        Expect(")");
        return EquatableArray.Of(instance);
    }

    /// <summary>What a member of a type gives: a real of the functions that measure, a value of the type otherwise.</summary>
    private static Model.ValueType TypeOf(string type, string? method)
    {
        string name = type.StartsWith("new ", StringComparison.Ordinal) ? type.Substring(4) : type;
        if (!VectorTypes.Contains(name))
            return Real;
        Model.ValueType vector = VectorTypes.Parse(name);
        return method is "Dot" or "Sum" or "Length" or "LengthSquared" or "Abs" && (method != "Abs" || name == "Complex") ? vector.Element! : vector;
    }

    private EquatableArray<Expression> ParseArguments()
    {
        List<Expression> arguments = [];
        do
            arguments.Add(ParseReal());
        while (Accept(","));
        Expect(")");
        return arguments.ToEquatableArray();
    }

    private Expression RequireQuantity(Expression expression) => expression.Type.IsQuantity || expression.Type.Class == TypeClass.Integer ? expression : throw Error("a real number is missing, there is a condition");

    private Expression Require(Expression expression, TypeClass type) => expression.Type.Class == type
        ? expression
        : throw Error(type == TypeClass.Boolean ? "a condition is missing" : "a real number is missing, there is a condition");

    private char Peek()
    {
        while (position < text.Length && text[position] == ' ')
            position++;
        return position < text.Length ? text[position] : '\0';
    }

    private bool Accept(string symbol)
    {
        Peek();
        if (string.CompareOrdinal(text, position, symbol, 0, symbol.Length) != 0)
            return false;
        position += symbol.Length;
        return true;
    }

    private BinaryOperator? AcceptOperator(int level)
    {
        foreach ((string symbol, BinaryOperator binary) in Levels[level])
        {
            if (Accept(symbol))
                return binary;
        }

        return null;
    }

    private void Expect(string symbol)
    {
        if (!Accept(symbol))
            throw Error($"'{symbol}' expected at column {position + 1}");
    }

    private string TakeWhile(Func<char, bool> belongs)
    {
        Peek();
        int start = position;
        while (position < text.Length && belongs(text[position]))
            position++;
        return text.Substring(start, position - start);
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private FormatException Unexpected() =>
        Error(Peek() == '\0' ? "an operand is missing at the end" : $"unexpected '{Peek()}' at column {position + 1}");

    private FormatException Error(string problem) => Error(rule, text == rule ? problem : $"in '{text.Trim()}', {problem}");

    private static FormatException Error(string rule, string problem) => new($"Rule '{rule}': {problem}.");
}
