using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Emit;

/// <content>The method that gives the value of a function and its Jacobian: a row for each number of the result, with the gradients of the inputs in it.</content>
public static partial class FileEmitter
{
    public static string EmitJacobian(Method method)
    {
        Function function = method.Source;
        var writer = new IndentedWriter();
        int opened = Open(function, [method], writer);
        var body = new BodyEmitter(method);
        Parameter[] returned = [.. function.Parameters.Where(static parameter => parameter.IsReturned)];
        JacobianRow first = method.Rows[0];
        string formula = returned.Length == 0 ? "" : $": <c>{first.Name}{(returned.Length == 1 ? "" : "." + returned[0].GradientName)} = ∂value{first.Path}/∂{returned[0].Name}</c>, and so on";
        writer.Line($"/// <summary>The value of <see cref=\"{Cref(function)}\"/> and its Jacobian, a row for each number of the result{formula}.</summary>");
        EmitParameterDocs(function, writer);
        Parameter[] buffers = [.. Buffered(function)];
        for (int i = 0; i < buffers.Length; i++)
            writer.Line($"/// <param name=\"{body.NameOf(method.Gradients[i])}\">The gradients of <paramref name=\"{buffers[i].Name}\"/> are added into it, those of <c>{string.Join("</c>, <c>", method.Rows.Select(static row => row.Name))}</c> one behind the other: {method.Rows.Count} times its length.</param>");
        string what = returned.Length == 0 ? "" : $", and in each row {Listing(returned)}";
        writer.Line($"/// <returns>The result{what}.</returns>");
        if (buffers.Length > 0)
            writer.Line("/// <exception cref=\"global::System.ArgumentException\">The length of what takes gradients is not that of the buffer for each row, or buffers overlap; nothing has been written then.</exception>");
        writer.Line($"/// <remarks>{Costs(method)}</remarks>");
        EmitAttribute(function, writer);
        EmitMethod(method, body, function.JacobianName, function.JacobianCoreName, JacobianType(method), writer);
        for (int i = 0; i < opened; i++)
            writer.Close();
        return writer.ToString();
    }

    private static string JacobianType(Method method)
    {
        Parameter[] returned = [.. method.Source.Parameters.Where(static parameter => parameter.IsReturned)];
        if (returned.Length == 0)
            return method.Source.ReturnType.Text;
        string row = returned is [var only] ? only.Type.Text : $"({string.Join(", ", returned.Select(static parameter => $"{parameter.Type.Text} {parameter.GradientName}"))})";
        return $"({method.Source.ReturnType.Text} value, {string.Join(", ", method.Rows.Select(each => $"{row} {Names.Escape(each.Name)}"))})";
    }
}
