using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Read;

/// <summary>
/// What the text of a file can mean in a compilation: everything but the other files' bodies. As long as it is the same,
/// so is the meaning of a file that is the same. A keystroke in a body leaves it as it is; it is put together from what is
/// kept with each syntax tree, so that an edit costs what the edited file costs.
/// </summary>
internal sealed class Surroundings
{
    private static readonly ConditionalWeakTable<Compilation, Surroundings> OfCompilations = new();
    private static readonly ConditionalWeakTable<SyntaxTree, byte[]> OfTrees = new();
    private static readonly List<WeakReference<Surroundings>> Known = [];

    private readonly string? assembly;
    // Not compared part by part: the resolvers that the compiler puts into its options cannot be compared.
    private readonly CompilationOptions options;
    // Weakly: what is kept with a file must not keep other projects' compilations alive.
    private readonly (WeakReference<object> Identity, MetadataReferenceProperties Properties)[] references;
    private readonly byte[] declarations;

    private Surroundings(Compilation compilation)
    {
        assembly = compilation.AssemblyName;
        options = compilation.Options;
        references = [.. compilation.References.Select(static reference => (new WeakReference<object>(Identity(reference)), reference.Properties))];
        // The generator does not see its own output, the analyzer does: it is the same project.
        declarations = Hash([.. compilation.SyntaxTrees.Where(static tree => !IsGenerated(tree)).SelectMany(static tree => OfTrees.GetValue(tree, OfTree))]);
    }

    /// <summary>The surroundings that a compilation's files have: one object for all compilations that have the same.</summary>
    public static Surroundings Of(Compilation compilation) => OfCompilations.GetValue(compilation, static compilation => Canonical(new Surroundings(compilation)));

    private static Surroundings Canonical(Surroundings surroundings)
    {
        lock (Known)
        {
            Known.RemoveAll(static known => !known.TryGetTarget(out _));
            foreach (WeakReference<Surroundings> known in Known)
            {
                if (known.TryGetTarget(out Surroundings? other) && surroundings.IsSameAs(other))
                    return other;
            }
            Known.Add(new WeakReference<Surroundings>(surroundings));
            return surroundings;
        }
    }

    private bool IsSameAs(Surroundings other) => assembly == other.assembly && options == other.options && declarations.SequenceEqual(other.declarations)
        && references.Length == other.references.Length && references.Zip(other.references, AreSame).All(static same => same);

    private static bool AreSame((WeakReference<object> Identity, MetadataReferenceProperties Properties) left, (WeakReference<object> Identity, MetadataReferenceProperties Properties) right) =>
        left.Identity.TryGetTarget(out object? one) && right.Identity.TryGetTarget(out object? other) && one == other && left.Properties.Equals(right.Properties);

    private static object Identity(MetadataReference reference) => reference is CompilationReference project ? project.Compilation : reference;

    private static bool IsGenerated(SyntaxTree tree) => tree.FilePath.Contains(GeneratorName);

    private static readonly string GeneratorName = typeof(BackpropGenerator).FullName;

    private static byte[] OfTree(SyntaxTree tree) => Hash(Encoding.UTF8.GetBytes(Declarations(tree.GetRoot())));

    private static byte[] Hash(byte[] bytes)
    {
        using var algorithm = SHA256.Create();
        return algorithm.ComputeHash(bytes);
    }

    /// <summary>The text of a file without comments, and without the bodies that mean nothing outside of themselves.</summary>
    private static string Declarations(SyntaxNode root)
    {
        var text = new StringBuilder();
        foreach (SyntaxNodeOrToken part in root.DescendantNodesAndTokens(static node => !IsBody(node)))
        {
            // What comes after '#nullable' means something else, also where it stands in a body.
            if (part.IsToken ? part.ContainsDirectives : part.ContainsDirectives && IsBody(part.AsNode()!))
            {
                IEnumerable<SyntaxTrivia> all = part.IsToken ? part.AsToken().GetAllTrivia() : part.AsNode()!.DescendantTrivia();
                foreach (SyntaxTrivia trivia in all.Where(static trivia => trivia.IsKind(SyntaxKind.NullableDirectiveTrivia)))
                    text.Append(trivia.ToString()).Append('\n');
            }
            if (part.IsToken)
                text.Append(part.AsToken().Text).Append(' ');
            else if (IsBody(part.AsNode()!))
                text.Append(NamesField(part.AsNode()!) ? "{field} " : "{} ");
        }
        return text.ToString();
    }

    /// <summary>Whether an accessor gives its property a field.</summary>
    private static bool NamesField(SyntaxNode body) => body.Parent is AccessorDeclarationSyntax or PropertyDeclarationSyntax && body.DescendantTokens().Any(static token => token.Text == "field");

    private static bool IsBody(SyntaxNode node) => node is BlockSyntax or ArrowExpressionClauseSyntax or GlobalStatementSyntax
        && !IsOfStruct(node) && !IsOfHolder(node);

    /// <summary>So are the accessors of classes that may hold parameters.</summary>
    private static bool IsOfHolder(SyntaxNode node) => node.FirstAncestorOrSelf<BasePropertyDeclarationSyntax>()?.Parent is TypeDeclarationSyntax { AttributeLists.Count: > 0 };

    /// <summary>Structs that may be differentiable are taken whole: their constructors say how one is made, their accessors what fields there are.</summary>
    private static bool IsOfStruct(SyntaxNode node) => node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is
        (StructDeclarationSyntax or RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: (int)SyntaxKind.StructKeyword }) and var type
        && (type.AttributeLists.Count > 0 || type.Modifiers.Any(SyntaxKind.PartialKeyword));
}
