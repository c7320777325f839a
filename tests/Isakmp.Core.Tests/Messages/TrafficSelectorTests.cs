using Isakmp.Messages;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Messages;

public class TrafficSelectorTests
{
    [Theory]
    [InlineData("10.1.0.0/24", 0, 0, 65535, "10.1.0.0", "10.1.0.255")]
    [InlineData("0.0.0.0/0", 0, 0, 65535, "0.0.0.0", "255.255.255.255")]
    [InlineData("10.0.0.1/32", 0, 0, 65535, "10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1-10.0.0.9", 0, 0, 65535, "10.0.0.1", "10.0.0.9")]
    [InlineData("10.1.0.0/24[tcp/80]", 6, 80, 80, "10.1.0.0", "10.1.0.255")]
    [InlineData("10.1.0.0/24[tcp]", 6, 0, 65535, "10.1.0.0", "10.1.0.255")]
    [InlineData("10.1.0.0/24[udp/1000-2000]", 17, 1000, 2000, "10.1.0.0", "10.1.0.255")]
    [InlineData("10.1.0.0/24[/53]", 0, 53, 53, "10.1.0.0", "10.1.0.255")]
    [InlineData("10.1.0.0/24[sctp/opaque]", 132, 65535, 0, "10.1.0.0", "10.1.0.255")]
    [InlineData("10.1.0.0/24[200]", 200, 0, 65535, "10.1.0.0", "10.1.0.255")]
    [InlineData("10.1.0.0/24[icmp]", 1, 0, 65535, "10.1.0.0", "10.1.0.255")]
    [InlineData("10.1.0.0/24[icmp/8]", 1, 0x0800, 0x08FF, "10.1.0.0", "10.1.0.255")]
    [InlineData("10.1.0.0/24[icmp/3(1)]", 1, 0x0301, 0x0301, "10.1.0.0", "10.1.0.255")]
    [InlineData("10.1.0.0/24[icmp/3-4]", 1, 0x0300, 0x04FF, "10.1.0.0", "10.1.0.255")]
    [InlineData("2001:db8::/32[icmp6/128]", 58, 0x8000, 0x80FF, "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::1/128", 0, 0, 65535, "2001:db8::1", "2001:db8::1")]
    [InlineData("::/0", 0, 0, 65535, "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void Text_and_fields_are_the_same_thing(string text, int protocol, int startPort, int endPort, string start, string end)
    {
        var expected = new TrafficSelector((byte)protocol, (ushort)startPort, (ushort)endPort, NetAddress.Parse(start), NetAddress.Parse(end));

        Assert.Equal(expected, TrafficSelector.Parse(text));
        Assert.Equal(text, expected.ToString());
    }

    [Theory]
    [InlineData("10.1.0.7/24", "10.1.0.0/24")]
    [InlineData("10.0.0.1", "10.0.0.1/32")]
    [InlineData("10.0.0.0..10.0.0.255", "10.0.0.0/24")]
    [InlineData("10.0.0.0/8[any/any]", "10.0.0.0/8")]
    [InlineData("10.0.0.0/8[6/http]", "10.0.0.0/8[tcp/80]")]
    [InlineData(" 10.0.0.0/8 [ udp / l2tp ] ", "10.0.0.0/8[udp/1701]")]
    [InlineData("10.0.0.0/8[ipv6-icmp]", "10.0.0.0/8[icmp6]")]
    [InlineData("dynamic", "dynamic")]
    [InlineData("dynamic[gre]", "dynamic[gre]")]
    [InlineData("[udp/1701]", "dynamic[udp/1701]")]
    public void Other_spellings_become_the_plain_one(string text, string plain) => Assert.Equal(plain, TrafficSelector.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("10.1")]
    [InlineData("10.1.0.0/33")]
    [InlineData("2001:db8::/129")]
    [InlineData("10.1.0.0/-1")]
    [InlineData("10.0.0.9-10.0.0.1")]
    [InlineData("10.0.0.1-2001:db8::1")]
    [InlineData("10.0.0.0/8[tcp/80")]
    [InlineData("10.0.0.0/8[tcp/80-79]")]
    [InlineData("10.0.0.0/8[tcp/70000]")]
    [InlineData("10.0.0.0/8[tpc]")]
    [InlineData("10.0.0.0/8[256]")]
    [InlineData("10.0.0.0/8[icmp/256]")]
    [InlineData("10.0.0.0/8[icmp/3(256)]")]
    [InlineData("host.example.org")]
    public void What_is_no_selector_is_refused_with_a_reason(string text)
    {
        Assert.False(TrafficSelector.TryParse(text, out TrafficSelector? selector, out string? error));
        Assert.Null(selector);
        Assert.NotEmpty(error);
        Assert.Throws<FormatException>(() => TrafficSelector.Parse(text));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", "10.1.0.0/16")]
    [InlineData("10.0.0.0/8", "11.0.0.0/8", null)]
    [InlineData("10.0.0.1-10.0.0.9", "10.0.0.5-10.0.0.20", "10.0.0.5-10.0.0.9")]
    [InlineData("10.0.0.0/8[tcp]", "10.0.0.0/8", "10.0.0.0/8[tcp]")]
    [InlineData("10.0.0.0/8[tcp]", "10.0.0.0/8[udp]", null)]
    [InlineData("10.0.0.0/8[tcp/80-90]", "10.0.0.0/8[tcp/85-95]", "10.0.0.0/8[tcp/85-90]")]
    [InlineData("10.0.0.0/8[tcp/80]", "10.0.0.0/8[tcp/81]", null)]
    [InlineData("10.0.0.0/8[tcp/opaque]", "10.0.0.0/8", "10.0.0.0/8[tcp/opaque]")]
    [InlineData("10.0.0.0/8[tcp/opaque]", "10.0.0.0/8[tcp/opaque]", "10.0.0.0/8[tcp/opaque]")]
    [InlineData("10.0.0.0/8[tcp/opaque]", "10.0.0.0/8[tcp/80]", null)]
    [InlineData("2001:db8::/32", "2001:db8:1::/48", "2001:db8:1::/48")]
    [InlineData("::/0", "0.0.0.0/0", null)]
    [InlineData("dynamic", "10.0.0.0/8", null)]
    public void The_common_part_does_not_depend_on_the_order(string left, string right, string? common)
    {
        TrafficSelector? expected = common is null ? null : TrafficSelector.Parse(common);

        Assert.Equal(expected, TrafficSelector.Parse(left).Intersect(TrafficSelector.Parse(right)));
        Assert.Equal(expected, TrafficSelector.Parse(right).Intersect(TrafficSelector.Parse(left)));
    }

    [Fact]
    public void A_selector_that_runs_backwards_matches_nothing()
    {
        var backwards = new TrafficSelector(0, 0, 65535, NetAddress.Parse("10.0.0.9"), NetAddress.Parse("10.0.0.1"));
        var ports = new TrafficSelector(6, 81, 80, NetAddress.Parse("10.0.0.1"), NetAddress.Parse("10.0.0.9"));

        Assert.True(backwards.IsEmpty);
        Assert.True(ports.IsEmpty);
        Assert.Null(backwards.Intersect(TrafficSelector.AnyIPv4));
        Assert.False(TrafficSelector.AnyIPv4.Contains(backwards));
        Assert.False(TrafficSelector.AnyIPv4.Contains(ports));
    }

    [Fact]
    public void A_dynamic_selector_takes_the_address_that_it_is_given()
    {
        Assert.Equal("192.0.2.1/32[udp/1701]", TrafficSelector.Parse("dynamic[udp/1701]").Resolve(NetAddress.Parse("192.0.2.1")).ToString());
        Assert.Equal("10.0.0.0/8", TrafficSelector.Parse("10.0.0.0/8").Resolve(NetAddress.Parse("192.0.2.1")).ToString());
    }

    [Fact]
    public void Containing_is_reflexive_and_one_sided()
    {
        TrafficSelector wide = TrafficSelector.Parse("10.0.0.0/8");
        TrafficSelector narrow = TrafficSelector.Parse("10.1.0.0/16[tcp/80]");

        Assert.True(wide.Contains(wide));
        Assert.True(wide.Contains(narrow));
        Assert.False(narrow.Contains(wide));
        Assert.True(wide.Contains(NetAddress.Parse("10.255.255.255")));
        Assert.False(wide.Contains(NetAddress.Parse("11.0.0.0")));
        Assert.False(wide.Contains(NetAddress.Parse("2001:db8::1")));
    }
}
