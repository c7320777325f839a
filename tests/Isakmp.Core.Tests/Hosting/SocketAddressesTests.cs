using System.Net;
using Isakmp.Hosting;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Hosting;

public class SocketAddressesTests
{
    // The framework's own conversion is the reference.
    [Theory]
    [InlineData("192.0.2.1", 500, 0)]
    [InlineData("255.255.255.255", 65535, 0)]
    [InlineData("2001:db8::1", 4500, 0)]
    [InlineData("fe80::1", 500, 7)]
    public void Writes_what_the_framework_writes(string text, int port, int scope)
    {
        var address = IPAddress.Parse(text);
        if (scope != 0)
        {
            address.ScopeId = scope;
        }

        var endPoint = new NetEndPoint(NetAddress.Parse(text), (ushort)port);
        SocketAddress written = SocketAddresses.Create(endPoint.Address.IsIPv6);
        SocketAddresses.Write(written, endPoint, scope);

        Assert.Equal(new IPEndPoint(address, port), new IPEndPoint(IPAddress.Any, 0).Create(written));
        Assert.Equal(endPoint, SocketAddresses.Read(new IPEndPoint(address, port).Serialize(), out int readScope));
        Assert.Equal(scope, readScope);
    }

    [Fact]
    public void A_scope_is_for_link_local_addresses_alone()
    {
        SocketAddress written = SocketAddresses.Create(isIPv6: true);
        SocketAddresses.Write(written, NetEndPoint.Parse("[fe80::1]:500"), 7);
        SocketAddresses.Write(written, NetEndPoint.Parse("[2001:db8::1]:500"), 7);

        var read = (IPEndPoint)new IPEndPoint(IPAddress.IPv6Any, 0).Create(written);
        Assert.Equal(0, read.Address.ScopeId);
    }

    [Theory]
    [InlineData("fe80::1", true)]
    [InlineData("febf::1", true)]
    [InlineData("fec0::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("169.254.0.1", false)]
    public void Tells_link_local_addresses(string text, bool expected) =>
        Assert.Equal(expected, SocketAddresses.IsLinkLocal(NetAddress.Parse(text)));
}
