using System.Buffers.Binary;
using System.Security.Cryptography;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Engine.V1;

/// <summary>Encrypts messages of an ISAKMP SA where they stand, and decrypts what came (RFC 2409 sections 5.5, 5.7 and appendix B).</summary>
internal sealed class IsakmpSealer
{
    private const int FlagsOffset = 19;
    private const int LengthOffset = 24;

    private readonly EndpointState _state;

    public IsakmpSealer(EndpointState state) => _state = state;

    /// <summary>A writer for a whole message, with room behind it for padding.</summary>
    public MessageWriter Begin() => new(_state.Building.AsSpan(0, _state.Building.Length - InitializationVectors.LargestBlock));

    /// <summary>A writer that stands behind the header and the place of the hash.</summary>
    public MessageWriter BeginProtected(IsakmpSa sa, ExchangeType exchange, MessageId id)
    {
        MessageWriter writer = Begin();
        writer.WriteHeader(sa.Session.InitiatorCookie, sa.Session.ResponderCookie, exchange, HeaderFlags.None, id, major: 1);
        writer.BeginPayload(PayloadType.V1Hash);
        writer.Reserve(Protector(sa).HashSize).Clear();
        writer.EndPayload();
        return writer;
    }

    /// <summary>Computes the hash of a message that <see cref="BeginProtected"/> has begun, and encrypts it.</summary>
    /// <returns>The whole message, in the endpoint's building buffer.</returns>
    public ReadOnlySpan<byte> Seal(
        IsakmpSa sa, scoped ref MessageWriter writer, MessageHash hash, scoped in ExchangeNonces nonces, MessageId id, scoped ref ExchangeIv iv, scoped in PacketInfo path)
    {
        IsakmpProtector protector = Protector(sa);
        int length = Finish(ref writer);
        int place = IkeHeader.Size + PayloadView.HeaderSize;
        protector.ComputeHash(
            hash, id, nonces, _state.Building.AsSpan(place + protector.HashSize, length - place - protector.HashSize), _state.Building.AsSpan(place, protector.HashSize));
        return Encrypt(sa, length, ref iv, path);
    }

    /// <summary>Encrypts a whole message: one of phase 1, whose proof stands in it.</summary>
    public ReadOnlySpan<byte> Seal(IsakmpSa sa, scoped ref MessageWriter writer, scoped ref ExchangeIv iv, scoped in PacketInfo path) => Encrypt(sa, Finish(ref writer), ref iv, path);

    /// <summary>Decrypts a message into the endpoint's plaintext buffer.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="datagram">The message.</param>
    /// <param name="iv">The vector that it should begin with.</param>
    /// <param name="index">Its payloads.</param>
    /// <param name="chain">The octets of its payloads and padding.</param>
    /// <returns>False if it is no whole number of blocks or does not decrypt to payloads; then nothing is left of it.</returns>
    public bool TryOpen(IsakmpSa sa, ReadOnlySpan<byte> datagram, scoped in ExchangeIv iv, out PayloadIndex index, out ReadOnlySpan<byte> chain)
    {
        ReadOnlySpan<byte> body = datagram[IkeHeader.Size..];
        Span<byte> plaintext = _state.Plaintext.AsSpan(0, body.Length);
        chain = plaintext;
        var first = new PayloadType(datagram[IkeHeader.NextPayloadOffset]);
        if (Protector(sa).Cipher.TryOpen(body, iv.Value, plaintext) && PayloadIndex.TryBuild(plaintext, 0, first, out index, allowTrailing: true).IsOk)
        {
            return true;
        }

        index = default;
        Wipe(body.Length);
        return false;
    }

    /// <summary>Checks the hash of a message of phase 2 in fixed time; it must be the first payload (RFC 2409 section 5.5).</summary>
    public bool IsAuthentic(IsakmpSa sa, in PayloadList payloads, MessageHash hash, MessageId id, in ExchangeNonces nonces)
    {
        if (payloads.Count == 0 || payloads[0].Type != PayloadType.V1Hash)
        {
            return false;
        }

        IsakmpProtector protector = Protector(sa);
        Span<byte> expected = stackalloc byte[KeySchedule.MaxPrfSize];
        expected = expected[..protector.HashSize];
        int rest = PayloadView.HeaderSize + payloads[0].Body.Length;
        protector.ComputeHash(hash, id, nonces, payloads.Chain[rest..payloads.End], expected);
        return CryptographicOperations.FixedTimeEquals(expected, payloads[0].Body);
    }

