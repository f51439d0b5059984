using System.IO.Compression;
using System.Xml.Linq;

namespace AutoBackprop.Tests.Packaging;

/// <summary>The package, made from the sources into a folder of its own, and a place outside the repository for projects that use it.</summary>
public sealed class LocalFeed : IDisposable
{
    /// <summary>Packages that a user's project restores: kept from one run of the tests to the next.</summary>
    private static readonly string RestoredPackages = Path.Combine(AppContext.BaseDirectory, "restored-packages");

    public static readonly string Repository = Path.GetFullPath(Path.Combine(Snapshot.Folder, "..", "..", ".."));

    public LocalFeed()
    {
        Root = Directory.CreateTempSubdirectory("autobackprop-package-").FullName;
        string artifacts = Path.Combine(Root, "artifacts");
        Packages = Path.Combine(Root, "packages");
        Command.Dotnet(Repository, new Dictionary<string, string>(), "pack", "src/AutoBackprop.csproj", "--configuration", "Release", "--artifacts-path", artifacts, "--output", Packages, "--nologo");
        Version = XDocument.Load(Path.Combine(Repository, "Directory.Build.props")).Descendants("Version").Single().Value;
        File.WriteAllText(Path.Combine(Root, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="local" value="{Packages}" />
              </packageSources>
            </configuration>
            """);
        string restored = Path.Combine(RestoredPackages, "autobackprop");
        if (Directory.Exists(restored))
            Directory.Delete(restored, recursive: true);
    }

    /// <summary>The version that the project has in its one place.</summary>
    public string Version { get; }

    /// <summary>A folder outside the repository.</summary>
    public string Root { get; }

    /// <summary>Where the packages are.</summary>
    public string Packages { get; }

    public string Package => Path.Combine(Packages, $"AutoBackprop.{Version}.nupkg");

    public ZipArchive Open(string extension) => ZipFile.OpenRead(Path.ChangeExtension(Package, extension));

    /// <summary>Runs <c>dotnet</c> in a folder beside the packages, as a user who has this folder among the package sources.</summary>
    public string Dotnet(string folder, params string[] arguments) =>
        Command.Dotnet(Directory.CreateDirectory(Path.Combine(Root, folder)).FullName, new Dictionary<string, string> { ["NUGET_PACKAGES"] = RestoredPackages }, arguments);

    /// <summary>Runs a program that was built.</summary>
    public string Run(string folder, string program) => Command.Run(Path.Combine(Root, folder, program), Root, new Dictionary<string, string>());

    public void Write(string folder, string file, string text)
    {
        Directory.CreateDirectory(Path.Combine(Root, folder));
        File.WriteAllText(Path.Combine(Root, folder, file), text);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
