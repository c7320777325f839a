using System.Reflection;

namespace Isakmp.Tool.Tests;

public class AssemblyTests
{
    [Fact]
    public void The_tool_is_called_ike() => Assert.Equal("ike", Assembly.Load("ike").GetName().Name);
}
