using System.Buffers.Binary;
using System.Text.Json;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Packets that others have published, those that once broke a parser among them, go through an endpoint in every state: as they are, under its own cookies, and sealed with the right keys.</summary>
public sealed class PublishedPacketTests
{
    public static TheoryData<SceneState> States => [.. Enum.GetValues<SceneState>()];

    [Fact]
    public void As_they_are_they_do_no_harm_to_a_responder()
    {
        List<byte[]> messages = Messages();
        using var subject = new Subject(Subject.Options([Scene.MakeProfile("aes128-aes256-3des-sha1-md5-sha256-modp1024-modp1536-modp2048"), Subject.Profile(Engine.Scene.DefaultSuite)]));
        int answered = 0;
        foreach (byte[] message in messages)
        {
            ReceiveResult result = subject.Receive(message);
            answered += subject.Sent.Count;
            Assert.True(subject.Sent.All(sent => sent.Message.Length <= message.Length), $"{result}: an answer of {subject.Sent.FirstOrDefault().Message?.Length} octets to {message.Length}");
            subject.Sent.Clear();
            subject.Events.Clear();
        }

        Assert.Equal(0, subject.Statistics.InternalFaults);
        Assert.True(answered >= 10, $"only {answered} of {messages.Count} were answered");
        subject.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal((0, 0, 0), (subject.Endpoint.IkeSaCount, subject.Endpoint.ConnectionCount, subject.Endpoint.HalfOpenCount));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Under_the_cookies_of_an_SA_they_change_nothing_that_is_protected(SceneState state)
    {
        List<byte[]> messages = Messages();
        Scene scene = Scene.Begin(state);
        bool hasKeys = state is not (SceneState.Initiating or SceneState.ExchangingKeys or SceneState.Chosen);
        string before = Essence(scene);
        foreach (byte[] message in messages.Where(message => message.Length >= 28))
        {
            byte[] under = [.. scene.Peer.Cookies, .. message[16..]];
            under[17] = 0x10;
            BinaryPrimitives.WriteUInt32BigEndian(under.AsSpan(24), (uint)under.Length);
            foreach (byte flags in (byte[])[under[19], 0, 1])
            {
                under[19] = flags;
                scene.Subject.Receive(under);
                scene.Subject.Sent.Clear();
                if (hasKeys)
                {
                    Assert.Equal(before, Essence(scene));
                }
                else if (scene.Subject.Events.Count > 0 || Essence(scene) != before)
                {
                    Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
                    scene.Dispose();
                    scene = Scene.Begin(state);
                }
            }
        }

        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
        if (hasKeys)
        {
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(GenuineMessage.Of(scene)[0]));
        }

        scene.Dispose();
    }

