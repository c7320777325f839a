using System.Buffers.Binary;
using Isakmp.Framing;
using Isakmp.Inspection.Impairments;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Impairments;

public class ImpairedLinkTests
{
    private static readonly PacketInfo s_path = new(NetEndPoint.Parse("192.0.2.1:4500"), NetEndPoint.Parse("192.0.2.2:4500"), Encapsulation.NonEspMarker);
    private static readonly IkeInstant s_start = IkeInstant.Start(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Without_rules_all_arrive_in_order_after_the_latency()
    {
        var link = new ImpairedLink { Latency = TimeSpan.FromSeconds(1) };
        link.Send(true, s_path, [1], s_start);
        link.Send(false, s_path, [2], s_start);
        Assert.Equal(s_start + TimeSpan.FromSeconds(1), link.NextDelivery);
        Assert.False(link.TryTake(s_start + TimeSpan.FromTicks(9_999_999), out _));
        Assert.True(link.TryTake(s_start + TimeSpan.FromSeconds(1), out ImpairedDatagram? first));
        Assert.Equal((true, s_path), (first.IsOutbound, first.Path));
        Assert.Equal([1], first.Octets.ToArray());
        Assert.Equal("2", Take(link, 1));
        Assert.Null(link.NextDelivery);
    }

    [Fact]
    public void The_sender_may_use_its_buffer_again()
    {
        var link = new ImpairedLink();
        byte[] buffer = [1];
        link.Send(true, s_path, buffer, s_start);
        buffer[0] = 9;
        Assert.Equal("1", Take(link));
    }

    // Message numbers in the order of arrival; a datagram is named by the octet behind its header.
    [Theory]
    [InlineData("12345", "")]
    [InlineData("1345", "drop 2")]
    [InlineData("122345", "double 2")]
    [InlineData("13245", "behind 2 1")]
    [InlineData("13425", "behind 2 2")]
    [InlineData("12345", "behind 5 1")] // after its patience
    [InlineData("13452", "delay 2")]
    [InlineData("1352", "behind 2 2|drop 4")] // what is lost lets nobody pass
    [InlineData("1423", "behind 2 1|behind 3 1|drop 5")] // what waits itself lets nobody pass
    [InlineData("1234", "behind 5 1", 30)]
    public void Rules_say_what_arrives_when(string expected, string rules, int seconds = 120)
    {
        var link = new ImpairedLink([.. rules.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Rule)]);
        for (byte i = 1; i <= 5; i++)
        {
            link.Send(true, s_path, Message(number: i), s_start + TimeSpan.FromSeconds(i));
        }

        Assert.Equal(expected, Take(link, seconds));
    }

    [Fact]
    public void Directions_are_apart()
    {
        ImpairmentRule rule = Impair.Messages.FromPeer().Number(1).PutBehindNext();
        var link = new ImpairedLink(rule);
        link.Send(false, s_path, Message(number: 1), s_start);
        link.Send(true, s_path, Message(number: 2), s_start);
        link.Send(true, s_path, Message(number: 3), s_start);
        link.Send(false, s_path, Message(number: 4), s_start);
        Assert.Equal("2341", Take(link));
        Assert.Equal(1, link.TimesApplied(rule));
    }

    public static TheoryData<DatagramSelector, string> Selections => new()
    {
        { Impair.Datagrams, "all of datagrams" },
        { Impair.Requests(ExchangeType.IkeAuth), "all of IKE_AUTH requests" },
        { Impair.Responses(ExchangeType.IkeAuth).FromPeer().From(3), "number 3 and later of IKE_AUTH responses from the peer" },
        { Impair.Exchange(ExchangeType.IdentityProtection).OfVersion(1).FromUs().Numbers(2, 4), "numbers 2 to 4 of IKEv1 Identity Protection (Main Mode) messages from us" },
        { Impair.Messages.WithMessageId(new MessageId(7)).Number(1), "number 1 of messages with Message ID 7" },
        { Impair.KeepAlives, "all of KeepAlive" },
        { Impair.EspPackets, "all of Esp" },
    };

