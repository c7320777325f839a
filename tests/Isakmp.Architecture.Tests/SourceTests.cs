using System.Text.RegularExpressions;
using Isakmp.Testing;

namespace Isakmp.Architecture.Tests;

public partial class SourceTests
{
    private const int LineLimit = 450;

    public static IEnumerable<string> LibraryFiles => FilesBelow("src", "*.cs");

    [Fact]
    public void A_file_fits_in_the_head() => Findings.None(
        from file in LibraryFiles
        let lines = File.ReadLines(file).Count()
        where lines >= LineLimit
        select $"{Relative(file)} has {lines} lines, the limit is {LineLimit}");

    [Fact]
    public void A_file_holds_one_public_type() => Findings.None(
        from file in LibraryFiles
        let types = PublicTypes(File.ReadAllText(file))
        where types.Count > 1
        select $"{Relative(file)} declares {string.Join(", ", types)}");

    [Fact]
    public void A_file_is_called_like_its_public_type() => Findings.None(
        from file in LibraryFiles
        let types = PublicTypes(File.ReadAllText(file))
        // A partial type may be spread over Type.cs and Type.Aspect.cs.
        where types.Count == 1 && Path.GetFileName(file).Split('.')[0] != types[0]
        select $"{Relative(file)} declares {types[0]}");

    [Fact]
    public void A_namespace_is_a_folder() => Findings.None(
        from file in LibraryFiles
        let declared = NamespaceDeclaration().Match(File.ReadAllText(file))
        let expected = ExpectedNamespace(file)
        where declared.Success && declared.Groups[1].Value != expected
        select $"{Relative(file)} declares {declared.Groups[1].Value}, its folder says {expected}");

    [Fact]
    public void Namespaces_are_file_scoped() => Findings.None(
        from file in LibraryFiles
        where BlockNamespace().IsMatch(File.ReadAllText(file))
        select Relative(file));

    [Fact]
    public void Nothing_names_the_machine_it_was_written_on() => Findings.None(
        from file in TextFiles()
        from line in File.ReadLines(file).Select((text, index) => (text, number: index + 1))
        let match = MachinePath().Match(line.text)
        where match.Success
        select $"{Relative(file)}:{line.number} holds {match.Value}");

    [Theory]
    [InlineData("public class A { public class B; }\npublic enum C { }", new[] { "A", "C" })]
    [InlineData("public readonly ref struct View<T>\n{\n    public struct Enumerator { }\n}", new[] { "View" })]
    [InlineData("public sealed partial record class R(int X);\ninternal struct S { }", new[] { "R" })]
    [InlineData("[Flags]\npublic enum E : byte\npublic delegate void D(int x);", new[] { "E", "D" })]
    [InlineData("public readonly record struct Spi(ulong Value)", new[] { "Spi" })]
    public void Public_types_are_recognised(string source, string[] names) => Assert.Equal(names, PublicTypes(source));

    private static List<string> PublicTypes(string source) => [.. PublicType().Matches(source).Select(match => match.Groups[1].Value).Distinct()];

    private static string ExpectedNamespace(string file)
    {
        string[] parts = Path.GetRelativePath(Repository.PathOf("src"), Path.GetDirectoryName(file)!).Split(Path.DirectorySeparatorChar);
        string root = parts[0] == "Isakmp.Core" ? "Isakmp" : parts[0];
        return string.Join('.', parts.Skip(1).Where(part => part != "Shared").Prepend(root));
    }

    private static IEnumerable<string> TextFiles() =>
        from extension in (string[])["*.cs", "*.csproj", "*.props", "*.targets", "*.md", "*.txt", "*.json", "*.sh", "*.conf", "*.config", "run"]
        from file in FilesBelow("", extension)
        select file;

    private static IEnumerable<string> FilesBelow(string folder, string pattern) =>
        from file in Directory.EnumerateFiles(Repository.PathOf(folder), pattern, SearchOption.AllDirectories)
        where !Ignored().IsMatch("/" + Relative(file))
        select file;

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');

    // Top-level types begin at the margin: namespaces are file-scoped.
    [GeneratedRegex(@"^public\s+(?:(?:static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:record\s+class|record\s+struct|class|struct|interface|enum|record|delegate\s+[\w<>\[\]?.]+)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"^namespace\s+[\w.]+\s*(?:\r?\n)?\{", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"/(?:bin|obj|artifacts|TestResults|BenchmarkDotNet\.Artifacts|\.git|\.vs|\.idea)/")]
    private static partial Regex Ignored();

    [GeneratedRegex(@"(?<![\w.])/(?:work|root|home|Users)/[\w.~-]+|\b[A-Z]:\\Users\b")]
    private static partial Regex MachinePath();
}
