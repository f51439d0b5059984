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
        if (buffers.Length > 0)
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
            if (Buffered(function).Any())
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
        EmitSignature(function, function.IsStatic ? "private static" : "private", type, core, string.Join(", ", parameters), writer);
        writer.Open();
        body.Emit(method, writer);
        writer.Close();
    }

    private static void EmitChecks(Method method, BodyEmitter body, IndentedWriter writer)
    {
        Function function = method.Source;
        string check = function.Names.GradientBuffer;
        Parameter[] buffers = [.. Buffered(function)];
        for (int i = 0; i < buffers.Length; i++)
        {
            Parameter buffer = buffers[i];
            string gradient = body.NameOf(method.Gradients[i]), name = buffer.IsReceiver ? Names.Receiver : Names.Escape(buffer.Name);
            if (HoldsParameters(buffer))
            {
                EmitHolderChecks(function, buffer, gradient, writer);
                continue;
            }
            if (IsFlatTensor(buffer) || IsTensorArray(buffer))
            {
                string type = buffer.Type.Leaf.Text;
                Parameter[] others = [.. function.Parameters.Where(other => other != buffer && IsFlatTensor(other) && other.Type.Leaf == buffer.Type.Leaf)];
                string whole = string.Concat(others.Where(static other => other.IsWholeTensor).Select(static other => ", " + Names.Escape(other.Name)));
                writer.Line($"{check}.Check<{type}>({gradient}, {name}, nameof({gradient}), nameof({name}){whole});");
                foreach (Parameter other in others.Where(static other => !other.IsWholeTensor).Concat(function.Parameters.Where(other => other != buffer && IsTensorArray(other) && other.Type.Leaf == buffer.Type.Leaf)))
                    writer.Line($"{check}.CheckApart<{type}>({gradient}, {Names.Escape(other.Name)}, nameof({gradient}), nameof({Names.Escape(other.Name)}));");
                foreach (Parameter holder in function.Parameters.Where(other => IsOf(other, buffer.Type.Leaf) && HoldsParameters(other)))
                    writer.Line($"{check}.CheckTensorApart<{type}{Class(holder)}>({gradient}, {Written(holder)}, nameof({gradient}), {Quoted(holder)});");
                continue;
            }
            if (!IsFlat(buffer))
            {
                writer.Line($"{check}.CheckShape({gradient}, {name}, nameof({gradient}), nameof({name}));");
                bool isWritten = IsWritten(function, buffer);
                if (isWritten && buffer.Type.Element is { IsBuffer: true })
                    writer.Line($"{check}.CheckWrittenRows({name}, nameof({name}));");
                foreach (Parameter other in function.Parameters.Where(other => other != buffer && other.Type is { IsBuffer: true, HoldsObjects: false } && other.Type.Leaf == buffer.Type.Leaf))
                {
                    string what = IsFlat(other) ? $"Elements<{other.Type.Leaf.Text}>" : "Shape";
                    writer.Line($"{check}.CheckApart{what}({gradient}, {Names.Escape(other.Name)}, nameof({gradient}), nameof({Names.Escape(other.Name)}));");
                    if (isWritten)
                        writer.Line($"{check}.CheckWritten{what}({name}, {Names.Escape(other.Name)}, nameof({name}), nameof({Names.Escape(other.Name)}));");
                }
                continue;
            }
            string element = buffer.Type.Element!.Text;
            string rows = method.Rows.Count == 0 ? "" : $", {method.Rows.Count}";
            writer.Line($"{check}.Check<{element}>({gradient}, {name}, nameof({gradient}), nameof({name}){rows});");
            foreach (Parameter other in function.Parameters.Where(other => other != buffer && IsFlat(other) && other.Type.Element == buffer.Type.Element))
            {
                writer.Line($"{check}.CheckApart<{element}>({gradient}, {Names.Escape(other.Name)}, nameof({gradient}), nameof({Names.Escape(other.Name)}));");
                if (IsWritten(function, buffer) && buffer.Type.Class != TypeClass.ReadOnlySpan)
                    writer.Line($"{check}.CheckWritten<{element}>({name}, {Names.Escape(other.Name)}, nameof({name}), nameof({Names.Escape(other.Name)}));");
            }
            foreach (Parameter other in function.Parameters.Where(other => other.Type is { IsBuffer: true, IsFlat: false, HoldsObjects: false } && other.Type.Leaf == buffer.Type.Element))
            {
                writer.Line($"{check}.CheckApartElements<{element}>({gradient}, {Names.Escape(other.Name)}, nameof({gradient}), nameof({Names.Escape(other.Name)}));");
                if (IsWritten(function, buffer) && buffer.Type.Class != TypeClass.ReadOnlySpan)
                    writer.Line($"{check}.CheckWrittenElements<{element}>({name}, {Names.Escape(other.Name)}, nameof({name}), nameof({Names.Escape(other.Name)}));");
            }
            foreach (Parameter holder in function.Parameters.Where(other => HoldsParameters(other) && IsOf(other, buffer.Type.Element)))
            {
                writer.Line($"{check}.CheckApart<{element}{Class(holder)}>({gradient}, {Written(holder)}, nameof({gradient}), {Quoted(holder)});");
                if (IsWritten(function, buffer) && buffer.Type.Class != TypeClass.ReadOnlySpan)
                    writer.Line($"{check}.CheckWritten<{element}{Class(holder)}>({name}, {Written(holder)}, nameof({name}), {Quoted(holder)});");
            }
        }
        foreach (Parameter place in function.Parameters.Where(static parameter => parameter is { Modifier: "in ", Type.IsBuffer: false }))
        {
            foreach (Parameter buffer in function.Parameters.Where(buffer => buffer.Type.IsBuffer && MayShare(place.Type, buffer.Type.Leaf) && IsWritten(function, buffer)))
                EmitPlaceCheck(function, place, buffer, buffer, place, writer);
        }
    }

    /// <summary>Checks that a variable given by its place is not in a buffer, one of which is written.</summary>
    private static void EmitPlaceCheck(Function function, Parameter place, Parameter buffer, Parameter written, Parameter other, IndentedWriter writer)
    {
        string memory = Names.Escape(buffer.Name) + (buffer.IsMemory ? ".Span" : "");
        writer.Line($"{function.Names.GradientBuffer}.CheckPlace<{place.Type.Text}, {buffer.Type.Leaf.Text}>(in {Names.Escape(place.Name)}, {memory}, nameof({Names.Escape(written.Name)}), nameof({Names.Escape(other.Name)}));");
    }

    /// <summary>Whether a variable of the one type may be one of the other, or a part of it.</summary>
    private static bool MayShare(Model.ValueType one, Model.ValueType other) => one == other || HasPart(one, other) || HasPart(other, one);

    private static bool HasPart(Model.ValueType whole, Model.ValueType part) =>
        whole.IsVector ? whole.Element == part : !whole.IsHolder && whole.Fields.Any(field => field.Type == part || HasPart(field.Type, part));

    /// <summary>The members of a gradient fit those of the object, and share memory with nothing that is read.</summary>
    private static void EmitHolderChecks(Function function, Parameter holder, string gradient, IndentedWriter writer)
    {
        string check = $"{function.Names.GradientBuffer}.Check", number = holder.Type.Number!.Text;
        writer.Line($"{check}<{number}{Class(holder)}>({gradient}, {Written(holder)}, nameof({gradient}), {Quoted(holder)});");
        foreach (Parameter other in function.Parameters.Where(other => other != holder && IsOf(other, holder.Type.Number)))
            writer.Line($"{check}{(IsFlatTensor(other) ? "Tensor" : "")}Apart<{number}{Class(holder)}{Class(other)}>({gradient}, {Written(other)}, nameof({gradient}), {Quoted(other)});");
    }

    /// <summary>Whether it is an object that holds parameters, or a buffer of such objects.</summary>
    private static bool HoldsParameters(Parameter parameter) => parameter.Type is { IsHolder: true } or { HoldsObjects: true };

    /// <summary>The class of a buffer's objects, as a type argument behind others; nothing for anything else.</summary>
    private static string Class(Parameter parameter) => parameter.Type.HoldsObjects ? ", " + parameter.Type.Leaf.Text : "";

    /// <summary>Whether what is checked for overlaps consists of these numbers: a buffer, a tensor, or what a class holds.</summary>
    private static bool IsOf(Parameter parameter, Model.ValueType number) =>
        HoldsParameters(parameter) ? parameter.Type.Number == number : IsFlat(parameter) && parameter.Type.Element == number || IsFlatTensor(parameter) && parameter.Type.Leaf == number;

    private static string Written(Parameter parameter) => parameter.IsReceiver ? Names.Receiver : Names.Escape(parameter.Name);

    private static string Quoted(Parameter parameter) => parameter.IsReceiver ? "\"this\"" : $"nameof({Names.Escape(parameter.Name)})";

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
