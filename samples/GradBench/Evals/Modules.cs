using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>The modules by name, and why some are not there.</summary>
internal static class Modules
{
    /// <summary>By module, the functions by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Function>> All { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, Function>>
        {
            ["hello"] = Hello.Functions,
            ["gmm"] = Gmm.Functions,
            ["ba"] = Ba.Functions,
            ["ht"] = Ht.Functions,
            ["lstm"] = Lstm.Functions,
            ["kmeans"] = Kmeans.Functions,
            ["lse"] = Lse.Functions,
            ["llsq"] = Llsq.Functions,
            ["det"] = Det.Functions,
            ["ode"] = Ode.Functions,
        };

    /// <summary>The modules that GradBench has and this tool has not.</summary>
    public static IReadOnlyDictionary<string, string> NotSupported { get; } = new Dictionary<string, string>
    {
        ["particle"] = "Not supported: needs derivatives of derivatives.",
        ["saddle"] = "Not supported: needs derivatives of derivatives.",
    };
}
