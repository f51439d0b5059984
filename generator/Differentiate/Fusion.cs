using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>
/// A block's forward statements, gathered from the last to the first, with the calls and loops among them whose reverse
/// runs at the same time. What those need to know beforehand, the lead, stands before the first of them.
/// </summary>
public sealed class Fusion(bool isAllowed, bool hasHeading)
{
    private int leadAt = -1;
    private int leadLength;

    public bool IsAllowed => isAllowed;

    public List<Statement> Statements { get; } = [];

    /// <summary>The statements that must run before the fused loops.</summary>
    public IReadOnlyList<Statement> Lead => leadAt < 0 ? [] : Statements.GetRange(leadAt, leadLength);

    /// <summary>All other statements.</summary>
    public IEnumerable<Statement> Rest => leadAt < 0 ? Statements : Statements.Take(leadAt).Concat(Statements.Skip(leadAt + leadLength));

    public void Prepend(IEnumerable<Statement> statements)
    {
        int before = Statements.Count;
        Statements.InsertRange(0, statements);
        if (leadAt >= 0)
            leadAt += Statements.Count - before;
    }

    /// <summary>Puts fused statements in front, and the lead, with more, in front of them.</summary>
    public void PrependFused(IReadOnlyCollection<Statement> fused, IEnumerable<Statement> more)
    {
        List<Statement> lead = [.. Lead, .. more];
        if (leadAt >= 0)
            Statements.RemoveRange(leadAt, leadLength);
        else if (hasHeading)
            lead.Insert(0, new Heading("Forward and backward"));
        Statements.InsertRange(0, [.. lead, .. fused]);
        (leadAt, leadLength) = (0, lead.Count);
    }
}
