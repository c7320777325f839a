using System.Reflection;
using System.Xml.Linq;
using Isakmp.Testing;

namespace Isakmp.Architecture.Tests;

public class AssemblyReferenceTests
{
    [Fact]
    public void Core_references_nothing_but_the_framework() => Assert.All(References("Isakmp.Core"), name => Assert.True(IsFramework(name), name));

    [Fact]
    public void Crypto_references_core_and_BouncyCastle_alone() =>
        Assert.All(References("Isakmp.Crypto"), name => Assert.True(IsFramework(name) || name is "Isakmp.Core" or "BouncyCastle.Cryptography", name));

    [Theory]
    [InlineData("Isakmp.Core", new[] { "System.IO.Pipelines" }, new string[0])]
    [InlineData("Isakmp.Crypto", new[] { "BouncyCastle.Cryptography" }, new[] { "Isakmp.Core" })]
    public void A_project_declares_no_more(string project, string[] packages, string[] projects)
    {
        // An assembly reference appears only once it is used; the project file shows the intention.
        XDocument file = XDocument.Load(Repository.PathOf("src", project, project + ".csproj"));
        Assert.Equal(packages, file.Descendants("PackageReference").Select(element => (string?)element.Attribute("Include")));
        Assert.Equal(projects, file.Descendants("ProjectReference").Select(element => Path.GetFileNameWithoutExtension((string?)element.Attribute("Include"))));
    }

    private static IEnumerable<string> References(string assembly) => Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!);

    private static bool IsFramework(string name) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll"));
}
