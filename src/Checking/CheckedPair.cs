using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace AutoBackprop;

/// <summary>A function and its gradient, known to fit each other, with the means to call both.</summary>
internal sealed class CheckedPair
{
    private readonly Delegate function;
    private readonly Delegate gradient;
    private readonly ParameterInfo[] parameters;

    /// <summary>Pairs a function with its gradient.</summary>
    /// <exception cref="ArgumentException">They do not fit each other, or cannot be checked.</exception>
    internal CheckedPair(Delegate function, Delegate gradient)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        this.function = function;
        this.gradient = gradient;
        Name = NameOf(function, "the function");
        GradientName = NameOf(gradient, "the gradient");
        parameters = Parameters(function);
        Differentiable = [.. Enumerable.Range(0, parameters.Length).Where(i => IsDifferentiable(parameters[i]))];
        RequireScalarResult();
        RequireCallable();
        RequireSameParameters();
        if (Differentiable.Count == 0)
        {
            throw new ArgumentException(
                $"{Name} has no differentiable parameter, so there is no gradient to check: one parameter at least must be a float, "
                + "a double, an array of them or a class that holds some, without [NoGradient].",
                nameof(function));
        }

        bool single = function.Method.ReturnType == typeof(float) || Differentiable.Any(i => Leaf(TypeOf(parameters[i])) == typeof(float));
        Precision = single ? CheckPrecision.Single : CheckPrecision.Double;
    }

    /// <summary>The function's name, for messages.</summary>
    internal string Name { get; }

    /// <summary>The gradient's name, for messages.</summary>
    internal string GradientName { get; }

    /// <summary>The positions of the parameters that have a gradient.</summary>
    internal IReadOnlyList<int> Differentiable { get; }

    /// <summary>The steps and tolerances for the pair's types.</summary>
    internal CheckPrecision Precision { get; }

    /// <summary>Whether all parameters are differentiable scalars, so that a point can be sampled without an example.</summary>
    internal bool IsScalar => Differentiable.Count == parameters.Length && parameters.All(parameter => !TypeOf(parameter).IsArray && !CheckedInput.IsTensor(TypeOf(parameter)) && CheckedInput.NumberOf(TypeOf(parameter)) is null);

    /// <summary>The number of parameters.</summary>
    internal int ParameterCount => parameters.Length;

    /// <summary>Whether a position takes a <see cref="float"/> or an array of them.</summary>
    internal bool IsSingle(int position) => Leaf(TypeOf(parameters[position])) == typeof(float);

    /// <summary>The arguments as the parameters' types: copies, with numbers converted.</summary>
    /// <exception cref="ArgumentException">Their number or a type is wrong, or a number is not finite.</exception>
    internal object?[] Arguments(object?[]? given, string argumentName)
    {
        // One argument that is an array of arrays arrives as if its rows were the arguments.
        bool spread = parameters.Length == 1 && given is not null && given.GetType() != typeof(object[])
            && given.GetType() == TypeOf(parameters[0]);
        object?[] arguments = given is null ? [null] : spread ? [given] : given;
        if (arguments.Length != parameters.Length)
        {
            throw new ArgumentException(
                $"{Name} takes {Count(parameters.Length, "argument")} ({Signature(parameters)}), but {arguments.Length} "
                + $"{(arguments.Length == 1 ? "was" : "were")} given: give one for each parameter.",
                argumentName);
        }

        return [.. arguments.Select((argument, i) => Argument(argument, i, argumentName))];
    }

    /// <summary>The differentiable numbers among the arguments, in order.</summary>
    internal IEnumerable<CheckedInput> Inputs(object?[] arguments) => Differentiable.SelectMany((position, i) =>
        CheckedInput.In(arguments[position], position, i, parameters[position].Name ?? $"argument {position}"));

    /// <summary>The function's value; what it throws is thrown.</summary>
    internal double Value(object?[] arguments) => Number(Call(function, arguments));

    /// <summary>The function's value with one input replaced; NaN where the function refuses it.</summary>
    internal double Value(object?[] arguments, CheckedInput input, double value)
    {
        object?[] moved = [.. arguments];
        moved[input.Position] = input.Write(CheckedInput.Copy(moved[input.Position])!, value);
        try
        {
            return Value(moved);
        }
        catch (Exception exception) when (exception is ArgumentException or ArithmeticException)
        {
            return double.NaN;
        }
    }

    /// <summary>The gradient's results: the value, then one derivative of the argument's own type and shape for each.</summary>
    /// <exception cref="ArgumentException">The gradient returns something else.</exception>
    internal (double Value, object?[] Derivatives) Gradients(object?[] arguments)
    {
        object? result = Call(gradient, arguments);
        string wanted = $"(value, {string.Join(", ", Differentiable.Select(i => "d" + Capital(parameters[i].Name)))})";
        if (result is not ITuple tuple)
        {
            throw new ArgumentException(
                $"{GradientName} returns {TypeName(gradient.Method.ReturnType)}, but a gradient of {Name} returns the tuple {wanted}: "
                + "give the generated …Gradient method as the second argument.",
                nameof(gradient));
        }

        if (tuple.Length != Differentiable.Count + 1)
        {
            throw new ArgumentException(
                $"{GradientName} returns {Count(tuple.Length, "element")}, but a gradient of {Name} returns {Differentiable.Count + 1}, "
                + $"{wanted}: give the generated …Gradient method, and mark parameters that are constants with [NoGradient].",
                nameof(gradient));
        }

        RequireElement(tuple[0], function.Method.ReturnType, "value", "the function's result");
        for (int i = 0; i < Differentiable.Count; i++)
        {
            ParameterInfo parameter = parameters[Differentiable[i]];
            RequireElement(tuple[i + 1], TypeOf(parameter), "d" + Capital(parameter.Name), $"the parameter '{parameter.Name}'");
        }

        return (Number(tuple[0]), [.. Enumerable.Range(1, Differentiable.Count).Select(i => tuple[i])]);
    }

    private object? Argument(object? argument, int position, string argumentName)
    {
        ParameterInfo parameter = parameters[position];
        Type type = TypeOf(parameter);
        object? converted = (argument, type) switch
        {
            (int or long or float or double, _) when type == typeof(double) => Convert.ToDouble(argument, CultureInfo.InvariantCulture),
            (int or long or float or double, _) when type == typeof(float) => Convert.ToSingle(argument, CultureInfo.InvariantCulture),
            _ => CheckedInput.Copy(argument),
        };

        // What a constant may be, the runtime's own binding knows.
        if (!Differentiable.Contains(position))
        {
            return converted;
        }

        if (converted?.GetType() != type)
        {
            throw new ArgumentException(
                $"The parameter '{parameter.Name}' of {Name} is {TypeName(type)}, but the argument given for it is "
                + $"{(argument is null ? "null" : TypeName(argument.GetType()))}: give {TypeName(type)}.",
                argumentName);
        }

        foreach (CheckedInput input in CheckedInput.In(converted, position, 0, parameter.Name ?? "it"))
        {
            double value = input.Read(converted);
            if (!double.IsFinite(value))
            {
                throw new ArgumentException(
                    $"{input.Name} is {value.ToString(CultureInfo.InvariantCulture)}, where no difference can be taken: check {Name} at a "
                    + "finite point.",
                    argumentName);
            }
        }

        return converted;
    }

    private void RequireScalarResult()
    {
        Type result = function.Method.ReturnType;
        if (result != typeof(float) && result != typeof(double))
        {
            throw new ArgumentException(
                $"{Name} returns {TypeName(result)}, but a gradient check needs one float or double: check a [Differentiable] function "
                + $"that calls {Name} and returns a weighted sum of its results.",
                nameof(function));
        }
    }

    private void RequireCallable()
    {
        foreach (ParameterInfo parameter in parameters)
        {
            Type type = TypeOf(parameter);
            string? reason = type.IsByRefLike || type.IsPointer
                ? "which cannot be passed to a delegate: check a [Differentiable] function that takes an array and calls " + Name
                : parameter.ParameterType.IsByRef && !parameter.IsIn
                ? "by reference, which a gradient check does not follow: check a [Differentiable] function that takes it by value and "
                    + "calls " + Name
                : type.IsDefined(typeof(DifferentiableAttribute), false) && CheckedInput.NumberOf(type) is null && !parameter.IsDefined(typeof(NoGradientAttribute), false)
                ? "whose fields a gradient check does not vary: check a [Differentiable] function that takes the fields as scalars and "
                    + "calls " + Name
                : null;
            if (reason is not null)
            {
                throw new ArgumentException($"The parameter '{parameter.Name}' of {Name} is {TypeName(type)}, {reason}.", nameof(function));
            }
        }
    }

    private void RequireSameParameters()
    {
        ParameterInfo[] others = Parameters(gradient);
        if (!others.Select(other => other.ParameterType).SequenceEqual(parameters.Select(parameter => parameter.ParameterType)))
        {
            throw new ArgumentException(
                $"{GradientName} takes ({Signature(others)}), but {Name} takes ({Signature(parameters)}), and a gradient has "
                + "its function's parameters: give the …Gradient method that was generated for this overload (not "
                + "…Backward, which also takes dOut).",
                nameof(gradient));
        }
    }

    private void RequireElement(object? element, Type type, string name, string primal)
    {
        if (element?.GetType() != type)
        {
            throw new ArgumentException(
                $"{name} of {GradientName} is {(element is null ? "null" : TypeName(element.GetType()))}, but {primal} is "
                + $"{TypeName(type)}, and a gradient has the type of what it is the gradient of: mark a "
                + "parameter that is a constant with [NoGradient].",
                nameof(gradient));
        }
    }

    private static object? Call(Delegate method, object?[] arguments)
    {
        try
        {
            return method.DynamicInvoke([.. arguments.Select(CheckedInput.Copy)]);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException);
            throw;
        }
    }

    // A delegate that is closed over a static method's first parameter does not take it.
    private static ParameterInfo[] Parameters(Delegate method)
    {
        ParameterInfo[] all = method.Method.GetParameters();
        return method.Method.IsStatic && method.Target is not null ? all[1..] : all;
    }

    private static bool IsDifferentiable(ParameterInfo parameter) =>
        (Leaf(TypeOf(parameter)) == typeof(float) || Leaf(TypeOf(parameter)) == typeof(double))
        && !parameter.IsDefined(typeof(NoGradientAttribute), false);

    private static Type TypeOf(ParameterInfo parameter) =>
        parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;

    private static Type Leaf(Type type) => type.IsArray ? Leaf(type.GetElementType()!) : CheckedInput.IsTensor(type) ? type.GetGenericArguments()[0] : CheckedInput.NumberOf(type) ?? type;

    private static double Number(object? value) => value is float number ? number : (double)value!;

    // Lambdas have names that only the compiler can read; local functions have theirs within such a one.
    private static string NameOf(Delegate method, string otherwise)
    {
        string name = method.Method.Name;
        int local = name.IndexOf(">g__", StringComparison.Ordinal);
        int end = name.IndexOf('|');
        return local >= 0 && end > local ? name[(local + 4)..end] : name.Contains('<') || name.Length == 0 ? otherwise : name;
    }

    private static string Signature(ParameterInfo[] parameters) =>
        string.Join(", ", parameters.Select(parameter => $"{TypeName(parameter.ParameterType)} {parameter.Name}"));

    private static string TypeName(Type type) =>
        type.IsByRef ? "ref " + TypeName(type.GetElementType()!)
        : type.IsArray ? $"{TypeName(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]"
        : CheckedInput.IsTensor(type) ? $"Tensor<{TypeName(type.GetGenericArguments()[0])}>"
        : type == typeof(double) ? "double"
        : type == typeof(float) ? "float"
        : type == typeof(int) ? "int"
        : type == typeof(bool) ? "bool"
        : type == typeof(string) ? "string"
        : type == typeof(void) ? "void"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>"
        : type.Name;

    private static string Capital(string? name) => string.IsNullOrEmpty(name) ? "" : char.ToUpperInvariant(name[0]) + name[1..];

    private static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
