using System.Net;
using System.Net.Sockets;
using Isakmp.Interop.Tests.Network;
using Isakmp.Testing;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>Somebody who sends a first message and never goes on, as in an attack on memory (RFC 7296 2.6).</summary>
internal static class Stranger
{
    /// <summary>IKE_SA_INIT: header, SA (AES-CBC-128, HMAC-SHA2-256-128, PRF-HMAC-SHA2-256, Curve25519), KE (the base point), a nonce of 32 octets.</summary>
    public static byte[] Request { get; } = Hex.Parse("""
        1122334455667788 0000000000000000 21202208 00000000 0000009c
        22000030 0000002c 01010004 0300000c 0100000c 800e0080 03000008 0300000c 03000008 02000005 00000008 0400001f
        28000028 001f0000 0900000000000000000000000000000000000000000000000000000000000000
        00000024 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
        """);

    /// <summary>Sends the request from a machine to port 500 of an address, and waits for the answer.</summary>
    public static async Task<byte[]> KnockAsync(NetworkNode from, IPEndPoint own, IPEndPoint peer)
    {
        using UdpClient socket = from.Namespace.Run(() => new UdpClient(own));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        await socket.SendAsync(Request, peer, limit.Token);
        return (await socket.ReceiveAsync(limit.Token)).Buffer;
    }
}
