using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace AutoBackprop.Tests.Packaging;

/// <summary>The package that people install: what is in it, and that a project of theirs works with nothing else.</summary>
public sealed partial class PackageTests(LocalFeed feed) : IClassFixture<LocalFeed>
{
    [Fact]
    public void The_library_is_in_lib_and_what_the_compiler_loads_in_analyzers()
    {
        using ZipArchive package = feed.Open("nupkg");

        Assert.Equal(
            [
                "LICENSE", "README.md", "analyzers/dotnet/cs/AutoBackprop.Fixes.dll", "analyzers/dotnet/cs/AutoBackprop.Generator.dll",
                "icon.png", "lib/net10.0/AutoBackprop.dll", "lib/net10.0/AutoBackprop.xml",
            ],
            package.Entries.Select(entry => entry.FullName)
                .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name is not ("[Content_Types].xml" or "AutoBackprop.nuspec"))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_packages_page_is_the_repositorys_with_links_that_lead_there()
    {
        using ZipArchive package = feed.Open("nupkg");
        using var reader = new StreamReader(package.GetEntry("README.md")!.Open());
        string packed = reader.ReadToEnd();

        Assert.DoesNotMatch(@"\]\((?!https?:|#)", packed);
        Assert.Equal(
            File.ReadAllText(Path.Combine(LocalFeed.Repository, "README.md")).ReplaceLineEndings().TrimEnd(),
            packed.Replace("https://github.com/autobackprop/autobackprop/blob/main/", "", StringComparison.Ordinal).ReplaceLineEndings().TrimEnd());
    }

    [Fact]
    public void The_symbols_are_in_a_package_of_their_own()
    {
        using ZipArchive symbols = feed.Open("snupkg");

        Assert.Contains("lib/net10.0/AutoBackprop.pdb", symbols.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public void The_package_says_what_it_is_and_depends_on_the_tensors_alone()
    {
        using ZipArchive package = feed.Open("nupkg");
        using Stream stream = package.GetEntry("AutoBackprop.nuspec")!.Open();
        XElement[] metadata = [.. XDocument.Load(stream).Descendants()];

        Assert.Equal("AutoBackprop", Value("id"));
        Assert.Equal(feed.Version, Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("icon.png", Value("icon"));
        Assert.Equal("README.md", Value("readme"));
        Assert.Equal(["System.Numerics.Tensors"], metadata.Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value));

        string Value(string name) => metadata.Single(element => element.Name.LocalName == name).Value;
    }

    [Fact]
    public void What_is_packed_was_compiled_deterministically_and_holds_no_path_of_this_machine()
    {
        using ZipArchive package = feed.Open("nupkg");

        Assert.All(package.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)), entry =>
        {
            using Stream stream = entry.Open();
            var copy = new MemoryStream();
            stream.CopyTo(copy);
            using var image = new PEReader(new MemoryStream(copy.ToArray()));
            Assert.Contains(DebugDirectoryEntryType.Reproducible, image.ReadDebugDirectory().Select(debug => debug.Type));
            Assert.DoesNotContain(LocalFeed.Repository, System.Text.Encoding.Latin1.GetString(copy.ToArray()));
        });
    }

    [Fact]
    public void Packed_again_elsewhere_it_holds_the_same()
    {
        string other = Path.Combine(feed.Root, "again");
        Command.Dotnet(LocalFeed.Repository, new Dictionary<string, string>(), "pack", "src/AutoBackprop.csproj", "--configuration", "Release", "--artifacts-path", Path.Combine(other, "artifacts"), "--output", other, "--nologo");

        foreach (string extension in new[] { "nupkg", "snupkg" })
        {
            using ZipArchive first = feed.Open(extension), second = ZipFile.OpenRead(Path.Combine(other, Path.ChangeExtension(Path.GetFileName(feed.Package), extension)));
            string[] compiled = [.. first.Entries.Select(static entry => entry.FullName).Where(static name => name.EndsWith(".dll", StringComparison.Ordinal) || name.EndsWith(".pdb", StringComparison.Ordinal))];
            Assert.NotEmpty(compiled);
            Assert.All(compiled, name => Assert.True(Bytes(first.GetEntry(name)!).SequenceEqual(Bytes(second.GetEntry(name)!)), name));
        }

        static byte[] Bytes(ZipArchiveEntry entry)
        {
            using Stream stream = entry.Open();
            var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
    }

    [Fact]
    public void The_generators_version_is_the_packages()
    {
        using ZipArchive package = feed.Open("nupkg");
        var copy = new MemoryStream();
        using (Stream stream = package.GetEntry("analyzers/dotnet/cs/AutoBackprop.Generator.dll")!.Open())
            stream.CopyTo(copy);
        using var image = new PEReader(new MemoryStream(copy.ToArray()));

        Assert.Equal(Version.Parse(feed.Version), image.GetMetadataReader().GetAssemblyDefinition().Version is var version ? new Version(version.Major, version.Minor, version.Build) : null);
    }

    [Fact]
    public void A_newcomer_with_the_readme_alone_gets_what_it_prints()
    {
        string readme = File.ReadAllText(Path.Combine(LocalFeed.Repository, "README.md"));
        Match example = Example().Match(readme);
        Assert.True(example.Success, "README.md has no section '## Install' with a program and what it prints.");

        feed.Dotnet(".", "new", "console", "--output", "Hello");
        feed.Dotnet("Hello", "add", "package", "AutoBackprop");
        feed.Write("Hello", "Program.cs", example.Groups["program"].Value);

        Assert.Equal(example.Groups["output"].Value.Trim(), feed.Dotnet("Hello", "run").Trim());
    }

    [Fact]
    public void A_native_program_computes_the_gradients_that_the_jit_computes()
    {
        feed.Write("Native", "Native.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <PublishAot>true</PublishAot>
                <!-- The JIT optimizes from the first call on, as it does in time. -->
                <Optimize>true</Optimize>
                <TieredCompilation>false</TieredCompilation>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="AutoBackprop" Version="{feed.Version}" />
                <!-- The whole library is looked at for what trimming would break, not only what this program calls. -->
                <TrimmerRootAssembly Include="AutoBackprop" />
              </ItemGroup>
            </Project>
            """);
        feed.Write("Native", "Program.cs", NativeProgram);

        string jit = feed.Dotnet("Native", "run");
        RequireLinker();
        feed.Dotnet("Native", "publish", "--output", "published", "--nologo");

        Assert.Equal(11, jit.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("<1, 0, 0>\n<0, 1, 0>\n<0, 0, 1>\n", jit.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(jit, feed.Run("Native", Path.Combine("published", OperatingSystem.IsWindows() ? "Native.exe" : "Native")));
    }

    /// <summary>NativeAOT links with the system's C compiler; where there is none, that is what the failure says.</summary>
    private static void RequireLinker()
    {
        if (!OperatingSystem.IsLinux())
            return;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.True(
            folders.Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc"))),
            "Publishing with NativeAOT needs a linker, and there is neither clang nor gcc on this machine. On Debian and Ubuntu: apt-get install clang zlib1g-dev");
    }

    /// <summary>Scalars, branches, loops that record, buffers, calls, the library's layers and checks.</summary>
    private const string NativeProgram = """
        using System.Globalization;
        using System.Numerics;
        using AutoBackprop;

        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        double[] w = [0.25, -1.5, 2], x = [1, 0.5, -0.75];
        Console.WriteLine(Functions.PriceGradient(100, 2, 1.1));
        Console.WriteLine(Functions.SmoothGradient(0.7, -1.3));
        Console.WriteLine(Functions.SmoothGradient(-0.7, 1.3));
        Console.WriteLine(Functions.RecurrenceGradient(0.3, 20));
        var (loss, dW, dX) = Functions.LossGradient(w, x);
        Console.WriteLine($"{loss} {string.Join(' ', dW)} {string.Join(' ', dX)}");
        var single = Functions.SingleGradient(0.5f);
        Console.WriteLine($"{single.value} {single.dX}");
        GradientCheck.Verify(Functions.Price, Functions.PriceGradient, 100.0, 2.0, 1.1);
        GradientCheck.Verify(Functions.Smooth, Functions.SmoothGradient, 0.7, -1.3);
        Console.WriteLine("checked");
        for (int i = 0; i < 3; i++)
            Console.WriteLine(Functions.ComponentGradient(new Vector3(1, 2, 3), i).dV);
        try
        {
            Functions.LossBackward(w, x, 1, new double[2], new double[3]);
        }
        catch (ArgumentException exception)
        {
            Console.WriteLine(exception.ParamName);
        }

        public static partial class Functions
        {
            [Differentiable]
            public static double Price(double apple, double appleCount, double tax)
            {
                double applePrice = apple * appleCount;
                return applePrice * tax;
            }

            // What is optimized must not lose which component it is.
            [Differentiable]
            public static float Component(Vector3 v, int i) => v[i];

            [Differentiable]
            public static double Smooth(double a, double b) => a > 0 ? Math.Tanh(a * b) + Math.Exp(-b) : Math.Sin(a) * Math.Pow(b, 1.5);

            [Differentiable]
            public static double Recurrence(double x, int n)
            {
                double y = x;
                for (int i = 0; i < n; i++)
                    y = Math.Sin(y) + x * y;
                return y;
            }

            [Differentiable]
            public static double Loss(double[] w, double[] x)
            {
                double sum = 0;
                for (int i = 0; i < x.Length; i++)
                    sum += Price(w[i], x[i], w[0]) + Layers.Sigmoid(w[i] * x[i]);
                return sum * sum;
            }

            [Differentiable]
            public static float Single(float x) => MathF.Log(1 + x * x) / x;
        }
        """;

    [GeneratedRegex(@"\n## Install\n.*?```csharp\n(?<program>.*?)```.*?```\n(?<output>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
