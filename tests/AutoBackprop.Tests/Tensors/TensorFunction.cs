using System.Numerics.Tensors;
using System.Reflection;
using AutoBackprop.Tests.LayerKernels;
using Xunit;

namespace AutoBackprop.Tests.Tensors;

/// <summary>A function of tensors with its generated gradient, checked against differences of itself.</summary>
public sealed class TensorFunction
{
    private readonly MethodInfo function;
    private readonly MethodInfo gradient;
    private readonly ParameterInfo[] differentiable;

    public TensorFunction(Type type, string name, params object[] arguments)
    {
        Type[] types = [.. type.GetMethods().Single(method => method.Name == name && method.GetParameters().Select(p => p.ParameterType).SequenceEqual(arguments.Select(a => a.GetType())))
            .GetParameters().Select(parameter => parameter.ParameterType)];
        function = type.GetMethod(name, types)!;
        gradient = type.GetMethod(name + "Gradient", types) ?? throw new MissingMethodException($"{name}Gradient was not generated.");
        differentiable = [.. function.GetParameters().Where(parameter => Leaves(parameter.ParameterType) && parameter.GetCustomAttribute<NoGradientAttribute>() is null)];
        Arguments = arguments;
    }

    public object[] Arguments { get; }

    public double Value() => Convert.ToDouble(CompiledProgram.Invoke(function, Arguments), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The gradients as the generated code gives them, one list of numbers for each differentiable parameter.</summary>
    public double[][] Gradient()
    {
        object?[] items = CompiledProgram.Items(CompiledProgram.Invoke(gradient, Arguments));
        return [.. items.Skip(1).Select(Numbers)];
    }

    /// <summary>Compares each partial derivative with a difference quotient of fourth order, and a directional one with their product.</summary>
    public void Verify(double tolerance = 1e-7)
    {
        object?[] items = CompiledProgram.Items(CompiledProgram.Invoke(gradient, Arguments));
        Assert.Equal(Value(), Convert.ToDouble(items[0], System.Globalization.CultureInfo.InvariantCulture), 1e-12 * Math.Max(1, Math.Abs(Value())));
        double[][] gradients = Gradient();
        var random = new Random(11);
        double along = 0;
        var steps = new List<(int Parameter, int Index, double Direction)>();
        for (int p = 0; p < differentiable.Length; p++)
        {
            int position = differentiable[p].Position, count = Numbers(Arguments[position]).Length;
            Assert.Equal(count, gradients[p].Length);
            for (int i = 0; i < count; i++)
            {
                double expected = Quotient(2e-4, h => At([(position, i, h)]));
                Near(expected, gradients[p][i], tolerance, $"{function.Name}, {differentiable[p].Name}[{i}]");
                double direction = random.NextDouble() - 0.5;
                steps.Add((position, i, direction));
                along += direction * gradients[p][i];
            }
        }
        Near(Quotient(2e-4, h => At([.. steps.Select(step => (step.Parameter, step.Index, h * step.Direction))])), along, tolerance, $"{function.Name}, along a direction");
    }

    private static void Near(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{what}: {actual:R}, not {expected:R}");

    private static double Quotient(double h, Func<double, double> f) => ((8 * (f(h) - f(-h))) - (f(2 * h) - f(-2 * h))) / (12 * h);

    private double At((int Parameter, int Index, double Step)[] steps)
    {
        object[] moved = [.. Arguments.Select(Copy)];
        foreach ((int parameter, int index, double step) in steps)
            Move(moved, parameter, index, step);
        return Convert.ToDouble(CompiledProgram.Invoke(function, moved), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Move(object[] arguments, int parameter, int index, double step)
    {
        switch (arguments[parameter])
        {
            case double number: arguments[parameter] = number + step; break;
            case Tensor<double> tensor: tensor.Values()[index] += step; break;
            case double[] array: array[index] += step; break;
            case Tensor<double>[] tensors:
                foreach (Tensor<double> tensor in tensors)
                {
                    if (index < tensor.FlattenedLength)
                    {
                        tensor.Values()[index] += step;
                        return;
                    }
                    index -= (int)tensor.FlattenedLength;
                }
                break;
        }
    }

    private static object Copy(object argument) => argument switch
    {
        Tensor<double> tensor => Tensor.Create(tensor.ToArray(), tensor.Lengths),
        Tensor<double>[] tensors => Array.ConvertAll(tensors, tensor => Tensor.Create(tensor.ToArray(), tensor.Lengths)),
        double[] array => array.Clone(),
        _ => argument,
    };

    public static double[] Numbers(object? value) => value switch
    {
        double number => [number],
        float number => [number],
        double[] array => array,
        Tensor<double> tensor => [.. tensor.Values()],
        Tensor<float> tensor => [.. tensor.Values().ToArray().Select(item => (double)item)],
        Tensor<double>[] tensors => [.. tensors.SelectMany(tensor => tensor.Values().ToArray())],
        Tensor<float>[] tensors => [.. tensors.SelectMany(tensor => tensor.Values().ToArray().Select(item => (double)item))],
        _ => throw new ArgumentException($"{value?.GetType()} holds no numbers."),
    };

    private static bool Leaves(Type type) => type == typeof(double) || type == typeof(float) || type == typeof(double[]) || type == typeof(float[])
        || type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Tensor<>) && type != typeof(Tensor<int>)
        || type.IsArray && type != typeof(int[]) && Leaves(type.GetElementType()!);
}
