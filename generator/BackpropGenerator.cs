using AutoBackprop.Generator.Emit;
using AutoBackprop.Generator.Link;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Read;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator;

/// <summary>Gives functions marked [Differentiable] their backward pass.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class BackpropGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var functions = Marked(context, FunctionReader.DifferentiableAttribute, static node => node is MethodDeclarationSyntax, FunctionSource.Read, Steps.Read);
        var holders = Marked<Holder>(context, FunctionReader.DifferentiableAttribute, static node => node is ClassDeclarationSyntax or RecordDeclarationSyntax, FunctionSource.ReadHolder, Steps.ReadHolder);
        var handWritten = Marked(context, FunctionReader.BackwardOfAttribute, static node => node is MethodDeclarationSyntax, FunctionSource.ReadBackwardOf, Steps.ReadBackwardOf);
        var allHandWritten = handWritten.Collect().Select(static (all, _) => all.ToEquatableArray());
        var bound = functions.Combine(allHandWritten).Select(static (pair, _) => Linking.Bind(pair.Left, pair.Right)).WithTrackingName(Steps.Bind);
        var writes = bound.Select(static (function, _) => Contained.SummarizeWrites(function)).Collect()
            .Select(static (all, _) => Linking.Writes(all)).WithTrackingName(Steps.Writes);
        var resolved = bound.Combine(writes).Select(static (pair, _) => Linking.Resolve(pair.Left, pair.Right)).WithTrackingName(Steps.Resolve);
        var lowered = resolved.Select(static (function, _) => Contained.Lower(function)).WithTrackingName(Steps.Lower);
        var summaries = lowered.Select(static (function, _) => Linking.Summarize(function)).Collect();
        var differentiable = summaries.Select(static (all, _) => Linking.Differentiable(all)).WithTrackingName(Steps.Link);
        var called = summaries.Select(static (all, _) => Linking.Called(all)).WithTrackingName(Steps.Called);
        var splits = lowered.Combine(called).Select(static (pair, _) => pair.Right.Contains(pair.Left.Lowered.Function.Key) ? pair.Left : null)
            .Select(static (function, _) => function is null ? null : Contained.Split(function)).Collect();
        var allSplit = splits.Combine(summaries).Combine(differentiable).Select(static (all, _) => Splitting.Decide(all.Left.Left, all.Left.Right, all.Right)).WithTrackingName(Steps.Split);
        var accepted = lowered.Combine(differentiable).Select(static (pair, _) => Linking.Accept(pair.Left, pair.Right)).WithTrackingName(Steps.Accept);
        var files = accepted.Combine(allSplit).Select(static (pair, _) => (Function: pair.Left, Split: Splitting.In(pair.Left, pair.Right))).WithTrackingName(Steps.SplitIn)
            .Select(static (pair, _) => pair.Function is null ? null : Contained.Generate(pair.Function, pair.Split)).WithTrackingName(Steps.Generate);
        var wanted = files.Collect().Select(static (all, _) => Linking.Wanted(all)).WithTrackingName(Steps.Wanted);
        var passes = files.Combine(wanted).Select(static (pair, _) => pair.Left?.Split is { } split && pair.Right.Contains(split.Key) ? split : null).WithTrackingName(Steps.GenerateSplit);
        var helpers = holders.Select(static (holder, _) => GeneratedFile.Of(holder)).WithTrackingName(Steps.GenerateHolder);
        context.RegisterSourceOutput(files, Add);
        context.RegisterSourceOutput(files.Select(static (file, _) => file?.Jacobian).WithTrackingName(Steps.GenerateJacobian), Add);
        context.RegisterSourceOutput(passes, Add);
        context.RegisterSourceOutput(helpers, static (output, file) => output.AddSource(file.HintName, file.Text));
    }

    private static void Add(SourceProductionContext output, GeneratedFile? file)
    {
        if (file is not null)
            output.AddSource(file.HintName, file.Text);
    }

    private static IncrementalValuesProvider<T> Marked<T>(
        IncrementalGeneratorInitializationContext context, string attribute, Func<SyntaxNode, bool> isMarked, Func<GeneratorAttributeSyntaxContext, CancellationToken, T?> read, string step)
        where T : class => context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, (node, _) => isMarked(node), read)
            .WithTrackingName(step)
            .Where(static model => model is not null)!;

    /// <summary>The names of the pipeline's steps, by which a test sees what is computed anew.</summary>
    public static class Steps
    {
        public const string Read = nameof(Read);
        public const string ReadHolder = nameof(ReadHolder);
        public const string ReadBackwardOf = nameof(ReadBackwardOf);
        public const string Bind = nameof(Bind);
        public const string Writes = nameof(Writes);
        public const string Resolve = nameof(Resolve);
        public const string Lower = nameof(Lower);
        public const string Link = nameof(Link);
        public const string Accept = nameof(Accept);
        public const string Called = nameof(Called);
        public const string Split = nameof(Split);
        public const string SplitIn = nameof(SplitIn);
        public const string Generate = nameof(Generate);
        public const string Wanted = nameof(Wanted);
        public const string GenerateSplit = nameof(GenerateSplit);
        public const string GenerateJacobian = nameof(GenerateJacobian);
        public const string GenerateHolder = nameof(GenerateHolder);
    }
}
