using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Payloads of IKEv1 as a scripted peer sends them, octet by octet from RFC 2407, 2408, 3706 and 3947.</summary>
internal static class V1Payload
{
    private static readonly byte[] s_doi = [0, 0, 0, 1];

    /// <summary>An SA payload of the IPSEC DOI and SIT_IDENTITY_ONLY.</summary>
    public static Payload Sa(params IReadOnlyList<OfferedProposal> proposals) => new(
        PayloadType.V1SecurityAssociation,
        [.. s_doi, 0, 0, 0, 1, .. proposals.SelectMany((proposal, i) => proposal.Write(i == proposals.Count - 1))]);

    public static Payload Ke(byte[] value) => new(PayloadType.V1KeyExchange, value);

    public static Payload Nonce(byte[] value) => new(PayloadType.V1Nonce, value);

    public static Payload Hash(byte[] value) => new(PayloadType.V1Hash, value);

    public static Payload Vendor(byte[] value) => new(PayloadType.V1VendorId, value);

#pragma warning disable CA5351 // vendor IDs of NAT traversal are MD5 hashes (RFC 3947 3.1)
    /// <summary>A vendor ID that is the MD5 hash of a text.</summary>
    public static Payload Vendor(string text) => Vendor(MD5.HashData(Encoding.ASCII.GetBytes(text)));
#pragma warning restore CA5351

    /// <summary>RFC 3706 5.1, with major and minor version 1.0.</summary>
    public static Payload VendorDpd() => Vendor(Convert.FromHexString("AFCAD71368A1F1C96B8696FC77570100"));

    /// <summary>An identity of phase 1: protocol and port 0.</summary>
    public static Payload Id(Identity identity) => Id(identity.Type.Value, [.. identity.Data]);

    public static Payload Id(byte type, byte[] data, byte protocol = 0, ushort port = 0) => new(PayloadType.V1Identification, [type, protocol, .. Payload.Octets(port), .. data]);

    /// <summary>A client identity: a subnet such as <c>10.1.0.0/24</c>, a range with a dash, or an address.</summary>
    public static Payload Client(string text, byte protocol = 0, ushort port = 0)
    {
        if (text.Split('-') is [string low, string high])
        {
            return Id((byte)(low.Contains(':', StringComparison.Ordinal) ? 8 : 7), [.. Address(low), .. Address(high)], protocol, port);
        }

        string[] parts = text.Split('/');
        byte[] address = Address(parts[0]);
        if (parts.Length == 1)
        {
            return Id((byte)(address.Length == 4 ? 1 : 5), address, protocol, port);
        }

        int bits = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        byte[] mask = [.. Enumerable.Range(0, address.Length).Select(i => (byte)((0xff00 >> Math.Clamp(bits - (8 * i), 0, 8)) & 0xff))];
        return Id((byte)(address.Length == 4 ? 4 : 6), [.. address, .. mask], protocol, port);
    }

    public static Payload Notify(V1NotifyType type, byte protocol = 1, byte[]? spi = null, params byte[] data) =>
        new(PayloadType.V1Notification, [.. s_doi, protocol, (byte)(spi?.Length ?? 0), .. Payload.Octets(type.Value), .. spi ?? [], .. data]);

    public static Payload Delete(byte protocol, int spiSize, params byte[][] spis) =>
        new(PayloadType.V1Delete, [.. s_doi, protocol, (byte)spiSize, .. Payload.Octets(spis.Length), .. spis.SelectMany(spi => spi)]);

    public static Payload DeleteEsp(params uint[] spis) => Delete(3, 4, [.. spis.Select(Spi)]);

    public static byte[] Spi(uint value)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return octets;
    }

    public static byte[] Address(string text) => System.Net.IPAddress.Parse(text).GetAddressBytes();

    /// <summary>Reads a chain; what follows the last payload is padding.</summary>
    public static List<Payload> Read(byte[] chain, int start, byte first, out int end)
    {
        var payloads = new List<Payload>();
        end = start;
        for (byte type = first; type != 0;)
        {
            Assert.True(end + 4 <= chain.Length, $"a payload of type {type} beyond the end");
            int length = BinaryPrimitives.ReadUInt16BigEndian(chain.AsSpan(end + 2));
            Assert.InRange(length, 4, chain.Length - end);
            payloads.Add(new Payload(new PayloadType(type), chain[(end + 4)..(end + length)]));
            type = chain[end];
            end += length;
        }

        return payloads;
    }

    extension(Payload payload)
    {
        /// <summary>The type of a notification.</summary>
        public V1NotifyType V1NotifyType => new((ushort)((payload.Body[6] << 8) | payload.Body[7]));

        /// <summary>What follows the SPI of a notification.</summary>
        public byte[] V1NotifyData => payload.Body[(8 + payload.Body[5])..];

        public byte[] V1NotifySpi => payload.Body[8..(8 + payload.Body[5])];
    }
}
