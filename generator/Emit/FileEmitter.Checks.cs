using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Emit;

/// <content>What is checked before anything is written: lengths and shapes of gradients, and that no two buffers share memory that a gradient needs apart.</content>
public static partial class FileEmitter
{
    /// <summary>Whether anything is checked of the buffers that a function is given.</summary>
    private static bool HasChecks(Function function) => Buffered(function).Any() || ConstantChecks(function).Any() || PlacesAndBuffers(function).Any(pair => IsWritten(function, pair.Buffer));

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
        foreach (string line in ConstantChecks(function).Concat(MemberChecks(method, body)))
            writer.Line(line);
        foreach ((Parameter place, Parameter buffer) in PlacesAndBuffers(function))
        {
            if (IsWritten(function, buffer))
                EmitPlaceCheck(function, place, buffer, buffer, place, writer);
            int at = Array.IndexOf(buffers, buffer);
            if (at >= 0 && !HoldsParameters(buffer))
                writer.Line($"{check}.CheckPlace<{place.Type.Text}, {buffer.Type.Leaf.Text}>(in {Names.Escape(place.Name)}, {body.NameOf(method.Gradients[at])}, nameof({body.NameOf(method.Gradients[at])}), nameof({Names.Escape(place.Name)}));");
        }
    }

    /// <summary>The variables that are given by their places to be read, each with the buffers that they may be in.</summary>
    private static IEnumerable<(Parameter Place, Parameter Buffer)> PlacesAndBuffers(Function function) => function.Parameters.Where(static parameter => parameter is { Modifier: "in ", Type.IsBuffer: false })
        .SelectMany(place => function.Parameters.Where(buffer => buffer.Type.IsBuffer && MayShare(place.Type, buffer.Type.Leaf)).Select(buffer => (place, buffer)));

    /// <summary>Checks that what is written and has no gradient shares no memory with what else is given: that is read again as it was.</summary>
    private static IEnumerable<string> ConstantChecks(Function function)
    {
        string check = function.Names.GradientBuffer;
        Parameter[] buffers = [.. function.Parameters.Where(static parameter => parameter.Type is { IsBuffer: true, HoldsObjects: false })];
        Parameter[] written = [.. buffers.Where(buffer => buffer.Type.Class != TypeClass.ReadOnlySpan && IsWritten(function, buffer))];
        foreach (Parameter buffer in written.Where(static buffer => !buffer.IsDifferentiable))
        {
            string name = Names.Escape(buffer.Name), leaf = buffer.Type.Leaf.Text;
            if (buffer.Type.Element is { IsBuffer: true })
                yield return $"{check}.CheckWrittenRows({name}, nameof({name}));";
            foreach (Parameter other in buffers.Where(other => other != buffer && other.Type.Leaf == buffer.Type.Leaf))
            {
                // Of two that are written, one is asked of the other.
                if (written.Contains(other) && (other.IsDifferentiable || Array.IndexOf(written, other) < Array.IndexOf(written, buffer)))
                    continue;
                string what = (IsFlat(buffer), IsFlat(other)) switch { (true, true) => $"<{leaf}>", (false, false) => "Shape", _ => $"Elements<{leaf}>" };
                yield return $"{check}.CheckWritten{what}({name}, {Names.Escape(other.Name)}, nameof({name}), nameof({Names.Escape(other.Name)}));";
            }
            foreach (Parameter holder in function.Parameters.Where(other => IsFlat(buffer) && HoldsParameters(other) && IsOf(other, buffer.Type.Leaf)))
                yield return $"{check}.CheckWritten<{leaf}{Class(holder)}>({name}, {Written(holder)}, nameof({name}), {Quoted(holder)});";
        }
    }

    /// <summary>Checks that the constant arrays of objects that a function reads share no memory with what it writes, nor with gradients; those that have gradients are the objects' own affair.</summary>
    private static IEnumerable<string> MemberChecks(Method method, BodyEmitter body)
    {
        Function function = method.Source;
        string check = function.Names.GradientBuffer;
        Parameter[] buffers = [.. Buffered(function)];
        HashSet<Variable> read = [.. function.Body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions())];
        foreach (Parameter holder in function.Parameters.Where(static parameter => parameter.Type.IsHolder))
        {
            foreach (Variable member in holder.Leaves.Where(leaf => leaf.Type is { IsFlat: true, HoldsObjects: false } && read.Contains(leaf)).Except(holder.Inputs))
            {
                string place = body.NameOf(member), type = member.Type.Element!.Text;
                foreach (Parameter written in function.Parameters.Where(other => IsFlat(other) && other.Type.Element == member.Type.Element && other.Type.Class != TypeClass.ReadOnlySpan && IsWritten(function, other)))
                    yield return $"{check}.CheckWritten<{type}>({Names.Escape(written.Name)}, {place}, nameof({Names.Escape(written.Name)}), \"{place}\");";
                foreach (Parameter other in buffers.Where(other => IsFlat(other) && other.Type.Element == member.Type.Element))
                {
                    string gradient = body.NameOf(method.Gradients[Array.IndexOf(buffers, other)]);
                    yield return $"{check}.CheckApart<{type}>({gradient}, {place}, nameof({gradient}), \"{place}\");";
                }
            }
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
}
