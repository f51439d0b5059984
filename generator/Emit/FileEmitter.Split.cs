using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Emit;

/// <content>
/// The forward pass and the reverse of a function apart, for the backward methods of what calls it: where others run between the two, what the
/// reverse needs is kept on the workspace.
/// </content>
public static partial class FileEmitter
{
    public static string EmitSplit(Function function, SplitFunction split, Method forward, Method reverse)
    {
        var writer = new IndentedWriter();
        int opened = Open(function, split.IsOwnForward ? [reverse] : [forward, reverse], writer);
        if (!split.IsOwnForward)
        {
            writer.Line($"/// <summary>Forward pass of <see cref=\"{Cref(function)}\"/> alone{(split.KeepsNothing ? ", as its backward pass runs it" : $": keeps what <c>{function.ReverseName}</c> takes back")}.</summary>");
            writer.Line($"/// <remarks>{Costs(forward)}</remarks>");
            EmitPass(forward, function.ForwardName, function.ReturnType.Class == TypeClass.Void ? "void" : function.ReturnType.Text, writer);
            writer.Line();
        }
        string? upstream = reverse.Upstream is null ? null : new Names(reverse)[reverse.Upstream];
        string last = split.KeepsNothing ? "" : $", for the call of <c>{function.ForwardName}</c> that was made last";
        writer.Line($"/// <summary>Reverse of <see cref=\"{Cref(function)}\"/> alone{last}: {Formula.OfBackward(function, upstream, runs: false)}.</summary>");
        EmitPass(reverse, function.ReverseName, BackwardType(function, hasValue: false), writer);
        for (int i = 0; i < opened; i++)
            writer.Close();
        return writer.ToString();
    }

    private static void EmitPass(Method method, string name, string type, IndentedWriter writer)
    {
        Function function = method.Source;
        var body = new BodyEmitter(method);
        IEnumerable<Variable> extra = (method.Upstream is null ? [] : new[] { method.Upstream }).Concat(method.Gradients).Append(method.Workspace);
        IEnumerable<string> parameters = Declared(function).Concat(extra.Select(variable => $"{variable.Type.Text} {body.NameOf(variable)}"));
        EmitAttribute(function, writer);
        EmitSignature(function, Inside(function.Modifiers), type, name, string.Join(", ", parameters), writer);
        writer.Open();
        body.Emit(method, writer);
        writer.Close();
    }

    /// <summary>The modifiers of what only generated code calls: as accessible as the function is, but not outside the assembly.</summary>
    private static string Inside(string modifiers)
    {
        string[] all = modifiers.Split(' ');
        string access = all.Contains("private") ? all.Contains("protected") ? "private protected" : "private"
            : all.Contains("public") || all.Contains("internal") ? "internal"
            : all.Contains("protected") ? "private protected" : "private";
        return WithAccess(access, modifiers);
    }

    /// <summary>The modifiers that a method keeps whoever may call it: what calls it is as static and as readonly.</summary>
    private static string WithAccess(string access, string modifiers) =>
        string.Join(" ", modifiers.Split(' ').Where(static modifier => modifier is "static" or "readonly" or "unsafe").Prepend(access));
}
