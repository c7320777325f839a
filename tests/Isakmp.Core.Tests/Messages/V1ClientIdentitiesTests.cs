using Isakmp.Messages;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Core.Tests.Messages;

public sealed class V1ClientIdentitiesTests
{
    /// <summary>Bodies laid out as RFC 2407 section 4.6.2 says: type, protocol, port, data; the second is one of strongSwan's, from a recorded session.</summary>
    [Theory]
    [InlineData("01 00 0000 c0000201", "192.0.2.1/32")]
    [InlineData("04 00 0000 0a010000 ffffff00", "10.1.0.0/24")]
    [InlineData("04 00 0000 00000000 00000000", "0.0.0.0/0")]
    [InlineData("07 06 0050 0a000001 0a000009", "10.0.0.1-10.0.0.9[tcp/80]")]
    [InlineData("05 11 06a5 20010db8000000000000000000000001", "2001:db8::1/128[udp/1701]")]
    [InlineData("06 00 0000 20010db8000000000000000000000000 ffffffff000000000000000000000000", "2001:db8::/32")]
    [InlineData("06 00 0000 00000000000000000000000000000000 00000000000000000000000000000000", "::/0")]
    [InlineData("08 2f 0000 20010db8000000000000000000000001 20010db8000000000000000000000003", "2001:db8::1-2001:db8::3[gre]")]
    public void An_identity_is_a_selector_and_back(string body, string text)
    {
        Assert.True(Read(Hex.Parse(body), out TrafficSelector? selector));
        Assert.Equal(TrafficSelector.Parse(text), selector);
        Assert.True(V1ClientIdentities.IsExpressible(selector!));
        var writer = MessageWriter.ForChain(new byte[64]);
        V1ClientIdentities.Write(ref writer, selector!);
        Assert.Equal(PayloadType.V1Identification, writer.FirstPayload);
        Assert.Equal(Hex.Parse(body), writer.Written[PayloadView.HeaderSize..].ToArray());
    }

    [Theory]
    [InlineData("01 00 0000 c00002")]
    [InlineData("02 00 0000 616c6963")]
    [InlineData("04 00 0000 0a010000 ffff00ff")]
    [InlineData("07 00 0000 0a000009 0a000001")]
    [InlineData("06 00 0000 0a010000 ffffff00")]
    [InlineData("0b 00 0000")]
    public void What_is_no_range_of_addresses_is_refused(string body)
    {
        Assert.False(Read(Hex.Parse(body), out _));
    }

    [Fact]
    public void Host_bits_of_a_subnet_say_nothing()
    {
        Assert.True(Read(Hex.Parse("04 00 0000 0a010017 ffffff00"), out TrafficSelector? selector));
        Assert.Equal(TrafficSelector.Parse("10.1.0.0/24"), selector);
    }

    [Theory]
    [InlineData("10.1.0.0/24[udp/1000-2000]")]
    [InlineData("dynamic")]
    public void Ranges_of_ports_and_open_addresses_cannot_be_said(string text) =>
        Assert.False(V1ClientIdentities.IsExpressible(TrafficSelector.Parse(text)));

    private static bool Read(byte[] body, out TrafficSelector? selector)
    {
        Assert.True(IdentificationPayloadView.TryRead(body, out IdentificationPayloadView view).IsOk);
        return V1ClientIdentities.TryRead(view, out selector);
    }
}
