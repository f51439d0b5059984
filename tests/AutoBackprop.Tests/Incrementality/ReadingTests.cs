using AutoBackprop.Generator.Read;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace AutoBackprop.Tests.Incrementality;

/// <summary>A function is read again after an edit that may change what it means, and only then; what is kept is what would be read.</summary>
public sealed class ReadingTests
{
    private const string User = """
        using AutoBackprop;
        public static partial class User
        {
            [Differentiable]
            public static double Use(double x, double y) => Rates.Tax * Shop.Square(x) + Rates.Pick(2) * new Pair(x, y).Product() + Shop.Both(new Pair(y, x));
        }
        """;

    private const string Shop = """
        using AutoBackprop;
        public static partial class Shop
        {
            [Differentiable]
            public static double Square(double x) { return x * x; }
            [Differentiable]
            public static double Both(Pair pair) { return pair.Left + pair.Right; }
        }
        """;

    private const string Pair = """
        using AutoBackprop;
        [Differentiable]
        public readonly partial struct Pair
        {
            public readonly double Left, Right;
            public Pair(double left, double right) { Left = left; Right = right; }
            public double Product() { return Left * Right; }
        }
        """;

    private const string Rates = """
        public static class Rates
        {
            public const double Tax = 3;
            public static double Pick(double x) { return x; }
            public static int Other() => 1;
        }
        public struct Plain { public int Count() { return 1; } }
        """;

    private const string Unrelated = """
        namespace Far
        {
            public static class Unrelated { public static int F() => 1; public static double Half(this string text) => 2; }
        }
        """;

    private static readonly string[] Project = [User, Shop, Pair, Rates, Unrelated];

    /// <summary>What the function means depends on files that name one another, and of which it names only the first.</summary>
    private static readonly string[] Chain =
    [
        "using AutoBackprop; public static partial class User { [Differentiable] public static double Use(double x) => x * Middle.Get().Rate; }",
        "public static class Middle { public static End Get() => new(); }",
        "public class End : Far.Base { }",
        "namespace Far { public class Base { public double Rate = 2; } }",
        "namespace Far { public static class Other { } }",
    ];

    [Theory]
    [InlineData("a comment in another file", 3, "public const", "/* what it costs */ public const")]
    [InlineData("white space in another file", 3, "public static int Other() => 1;", "\n\n    public static int Other()  =>  1;")]
    [InlineData("a body in another file", 3, "=> 1;", "=> 2;")]
    [InlineData("a statement in another file", 3, "{ return 1; }", "{ int n = 1; return n; }")]
    [InlineData("a declaration in a file that it names nothing of", 4, "F()", "G(double x)")]
    [InlineData("a type that it does not name", 4, "public static class Unrelated", "public struct Another { }\n    public static class Unrelated")]
    [InlineData("an extension that it does not name", 4, "public static int F()", "public static double Twice(this double x) => 2 * x;\n        public static int F()")]
    public void Reads_nothing_after(string edit, int file, string old, string replacement)
    {
        (Reading before, Reading after, _) = Edit(file, old, replacement);

        Assert.True(ReferenceEquals(before, after), edit);
    }

