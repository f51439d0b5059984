using AutoBackprop.Generator.Emit;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>Says in a sentence what a loop stores, why, and how much: the user sees what memory the backward pass takes.</summary>
public static class StorageNote
{
    private const int PushedBytes = 8;

    /// <summary>The sentence, as XML documentation; null where nothing is stored.</summary>
    /// <param name="kept">What is stored once an iteration.</param>
    /// <param name="backward">The reverse of an iteration.</param>
    /// <param name="loop">How the loop is called.</param>
    /// <param name="count">How many iterations there are, or null where that is known only afterwards.</param>
    public static string? Of(IReadOnlyList<Recording.Stored> kept, Block backward, string loop, Expression? count)
    {
        if (kept.Count == 0)
            return null;
        string values = Join(kept.Select(static stored => $"<c>{stored.Variable.Name}</c>").Distinct());
        string users = Join(kept.SelectMany(stored => Users(backward, stored.Variable)).Distinct().Take(3).Select(static name => $"<c>{name}</c>"));
        int bytes = kept.Sum(stored => count is null ? PushedBytes : Size(stored.Variable.Type));
        string size = kept.Any(static stored => stored.Variable.Type.Class == TypeClass.Generic)
            ? count is null ? Values(kept.Count) + " for each iteration made" : $"{Formula(count)} times {Values(kept.Count)}"
            : count is null
            ? $"{bytes} bytes for each iteration made"
            : $"{Formula(count)} times {bytes} bytes";
        string why = users.Length == 0 ? "needed by the backward pass" : $"needed by {users}";
        return $"Stores {values} per iteration of <c>{Escape(loop)}</c>, {size}: overwritten there, {why}.";
    }

    /// <summary>What the iterations of a loop have for themselves; null where that is nothing.</summary>
    /// <param name="buffers">The buffers, and how long they are.</param>
    /// <param name="loop">How the loop is called.</param>
    /// <param name="count">How many iterations there are.</param>
    public static string? OfParts(IEnumerable<(Variable Buffer, Expression Length)> buffers, string loop, Expression count)
    {
        (Variable Buffer, Expression Length)[] all = [.. buffers];
        return all.Length == 0
            ? null
            : $"Keeps {Join(all.Select(static given => $"<c>{given.Buffer.Name}</c>"))} of each iteration of <c>{Escape(loop)}</c>, {Formula(count)} times "
                + $"{Join(all.GroupBy(static given => Formula(given.Length)).Select(static group => $"{group.Key} times {Amount(group.Select(static given => given.Buffer.Type.Element!))}"))}: overwritten there, read by its reverse.";
    }

    private static string Amount(IEnumerable<Model.ValueType> types) =>
        types.Any(static type => type.Class == TypeClass.Generic) ? Values(types.Count()) : $"{types.Sum(Size)} bytes";

    private static string Formula(Expression number) => $"<c>{Escape(new ExpressionPrinter(static variable => variable.Name).Print(number))}</c>";

    /// <summary>What a call keeps for its reverse; null where that is nothing.</summary>
    public static string? OfCall(IReadOnlyList<Recording.Stored> kept) => kept.Count == 0
        ? null
        : $"Stores {Join(kept.Select(static stored => $"<c>{stored.Variable.Name}</c>").Distinct())}, {PushedBytes * kept.Count} bytes, for the reverse.";

    private static string Values(int count) => count == 1 ? "one value" : $"{count} values";

    private static IEnumerable<string> Users(Block backward, Variable variable) => backward.Descendants().OfType<Assign>()
        .Where(assign => assign.Value.Mentions().Contains(variable) && assign.Target.Root().Variable.IsAdjoint)
        .Select(static assign => assign.Target.Root().Variable.Name);

    private static string Join(IEnumerable<string> parts)
    {
        string[] all = [.. parts];
        return all.Length < 2 ? string.Concat(all) : string.Join(", ", all.Take(all.Length - 1)) + " and " + all[all.Length - 1];
    }

    /// <summary>What is copied at a call.</summary>
    /// <param name="buffer">The argument.</param>
    /// <param name="callee">How the callee is written.</param>
    /// <param name="reason">What it is copied for.</param>
    public static string OfCopy(Expression buffer, string callee, string reason)
    {
        string name = buffer.Root().Variable.Name;
        string? count = buffer switch { Slice slice => Formula(slice.Count), Reference => $"<c>{name}.Length</c>", _ => null };
        Model.ValueType element = buffer.Type.Element!;
        string size = count is null || element.IsBuffer ? "all its elements"
            : element.IsVector || element.Class is TypeClass.Double or TypeClass.Single or TypeClass.Boolean ? $"{count} times {Size(element)} bytes" : $"{count} values";
        return $"Copies <c>{name}</c>, {size}, at each <c>{callee}(…)</c>, {reason}.";
    }

    private static int Size(Model.ValueType type) => type.Class switch
    {
        TypeClass.Double => 8,
        TypeClass.Boolean => 1,
        TypeClass.Vector => VectorTypes.Size(type.VectorName!) * Size(type.Element!),
        _ => 4,
    };

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
