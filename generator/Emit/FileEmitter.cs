using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Emit;

/// <summary>Writes the file of one function: its place in the program, its backward method, its gradient method.</summary>
public static partial class FileEmitter
{
    private const int LineLength = 120;

    /// <summary>A struct of more numbers than these is not copied where it need not be.</summary>
    private const int LargestCopied = 2;

    public static string Emit(Function function, Method? backward)
    {
        var writer = new IndentedWriter();
        int opened = Open(function, backward is null ? [] : [backward], writer);
        if (backward is not null)
        {
            EmitBackward(backward, writer);
            if (HasGradient(function))
                writer.Line();
        }
        if (HasGradient(function))
            EmitGradient(function, writer);
        for (int i = 0; i < opened; i++)
            writer.Close();
        return writer.ToString();
    }

    private static int Open(Function function, Method[] methods, IndentedWriter writer)
    {
        List<string> disabled = [.. function.Place.DisabledWarnings];
        // A comparison of something with itself is the user's, and so is the warning.
        if (!disabled.Contains("CS1718") && methods.Any(static method => ComparesWithItself(method.Body)))
            disabled.Add("CS1718");
        return PlaceEmitter.Open(function.Place with { DisabledWarnings = disabled.ToEquatableArray() }, function.Names, writer);
    }

    /// <summary>Whether there is one number to take the gradient of.</summary>
    private static bool HasGradient(Function function) => function.ReturnType.IsReal && !function.GivesByReference;

    private static bool ComparesWithItself(Block body) => body.Descendants().SelectMany(static statement => statement.Expressions())
        .SelectMany(static expression => expression.SelfAndDescendants()).Any(static part => part is Binary { Type.Class: TypeClass.Boolean } comparison && Plain(comparison.Left) is Reference left && left == Plain(comparison.Right));

    private static Expression Plain(Expression expression) => expression is Conversion { IsImplicit: true } conversion ? Plain(conversion.Operand) : expression;

