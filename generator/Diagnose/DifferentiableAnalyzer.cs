using System.Collections.Concurrent;
using System.Collections.Immutable;
using AutoBackprop.Generator.Differentiate;
using AutoBackprop.Generator.Link;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Read;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AutoBackprop.Generator.Diagnose;

/// <summary>Reports what the generator's fence refuses, at the exact expression.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DifferentiableAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Descriptors.NotPartial, Descriptors.NothingDifferentiable, Descriptors.NoDerivative, Descriptors.Construct, Descriptors.UnsupportedType,
        Descriptors.Signature, Descriptors.BackwardSignature, Descriptors.NameTaken, Descriptors.CalleeRefused, Descriptors.Internal,
        Descriptors.GradientLost, Descriptors.NoInfluence, Descriptors.TakenAsConstant, Descriptors.Derivatives,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(FunctionReader.DifferentiableAttribute) is null)
                return;
            var verdicts = new ConcurrentDictionary<string, Verdict>();
            var handWritten = new Lazy<EquatableArray<CustomBackward>>(() => HandWritten(start.Compilation.Assembly.GlobalNamespace).ToEquatableArray());
            start.RegisterSyntaxNodeAction(node => Analyze(node, verdicts, handWritten), SyntaxKind.MethodDeclaration);
            start.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end => ReportCallees(end, verdicts));
        });
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, ConcurrentDictionary<string, Verdict> verdicts, Lazy<EquatableArray<CustomBackward>> handWritten)
    {
        var syntax = (MethodDeclarationSyntax)context.Node;
        if (syntax.AttributeLists.Count == 0 || context.SemanticModel.GetDeclaredSymbol(syntax, context.CancellationToken) is not { } symbol)
            return;
        if (symbol.Attribute(FunctionReader.BackwardOfAttribute) is not null)
        {
            var fence = new Fence();
            BackwardOfReader.Read(symbol, fence);
            Report(context, fence);
        }
        if (symbol.Attribute(FunctionReader.DifferentiableAttribute) is not null)
            verdicts[symbol.Key()] = AnalyzeFunction(context, syntax, symbol, handWritten);
    }

    /// <summary>A class marked [Differentiable] holds parameters; a struct is a value, if it is not generic.</summary>
    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        if (context.Symbol is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } type || type.Attribute(FunctionReader.DifferentiableAttribute) is null)
            return;
        var fence = new Fence();
        DerivativesReader.CheckType(type, fence);
        try
        {
            if (type.TypeKind == TypeKind.Class)
                HolderReader.Check(type, fence);
            else if (CompositeReader.MayOverlap(type))
                fence.Refuse(Descriptors.Signature, type.Locations[0], type.Name, "a struct whose fields may lie at the same place", "drop [StructLayout(LayoutKind.Explicit)], or [Differentiable]");
            else if (!CompositeReader.IsComposite(type))
                fence.Refuse(Descriptors.Signature, type.Locations[0], type.Name, type.IsRefLikeType ? "a ref struct" : "generic, or inside a generic type", type.IsRefLikeType ? "drop 'ref', or [Differentiable]" : "write it for float or for double");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Internal, type.Locations[0], type.Name, Contained.Describe(exception)));
        }
        foreach (Refusal refusal in fence.Refusals)
            context.ReportDiagnostic(refusal.ToDiagnostic());
    }

    private static Verdict AnalyzeFunction(SyntaxNodeAnalysisContext context, MethodDeclarationSyntax syntax, IMethodSymbol symbol, Lazy<EquatableArray<CustomBackward>> handWritten)
    {
        (Function? function, Fence fence, string? unread) = Reading.ForAnalyzer(syntax, symbol, context.SemanticModel, context.CancellationToken);
        if (unread is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Internal, syntax.Identifier.GetLocation(), symbol.Name, unread));
            return new Verdict(symbol.Name, IsAccepted: false, []);
        }
        Report(context, fence);
        if (function is null)
            return new Verdict(symbol.Name, IsAccepted: false, []);
        LinkedFunction linked = Contained.Lower(function);
        if (linked.Refused.Count > 0)
            linked = Contained.Lower(Linking.Bind(function, handWritten.Value));
        foreach (OpaqueCallee callee in linked.Refused)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NoDerivative, fence.LocationOf(callee.Site), callee.Display));
        if (linked.VaryingConstant is { } constant)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Construct, symbol.Parameters.First(parameter => parameter.Name == constant).Locations[0],
                $"The parameter '{constant}', which is marked [NoGradient] but is given values that depend on an input,", "drop the mark"));
        }
        if (linked.Refused.Count > 0 || linked.VaryingConstant is not null)
            return new Verdict(symbol.Name, IsAccepted: false, []);
        if (function.WantsJacobian && !GeneratedNames.HasBackward(symbol) && JacobianMethod.Obstacle(linked.Lowered) is { } obstacle)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Construct, fence.LocationOf(obstacle.Site),
                $"In a function whose Jacobian is asked for, a call of '{obstacle.Text}', which is given a buffer that it may write,", "give it a ReadOnlySpan, or return what it writes"));
            return new Verdict(symbol.Name, IsAccepted: false, []);
        }
        // What has been generated need not be generated again to see that it can be.
        if (!GeneratedNames.HasBackward(symbol) && Contained.Failure(linked) is { } failure)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Internal, syntax.Identifier.GetLocation(), symbol.Name, failure));
            return new Verdict(symbol.Name, IsAccepted: false, []);
        }
        Diagnostic[] remarks = [.. Remarks.On(function, linked.Lowered, symbol, fence)];
        if (remarks.Length > 0 && !FunctionReader.HasErrors(context.SemanticModel, syntax, context.CancellationToken))
            remarks.ToList().ForEach(context.ReportDiagnostic);
        IEnumerable<(string, Location)> calls = function.CustomBackward is not null ? [] : function.Body.Descendants()
            .SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants())
            .OfType<Call>().Select(static call => call.Callee).OfType<DifferentiableCallee>()
            .Where(callee => function.Callees.Contains(callee.Key)).Select(callee => (callee.Key, fence.LocationOf(callee.Site)));
        return new Verdict(symbol.Name, IsAccepted: true, [.. calls]) { Draws = Splitting.Draws(function), CanSplit = BackwardMethod.CanSplit(linked.Lowered), WantsJacobian = function.WantsJacobian };
    }

    private static void Report(SyntaxNodeAnalysisContext context, Fence fence)
    {
        foreach (Refusal refusal in fence.Refusals)
            context.ReportDiagnostic(refusal.ToDiagnostic());
    }

    /// <summary>A function whose callee was refused has no derivative either.</summary>
    private static void ReportCallees(CompilationAnalysisContext context, ConcurrentDictionary<string, Verdict> verdicts)
    {
        FunctionSummary[] summaries = [.. verdicts.Select(static pair =>
            new FunctionSummary(pair.Key, pair.Value.IsAccepted, pair.Value.Calls.Select(static call => call.Key).ToEquatableArray(), pair.Value.Draws, pair.Value.CanSplit, pair.Value.WantsJacobian))];
        HashSet<string> differentiable = [.. Linking.Differentiable(summaries)];
        ILookup<string, string> runAgain = Linking.RunAgain(summaries);
        foreach ((string caller, Verdict verdict) in verdicts.Where(static pair => pair.Value.IsAccepted).Select(static pair => (pair.Key, pair.Value)))
        {
            foreach ((string key, Location location) in verdict.Calls)
            {
                if (runAgain[caller].Contains(key))
                {
                    context.ReportDiagnostic(Diagnostic.Create(Descriptors.Construct, location,
                        $"A call of '{verdicts[key].Name}', which draws what would be another value if it were run again,", verdict.WantsJacobian ? "pass what it draws" : "let it write its result into a span, or pass what it draws"));
                }
                else if (!differentiable.Contains(key))
                {
                    context.ReportDiagnostic(Diagnostic.Create(Descriptors.CalleeRefused, location, verdicts.TryGetValue(key, out Verdict? callee) ? callee.Name : key));
                }
            }
        }
    }

    private static IEnumerable<CustomBackward> HandWritten(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(static member => member switch
    {
        INamespaceOrTypeSymbol inner => HandWritten(inner),
        IMethodSymbol method when BackwardOfReader.Read(method, new Fence()) is { } backward => [backward],
        _ => [],
    });

    /// <summary>What is known of a function once it has been analyzed.</summary>
    private sealed record Verdict(string Name, bool IsAccepted, (string Key, Location Location)[] Calls)
    {
        /// <summary>Whether it calls what may give another value each time.</summary>
        public bool Draws { get; init; }

        /// <summary>Whether its forward pass and its reverse can be apart.</summary>
        public bool CanSplit { get; init; }

        /// <summary>Whether its Jacobian is asked for.</summary>
        public bool WantsJacobian { get; init; }
    }
}
