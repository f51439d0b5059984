using System.Diagnostics;
using AutoBackprop.Generator;
using AutoBackprop.Generator.Diagnose;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AutoBackprop.Benchmarks;

/// <summary>What the generator costs a project of a thousand functions: in a cold build, and at a keystroke in a file that has none of them.</summary>
internal static class GeneratorRun
{
    private const int Functions = 1000, FunctionsPerFile = 20;

    public static void Run()
    {
        CSharpParseOptions options = new(LanguageVersion.Latest);
        SyntaxTree[] files = [.. Enumerable.Range(0, Functions / FunctionsPerFile).Select(file => CSharpSyntaxTree.ParseText(SourceText.From(Source(file), System.Text.Encoding.UTF8), options, $"File{file}.cs"))];
        SyntaxTree unrelated = CSharpSyntaxTree.ParseText("static class Unrelated { public static int F() => 1; }", options, "Unrelated.cs");
        MetadataReference[] references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];
        for (int round = 0; round < 3; round++)
        {
            CSharpCompilation compilation = CSharpCompilation.Create("Project", [.. files, unrelated], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
            double plain = Milliseconds(() => compilation.Clone().GetDiagnostics());
            GeneratorDriver driver = CSharpGeneratorDriver.Create([new BackpropGenerator().AsSourceGenerator()], parseOptions: options);
            Compilation generated = compilation;
            double cold = Milliseconds(() => driver = driver.RunGeneratorsAndUpdateCompilation(compilation.Clone(), out generated, out _));
            double analysis = Milliseconds(() => generated.WithAnalyzers([new DifferentiableAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult());
            CSharpCompilation edited = compilation.ReplaceSyntaxTree(unrelated, unrelated.WithChangedText(SourceText.From("static class Unrelated { public static int F() => 2; }", System.Text.Encoding.UTF8)));
            double keystroke = Milliseconds(() => driver = driver.RunGenerators(edited));
            Console.WriteLine($"{Functions} functions: compiled without in {plain:F0} ms; generated in {cold:F0} ms, {cold / Functions:F2} ms each; analyzed in {analysis:F0} ms, {analysis / Functions:F2} ms each; after an unrelated keystroke {keystroke:F1} ms");
        }
    }

    private static string Source(int file) => $$"""
        using System;
        using AutoBackprop;
        namespace Project;
        public static partial class Functions{{file}}
        {
        {{string.Concat(Enumerable.Range(0, FunctionsPerFile).Select(Function))}}
        }
        """;

    private static string Function(int index) => (index % 4) switch
    {
        0 => $$"""
            [Differentiable]
            public static double Price{{index}}(double apple, double count, double tax)
            {
                double price = apple * count;
                return price * tax + Math.Exp(-price) / (1 + tax * tax);
            }

            """,
        1 => $$"""
            [Differentiable]
            public static double Branch{{index}}(double x, double y)
            {
                if (x > y)
                    return Math.Sqrt(x - y) * x;
                return x < 0 ? Math.Sin(x) * y : Math.Log(1 + x) - Price{{index - 1}}(x, y, 2);
            }

            """,
        2 => $$"""
            [Differentiable]
            public static double Dot{{index}}(double[] a, double[] b)
            {
                double sum = 0;
                for (int i = 0; i < a.Length; i++)
                    sum += a[i] * b[i] + Math.Tanh(a[i]);
                return sum * sum;
            }

            """,
        _ => $$"""
            [Differentiable]
            public static double Steps{{index}}(double x, double k, int n)
            {
                double y = x;
                for (int i = 0; i < n; i++)
                    y = Math.Sin(y) * k + x / (1 + y * y);
                return y;
            }

            """,
    };

    private static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