    private static void EmitBackward(Method method, IndentedWriter writer)
    {
        Function function = method.Source;
        var body = new BodyEmitter(method);
        writer.Line($"/// <summary>Backward pass of <see cref=\"{Cref(function)}\"/>: {Formula.OfBackward(function, method.Upstream is null ? null : body.NameOf(method.Upstream))}.</summary>");
        EmitParameterDocs(function, writer);
        if (method.Upstream is not null && function.Returned.IsDifferentiable)
            writer.Line($"/// <param name=\"{body.NameOf(method.Upstream)}\">The gradient of whatever is differentiated with respect to the result; 1 for the result itself.</param>");
        Parameter[] buffers = [.. Buffered(function)];
        for (int i = 0; i < buffers.Length; i++)
            writer.Line($"/// <param name=\"{body.NameOf(method.Gradients[i])}\">The gradient of {(buffers[i].IsReceiver ? "this object" : $"<paramref name=\"{buffers[i].Name}\"/>")} is added into it{(IsWritten(function, buffers[i]) ? "; it holds the gradient of what is written there, and is left with that of what was there before" : "")}.</param>");
        EmitOutputDocs(function, writer);
        EmitReturnsDoc(function, writer);
        if (HasChecks(function))
            writer.Line("/// <exception cref=\"global::System.ArgumentException\">A gradient's length is not its buffer's, or buffers overlap; nothing has been written then.</exception>");
        writer.Line($"/// <remarks>{Costs(method)}</remarks>");
        EmitAttribute(function, writer);
        if (function.HasShell)
        {
            EmitShell(method, body, writer);
            return;
        }
        EmitMethod(method, body, function.BackwardName, function.CoreName, BackwardType(function), writer);
    }

    /// <summary>Writes a method that takes gradients: it checks what it is given and, where it works in a workspace, leaves the rest to a method of its own.</summary>
    private static void EmitMethod(Method method, BodyEmitter body, string name, string core, string type, IndentedWriter writer)
    {
        Function function = method.Source;
        List<string> parameters = [.. Declared(function, inPlace: method.Rows.Count > 0 && !Buffered(function).Any())];
        List<string> arguments = [.. function.Declared.Select(static parameter => Names.Escape(parameter.Name))];
        foreach (Variable extra in (method.Upstream is null ? [] : new[] { method.Upstream }).Concat(method.Gradients))
        {
            parameters.Add($"{extra.Type.Text} {body.NameOf(extra)}");
            arguments.Add(body.NameOf(extra));
        }
        EmitSignature(function, Modifiers(function, name), type, name, string.Join(", ", parameters), writer);
        writer.Open();
        EmitChecks(method, body, writer);
        if (!method.HasCore)
        {
            if (HasChecks(function))
                writer.Line();
            body.Emit(method, writer);
            writer.Close();
            return;
        }
        // The loops run in a method without a finally block, which would keep their variables out of registers.
        if (method.UsesWorkspace)
        {
            string workspace = body.NameOf(method.Workspace);
            writer.Line($"using {function.Names.Workspace} {workspace} = {function.Names.Workspace}.Rent();");
            parameters.Add($"{function.Names.Workspace} {workspace}");
            arguments.Add(workspace);
        }
        string call = $"{core}{function.TypeParameters}({string.Join(", ", arguments)});";
        writer.Line(type == "void" ? call : "return " + call);
        writer.Close();
        writer.Line();
        EmitAttribute(function, writer);
        if (function.IsExtension)
            parameters[0] = parameters[0].Substring("this ".Length);
        EmitSignature(function, WithAccess("private", function.Modifiers), type, core, string.Join(", ", parameters), writer);
        writer.Open();
        body.Emit(method, writer);
        writer.Close();
    }

    private static IEnumerable<Parameter> Buffered(Function function) => function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: true });

    private static bool IsTensorArray(Parameter parameter) => parameter.Type is { IsBuffer: true, Rank: 1, Element: { IsTensor: true, IsDifferentiable: true } };

    private static bool IsFlatTensor(Parameter parameter) => parameter.Type is { IsTensor: true, IsDifferentiable: true };

    private static bool IsFlat(Parameter parameter) => parameter.Type is { IsFlat: true, HoldsObjects: false };

    private static bool IsWritten(Function function, Parameter parameter) =>
        function.Body.Descendants().SelectMany(Buffers.Written).Contains(parameter.Variable.Owner);

    private static string BackwardType(Function function, bool hasValue = true)
    {
        string[] elements = [.. function.ReturnType.Class == TypeClass.Void || !hasValue ? [] : new[] { $"{function.ReturnType.Text} value" },
            .. function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: false }).Select(static parameter => $"{parameter.Type.Text} {parameter.GradientName}")];
        return elements.Length switch
        {
            0 => "void",
            1 => elements[0].Substring(0, elements[0].LastIndexOf(' ')),
            _ => $"({string.Join(", ", elements)})",
        };
    }

    private static void EmitGradient(Function function, IndentedWriter writer)
    {
        Parameter[] differentiable = [.. function.Parameters.Where(static parameter => parameter.IsDifferentiable)];
        writer.Line($"/// <summary>The value of <see cref=\"{Cref(function)}\"/> and its gradient, in one call{Formula.OfGradient(function)}.</summary>");
        EmitParameterDocs(function, writer);
        writer.Line($"/// <returns>The result, and {Listing(differentiable)}.</returns>");
        EmitAttribute(function, writer);
        string result = $"({string.Join(", ", differentiable.Select(parameter => $"{GradientType(function, parameter)} {parameter.GradientName}").Prepend($"{function.ReturnType.Text} value"))})";
        // A call more, with every argument and result, is a twentieth of a short function's time.
        if (!differentiable.Any(static parameter => parameter.Type.IsAddedTo))
            writer.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]");
        EmitSignature(function, Modifiers(function, function.GradientName), result, function.GradientName, string.Join(", ", Declared(function)), writer);
        string one = Literal.Argument(1, function.ReturnType).Text;
        IEnumerable<string> arguments = function.Declared.Select(static parameter => Names.Escape(parameter.Name)).Append(one);
        string backward = (function.CustomBackward ?? function.BackwardName) + function.TypeParameters;
        Parameter[] buffers = [.. Buffered(function)];
        if (buffers.Length == 0)
        {
            writer.Indent();
            writer.Line($"=> {backward}({string.Join(", ", arguments)});");
            writer.Unindent();
            return;
        }
        // Locals are called after the parameters' gradients; none of the parameters is called like one.
        writer.Open();
        foreach (Parameter buffer in buffers)
            writer.Line($"{GradientType(function, buffer)} {buffer.GradientName} = {NewGradient(function, buffer)};");
        string[] scalars = [.. differentiable.Where(static parameter => !parameter.Type.IsAddedTo).Select(static parameter => $"{parameter.Type.Text} {parameter.GradientName}")];
        string value = ResultName(function);
        string targets = scalars.Length == 0 ? $"{function.ReturnType.Text} {value}" : $"({string.Join(", ", scalars.Prepend($"{function.ReturnType.Text} {value}"))})";
        writer.Line($"{targets} = {backward}({string.Join(", ", arguments.Concat(buffers.Select(static buffer => buffer.GradientName)))});");
        writer.Line($"return ({string.Join(", ", differentiable.Select(static parameter => parameter.GradientName).Prepend(value))});");
        writer.Close();
    }

    private static string ResultName(Function function)
    {
        string name = "value";
        while (function.Parameters.Any(parameter => parameter.Name == name))
            name += "_";
        return name;
    }

    private static string GradientType(Function function, Parameter parameter) => parameter.Type.IsHolder ? parameter.Type.Text : parameter.Type.IsTensor ? $"{function.Names.Tensor}<{parameter.Type.Leaf.Text}>" : IsFlat(parameter) || parameter.Type.HoldsObjects ? parameter.Type.Element!.Text + "[]" : parameter.Type.Text;

    private static string NewGradient(Function function, Parameter parameter)
    {
        string name = Names.Escape(parameter.Name), leaf = parameter.Type.Leaf.Text;
        return parameter.Type switch
        {
            { IsHolder: true } => parameter.IsReceiver ? "ZerosLike()" : $"{name}.ZerosLike()",
            { HoldsObjects: true, Number: { } number } => $"{function.Names.GradientBuffer}.ZerosLike<{number.Text}, {leaf}>({name})",
            { IsTensor: true } => $"{function.Names.Tensor}.CreateFromShape<{leaf}>({name}.Lengths)",
            { Element.IsTensor: true } => $"global::System.Array.ConvertAll({name}, static tensor => {function.Names.Tensor}.CreateFromShape<{leaf}>(tensor.Lengths))",
            { Class: TypeClass.RectangularArray, Rank: var rank } => $"new {leaf}[{string.Join(", ", Enumerable.Range(0, rank).Select(dimension => $"{name}.GetLength({dimension})"))}]",
            { Element.IsBuffer: true } => $"global::System.Array.ConvertAll({name}, static row => new {leaf}[row.Length])",
            _ => $"new {leaf}[{name}.Length]",
        };
    }

    /// <summary>The parameters as a generated method declares them.</summary>
    /// <param name="function">The function.</param>
    /// <param name="inPlace">Whether the method writes nothing that a larger struct could be in, so that it is read where it is: a copy of one costs as much as a few dozen multiplications.</param>
    private static IEnumerable<string> Declared(Function function, bool inPlace = false) => function.Declared.Select((parameter, i) =>
    {
        bool isThis = i == 0 && function.IsExtension;
        bool isLarge = parameter is { Modifier: "", Parts: { } parts, Type.IsHolder: false } && parts.Leaves.Count() > LargestCopied;
        return $"{(isThis ? "this " : "")}{(inPlace && isLarge && !isThis ? "in " : parameter.Modifier)}{parameter.Text} {Names.Escape(parameter.Name)}";
    });

    private static string Modifiers(Function function, string name) => function.Hiding.Contains(name) ? function.Modifiers + " new" : function.Modifiers;

    private static void EmitSignature(Function function, string modifiers, string result, string name, string parameters, IndentedWriter writer)
    {
        string head = $"{modifiers} {result}";
        string tail = $"{name}{function.TypeParameters}({parameters})";
        if (function.Constraints.Length > 0)
            tail += " " + function.Constraints;
        if (head.Length + 1 + tail.Length <= LineLength - 4)
        {
            writer.Line($"{head} {tail}");
            return;
        }
        writer.Line(head);
        writer.Indent();
        writer.Line(tail);
        writer.Unindent();
    }

    private static void EmitReturnsDoc(Function function, IndentedWriter writer)
    {
        Parameter[] scalars = [.. function.Written.Where(static parameter => parameter.IsReturned)];
        bool hasResult = function.Returned.Class != TypeClass.Void;
        if (!hasResult && scalars.Length == 0)
            return;
        string text = scalars.Length == 0 ? "The result" : hasResult ? $"The result, and {Listing(scalars)}" : char.ToUpperInvariant(Listing(scalars)[0]) + Listing(scalars).Substring(1);
        writer.Line($"/// <returns>{text}.</returns>");
    }

    private static void EmitAttribute(Function function, IndentedWriter writer) =>
        writer.Line($"[{function.Names.GeneratedCode}(\"AutoBackprop\", \"{ThisVersion.Text}\")]");

    private static void EmitParameterDocs(Function function, IndentedWriter writer)
    {
        foreach (Parameter parameter in function.Declared)
        {
            string what = parameter.IsDifferentiable ? "" : ", a constant";
            writer.Line($"/// <param name=\"{parameter.Name}\">As in <see cref=\"{Cref(function)}\"/>{what}.</param>");
        }
    }

    private static string Cref(Function function)
    {
        string typeParameters = function.TypeParameters.Replace('<', '{').Replace('>', '}');
        string types = string.Join(", ", function.Declared.Select(static parameter => parameter.Modifier + (parameter.CrefText ?? CrefType(parameter.Type, parameter.Text))));
        return $"{function.Name}{typeParameters}({types})";
    }

    /// <summary>A type as a cref writes it, which knows no tuples.</summary>
    private static string CrefType(Model.ValueType type, string text)
    {
        if (type.Construction is { IsTuple: true })
            return $"global::System.ValueTuple{{{string.Join(", ", type.Fields.Select(static field => CrefType(field.Type, field.Type.Text)))}}}";
        if (!text.Contains('(') || type.Element is not { } element)
            return text.Replace('<', '{').Replace('>', '}').TrimEnd('?');
        string inner = CrefType(element, element.Text);
        return type.Class is TypeClass.Span or TypeClass.ReadOnlySpan ? $"global::System.{type.Class}{{{inner}}}" : inner + text.Substring(text.LastIndexOf('['));
    }

    private static string Listing(Parameter[] parameters)
    {
        string[] parts = [.. parameters.Select(static parameter => $"<c>{parameter.GradientName}</c>")];
        string all = parts.Length == 1 ? parts[0] : string.Join(", ", parts.Take(parts.Length - 1)) + " and " + parts[parts.Length - 1];
        string noun = parts.Length == 1 ? "the gradient" : "the gradients";
        return $"{noun} {all}";
    }

    private static string Costs(Method method) => method.Notes.Count == 0
        ? "Stores nothing."
        : string.Join(" ", method.Notes);
}
