using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Read;

/// <summary>
/// What a file can mean to the others: everything but its bodies. It is kept with the syntax tree, so that an edit costs what the edited
/// file costs. The names in it are gathered only when two states of a project are compared, which a build never does.
/// </summary>
internal sealed class FileOutline
{
    private static readonly ConditionalWeakTable<SyntaxTree, FileOutline> OfTrees = new();

    private static readonly string GeneratorName = typeof(BackpropGenerator).FullName;

    /// <summary>Methods that C# calls where their name is not written.</summary>
    private static readonly HashSet<string> CalledUnnamed =
    [
        "Deconstruct", "GetEnumerator", "GetAsyncEnumerator", "Add", "GetAwaiter", "GetPinnableReference",
        "Select", "SelectMany", "Where", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "GroupBy", "Join", "GroupJoin", "Cast",
    ];

    private readonly Lazy<Names> names;

    private FileOutline(SyntaxTree tree)
    {
        Hash = HashOf(Encoding.UTF8.GetBytes(Declarations(tree.GetRoot())));
        Key = Convert.ToBase64String(Hash);
        names = new Lazy<Names>(() => new Names(tree.GetRoot()));
    }

    /// <summary>Equal for files with the same declarations.</summary>
    public byte[] Hash { get; }

    /// <summary>The hash as a text.</summary>
    public string Key { get; }

    /// <summary>The names by which another file can come to mean something of this one: its types, that are in no other, and its extension methods.</summary>
    public IReadOnlyCollection<string> Declared => names.Value.Declared;

    /// <summary>The namespaces that it declares something in.</summary>
    public IReadOnlyCollection<string> Namespaces => names.Value.Namespaces;

    /// <summary>Whether it can mean something to a file that names nothing of it: usings for every file, attributes of the assembly, what the language or the generator looks for by itself.</summary>
    public bool IsForAll => names.Value.IsForAll;

    /// <summary>Whether its declarations mention one of some names.</summary>
    public bool DeclaresWith(HashSet<string> any) => names.Value.Outside.Overlaps(any);

    /// <summary>Whether it mentions one of some names, in a body or outside.</summary>
    public bool Mentions(HashSet<string> any) => names.Value.Outside.Overlaps(any) || names.Value.Inside.Overlaps(any);

    public static FileOutline Of(SyntaxTree tree) => OfTrees.GetValue(tree, static tree => new FileOutline(tree));

    /// <summary>The generator does not see its own output, the analyzer does: it is the same project.</summary>
    public static bool IsGenerated(SyntaxTree tree) => tree.FilePath.Contains(GeneratorName);

    public static byte[] HashOf(byte[] bytes)
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

    /// <summary>The names in a file. Members are not among what it declares: they are found through their type.</summary>
    private sealed class Names
    {
        public Names(SyntaxNode root)
        {
            foreach (SyntaxNodeOrToken part in root.DescendantNodesAndTokens(static node => !IsBody(node)))
            {
                if (part.IsToken)
                    Outside.Add(part.AsToken().ValueText);
                else if (IsBody(part.AsNode()!))
                    Inside.UnionWith(part.AsNode()!.DescendantTokens().Select(static token => token.ValueText));
                else
                    Declare(part.AsNode()!);
            }
        }

        public HashSet<string> Declared { get; } = [];

        public HashSet<string> Namespaces { get; } = [];

        public HashSet<string> Outside { get; } = [];

        public HashSet<string> Inside { get; } = [];

        public bool IsForAll { get; private set; }

        private void Declare(SyntaxNode node)
        {
            switch (node)
            {
                case UsingDirectiveSyntax { GlobalKeyword.RawKind: not 0 } or AttributeListSyntax { Parent: CompilationUnitSyntax } or ExternAliasDirectiveSyntax:
                    IsForAll = true;
                    break;
                case BaseNamespaceDeclarationSyntax space:
                    string name = space.Name.ToString();
                    Namespaces.Add(string.Join(".", space.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse().Select(static outer => outer.Name.ToString()).Append(name)));
                    IsForAll |= name.Split('.')[0] is "System" or "Microsoft" or "AutoBackprop";
                    break;
                case BaseTypeDeclarationSyntax { Parent: BaseNamespaceDeclarationSyntax or CompilationUnitSyntax } type:
                    DeclareType(type.Identifier.ValueText);
                    break;
                case DelegateDeclarationSyntax { Parent: BaseNamespaceDeclarationSyntax or CompilationUnitSyntax } type:
                    DeclareType(type.Identifier.ValueText);
                    break;
                case MethodDeclarationSyntax { ParameterList.Parameters: [{ Modifiers: var modifiers }, ..], Identifier.ValueText: var method } when modifiers.Any(SyntaxKind.ThisKeyword):
                    Declared.Add(method);
                    IsForAll |= CalledUnnamed.Contains(method);
                    break;
                // A block of extensions, which a compiler newer than the one that this is built with knows, is a type to it without a name.
                case TypeDeclarationSyntax { Identifier.ValueText: "" }:
                    IsForAll = true;
                    break;
            }
        }

        private void DeclareType(string name)
        {
            const string Suffix = "Attribute";
            Declared.Add(name);
            if (name.EndsWith(Suffix, StringComparison.Ordinal))
                Declared.Add(name.Substring(0, name.Length - Suffix.Length));
            IsForAll |= NameReader.Brings(name);
        }
    }
}
