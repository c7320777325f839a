using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Isakmp.Testing;

namespace Isakmp.Architecture.Tests;

/// <summary>What a user gets: both packages, restored from a folder into a program that knows nothing of this repository.</summary>
public partial class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    // From the Portable PDB specification.
    private static readonly Guid s_sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    [Theory]
    [InlineData("Isakmp.Core")]
    [InlineData("Isakmp.Crypto")]
    public void A_package_holds_library_documentation_and_readme(string id)
    {
        using ZipArchive package = packages.Open(id, "nupkg");
        Assert.Equal(
            [$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "README.md"],
            package.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal) || !name.Contains('/', StringComparison.Ordinal))
                .Except([id + ".nuspec", "[Content_Types].xml"]).Order(StringComparer.Ordinal).OrderBy(name => name == "README.md"));
        using Stream documentation = package.GetEntry($"lib/net10.0/{id}.xml")!.Open();
        Assert.Equal(id, (string?)XDocument.Load(documentation).Root!.Element("assembly")!.Element("name"));
    }

    [Theory]
    [InlineData("Isakmp.Core", new string[0])]
    [InlineData("Isakmp.Crypto", new[] { "BouncyCastle.Cryptography", "Isakmp.Core" })]
    public void Its_metadata_says_licence_readme_and_dependencies(string id, string[] dependencies)
    {
        XElement metadata = packages.Metadata(id);
        XNamespace space = metadata.Name.Namespace;
        Assert.Equal("MIT", (string?)metadata.Element(space + "license"));
        Assert.Equal("README.md", (string?)metadata.Element(space + "readme"));
        Assert.NotEqual("Package Description", (string?)metadata.Element(space + "description"));
        Assert.Equal(dependencies, metadata.Descendants(space + "dependency").Select(element => (string?)element.Attribute("id")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Isakmp.Core")]
    [InlineData("Isakmp.Crypto")]
    public void Its_symbols_lead_to_the_source(string id)
    {
        using ZipArchive package = packages.Open(id, "snupkg");
        using var symbols = new MemoryStream();
        using (Stream entry = package.GetEntry($"lib/net10.0/{id}.pdb")!.Open())
        {
            entry.CopyTo(symbols);
        }

        symbols.Position = 0;
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(symbols);
        MetadataReader pdb = provider.GetMetadataReader();
        Assert.NotEmpty(pdb.Documents);

        // A clone without a public remote has nowhere to lead to.
        XElement metadata = packages.Metadata(id);
        string? url = (string?)metadata.Element(metadata.Name.Namespace + "repository")?.Attribute("url");
        if (url?.StartsWith("https://github.com/", StringComparison.Ordinal) == true)
        {
            Assert.Contains(pdb.CustomDebugInformation, handle => pdb.GetGuid(pdb.GetCustomDebugInformation(handle).Kind) == s_sourceLink);
        }
    }

    [Fact]
    public void The_readme_example_runs_in_a_project_of_its_own()
    {
        string folder = packages.NewFolder("example");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), NuGetConfig());
        // Files of this name further up, if there are any, end here.
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Directory.Build.targets"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Example());
        File.WriteAllText(Path.Combine(folder, "Example.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Isakmp.Core" Version="{Version("Isakmp.Core")}" />
                <PackageReference Include="Isakmp.Crypto" Version="{Version("Isakmp.Crypto")}" />
              </ItemGroup>
            </Project>
            """);

        Command build = PackedPackages.DotNet(folder, "build", "-v", "q", "--nologo", "-o", Path.Combine(folder, "out"));
        Assert.True(build.ExitCode == 0, build.Output);
        Command run = PackedPackages.DotNet(folder, Path.Combine(folder, "out", "Example.dll"));
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.NotEqual("", run.Output.Trim());
    }

    // The first C# block of the README is how users meet the library: it is a whole program.
    private static string Example()
    {
        Match block = CSharpBlock().Match(File.ReadAllText(Repository.PathOf("README.md")));
        return block.Success
            ? block.Groups[1].Value
            : """
              Console.WriteLine(new Isakmp.Primitives.Spi(1));
              Console.WriteLine(System.Reflection.Assembly.Load("Isakmp.Crypto").GetName().Name);
              """;
    }

    private string Version(string id)
    {
        XElement metadata = packages.Metadata(id);
        return (string)metadata.Element(metadata.Name.Namespace + "version")!;
    }

    // Our packages come from the folder alone; the others from what is on this machine already, or else from the gallery.
    private string NuGetConfig()
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        bool cached = Directory.Exists(cache);
        return $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{packages.Feed}" />
                {(cached ? $"""<add key="cache" value="{cache}" />""" : "")}
                <add key="gallery" value="https://api.nuget.org/v3/index.json" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="feed"><package pattern="Isakmp.*" /></packageSource>
                {(cached ? """<packageSource key="cache"><package pattern="*" /></packageSource>""" : "")}
                <packageSource key="gallery"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """;
    }

    [GeneratedRegex(@"^```csharp\r?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
