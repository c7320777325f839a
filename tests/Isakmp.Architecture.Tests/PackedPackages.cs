using System.IO.Compression;
using System.Xml.Linq;
using Isakmp.Testing;

namespace Isakmp.Architecture.Tests;

/// <summary>Both packages, packed once for all tests into a folder of their own outside the repository.</summary>
public sealed class PackedPackages : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("isakmp-pack-");

    public PackedPackages()
    {
        Feed = Directory.CreateDirectory(Path.Combine(_folder.FullName, "feed")).FullName;
        foreach (string project in (string[])["Isakmp.Core", "Isakmp.Crypto"])
        {
            Command pack = DotNet(Repository.Root, "pack", $"src/{project}", "--no-build", "-c", Configuration, "-o", Feed);
            Assert.True(pack.ExitCode == 0, pack.Output);
        }
    }

    /// <summary>The folder that holds the packages, usable as a package source.</summary>
    public string Feed { get; }

    // The tests are built together with the libraries.
    private static string Configuration { get; } = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    public static Command DotNet(string folder, params string[] arguments)
    {
        // What the outer process was started with must not steer the inner one.
        var environment = new Dictionary<string, string?>
        {
            ["MSBuildSDKsPath"] = null,
            ["MSBuildExtensionsPath"] = null,
            ["MSBUILD_EXE_PATH"] = null,
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["NUGET_PACKAGES"] = folder == Repository.Root ? Environment.GetEnvironmentVariable("NUGET_PACKAGES") : Path.Combine(folder, "packages"),
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
        };
        return Command.Run("dotnet", arguments, folder, environment, TimeSpan.FromMinutes(5));
    }

    /// <summary>Makes an empty folder beside the packages.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;

    public ZipArchive Open(string id, string extension) => ZipFile.OpenRead(Assert.Single(Directory.GetFiles(Feed, $"{id}.*.{extension}")));

    public XElement Metadata(string id)
    {
        using ZipArchive package = Open(id, "nupkg");
        using Stream nuspec = package.GetEntry(id + ".nuspec")!.Open();
        XElement root = XDocument.Load(nuspec).Root!;
        return root.Element(root.Name.Namespace + "metadata")!;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