    [Theory]
    [MemberData(nameof(Selections))]
    public void Selectors_say_what_they_select(DatagramSelector selector, string words) => Assert.Equal(words, selector.ToString());

    [Fact]
    public void Selectors_look_at_kind_version_exchange_and_flags()
    {
        byte[][] datagrams =
        [
            Message(exchange: 34, flags: 0x08),
            Message(exchange: 34, flags: 0x20),
            [0, 0, 0, 0, .. Message(exchange: 35, flags: 0x08, id: 1)],
            [0, 0, 0, 0, .. Message(exchange: 35, flags: 0x20, id: 1)],
            Message(exchange: 2, flags: 0, version: 0x10),
            [0xff],
            Hex.Parse("00001000000000010102030405060708"),
            [0, 0, 0, 0, 1, 2],
        ];
        Assert.Equal("01234567", Selected(Impair.Datagrams));
        Assert.Equal("01234", Selected(Impair.Messages.OfVersion(2)) + Selected(Impair.Messages.OfVersion(1)));
        Assert.Equal("02", Selected(Impair.Messages.Requests()));
        Assert.Equal("13", Selected(Impair.Messages.Responses()));
        Assert.Equal("2", Selected(Impair.Requests(ExchangeType.IkeAuth)));
        Assert.Equal("3", Selected(Impair.Responses(ExchangeType.IkeAuth)));
        Assert.Equal("23", Selected(Impair.Messages.WithMessageId(new MessageId(1))));
        Assert.Equal("4", Selected(Impair.Exchange(ExchangeType.IdentityProtection)));
        Assert.Equal("5", Selected(Impair.KeepAlives));
        Assert.Equal("6", Selected(Impair.EspPackets));
        Assert.Equal("3", Selected(Impair.Messages.Responses().Number(2)));
        Assert.Equal("", Selected(Impair.Datagrams.FromPeer()));

        string Selected(DatagramSelector selector)
        {
            ImpairmentRule rule = selector.Drop();
            var link = new ImpairedLink(rule);
            return string.Concat(datagrams.Select((datagram, index) =>
            {
                int before = link.TimesApplied(rule);
                link.Send(true, s_path, datagram, s_start);
                return link.TimesApplied(rule) > before ? $"{index}" : "";
            }));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Changes_count_from_the_header_on(bool hasMarker)
    {
        byte[] message = Message(number: 5);
        byte[] marker = hasMarker ? [0, 0, 0, 0] : [];
        byte[] Through(ImpairmentRule rule)
        {
            var link = new ImpairedLink(rule);
            link.Send(true, s_path, [.. marker, .. message], s_start);
            Assert.True(link.TryTake(s_start, out ImpairedDatagram? arrived));
            Assert.Equal(marker, arrived.Octets[..marker.Length].ToArray());
            return arrived.Octets[marker.Length..].ToArray();
        }

        Assert.Equal([.. message[..18], 34 ^ 0xFF, .. message[19..]], Through(Impair.Datagrams.Corrupt(18)));
        Assert.Equal([.. message[..^1], 5 ^ 0x80], Through(Impair.Datagrams.Corrupt(^1, 0x80)));
        Assert.Equal(message, Through(Impair.Datagrams.Corrupt(29)));
        Assert.Equal(message, Through(Impair.Datagrams.Corrupt(^30)));
        Assert.Equal(message[..28], Through(Impair.Datagrams.Truncate(28)));
        Assert.Equal(message[..28], Through(Impair.Datagrams.Truncate(^1)));
        Assert.Equal(message, Through(Impair.Datagrams.Truncate(29)));
        Assert.Equal(message, Through(Impair.Datagrams.Truncate(^40)));
        Assert.Empty(Through(Impair.Datagrams.Truncate(0)));

        byte[] flipped = Through(Impair.Datagrams.Corrupt(new SeededRandom(1)));
        Assert.Equal(1, flipped.Zip(message).Sum(pair => byte.PopCount((byte)(pair.First ^ pair.Second))));
        Assert.Equal(flipped, Through(Impair.Datagrams.Corrupt(new SeededRandom(1))));
        Assert.NotEqual(flipped, Through(Impair.Datagrams.Corrupt(new SeededRandom(2))));
    }

    [Fact]
    public void Nothing_that_is_sent_through_throws()
    {
        var random = new SeededRandom(1);
        var link = new ImpairedLink(
            Impair.Datagrams.Corrupt(random, 3), Impair.Datagrams.Truncate(^3), Impair.Datagrams.Corrupt(^1), Impair.Messages.Duplicate(), Impair.Datagrams.PutBehindNext());
        byte[] datagram = new byte[80];
        for (int i = 0; i < 20_000; i++)
        {
            random.Fill(datagram);
            link.Send(i % 2 == 0, s_path, datagram.AsSpan(0, i % datagram.Length), s_start);
            while (link.TryTake(s_start, out _))
            {
            }
        }
    }

    [Fact]
    public void What_is_under_way_is_bounded()
    {
        var link = new ImpairedLink(Impair.Datagrams.Duplicate(copies: 1_000));
        for (int i = 0; i < 20; i++)
        {
            link.Send(true, s_path, [1], s_start);
        }

        Assert.Equal((20 * 1_001) - ImpairedLink.Capacity, link.Overflows);
        Assert.Equal(ImpairedLink.Capacity, Take(link).Length);
    }

    [Fact]
    public void A_rule_can_stand_in_several_links()
    {
        ImpairmentRule rule = Impair.Datagrams.Number(1).Drop();
        foreach (ImpairedLink link in (ImpairedLink[])[new(rule), new(rule)])
        {
            link.Send(true, s_path, [1], s_start);
            link.Send(true, s_path, [2], s_start);
            Assert.Equal("2", Take(link));
        }
    }

    [Fact]
    public void Mistakes_of_the_caller_are_told()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Impair.Datagrams.Number(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Impair.Datagrams.Numbers(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Impair.Datagrams.Duplicate(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Impair.Datagrams.Duplicate(1_001));
        Assert.Throws<ArgumentOutOfRangeException>(() => Impair.Datagrams.Delay(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Impair.Datagrams.PutBehindNext(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Impair.Datagrams.Corrupt(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Impair.Datagrams.Corrupt(new SeededRandom(1), 0));
        Assert.Throws<ArgumentNullException>(() => Impair.Datagrams.Corrupt(null!));
        Assert.Throws<ArgumentNullException>(() => new ImpairedLink((ImpairmentRule)null!));
        Assert.Throws<ArgumentException>(() => new ImpairedLink().TimesApplied(Impair.Datagrams.Drop()));
    }

    private static ImpairmentRule Rule(string text)
    {
        string[] words = text.Split(' ');
        DatagramSelector selector = Impair.Messages.Number(int.Parse(words[1]));
        return words[0] switch
        {
            "drop" => selector.Drop(),
            "double" => selector.Duplicate(),
            "behind" => selector.PutBehindNext(int.Parse(words[2])),
            _ => selector.Delay(TimeSpan.FromSeconds(10)),
        };
    }

    private static byte[] Message(byte exchange = 34, byte flags = 0x08, byte version = 0x20, uint id = 0, byte number = 1)
    {
        byte[] message = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 0, version, exchange, flags, 0, 0, 0, 0, 0, 0, 0, 29, number];
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(20), id);
        return message;
    }

    private static string Take(ImpairedLink link, int seconds = 0)
    {
        string numbers = "";
        while (link.TryTake(s_start + TimeSpan.FromSeconds(seconds), out ImpairedDatagram? arrived))
        {
            numbers += $"{arrived.Octets.Span[^1]}";
        }

        return numbers;
    }
}
