using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Emit;

/// <content>
/// Functions with parameters given by <c>ref</c> or <c>out</c>, or as memory: the public backward method, whose gradients come and go as the
/// values do, and the one that it calls, which takes and returns values and spans only.
/// </content>
public static partial class FileEmitter
{
    private static void EmitOutputDocs(Function function, IndentedWriter writer)
    {
        foreach (Parameter output in function.Given.Where(static parameter => parameter is { IsOutput: true, IsDifferentiable: true }))
        {
            string after = output.Modifier == "ref " ? "; it is left with that of its value before the call" : "";
            writer.Line($"/// <param name=\"{output.GradientName}\">The gradient of <paramref name=\"{output.Name}\"/> as the function leaves it{after}.</param>");
        }
    }

    private static void EmitShell(Method method, BodyEmitter body, IndentedWriter writer)
    {
        Function function = method.Source;
        string upstream = method.Upstream is null ? "" : body.NameOf(method.Upstream);
        var gradients = new Queue<Variable>(method.Gradients);
        List<string> parameters = [.. Declared(function)], coreParameters = [.. function.Parameters.Where(static parameter => !parameter.IsReceiver).Select(Written)];
        List<string> arguments = [.. function.Parameters.Where(static parameter => !parameter.IsReceiver).Select(parameter => Names.Escape(parameter.Name) + (function.Given.Any(given => given.IsMemory && given.Name == parameter.Name) ? ".Span" : ""))];
        if (method.Upstream is not null)
        {
            coreParameters.Add($"{method.Upstream.Type.Text} {upstream}");
            arguments.Add(Upstream(function, upstream));
        }
        if (function.Returned.IsDifferentiable)
            parameters.Add($"{(function.GivesByReference ? function.Returned.Text : method.Upstream!.Type.Text)} {upstream}");
        foreach (Parameter parameter in function.Given.Where(static parameter => parameter.IsDifferentiable))
        {
            if (parameter.IsOutput)
                parameters.Add($"{(parameter.Modifier == "ref " ? "ref " : "")}{parameter.Type.Text} {parameter.GradientName}");
            if (!parameter.Type.IsAddedTo)
                continue;
            Variable buffer = gradients.Dequeue();
            string text = $"{buffer.Type.Text} {body.NameOf(buffer)}";
            parameters.Add(text);
            coreParameters.Add(text);
            arguments.Add(body.NameOf(buffer));
        }
        EmitSignature(function, Modifiers(function, function.BackwardName), ReturnedType(function), function.BackwardName, string.Join(", ", parameters), writer);
        writer.Open();
        EmitApart(function, writer);
        if (method.UsesWorkspace)
        {
            string workspace = body.NameOf(method.Workspace);
            writer.Line($"using {function.Names.Workspace} {workspace} = {function.Names.Workspace}.Rent();");
            coreParameters.Add($"{function.Names.Workspace} {workspace}");
            arguments.Add(workspace);
        }
        string call = $"{function.CoreName}{function.TypeParameters}({string.Join(", ", arguments)});";
        if (function.GivesByReference)
            EmitResults(function, call, writer);
        else
            writer.Line(BackwardType(function) == "void" ? call : "return " + call);
        writer.Close();
        writer.Line();
        EmitAttribute(function, writer);
        EmitSignature(function, WithAccess("private", function.Modifiers), BackwardType(function), function.CoreName, string.Join(", ", coreParameters), writer);
        writer.Open();
        EmitChecks(method, body, writer);
        if (HasChecks(function))
            writer.Line();
        body.Emit(method, writer);
        writer.Close();

        static string Written(Parameter parameter) => $"{parameter.Modifier}{parameter.Text} {Names.Escape(parameter.Name)}";
    }

    /// <summary>Puts what the call gives where it belongs.</summary>
    private static void EmitResults(Function function, string call, IndentedWriter writer)
    {
        string value = ResultName(function);
        string[] results = [.. function.Returned.Class == TypeClass.Void ? [] : new[] { $"{function.Returned.Text} {value}" }, .. function.Given.Where(static parameter => parameter.IsOutput).Select(static parameter => Names.Escape(parameter.Name))];
        IEnumerable<string> slopes = function.Given.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: false, Modifier: not "out " })
            .Select(static parameter => parameter.IsOutput ? parameter.GradientName : $"{parameter.Type.Text} {parameter.GradientName}");
        writer.Line($"{Tuple([Tuple(results), .. slopes])} = {call}");
        string[] returned = [.. function.Returned.Class == TypeClass.Void ? [] : new[] { value }, .. function.Given.Where(static parameter => parameter.IsReturned).Select(static parameter => parameter.GradientName)];
        if (returned.Length > 0)
            writer.Line($"return {Tuple(returned)};");
    }

    private static string Tuple(IReadOnlyList<string> items) => items.Count == 1 ? items[0] : $"({string.Join(", ", items)})";

    /// <summary>The gradient of all that the function gives; what cannot vary has none.</summary>
    private static string Upstream(Function function, string upstream) => !function.GivesByReference ? upstream : Tuple(
    [
        .. function.Returned.Class == TypeClass.Void ? [] : new[] { function.Returned.IsDifferentiable ? upstream : "default" },
        .. function.Given.Where(static parameter => parameter.IsOutput).Select(static parameter => parameter.IsDifferentiable ? parameter.GradientName : "default"),
    ]);

    private static string ReturnedType(Function function)
    {
        string[] elements = [.. function.Returned.Class == TypeClass.Void ? [] : new[] { $"{function.Returned.Text} value" },
            .. function.Given.Where(static parameter => parameter.IsReturned).Select(static parameter => $"{parameter.Type.Text} {parameter.GradientName}")];
        return elements.Length == 0 ? "void" : elements.Length == 1 ? elements[0].Substring(0, elements[0].LastIndexOf(' ')) : Tuple(elements);
    }

    /// <summary>One variable by two names would be two in the backward pass.</summary>
    private static void EmitApart(Function function, IndentedWriter writer)
    {
        Parameter[] outputs = [.. function.Given.Where(static parameter => parameter.IsOutput)];
        (Parameter Output, Parameter Other)[] pairs = [.. outputs.SelectMany((output, i) => outputs.Skip(i + 1).Concat(function.Given.Where(static other => other.Type.IsBuffer || other.Modifier == "in "))
            .Where(other => MayShare(output.Type, other.Type.Leaf)).Select(other => (output, other)))];
        foreach (Parameter given in pairs.SelectMany(static pair => new[] { pair.Output, pair.Other }).Where(static parameter => parameter.Modifier == "out ").Distinct())
            writer.Line($"global::System.Runtime.CompilerServices.Unsafe.SkipInit(out {Names.Escape(given.Name)});");
        foreach ((Parameter output, Parameter other) in pairs)
        {
            string first = Names.Escape(output.Name), second = Names.Escape(other.Name);
            if (other.Type.IsBuffer)
                EmitPlaceCheck(function, output, other, output, other, writer);
            else
                writer.Line($"{function.Names.GradientBuffer}.CheckPlaces(in {first}, in {second}, nameof({first}), nameof({second}));");
        }
    }
}
