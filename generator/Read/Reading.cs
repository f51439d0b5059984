using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AutoBackprop.Generator.Link;
using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Read;

/// <summary>
/// What came of reading a function. The compiler asks for every function at every keystroke, since what a file means may
/// change with any other; so what was read is kept with the file's syntax tree, and taken again while the file's
/// <see cref="Surroundings"/> keep what it means, and the files of the callees that were read in place are the same.
/// </summary>
/// <param name="Function">The function, or null where it is refused.</param>
/// <param name="Fence">What was refused, and the places that later stages speak of.</param>
/// <param name="Failure">How reading failed, or null.</param>
internal sealed record Reading(Function? Function, Fence Fence, string? Failure)
{
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<int, Kept>> Generators = new(), Analyzers = new();

    /// <summary>Reads for the generator.</summary>
    public static Reading ForGenerator(MethodDeclarationSyntax syntax, IMethodSymbol symbol, SemanticModel model, CancellationToken cancellation) =>
        Find(Generators, syntax, model.Compilation) ?? Keep(Generators, syntax, symbol, model, cancellation);

    /// <summary>Reads for the analyzer: what the generator has read, where it has.</summary>
    public static Reading ForAnalyzer(MethodDeclarationSyntax syntax, IMethodSymbol symbol, SemanticModel model, CancellationToken cancellation) =>
        Find(Generators, syntax, model.Compilation) is { HasVerdict: true } generators ? generators
            : Find(Analyzers, syntax, model.Compilation) is { HasVerdict: true } analyzers ? analyzers : Keep(Analyzers, syntax, symbol, model, cancellation);

    /// <summary>Whether it is read or refused. Code that does not compile is neither, and may compile together with what is generated.</summary>
    private bool HasVerdict => Function is not null || Fence.HasRefused;

    private static Reading? Find(ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<int, Kept>> all, MethodDeclarationSyntax syntax, Compilation compilation)
    {
        if (!all.TryGetValue(syntax.SyntaxTree, out ConcurrentDictionary<int, Kept>? functions) || !functions.TryGetValue(syntax.SpanStart, out Kept kept)
            || kept.Surroundings is not { } earlier || !kept.Callees.All(compilation.ContainsSyntaxTree)
            || SurroundingsOf(compilation) is not { } surroundings || !surroundings.Keep(earlier, kept.Callees.Append(syntax.SyntaxTree)))
            return null;
        if (surroundings != earlier)
            functions[syntax.SpanStart] = kept with { Surroundings = surroundings };
        return kept.Reading;
    }

    private static Reading Keep(
        ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<int, Kept>> all, MethodDeclarationSyntax syntax, IMethodSymbol symbol, SemanticModel model, CancellationToken cancellation)
    {
        var callees = new HashSet<SyntaxTree>();
        var kept = new Kept(Read(syntax, symbol, model, callees, cancellation), SurroundingsOf(model.Compilation), [.. callees]);
        all.GetOrCreateValue(syntax.SyntaxTree)[syntax.SpanStart] = kept;
        return kept.Reading;
    }

    /// <summary>The surroundings; null where a compiler does not tell them: what holds for nothing that can be told is read every time.</summary>
    private static Surroundings? SurroundingsOf(Compilation compilation)
    {
        try
        {
            return Surroundings.Of(compilation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    private static Reading Read(MethodDeclarationSyntax syntax, IMethodSymbol symbol, SemanticModel model, HashSet<SyntaxTree> callees, CancellationToken cancellation)
    {
        var fence = new Fence();
        try
        {
            return new Reading(FunctionReader.Read(syntax, symbol, model, fence, callees, cancellation), fence, Failure: null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new Reading(Function: null, fence, Contained.Describe(exception));
        }
    }

    /// <summary>A reading, and what it holds for.</summary>
    private sealed record Kept(Reading Reading, Surroundings? Surroundings, SyntaxTree[] Callees);
}