    [Theory]
    [InlineData("the function", 0, "Rates.Tax *", "2 * Rates.Tax *")]
    [InlineData("a comment above it", 0, "public static partial class User", "// Uses.\npublic static partial class User")]
    [InlineData("the usings of its file", 0, "using AutoBackprop;", "using System;\nusing AutoBackprop;")]
    [InlineData("a constant", 3, "Tax = 3", "Tax = 4")]
    [InlineData("the type of a constant", 3, "const double Tax", "const float Tax")]
    [InlineData("the signature of a callee", 1, "Square(double x)", "Square(double x, double z = 3)")]
    [InlineData("the name of a callee's parameter", 1, "Square(double x) { return x * x; }", "Square(double z) { return z * z; }")]
    [InlineData("the attribute of a callee", 1, "    [Differentiable]\n    public static double Square", "    public static double Square")]
    [InlineData("the body of a callee that is read in place", 1, "pair.Left + pair.Right", "pair.Left - pair.Right")]
    [InlineData("the body of a struct's method", 2, "Left * Right", "Left * Right * Right")]
    [InlineData("the constructor of a struct", 2, "Left = left; Right = right;", "Left = right; Right = left;")]
    [InlineData("the fields of a struct", 2, "Left, Right;", "Left, Right, Middle;")]
    [InlineData("an overload that is a better match", 3, "public static int Other", "public static double Pick(int x) { return 7 * x; }\n    public static int Other")]
    [InlineData("a type that takes a name", 3, "public struct Plain", "namespace AutoBackprop { public static class Layers2 { } }\npublic struct Plain")]
    [InlineData("a using for every file", 3, "public static class Rates", "global using System.Numerics;\npublic static class Rates")]
    [InlineData("the annotations of another file", 3, "public static class Rates", "#nullable disable\npublic static class Rates")]
    public void Reads_again_after_an_edit_of(string edit, int file, string old, string replacement)
    {
        (Reading before, Reading after, string[] edited) = Edit(file, old, replacement);

        Assert.False(ReferenceEquals(before, after), edit);
        Assert.Equal(GeneratorHarness.Run(edited).Sources, GeneratorHarness.Rerun(Project, edited).Sources);
    }

    [Theory]
    [InlineData("what the type of what it is given inherits", 3, "double Rate", "float Rate")]
    [InlineData("what that type inherits", 2, "End : Far.Base", "End : Far.Base { public new double Rate = 3; } public class More")]
    [InlineData("what gives it", 1, "End Get()", "End Get(int n = 1)")]
    [InlineData("a type of a name that it mentions", 4, "namespace Far {", "public class Rate { }\nnamespace Far {")]
    [InlineData("a namespace", 4, "namespace Far { public static", "namespace Far.Middle { public static")]
    [InlineData("an extension that C# calls unnamed", 4, "class Other { }", "class Other { public static void Deconstruct(this double x, out double y, out double z) => y = z = x; }")]
    [InlineData("a block of extensions", 4, "class Other { }", "class Other { extension(double x) { public double Rate => x; } }")]
    [InlineData("a type of a name that generated code brings in", 4, "class Other { }", "class Other { }\n    public static class Math { }")]
    [InlineData("an attribute of the assembly", 4, "namespace Far", "[assembly: System.CLSCompliant(false)]\nnamespace Far")]
    [InlineData("an attribute's type by its short name", 4, "class Other { }", "class Other { }\n    public class DifferentiableAttribute : System.Attribute { }")]
    public void Reads_again_where_it_can_come_to_mean_something_else(string edit, int file, string old, string replacement)
    {
        (Reading before, Reading after, string[] edited) = Edit(file, old, replacement, Chain);

        Assert.False(ReferenceEquals(before, after), edit);
        Assert.Equal(GeneratorHarness.Run(edited).Sources, GeneratorHarness.Rerun(Chain, edited).Sources);
    }

