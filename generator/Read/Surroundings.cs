using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Read;

/// <summary>
/// What the text of a file can mean in a compilation: everything but the other files' bodies. As long as it is the same,
/// so is the meaning of a file that is the same; and where it is not, that of a file that names nothing of what has changed,
/// nor anything that names it. A keystroke in a body leaves the surroundings as they are, one in a declaration changes what
/// few files mean.
/// </summary>
internal sealed class Surroundings
{
    private static readonly ConditionalWeakTable<Compilation, Surroundings> OfCompilations = new();
    private static readonly List<WeakReference<Surroundings>> Known = [];

    private readonly string? assembly;
    // Not compared part by part: the resolvers that the compiler puts into its options cannot be compared.
    private readonly CompilationOptions options;
    // Weakly: what is kept with a file must not keep other projects' compilations alive.
    private readonly (WeakReference<object> Identity, MetadataReferenceProperties Properties)[] references;
    private readonly FileOutline[] files;
    private readonly byte[] declarations;
    private readonly List<(WeakReference<Surroundings> Earlier, HashSet<string>? Changed)> comparisons = [];

    private Surroundings(Compilation compilation)
    {
        assembly = compilation.AssemblyName;
        options = compilation.Options;
        references = [.. compilation.References.Select(static reference => (new WeakReference<object>(Identity(reference)), reference.Properties))];
        files = [.. compilation.SyntaxTrees.Where(static tree => !FileOutline.IsGenerated(tree)).Select(FileOutline.Of)];
        declarations = FileOutline.HashOf([.. files.SelectMany(static file => file.Hash)]);
    }

    /// <summary>The surroundings that a compilation's files have: one object for all compilations that have the same.</summary>
    public static Surroundings Of(Compilation compilation) => OfCompilations.GetValue(compilation, static compilation => Canonical(new Surroundings(compilation)));

    /// <summary>Whether files that meant something in earlier surroundings mean the same in these.</summary>
    /// <param name="earlier">The earlier surroundings.</param>
    /// <param name="read">The files, which are in both.</param>
    public bool Keep(Surroundings earlier, IEnumerable<SyntaxTree> read) =>
        this == earlier || ChangedSince(earlier) is { } changed && !read.Any(tree => FileOutline.Of(tree).Mentions(changed));

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

    private bool IsSameAs(Surroundings other) => declarations.SequenceEqual(other.declarations) && IsSameButForFiles(other);

    // The compiler keeps its options where nothing in them has changed; comparing their parts would throw, as its resolvers do.
    private bool IsSameButForFiles(Surroundings other) => assembly == other.assembly && ReferenceEquals(options, other.options)
        && references.Length == other.references.Length && references.Zip(other.references, AreSame).All(static same => same);

    private static bool AreSame((WeakReference<object> Identity, MetadataReferenceProperties Properties) left, (WeakReference<object> Identity, MetadataReferenceProperties Properties) right) =>
        left.Identity.TryGetTarget(out object? one) && right.Identity.TryGetTarget(out object? other) && one == other && left.Properties.Equals(right.Properties);

    private static object Identity(MetadataReference reference) => reference is CompilationReference project ? project.Compilation : reference;

    /// <summary>The names that may mean something else than in earlier surroundings; null where any may. Every function asks: it is answered once.</summary>
    private HashSet<string>? ChangedSince(Surroundings earlier)
    {
        lock (comparisons)
        {
            comparisons.RemoveAll(static known => !known.Earlier.TryGetTarget(out _));
            foreach ((WeakReference<Surroundings> known, HashSet<string>? names) in comparisons)
            {
                if (known.TryGetTarget(out Surroundings? other) && other == earlier)
                    return names;
            }
            HashSet<string>? changed = Changed(earlier);
            comparisons.Add((new WeakReference<Surroundings>(earlier), changed));
            return changed;
        }
    }

    private HashSet<string>? Changed(Surroundings earlier)
    {
        if (!IsSameButForFiles(earlier))
            return null;
        HashSet<string> before = [.. earlier.files.Select(static file => file.Key)], now = [.. files.Select(static file => file.Key)];
        FileOutline[] changed = [.. earlier.files.Where(file => !now.Contains(file.Key)), .. files.Where(file => !before.Contains(file.Key))];
        // The order of the others must be the same: where a type has parts in several files, it is that of its fields.
        if (!earlier.files.Where(file => now.Contains(file.Key)).Select(static file => file.Key).SequenceEqual(files.Where(file => before.Contains(file.Key)).Select(static file => file.Key))
            || !SpacesOf(earlier).SetEquals(SpacesOf(this)))
            return null;
        HashSet<string> names = [];
        HashSet<FileOutline> reached = [];
        while (changed.Length > 0)
        {
            if (changed.Any(static file => file.IsForAll))
                return null;
            reached.UnionWith(changed);
            names.UnionWith(changed.SelectMany(static file => file.Declared));
            // Who names one of them in a declaration hands it on: an expression can have a type that no one writes.
            changed = [.. earlier.files.Concat(files).Distinct().Where(file => !reached.Contains(file) && file.DeclaresWith(names))];
        }
        return names;
    }

    private static HashSet<string> SpacesOf(Surroundings surroundings) => [.. surroundings.files.SelectMany(static file => file.Namespaces)];
}
