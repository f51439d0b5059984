using System.Reflection;
using System.Runtime.ExceptionServices;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace AutoBackprop.Mutation;

/// <summary>A fact, or a theory with one of its rows.</summary>
internal sealed record TestCase(string Name, MethodInfo Method, object?[] Arguments)
{
    /// <summary>Every test of these classes, in the order of their names.</summary>
    public static IReadOnlyList<TestCase> Find(Assembly assembly, Func<string, bool> isWanted) => [.. assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.GetInterfaces().All(fixture => !fixture.Name.StartsWith("IClassFixture", StringComparison.Ordinal)))
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => type.GetMethods().OrderBy(method => method.Name, StringComparer.Ordinal).Select(method => (Name: $"{type.FullName}.{method.Name}", Method: method)))
        .Where(test => test.Method.IsDefined(typeof(FactAttribute)) && isWanted(test.Name))
        .SelectMany(test => Rows(test.Method).Select((row, i) => new TestCase($"{test.Name}[{i}]", test.Method, row)))];

    /// <summary>Throws what the test throws.</summary>
    public void Run()
    {
        ParameterInfo[] parameters = Method.GetParameters();
        object?[] arguments = [.. parameters.Select((parameter, i) => i < Arguments.Length ? Arguments[i]
            : parameter.IsDefined(typeof(ParamArrayAttribute)) ? Array.CreateInstance(parameter.ParameterType.GetElementType()!, 0) : parameter.DefaultValue)];
        try
        {
            object? instance = Method.IsStatic ? null : Create(Method.DeclaringType!);
            using var disposable = instance as IDisposable;
            if (Method.Invoke(instance, BindingFlags.Default, binder: null, arguments, culture: null) is Task task)
                task.GetAwaiter().GetResult();
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }

    private static object Create(Type type) => type.GetConstructors()[0] is var constructor && constructor.GetParameters().Length == 0
        ? constructor.Invoke(null)
        : constructor.Invoke([new TestOutputHelper()]);

    private static IEnumerable<object?[]> Rows(MethodInfo method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        if (!method.IsDefined(typeof(TheoryAttribute)))
            return [[]];
        return method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method)).Select(row =>
            parameters is [.., var last] && last.IsDefined(typeof(ParamArrayAttribute)) && !(row.Length == parameters.Length && last.ParameterType.IsInstanceOfType(row[^1]))
                ? Pack(row, parameters.Length - 1, last.ParameterType.GetElementType()!) : row);
    }

    private static object?[] Pack(object?[] row, int alone, Type element)
    {
        Array rest = Array.CreateInstance(element, Math.Max(0, row.Length - alone));
        for (int i = 0; i < rest.Length; i++)
            rest.SetValue(row[alone + i], i);
        return [.. row.Take(alone), rest];
    }
}
