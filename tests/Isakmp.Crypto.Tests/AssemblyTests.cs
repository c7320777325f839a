using System.Reflection;

namespace Isakmp.Crypto.Tests;

public class AssemblyTests
{
    [Fact]
    public void BouncyCastle_has_the_version_that_was_examined()
    {
        AssemblyName name = typeof(Org.BouncyCastle.Math.BigInteger).Assembly.GetName();
        Assert.Equal("BouncyCastle.Cryptography", name.Name);
        Assert.Equal(2, name.Version!.Major);
    }
}
