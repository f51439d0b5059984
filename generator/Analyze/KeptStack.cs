using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Analyze;

/// <summary>
/// What puts values on the workspace's stack for the reverse, and what takes them back from it: each such pair encloses others wholly, or not
/// at all, and nothing moves across one.
/// </summary>
public static class KeptStack
{
    /// <summary>Whether a part of an expression keeps something.</summary>
    public static bool Keeps(Expression part) => Asks(part, ".Keep") || Asks(part, ".Push") || part is Call { Callee: DifferentiableCallee { Pass: SplitPass.Forward } };

    /// <summary>Whether a part of an expression takes something back.</summary>
    public static bool TakesBack(Expression part) => Asks(part, ".Recall") || Asks(part, ".Pop") || part is Call { Callee: DifferentiableCallee { Pass: SplitPass.Reverse } };

    /// <summary>Whether a part of an expression calls a method of the workspace whose name begins so.</summary>
    public static bool Asks(Expression part, string method) => part is Call { Callee: WorkspaceCallee { Text: var text } } && text.StartsWith(method, StringComparison.Ordinal);

    /// <summary>Whether anything in a statement, the blocks in it included, is so.</summary>
    public static bool Any(Statement statement, Func<Expression, bool> predicate) => Block.Of(statement).Descendants()
        .SelectMany(static inner => inner.Expressions()).SelectMany(static expression => expression.SelfAndDescendants()).Any(predicate);
}
