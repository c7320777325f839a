using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>One exchange of a scripted peer with its own chain of initialization vectors (RFC 2409 appendix B).</summary>
internal sealed class PeerExchange(ScriptedPeer peer, ExchangeType type, uint id, byte[] iv)
{
    public const byte Encrypted = 1;

    public const byte Commit = 2;

    public const byte AuthenticationOnly = 4;

    public ExchangeType Type => type;

    public uint Id => id;

    /// <summary>The vector of the next message, whoever sends it.</summary>
    public byte[] Iv { get; set; } = iv;

    /// <summary>The flags of the messages that are sealed.</summary>
    public byte Flags { get; set; } = Encrypted;

    /// <summary>How many octets of padding the message had that was opened last; strongSwan adds a whole block where none is needed.</summary>
    public int PaddingSize { get; private set; }

    /// <summary>Encrypts payloads and goes on in the chain.</summary>
    public byte[] Seal(params IReadOnlyList<Payload> payloads) => SealChain(payloads.Count > 0 ? payloads[0].Type.Value : (byte)0, Payload.Chain([.. payloads]));

    /// <summary>Encrypts any octets and goes on in the chain.</summary>
    /// <param name="first">The type of the first payload.</param>
    /// <param name="chain">The octets.</param>
    /// <param name="padding">What fills the last block: zeros where null (RFC 2409 appendix B).</param>
    /// <param name="key">Another key than the right one.</param>
    public byte[] SealChain(byte first, byte[] chain, byte[]? padding = null, byte[]? key = null)
    {
        int over = chain.Length % peer.Suite.BlockSize;
        byte[] padded = [.. chain, .. padding ?? new byte[over == 0 ? 0 : peer.Suite.BlockSize - over]];
        byte[] body = peer.Suite.Encrypt(key ?? peer.Keys!.CipherKey, Iv, padded);
        Iv = body.Length == 0 ? Iv : body[^peer.Suite.BlockSize..];
        return [.. peer.Header(first, type, Flags, id, 28 + body.Length), .. body];
    }

    /// <summary>HASH(1) in front of payloads.</summary>
    public List<Payload> Hashed(params IReadOnlyList<Payload> payloads) => [V1Payload.Hash(peer.Keys!.Hash1(id, Payload.Chain([.. payloads]))), .. payloads];

    /// <summary>Opens a message of the other side, checks its header, and goes on in the chain.</summary>
    /// <param name="message">The message.</param>
    /// <param name="flags">The flags that it must have.</param>
    /// <param name="rest">What follows its first payload, without padding: what hashes cover.</param>
    public List<Payload> Open(byte[] message, byte flags, out byte[] rest)
    {
        Assert.Equal(type.Value, message[18]);
        Assert.Equal(id, BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(20)));
        byte[] chain = OpenChain(message, flags);
        List<Payload> payloads = V1Payload.Read(chain, 0, message[16], out int end);
        PaddingSize = chain.Length - end;
        Assert.InRange(PaddingSize, 0, peer.Suite.BlockSize);
        Assert.All(chain[end..], octet => Assert.Equal(0, octet)); // RFC 2409 appendix B
        rest = chain[(4 + payloads[0].Body.Length)..end];
        return payloads;
    }

    public List<Payload> Open(byte[] message) => Open(message, Flags, out _);

    /// <summary>Opens a message whose first payload must be HASH(1).</summary>
    public List<Payload> OpenHashed(byte[] message, byte flags = Encrypted)
    {
        List<Payload> payloads = Open(message, flags, out byte[] rest);
        Assert.Equal(PayloadType.V1Hash, payloads[0].Type);
        Assert.Equal(peer.Keys!.Hash1(id, rest), payloads[0].Body);
        return payloads[1..];
    }

    private byte[] OpenChain(byte[] message, byte flags)
    {
        Assert.Equal(message.Length, (int)BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(24)));
        Assert.Equal(peer.Cookies, message[..16]);
        Assert.Equal(0x10, message[17]);
        Assert.Equal(flags, message[19]);
        byte[] body = message[28..];
        Assert.Equal(0, body.Length % peer.Suite.BlockSize);
        byte[] chain = peer.Suite.Decrypt(peer.Keys!.CipherKey, Iv, body);
        Iv = body[^peer.Suite.BlockSize..];
        return chain;
    }
}