    /// <summary>Decrypts a message of an exchange and checks its hash.</summary>
    /// <returns>False if it is not authentic; then nothing is left of it.</returns>
    public bool TryOpen(
        IsakmpSa sa, Phase2Exchange exchange, in IkeHeader header, ReadOnlySpan<byte> datagram, scoped in ExchangeNonces nonces, out PayloadIndex index, out ReadOnlySpan<byte> chain)
    {
        MessageHash hash = exchange.State!.Hash;
        if (TryOpen(sa, datagram, exchange.Iv, hash, exchange.Id, nonces, out index, out chain))
        {
            return true;
        }

        if (header.ExchangeType == exchange.Type)
        {
            return false;
        }

        // RFC 2408 3.1: CONNECTED comes in an Informational that has the Message ID of the Quick Mode; RFC 2409 does not say with which vector
        ExchangeIv fresh = default;
        BeginIv(sa, exchange.Id, ref fresh);
        return TryOpen(sa, datagram, fresh, hash, exchange.Id, nonces, out index, out chain);
    }

    /// <summary>Decrypts a message with a given vector and checks its hash.</summary>
    /// <returns>False if it is not authentic; then nothing is left of it.</returns>
    public bool TryOpen(
        IsakmpSa sa,
        ReadOnlySpan<byte> datagram,
        scoped in ExchangeIv iv,
        MessageHash hash,
        MessageId id,
        scoped in ExchangeNonces nonces,
        out PayloadIndex index,
        out ReadOnlySpan<byte> chain)
    {
        if (!TryOpen(sa, datagram, iv, out index, out chain))
        {
            return false;
        }

        if (IsAuthentic(sa, new PayloadList(chain, ref index), hash, id, nonces))
        {
            return true;
        }

        Wipe(datagram.Length);
        return false;
    }

    /// <summary>Begins the chain of vectors of an exchange under the SA.</summary>
    public static void BeginIv(IsakmpSa sa, MessageId id, ref ExchangeIv iv)
    {
        Span<byte> first = stackalloc byte[InitializationVectors.LargestBlock];
        first = first[..sa.Session.Suite!.Cipher.BlockSize];
        InitializationVectors.ComputeExchange(sa.Session.Suite.Hash, sa.Session.Phase1Iv.Value, id, first);
        iv.Set(first, first.Length);
    }

    /// <summary>Zeroes the plaintext of the message just processed.</summary>
    public void Wipe(int length) => CryptographicOperations.ZeroMemory(_state.Plaintext.AsSpan(0, length));

    private IsakmpProtector Protector(IsakmpSa sa) =>
        _state.Protectors.Get(sa.Session.Id, sa.Session.Suite!, sa.Session.Keys!, sa.Session.CipherKey!);

    private static int Finish(scoped ref MessageWriter writer)
    {
        int length = writer.Finish();
        return length > 0 ? length : throw new InvalidOperationException("A message of ours does not fit in 65,535 octets.");
    }

    private ReadOnlySpan<byte> Encrypt(IsakmpSa sa, int length, scoped ref ExchangeIv iv, scoped in PacketInfo path)
    {
        BodyCipher cipher = Protector(sa).Cipher;
        Span<byte> message = _state.Building.AsSpan(0, IkeHeader.Size + cipher.PaddedSize(length - IkeHeader.Size));
        message[FlagsOffset] |= (byte)HeaderFlags.Encryption;
        BinaryPrimitives.WriteUInt32BigEndian(message[LengthOffset..], (uint)message.Length);
        Span<byte> vector = stackalloc byte[InitializationVectors.LargestBlock];
        vector = vector[..cipher.BlockSize];
        iv.Value.CopyTo(vector);
        byte[]? plaintext = _state.Options.Tap is null ? null : message[IkeHeader.Size..length].ToArray();
        cipher.Seal(message[IkeHeader.Size..], length - IkeHeader.Size, vector);
        iv.Set(vector, vector.Length);
        if (plaintext is not null)
        {
            _state.Options.Tap!.OnMessage(true, path, message, new PayloadType(message[IkeHeader.NextPayloadOffset]), plaintext);
            CryptographicOperations.ZeroMemory(plaintext);
        }

        return message;
    }
}
