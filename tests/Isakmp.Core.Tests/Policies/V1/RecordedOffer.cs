using System.Collections.Immutable;
using Isakmp.Core.Tests.Inspection.Decoding;
using Isakmp.Crypto;
using Isakmp.Framing;
using Isakmp.Inspection.Decoding;
using Isakmp.Inspection.Keys;
using Isakmp.Messages;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Core.Tests.Policies.V1;

/// <summary>An SA payload that a daemon sent in IKEv1, decrypted where it was encrypted.</summary>
/// <param name="Exchange">The exchange: that of phase 1, or Quick Mode.</param>
/// <param name="MessageId">The Message ID, 0 in phase 1.</param>
/// <param name="Initiator">The initiator's cookie.</param>
/// <param name="Sender">Who sent it.</param>
/// <param name="Body">The payload without its generic header.</param>
internal sealed record RecordedOffer(ExchangeType Exchange, uint MessageId, ulong Initiator, string Sender, byte[] Body)
{
    public bool IsQuickMode => Exchange == ExchangeType.QuickMode;

    public ImmutableArray<V1Proposal> Proposals => Parse(Body);

    public static ImmutableArray<V1Proposal> Parse(ReadOnlySpan<byte> body)
    {
        Assert.True(SecurityAssociationView.TryRead(body, out SecurityAssociationView view).IsOk);
        return V1Proposals.Read(view);
    }

    public static ImmutableArray<V1Proposal> Parse(string hex) => Parse(Hex.Parse(hex));

    /// <summary>All SA payloads of a recording in their order, each as often as it was sent.</summary>
    public static IEnumerable<RecordedOffer> ReadAll(DaemonRecording recording)
    {
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        var offers = new List<RecordedOffer>();
        foreach (PcapDatagram datagram in recording.ReadDatagrams())
        {
            if (datagram.TryGetIkeMessage(out byte[] message) && message[17] == 0x10)
            {
                DecodedMessage decoded = decoder.Decode(message, new PacketInfo(datagram.Source, datagram.Destination));
                if (!decoded.IsEncrypted || decoded.IsDecrypted)
                {
                    Add(offers, decoded, datagram.Source.Address.ToString());
                }
            }
        }

        return offers;
    }

    /// <summary>The offers with their answers, phase 1 and Quick Mode.</summary>
    public static IEnumerable<(RecordedOffer Offer, RecordedOffer Answer)> ReadPairs(DaemonRecording recording) =>
        ReadAll(recording).GroupBy(offer => (offer.Exchange, offer.MessageId, offer.Initiator))
            .Select(group => (group.First(), group.FirstOrDefault(answer => answer.Sender != group.First().Sender)!))
            .Where(pair => pair.Item2 is not null);

    private static void Add(List<RecordedOffer> offers, in DecodedMessage decoded, string sender)
    {
        var walker = new PayloadWalker(decoded.Chain, decoded.FirstPayload);
        while (walker.MoveNext())
        {
            if (walker.Current.Type == PayloadType.V1SecurityAssociation)
            {
                offers.Add(new(decoded.Header.ExchangeType, decoded.Header.MessageId.Value, decoded.Header.InitiatorSpi.Value, sender, walker.Current.Body.ToArray()));
            }
        }
    }
}
