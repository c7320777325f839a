using System.Reflection;

namespace Isakmp.Simulation.Tests;

public class AssemblyTests
{
    [Fact]
    public void The_simulation_touches_no_real_network() => Assert.DoesNotContain(
        typeof(AssemblyTests).Assembly.GetReferencedAssemblies(),
        (AssemblyName name) => name.Name == "System.Net.Sockets");
}
