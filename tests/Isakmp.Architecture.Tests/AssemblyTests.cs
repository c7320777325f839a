using System.Reflection;

namespace Isakmp.Architecture.Tests;

public class AssemblyTests
{
    [Fact]
    public void Core_references_nothing_but_the_framework()
    {
        Assembly core = Assembly.Load("Isakmp.Core");
        Assert.All(core.GetReferencedAssemblies(), name => Assert.StartsWith("System", name.Name, StringComparison.Ordinal));
    }
}
