using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace AutoBackprop.Tests;

/// <summary>A compiled project, loaded beside the tests and unloaded again.</summary>
public sealed class CompiledProgram : IDisposable
{
    private readonly AssemblyLoadContext context = new("AutoBackprop.Tests program", isCollectible: true);
    private readonly Assembly assembly;

    /// <param name="images">The project, then the projects it references.</param>
    internal CompiledProgram(params byte[][] images)
    {
        Assembly[] assemblies = images.Reverse().Select(image => context.LoadFromStream(new MemoryStream(image))).ToArray();
        assembly = assemblies[^1];
        context.Resolving += (_, name) => assemblies.FirstOrDefault(loaded => loaded.GetName().Name == name.Name);
    }

    /// <summary>
    /// A method by <c>Type.Method</c>: the type's own name, its namespace where that is needed, <c>+</c> before a nested one.
    /// A generic type is closed over <c>int</c>. Overloads are told apart by their parameters' types.
    /// </summary>
    public MethodInfo Method(string name, params Type[] parameters)
    {
        int dot = name.LastIndexOf('.');
        Type type = FindType(name[..dot]);
        MethodInfo[] methods = type.GetMethods(All)
            .Where(method => method.Name == name[(dot + 1)..])
            .Where(method => parameters.Length == 0 || method.GetParameters().Select(p => p.ParameterType).SequenceEqual(parameters))
            .ToArray();
        return methods.Length switch
        {
            1 => methods[0],
            0 => throw new MissingMethodException($"{name} does not exist; {type} has {string.Join(", ", type.GetMethods(All).Select(m => m.Name))}."),
            _ => throw new AmbiguousMatchException($"{name}: {string.Join(" or ", methods.Select(method => method.ToString()))}?"),
        };
    }

    /// <summary>A method as a delegate.</summary>
    public T Delegate<T>(string name) where T : Delegate =>
        Method(name, typeof(T).GetMethod("Invoke")!.GetParameters().Select(p => p.ParameterType).ToArray()).CreateDelegate<T>();

    /// <summary>An enum by its full name, where there is one.</summary>
    public Type? EnumOf(string name) => assembly.GetType(name);

    /// <summary>Calls a method, with its own exceptions.</summary>
    public object? Invoke(string name, params object?[] arguments) => Invoke(Method(name), arguments);

    /// <summary>Calls a method, with its own exceptions.</summary>
    public static object? Invoke(MethodInfo method, params object?[] arguments)
    {
        if (method.GetParameters().Any(parameter => parameter.ParameterType.IsByRefLike))
            return WithSpans(method)(arguments);
        try
        {
            return method.Invoke(null, arguments);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    /// <summary>A method with spans among its parameters, given arrays in their place: reflection knows no spans.</summary>
    private static Func<object?[], object?> WithSpans(MethodInfo method)
    {
        var caller = new DynamicMethod("Call", typeof(object), [typeof(object[])], method.Module, skipVisibility: true);
        ILGenerator code = caller.GetILGenerator();
        ParameterInfo[] parameters = method.GetParameters();
        for (int i = 0; i < parameters.Length; i++)
        {
            Type type = parameters[i].ParameterType;
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldc_I4, i);
            code.Emit(OpCodes.Ldelem_Ref);
            Type given = type.IsByRefLike ? type.GetGenericArguments()[0].MakeArrayType() : type;
            code.Emit(OpCodes.Unbox_Any, given);
            if (type.IsByRefLike)
                code.Emit(OpCodes.Call, type.GetMethod("op_Implicit", [given])!);
        }
        code.Emit(OpCodes.Call, method);
        if (method.ReturnType == typeof(void))
            code.Emit(OpCodes.Ldnull);
        else
            code.Emit(OpCodes.Box, method.ReturnType);
        code.Emit(OpCodes.Ret);
        return caller.CreateDelegate<Func<object?[], object?>>();
    }

    /// <summary>Calls a method whose result is a tuple, and takes the tuple apart; what is no tuple comes as one item.</summary>
    public object?[] InvokeTuple(string name, params object?[] arguments) => Items(Invoke(name, arguments));

    /// <summary>The items of a tuple of any length.</summary>
    public static object?[] Items(object? result) =>
        result is ITuple tuple ? Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).ToArray() : [result];

    public void Dispose() => context.Unload();

    private const BindingFlags All = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private Type FindType(string name)
    {
        Type[] types = assembly.GetTypes()
            .Where(type => WithoutArity(type.FullName!) is var full && (full == name || full.EndsWith("." + name, StringComparison.Ordinal)
                || full.EndsWith("+" + name, StringComparison.Ordinal)))
            .ToArray();
        Type found = types.Length == 1
            ? types[0]
            : throw new TypeLoadException($"{types.Length} types are called {name}, among {string.Join(", ", assembly.GetTypes().Select(type => type.FullName))}.");
        return found.IsGenericTypeDefinition
            ? found.MakeGenericType(found.GetGenericArguments().Select(_ => typeof(int)).ToArray())
            : found;
    }

    private static string WithoutArity(string name) => System.Text.RegularExpressions.Regex.Replace(name, "`[0-9]+", "");
}
