using AutoBackprop.Generator.Diagnose;
using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Read;

/// <summary>
/// The one place where it is decided that something cannot be differentiated: readers ask it to refuse, the generator
/// stops where it has, the analyzer reports what it has.
/// </summary>
public sealed class Fence
{
    private readonly List<Refusal> refusals = [];
    private readonly List<Location> sites = [];

    public IReadOnlyList<Refusal> Refusals => refusals;

    public bool HasRefused => refusals.Count > 0;

    public void Refuse(DiagnosticDescriptor descriptor, Location location, params string[] arguments) =>
        refusals.Add(new Refusal(descriptor, location, arguments));

    /// <summary>Takes back what was refused, where something else has been reported already. The function stays without a derivative.</summary>
    public void Forget() => refusals.Clear();

    /// <summary>Refuses a construct: what it is, and what to do instead.</summary>
    public void RefuseConstruct(SyntaxNode node, string construct, string instead) =>
        Refuse(Descriptors.Construct, node.GetLocation(), construct, instead);

    /// <summary>
    /// Numbers a place whose verdict a later stage gives. The model holds the number alone: a position in it would make
    /// every edit above the function a change of the function.
    /// </summary>
    public int Site(SyntaxNode node)
    {
        sites.Add(node.GetLocation());
        return sites.Count - 1;
    }

    public Location LocationOf(int site) => sites[site];
}
