using AutoBackprop.Generator.Diagnose;
using AutoBackprop.Generator.Model;
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
    private readonly List<Loss> losses = [];

    public IReadOnlyList<Refusal> Refusals => refusals;

    /// <summary>The places where a gradient ends, if the value has one.</summary>
    public IReadOnlyList<Loss> Losses => losses;

    public bool HasRefused => refusals.Count > 0;

    private Location? callSite;
    private string? callee;

    public void Refuse(DiagnosticDescriptor descriptor, Location location, params string[] arguments)
    {
        if (callSite is not null && descriptor == Descriptors.Construct)
            arguments = [$"In '{callee}', {char.ToLowerInvariant(arguments[0][0])}{arguments[0].Substring(1)}", arguments[1]];
        var refusal = new Refusal(descriptor, callSite ?? location, arguments);
        // What is read in place for each part of a struct, or for each use, is refused once.
        if (!refusals.Any(refusal.IsSameAs))
            refusals.Add(refusal);
    }

    /// <summary>Reads a callee in place: what is refused in it is reported where it is called.</summary>
    public T At<T>(Location site, string name, bool isOutermost, Func<T> read)
    {
        if (!isOutermost)
            return read();
        (callSite, callee) = (site, name);
        try
        {
            return read();
        }
        finally
        {
            (callSite, callee) = (null, null);
        }
    }

    /// <summary>Takes back what was refused, where something else has been reported already. The function stays without a derivative.</summary>
    public void Forget() => refusals.Clear();

    /// <summary>Refuses a construct: what it is, and what to do instead.</summary>
    public void RefuseConstruct(SyntaxNode node, string construct, string instead) =>
        Refuse(Descriptors.Construct, node.GetLocation(), construct, instead);

    /// <summary>Notes where the gradient of a value ends by a rule of the language, not by mistake. Whether it has one is known later.</summary>
    public void NoteLoss(Expression value, SyntaxNode node, string reason) => losses.Add(new Loss(value, node.GetLocation(), reason));

    /// <summary>
    /// Numbers a place whose verdict a later stage gives. The model holds the number alone: a position in it would make
    /// every edit above the function a change of the function.
    /// </summary>
    public int Site(SyntaxNode node)
    {
        sites.Add(callSite ?? node.GetLocation());
        return sites.Count - 1;
    }

    public Location LocationOf(int site) => sites[site];
}

/// <summary>A place where the gradient of a value ends.</summary>
/// <param name="Value">The value, in terms of the function as read.</param>
/// <param name="Location">Where it ends.</param>
/// <param name="Reason">Why.</param>
public sealed record Loss(Expression Value, Location Location, string Reason);