    /// <summary>The peer itself sends the payloads of published packets under the right keys, with the right hashes.</summary>
    [Theory]
    [InlineData(SceneState.Childless)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    [InlineData(SceneState.QuickOffered)]
    [InlineData(SceneState.QuickAnswered)]
    [InlineData(SceneState.Asking)]
    public void Sealed_with_the_right_keys_they_break_nothing(SceneState state)
    {
        int reached = 0;
        int position = 0;
        Scene scene = Scene.Begin(state);
        foreach ((byte first, byte[] chain) in Chains())
        {
            Send(ExchangeType.QuickMode, first, chain);
            Send(ExchangeType.InformationalV1, first, chain);
        }

        // each body in the place of a payload of a right offer, so that it is looked at inside
        foreach (byte[] body in Bodies())
        {
            List<Payload> payloads = new PeerQuickMode(scene.Peer, Scene.DefaultEsp).Offer();
            position = (position + 1) % (payloads.Count + 1);
            if (position < payloads.Count)
            {
                payloads[position] = payloads[position] with { Body = body };
            }
            else
            {
                payloads.Add(new Payload(PayloadType.V1Notification, body));
            }

            Send(ExchangeType.QuickMode, payloads[0].Type.Value, Payload.Chain([.. payloads]));
        }

        scene.Dispose();
        Assert.True(reached > 800, $"only {reached} reached an inner payload");

        void Send(ExchangeType type, byte first, byte[] chain)
        {
            PeerExchange exchange = scene.Peer.Exchange(type);
            byte[] head = Payload.Chain(V1Payload.Hash(scene.Peer.Keys!.Hash1(exchange.Id, chain[..Mutant.EndOf(chain, first)])));
            head[0] = first;
            long refused = scene.Subject.Statistics.NotAuthentic;
            ReceiveResult result = scene.Subject.Receive(exchange.SealChain(PayloadType.V1Hash.Value, [.. head, .. chain]));
            reached += result == ReceiveResult.Processed && scene.Subject.Statistics.NotAuthentic == refused ? 1 : 0;
            Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
            scene.Subject.Sent.Clear();
            scene.Subject.Events.ForEach(happened => (happened as ChildSaEstablishedEvent)?.Keys.Dispose());
            scene.Subject.Events.Clear();
            if (scene.Endpoint.IkeSaCount != 1 || scene.Subject.OnlySa.State != IkeSaState.Established || scene.Subject.OnlySa.Children.Length > 4)
            {
                scene.Dispose();
                scene = Scene.Begin(state);
            }
        }
    }

    private static List<byte[]> Messages()
    {
        var messages = new List<byte[]>();
        foreach (string path in Directory.EnumerateFiles(SharedFolder.Require("captures"), "*.pcap*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (PcapDatagram datagram in PcapFile.ReadDatagrams(path))
            {
                bool hasMarker = datagram.Payload.Length > 4 && BinaryPrimitives.ReadUInt32BigEndian(datagram.Payload) == 0;
                messages.Add(hasMarker ? datagram.Payload[4..] : datagram.Payload);
            }
        }

        messages.AddRange(HexValues().Where(value => value.Length >= 28));
        Assert.True(messages.Count > 500, $"{messages.Count}");
        return messages;
    }

    /// <summary>Bodies of messages in the clear, and single octet strings as payloads of every type of IKEv1.</summary>
    private static IEnumerable<(byte First, byte[] Chain)> Chains()
    {
        foreach (byte[] message in Messages().Where(message => message.Length >= 32))
        {
            yield return (message[16], message[28..Math.Min(message.Length, 2000)]);
        }

        byte type = 0;
        foreach (byte[] value in HexValues().Where(value => value.Length < 2000))
        {
            type = (byte)((type % 21) + 1);
            yield return (type, Payload.Chain(new Payload(new PayloadType(type), value)));
        }
    }

    /// <summary>The bodies of the payloads of messages in the clear, and single octet strings.</summary>
    private static IEnumerable<byte[]> Bodies()
    {
        foreach (byte[] message in Messages().Where(message => message.Length >= 32 && message[17] == 0x10 && (message[19] & 1) == 0))
        {
            for (int at = 28; at + 4 <= message.Length;)
            {
                int length = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 2));
                int end = length < 4 || at + length > message.Length ? message.Length : at + length;
                yield return message[(at + 4)..end];
                at = end;
            }
        }

        foreach (byte[] value in HexValues().Where(value => value.Length < 2000))
        {
            yield return value;
        }
    }

    private static List<byte[]> HexValues()
    {
        var values = new List<byte[]>();
        foreach (string path in (string[])[SharedFolder.Require("captures/rub-ike/hex.json"), SharedFolder.Require("captures/scapy/hex.json")])
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            Collect(document.RootElement, values);
        }

        Assert.True(values.Count > 200, $"{values.Count}");
        return values;
    }

    private static void Collect(JsonElement element, List<byte[]> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    Collect(property.Value, values);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Collect(item, values);
                }

                break;
            case JsonValueKind.String when element.GetString() is { Length: > 1 } text && text.Length % 2 == 0 && text.All(Uri.IsHexDigit):
                values.Add(Convert.FromHexString(text));
                break;
            default:
                break;
        }
    }

    /// <summary>What is protected: SAs and their Child SAs, not when we next ask whether the peer lives.</summary>
    private static string Essence(Scene scene) => string.Join('\n', scene.Subject.Snapshot().Split('\n').Skip(1));
}