    [Fact]
    public void What_is_kept_through_an_edit_is_kept_through_the_next()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(Chain, []);
        Reading first = Read(compilation);
        for (int i = 0; i < 3; i++)
        {
            SyntaxTree tree = compilation.SyntaxTrees[4];
            compilation = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From($"namespace Far {{ public static class Other {{ public static int F{i}; }} }}", System.Text.Encoding.UTF8)));
            Assert.Same(first, Read(compilation));
        }
        SyntaxTree named = compilation.SyntaxTrees[3];
        Assert.NotSame(first, Read(compilation.ReplaceSyntaxTree(named, named.WithChangedText(SourceText.From(Chain[3].Replace("double", "float", StringComparison.Ordinal), System.Text.Encoding.UTF8)))));
    }

    [Fact]
    public void A_file_that_comes_or_goes_is_an_edit_like_another()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(Chain, []);
        Reading first = Read(compilation);
        CSharpCompilation less = compilation.RemoveSyntaxTrees(compilation.SyntaxTrees[4]);

        Assert.Same(first, Read(less));
        Assert.NotSame(first, Read(less.RemoveSyntaxTrees(less.SyntaxTrees[2])));
    }

    [Fact]
    public void Reads_again_with_other_options()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(Project, []);

        Assert.NotSame(Read(compilation), Read(compilation.WithOptions(compilation.Options.WithOverflowChecks(true))));
        Assert.NotSame(Read(compilation), Read(compilation.WithAssemblyName("Other")));
        Assert.NotSame(Read(compilation), Read(compilation.RemoveReferences(compilation.References.First())));
        Assert.Same(Read(compilation), Read(compilation));
    }

    [Fact]
    public void Options_are_not_compared_part_by_part()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(Project, []);
        // Two builds by the same server.
        CSharpCompilation first = With(new Incomparable()), second = With(new Incomparable());

        Assert.Same(Read(first), Read(first.Clone()));
        Assert.Same(Read(second), Read(second.Clone(), analyzer: true));
        Assert.NotSame(Read(first), Read(second));

        CSharpCompilation With(MetadataReferenceResolver resolver) => compilation.WithOptions(compilation.Options.WithMetadataReferenceResolver(resolver));
    }

    /// <summary>As the compiler's own is, where it runs as a server.</summary>
    private sealed class Incomparable : MetadataReferenceResolver
    {
        public override bool Equals(object? other) => throw new NotImplementedException();

        public override int GetHashCode() => throw new NotImplementedException();

        public override System.Collections.Immutable.ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties) => [];
    }

    [Fact]
    public void Reads_again_after_an_edit_of_a_project_that_an_editor_has_the_source_of()
    {
        CSharpCompilation library = GeneratorHarness.Compile(["public static class Library { public const double Tax = 3; }"], []);
        SyntaxTree old = library.SyntaxTrees.Single();
        CSharpCompilation edited = library.ReplaceSyntaxTree(old, old.WithChangedText(SourceText.From("public static class Library { public const double Tax = 4; }", System.Text.Encoding.UTF8)));
        CSharpCompilation user = GeneratorHarness.Compile(["partial class User { [AutoBackprop.Differentiable] static double Use(double x) => Library.Tax * x; }"], []);
        CSharpCompilation With(CSharpCompilation referenced) => user.AddReferences(referenced.ToMetadataReference());

        Assert.Same(Read(With(library)), Read(With(library)));
        Assert.NotSame(Read(With(library)), Read(With(edited)));
    }

    [Fact]
    public void The_analyzer_takes_what_the_generator_has_read_and_reads_what_it_could_not()
    {
        Generation generation = GeneratorHarness.Run("""
            partial class P
            {
                [AutoBackprop.Differentiable] static double F(double x) => x * x;
                [AutoBackprop.Differentiable] static double G(double x) => FGradient(x).dX;
            }
            """);
        Compilation before = generation.Compilation.RemoveSyntaxTrees(generation.GeneratedTrees);

        Assert.Same(Read(before, "F"), Read(generation.Compilation, "F", analyzer: true));
        // What is called there is generated: the generator does not see it, the analyzer does.
        Assert.NotSame(Read(before, "G"), Read(generation.Compilation, "G", analyzer: true));
        Assert.Equal(["ABP0003"], generation.AnalyzerDiagnostics.Select(static diagnostic => diagnostic.Id));
    }

    private static (Reading Before, Reading After, string[] Edited) Edit(int file, string old, string replacement, string[]? project = null)
    {
        project ??= Project;
        Assert.Contains(old, project[file]);
        string[] edited = [.. project];
        edited[file] = edited[file].Replace(old, replacement, StringComparison.Ordinal);
        CSharpCompilation before = GeneratorHarness.Compile(project, []);
        SyntaxTree tree = before.SyntaxTrees[file];
        CSharpCompilation after = before.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(edited[file], System.Text.Encoding.UTF8)));
        return (Read(before), Read(after), edited);
    }

    private static Reading Read(Compilation compilation, string name = "Use", bool analyzer = false)
    {
        MethodDeclarationSyntax syntax = compilation.SyntaxTrees.SelectMany(static tree => tree.GetRoot().DescendantNodes()).OfType<MethodDeclarationSyntax>().First(method => method.Identifier.Text == name);
        SemanticModel model = compilation.GetSemanticModel(syntax.SyntaxTree);
        IMethodSymbol symbol = model.GetDeclaredSymbol(syntax)!;
        return analyzer ? Reading.ForAnalyzer(syntax, symbol, model, default) : Reading.ForGenerator(syntax, symbol, model, default);
    }
}
