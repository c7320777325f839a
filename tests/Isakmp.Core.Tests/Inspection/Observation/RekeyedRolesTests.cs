using System.Buffers.Binary;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.Observation;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Observation;

/// <summary>Who rekeys an IKE SA is the initiator of the new one (RFC 7296 2.18), to which the Child SAs of the old one move.</summary>
public sealed class RekeyedRolesTests
{
    private const string Alice = "192.0.2.1:4500";
    private const string Bob = "192.0.2.2:4500";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_Child_SA_that_moved_is_deleted_by_whom_it_belongs_to(bool isRekeyedByResponder)
    {
        using var observer = new NegotiationObserver();
        Tell(observer, 1, 2, 36, fromInitiator: true, isResponse: false, 33, Esp("000a11ce"), Alice, Bob);
        Tell(observer, 1, 2, 36, fromInitiator: true, isResponse: true, 33, Esp("00000b0b"), Bob, Alice);

        // The IKE SA 1/2 gives way to 3/4, whose initiator is who asks for it.
        (string from, string to) = isRekeyedByResponder ? (Bob, Alice) : (Alice, Bob);
        Tell(observer, 1, 2, 36, !isRekeyedByResponder, isResponse: false, 33, Ike("0000000000000003"), from, to, id: 1);
        Tell(observer, 1, 2, 36, !isRekeyedByResponder, isResponse: true, 33, Ike("0000000000000004"), to, from, id: 1);

        // Alice deletes what she receives on; in the new IKE SA she may be the responder.
        Tell(observer, 3, 4, 37, !isRekeyedByResponder, isResponse: false, 42, Delete("000a11ce"), Alice, Bob);

        Assert.Equal(2, observer.Negotiations.Count);
        Assert.Same(observer.Negotiations[0], observer.Negotiations[1].Replaces);
        Assert.Equal(isRekeyedByResponder ? Bob : Alice, observer.Negotiations[1].Initiator.Current.ToString());
        ObservedChildSa child = Assert.Single(observer.Negotiations[0].ChildSas);
        Assert.Equal(("000a11ce", "00000b0b"), (child.InitiatorSpi.ToString(), child.ResponderSpi.ToString()));
        Assert.Equal(IkeRole.Initiator, child.DeletedBy);
    }

    // RFC 7296 3.3: ESP with AES-GCM of 256 bits, without ESN, and an SPI; IKE with AES-GCM of 256 bits, PRF_HMAC_SHA2_256, Curve25519, and an SPI.
    private static string Esp(string spi) => $"00000024 00000020 01030402 {spi} 0300000c 01000014 800e0100 00000008 05000000";

    private static string Ike(string spi) => $"00000030 0000002c 01010803 {spi} 0300000c 01000014 800e0100 03000008 02000005 00000008 0400001f";

    private static string Delete(string spi) => $"0000000c 03040001 {spi}";

    // A message whose encrypted payload holds nothing, with what is said to be inside.
    private static void Tell(
        NegotiationObserver observer, ulong initiator, ulong responder, byte exchange, bool fromInitiator, bool isResponse, byte first, string plaintext, string from, string to, uint id = 0)
    {
        bool isInitiator = fromInitiator != isResponse;
        byte[] message = new byte[36];
        new Spi(initiator).Write(message);
        new Spi(responder).Write(message.AsSpan(8));
        (message[16], message[17], message[18], message[19]) = (46, 0x20, exchange, (byte)((isInitiator ? 0x08 : 0) | (isResponse ? 0x20 : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(20), id);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(24), 36);
        (message[28], message[31]) = (first, 8);
        observer.Observe(
            message, new PacketInfo(NetEndPoint.Parse(from), NetEndPoint.Parse(to)), DateTimeOffset.UnixEpoch, new PayloadType(first), Hex.Parse(plaintext.Replace(" ", "", StringComparison.Ordinal)));
    }
}
