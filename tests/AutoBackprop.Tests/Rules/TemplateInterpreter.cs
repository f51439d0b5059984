using System.Collections.Concurrent;
using System.Reflection;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Xunit;

namespace AutoBackprop.Tests.Rules;

/// <summary>Evaluates rules in <c>double</c>, with the functions of .NET itself behind the calls.</summary>
internal static class TemplateInterpreter
{
    // What .NET has no function for, or a different one on each processor.
    private static readonly Dictionary<string, Func<double, double>> Own = new()
    {
        ["Layers.Relu"] = a => Math.Max(a, 0),
        ["Layers.Sigmoid"] = a => 1 / (1 + Math.Exp(-a)),
        ["Gradient.Stop"] = a => a,
        ["Math.ReciprocalEstimate"] = a => 1 / a,
        ["Math.ReciprocalSqrtEstimate"] = a => 1 / Math.Sqrt(a),
    };

    private static readonly ConcurrentDictionary<(string Name, int Arity), MethodInfo> Methods = new();

    /// <summary>The function's value.</summary>
    public static double Primal(Rule rule, params double[] operands) => Real(rule.Primal, Bind(operands));

    /// <summary>∂y/∂operand by the rule's template; 0 where it has none.</summary>
    public static double Partial(Rule rule, int index, bool isAlone, params double[] operands)
    {
        if (rule.Partial(index, isAlone) is not { } template)
            return 0;

        Dictionary<Variable, double> values = Bind(operands);
        values[RulePlaceholders.Y] = Real(rule.Primal, values);
        foreach (RuleDefinition definition in rule.Where)
            values[definition.Variable] = Real(definition.Value, values);
        return Real(template, values);
    }

    private static Dictionary<Variable, double> Bind(double[] operands)
    {
        Dictionary<Variable, double> values = [];
        for (int i = 0; i < operands.Length; i++)
            values[RulePlaceholders.Parameters[i]] = operands[i];
        return values;
    }

    private static double Real(Expression expression, Dictionary<Variable, double> values)
    {
        Assert.Equal(TypeClass.Double, expression.Type.Class);
        return expression switch
        {
            Literal literal => double.Parse(literal.Text, System.Globalization.CultureInfo.InvariantCulture),
            Symbol { Text: "Math.PI" } => Math.PI,
            Reference reference => values[reference.Variable],
            Unary { Operator: UnaryOperator.Negate } unary => -Real(unary.Operand, values),
            Unary { Operator: UnaryOperator.Plus } unary => Real(unary.Operand, values),
            Binary binary => Arithmetic(binary.Operator, Real(binary.Left, values), Real(binary.Right, values)),
            Conditional choice => Real(Truth(choice.Condition, values) ? choice.WhenTrue : choice.WhenFalse, values),
            Call { Callee: RuleCallee callee } call => Invoke(callee.Name, [.. call.Arguments.Select(argument => Real(argument, values))]),
            _ => throw new NotSupportedException(expression.ToString()),
        };
    }

    private static double Arithmetic(BinaryOperator binary, double left, double right) => binary switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Remainder => left % right,
        _ => throw new NotSupportedException(binary.ToString()),
    };

    private static bool Truth(Expression expression, Dictionary<Variable, double> values)
    {
        Binary binary = Assert.IsType<Binary>(expression);
        return binary.Operator switch
        {
            BinaryOperator.ConditionalAnd => Truth(binary.Left, values) && Truth(binary.Right, values),
            BinaryOperator.ConditionalOr => Truth(binary.Left, values) || Truth(binary.Right, values),
            BinaryOperator.Equal => Real(binary.Left, values) == Real(binary.Right, values),
            BinaryOperator.NotEqual => Real(binary.Left, values) != Real(binary.Right, values),
            BinaryOperator.Less => Real(binary.Left, values) < Real(binary.Right, values),
            BinaryOperator.LessOrEqual => Real(binary.Left, values) <= Real(binary.Right, values),
            BinaryOperator.Greater => Real(binary.Left, values) > Real(binary.Right, values),
            BinaryOperator.GreaterOrEqual => Real(binary.Left, values) >= Real(binary.Right, values),
            _ => throw new NotSupportedException(expression.ToString()),
        };
    }

    private static double Invoke(string name, double[] arguments)
    {
        if (Own.TryGetValue(name, out Func<double, double>? own))
            return own(arguments.Single());

        MethodInfo method = Methods.GetOrAdd((name, arguments.Length), Resolve);
        object[] converted =
            [.. method.GetParameters().Zip(arguments, (parameter, argument) => Convert(argument, parameter.ParameterType))];
        return System.Convert.ToDouble(method.Invoke(null, converted), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static MethodInfo Resolve((string Name, int Arity) function)
    {
        string[] parts = function.Name.Split('.');
        Type type = parts[0] switch
        {
            "Math" => typeof(Math),
            "double" => typeof(double),
            _ => throw new NotSupportedException(function.Name),
        };
        return type.GetMethods(BindingFlags.Public | BindingFlags.Static).First(method =>
            method.Name == parts[1]
            && method.GetParameters().Length == function.Arity
            && method.GetParameters()[0].ParameterType == typeof(double));
    }

    // The cast keeps an int an int: the common type of int and double is double.
    private static object Convert(double value, Type type) => type.IsEnum ? Enum.ToObject(type, (int)value)
        : type == typeof(int) ? (object)(int)value
        : value;
}
