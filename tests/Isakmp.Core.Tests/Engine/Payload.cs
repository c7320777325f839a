using System.Buffers.Binary;
using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Engine;

/// <summary>A payload as a scripted peer sends it: any type, any octets.</summary>
internal sealed record Payload(PayloadType Type, byte[] Body, bool Critical = false)
{
    public static Payload Sa(string notation, SecurityProtocol protocol, uint spi = 0xB0B0B0B0) =>
        Sa(ProposalNotation.ParseList(notation, protocol), spi);

    public static Payload Sa(ImmutableArray<Proposal> proposals, uint spi = 0xB0B0B0B0)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi);
        ImmutableArray<byte> field = proposals[0].Protocol == SecurityProtocol.Ike ? [] : [.. octets];
        byte[] buffer = new byte[4096];
        var writer = MessageWriter.ForChain(buffer);
        Proposals.Write(ref writer, proposals.Select(proposal => proposal with { Spi = field }).ToImmutableArray());
        return new(PayloadType.SecurityAssociation, buffer[4..writer.Finish()]);
    }

    public static Payload Ke(KeyExchangeMethod method, byte[] data) => new(PayloadType.KeyExchange, [.. Octets(method.Value), 0, 0, .. data]);

    public static Payload Nonce(byte[] data) => new(PayloadType.Nonce, data);

    public static Payload Notify(NotifyType type, params byte[] data) => new(PayloadType.Notify, [0, 0, .. Octets(type.Value), .. data]);

    public static Payload IdI(Identity identity) => new(PayloadType.IdentificationInitiator, IdBody(identity));

    public static Payload IdR(Identity identity) => new(PayloadType.IdentificationResponder, IdBody(identity));

    public static byte[] IdBody(Identity identity) => [identity.Type.Value, 0, 0, 0, .. identity.Data];

    public static Payload Auth(byte[] data, byte method = 2) => new(PayloadType.Authentication, [method, 0, 0, 0, .. data]);

    public static Payload TsI(params string[] selectors) => Ts(PayloadType.TrafficSelectorInitiator, selectors);

    public static Payload TsR(params string[] selectors) => Ts(PayloadType.TrafficSelectorResponder, selectors);

    public static Payload DeleteIke() => new(PayloadType.Delete, [1, 0, 0, 0]);

    public static Payload DeleteEsp(params uint[] spis)
    {
        byte[] body = [3, 4, .. Octets(spis.Length), .. new byte[4 * spis.Length]];
        for (int i = 0; i < spis.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(4 + (4 * i)), spis[i]);
        }

        return new(PayloadType.Delete, body);
    }

    /// <summary>Chains payloads: RFC 7296 3.2's generic header before each.</summary>
    public static byte[] Chain(params ReadOnlySpan<Payload> payloads)
    {
        var octets = new List<byte>();
        for (int i = 0; i < payloads.Length; i++)
        {
            int length = payloads[i].Body.Length + 4;
            octets.Add(i + 1 < payloads.Length ? payloads[i + 1].Type.Value : (byte)0);
            octets.Add((byte)(payloads[i].Critical ? 0x80 : 0));
            octets.AddRange(Octets(length));
            octets.AddRange(payloads[i].Body);
        }

        return [.. octets];
    }

    public static List<Payload> Read(byte[] chain, int start, byte first)
    {
        var payloads = new List<Payload>();
        int at = start;
        for (byte type = first; type != 0;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(chain.AsSpan(at + 2));
            payloads.Add(new Payload(new PayloadType(type), chain[(at + 4)..(at + length)], (chain[at + 1] & 0x80) != 0));
            bool last = type == PayloadType.Encrypted.Value;
            type = last ? (byte)0 : chain[at];
            at += length;
        }

        Assert.Equal(chain.Length, at);
        return payloads;
    }

    /// <summary>Two octets, the high one first.</summary>
    public static byte[] Octets(int value) => [(byte)((value >> 8) & 0xff), (byte)(value & 0xff)];

    public NotifyType NotifyType => new((ushort)((Body[2] << 8) | Body[3]));

    public byte[] NotifyData => Body[(4 + Body[1])..];

    public override string ToString() => Type == PayloadType.Notify ? $"N({NotifyType})" : Type.Notation;

    private static Payload Ts(PayloadType type, string[] selectors)
    {
        byte[] buffer = new byte[4096];
        var writer = MessageWriter.ForChain(buffer);
        TrafficSelectors.Write(ref writer, type, [.. selectors.Select(TrafficSelector.Parse)]);
        return new(type, buffer[4..writer.Finish()]);
    }
}
