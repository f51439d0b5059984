using System.Diagnostics;
using Xunit;

namespace AutoBackprop.Tests.Packaging;

/// <summary>Runs a program as a user would in a terminal.</summary>
internal static class Command
{
    /// <summary>Runs <c>dotnet</c> and gives what it printed; fails with that where it does not succeed.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables that it is given on top.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Dotnet(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Run(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", folder, environment, arguments);

    public static string Run(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the build that runs this test has set for itself is none of the user's.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        bool hasEnded = process.WaitForExit(TimeSpan.FromMinutes(5));
        if (!hasEnded)
            process.Kill(entireProcessTree: true);
        Assert.True(hasEnded && process.ExitCode == 0, $"'{program} {string.Join(" ", arguments)}' {(hasEnded ? "failed" : "did not end in five minutes")}:\n{output.Result}\n{error.Result}");
        return output.Result;
    }
}
