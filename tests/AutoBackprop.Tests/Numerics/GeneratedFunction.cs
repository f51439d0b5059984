using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;

namespace AutoBackprop.Tests.Numerics;

/// <summary>
/// A function of this project with what was generated for it. Calls are by reflection, with arrays in the place of spans, and
/// with copies of the arrays: a call does not change its arguments.
/// </summary>
internal sealed class GeneratedFunction
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Func<object?[], object?> call;
    private readonly Func<object?[], object?>? gradient;
    private readonly Func<object?[], object?> backward;

    public GeneratedFunction(MethodInfo method)
    {
        Method = method;
        Parameters = method.GetParameters();
        Differentiable = [.. Parameters.Where(IsDifferentiable)];
        call = Thunk(method);
        MethodInfo? gradientMethod = method.DeclaringType!.GetMethod(method.Name + "Gradient", Any);
        gradient = gradientMethod is null ? null : Thunk(gradientMethod);
        backward = Thunk(method.DeclaringType.GetMethod(method.Name + "Backward", Any)
            ?? throw new MissingMethodException($"{method.Name}Backward was not generated."));
        if (gradientMethod is not null && !method.GetParameters().Any(parameter => parameter.ParameterType.IsByRefLike))
            Delegates = (DelegateOf(method), DelegateOf(gradientMethod));
    }

    public MethodInfo Method { get; }

    public ParameterInfo[] Parameters { get; }

    /// <summary>The parameters that have a gradient, in order.</summary>
    public ParameterInfo[] Differentiable { get; }

    /// <summary>The function and its gradient, where neither takes a span.</summary>
    public (Delegate Function, Delegate Gradient)? Delegates { get; }

    /// <summary>Whether there is an <c>FGradient</c>: the result is a scalar.</summary>
    public bool HasGradient => gradient is not null;

    /// <summary>The result, and what the function left in its arguments.</summary>
    public (object? Value, object?[] Arguments) Call(object?[] arguments)
    {
        object?[] copies = Copies(arguments);
        return (call(copies), copies);
    }

    /// <summary>What <c>FGradient</c> returns: the value, then a gradient for each differentiable parameter.</summary>
    public object?[] Gradient(object?[] arguments) => CompiledProgram.Items(gradient!(Copies(arguments)));

    /// <summary>
    /// What <c>FBackward</c> returns and adds: the value where there is one, then a gradient for each differentiable parameter.
    /// </summary>
    /// <param name="arguments">The function's arguments.</param>
    /// <param name="dOut">The upstream gradient; not used where the function returns nothing.</param>
    /// <param name="held">What the gradient of a buffer parameter holds when the call begins.</param>
    public (object? Value, object?[] Gradients) Backward(object?[] arguments, object? dOut, Func<ParameterInfo, object> held)
    {
        ParameterInfo[] buffers = [.. Differentiable.Where(parameter => IsBuffer(parameter.ParameterType))];
        object[] spans = [.. buffers.Select(held)];
        bool isVoid = Method.ReturnType == typeof(void);
        object? result = backward([.. Copies(arguments), .. isVoid ? (object?[])[] : [dOut], .. spans]);
        var items = new Queue<object?>(CompiledProgram.Items(result));
        object? value = isVoid ? null : items.Dequeue();
        return (value, [.. Differentiable.Select(p => Array.IndexOf(buffers, p) is var at and >= 0 ? spans[at] : items.Dequeue())]);
    }

    public static bool IsBuffer(Type type) => type.IsArray || type.IsByRefLike;

    /// <summary>The numbers of a scalar or of an array of any shape, in order.</summary>
    public static double[] Flat(object? values) => values switch
    {
        Array array => [.. array.Cast<object>().SelectMany(Flat)],
        null => [],
        _ => [Convert.ToDouble(values, null)],
    };

    /// <summary>The array with a number in every place, or the number itself.</summary>
    public static object Filled(object? like, Func<double> next) => like switch
    {
        double => next(),
        float => (float)next(),
        double[] x => Array.ConvertAll(x, _ => next()),
        float[] x => Array.ConvertAll(x, _ => (float)next()),
        double[][] x => Array.ConvertAll(x, row => (double[])Filled(row, next)),
        double[,] x => Rectangle(x, next),
        _ => throw new NotSupportedException($"{like?.GetType()} has no gradient."),
    };

    /// <summary>Arguments whose arrays are copies; one array in two places stays one array.</summary>
    public static object?[] Copies(object?[] arguments)
    {
        var copies = new Dictionary<object, object>(ReferenceEqualityComparer.Instance);
        return Array.ConvertAll(arguments, Copy);

        object? Copy(object? argument)
        {
            if (argument is not Array array)
                return argument;
            if (!copies.TryGetValue(array, out object? copy))
                copies[array] = copy = array is double[][] rows ? Array.ConvertAll(rows, row => (double[])Copy(row)!) : array.Clone();
            return copy;
        }
    }

    private static bool IsDifferentiable(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        while (type.IsArray || type.IsByRefLike)
            type = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        return (type == typeof(double) || type == typeof(float)) && parameter.GetCustomAttribute<NoGradientAttribute>() is null;
    }

    private static double[,] Rectangle(double[,] like, Func<double> next)
    {
        var result = new double[like.GetLength(0), like.GetLength(1)];
        for (int i = 0; i < like.GetLength(0); i++)
        {
            for (int j = 0; j < like.GetLength(1); j++)
                result[i, j] = next();
        }

        return result;
    }

    private static Delegate DelegateOf(MethodInfo method) =>
        method.CreateDelegate(Expression.GetDelegateType([.. method.GetParameters().Select(p => p.ParameterType), method.ReturnType]));

    /// <summary>Reflection cannot pass spans; a method written for the purpose makes them of the arrays.</summary>
    private static Func<object?[], object?> Thunk(MethodInfo method)
    {
        var thunk = new DynamicMethod(method.Name, typeof(object), [typeof(object?[])], typeof(GeneratedFunction).Module, skipVisibility: true);
        ILGenerator il = thunk.GetILGenerator();
        ParameterInfo[] parameters = method.GetParameters();
        for (int i = 0; i < parameters.Length; i++)
        {
            Type type = parameters[i].ParameterType;
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldelem_Ref);
            if (type.IsByRefLike)
            {
                Type array = type.GetGenericArguments()[0].MakeArrayType();
                il.Emit(OpCodes.Castclass, array);
                il.Emit(OpCodes.Call, type.GetMethod("op_Implicit", [array])!);
            }
            else
            {
                il.Emit(type.IsValueType ? OpCodes.Unbox_Any : OpCodes.Castclass, type);
            }
        }

        il.Emit(OpCodes.Call, method);
        if (method.ReturnType == typeof(void))
            il.Emit(OpCodes.Ldnull);
        else if (method.ReturnType.IsValueType)
            il.Emit(OpCodes.Box, method.ReturnType);
        il.Emit(OpCodes.Ret);
        return thunk.CreateDelegate<Func<object?[], object?>>();
    }
}
