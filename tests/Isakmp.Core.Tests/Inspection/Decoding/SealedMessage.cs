using System.Buffers.Binary;
using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Inspection.Decoding;
using Isakmp.Inspection.Keys;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Inspection.Decoding;

/// <summary>IKEv2 messages of an SA whose keys are known, and the row of a table that belongs to it.</summary>
internal sealed class SealedMessage : IDisposable
{
    public const ulong InitiatorSpi = 0x0011223344556677;
    public const ulong ResponderSpi = 0x8899aabbccddeeff;

    private readonly MessageProtector _initiator;
    private readonly MessageProtector _responder;
    private readonly SkAlgorithms _algorithms;
    private readonly SeededRandom _random;
    private ulong _counter;

    public SealedMessage(string encryption, string integrity, ulong seed = 1)
    {
        _random = new SeededRandom(seed);
        Assert.True(AlgorithmNames.TryFindEncryption(encryption, 0, out EncryptionChoice cipher), encryption);
        Assert.True(AlgorithmNames.TryFindIntegrity(integrity, out IntegrityChoice mac), integrity);
        (byte[] ei, byte[] er) = (_random.NextBytes(cipher.KeySize), _random.NextBytes(cipher.KeySize));
        (byte[] ai, byte[] ar) = (_random.NextBytes(mac.KeySize), _random.NextBytes(mac.KeySize));
        _algorithms = CryptoProvider.Default.GetAead(cipher.Algorithm, cipher.KeyBits ?? 0) is { } aead
            ? new SkAlgorithms(aead)
            : new SkAlgorithms(
                cipher.Algorithm == EncryptionAlgorithm.Null ? NullCipher.Instance : CryptoProvider.Default.GetCipher(cipher.Algorithm, cipher.KeyBits ?? 0)!,
                mac.KeySize == 0 ? new NoIntegrity(mac.UncheckedIcvSize) : CryptoProvider.Default.GetIntegrity(mac.Algorithm)!);
        _initiator = new MessageProtector(_algorithms, ei, ai);
        _responder = new MessageProtector(_algorithms, er, ar);
        Row = $"{InitiatorSpi:x16},{ResponderSpi:x16},{Hex.Format(ei)},{Hex.Format(er)},\"{encryption}\",{Hex.Format(ai)},{Hex.Format(ar)},\"{integrity}\"";
    }

    /// <summary>The row of ikev2_decryption_table.</summary>
    public string Row { get; }

    public int IcvSize => _algorithms.IcvSize;

    /// <summary>A message with an SK payload around a chain.</summary>
    public byte[] Seal(ReadOnlySpan<byte> chain, PayloadType first, bool byInitiator = true, uint messageId = 1) =>
        Seal(chain, first, PayloadType.Encrypted, [], byInitiator, messageId);

    /// <summary>A message with an SKF payload around a piece of a chain.</summary>
    public byte[] SealFragment(ReadOnlySpan<byte> piece, PayloadType first, int number, int total, bool byInitiator = true, uint messageId = 1)
    {
        Span<byte> fields = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(fields, (ushort)number);
        BinaryPrimitives.WriteUInt16BigEndian(fields[2..], (ushort)total);
        return Seal(piece, first, PayloadType.EncryptedFragment, fields, byInitiator, messageId);
    }

    public void Dispose()
    {
        _initiator.Dispose();
        _responder.Dispose();
    }

    private byte[] Seal(ReadOnlySpan<byte> chain, PayloadType first, PayloadType type, ReadOnlySpan<byte> fields, bool byInitiator, uint messageId)
    {
        MessageProtector protector = byInitiator ? _initiator : _responder;
        int body = IkeHeader.Size + PayloadView.HeaderSize + fields.Length;
        byte[] message = new byte[body + _algorithms.IvSize + chain.Length + protector.Trailer(chain.Length)];
        new IkeHeader
        {
            InitiatorSpi = new(InitiatorSpi),
            ResponderSpi = new(ResponderSpi),
            NextPayload = type,
            MajorVersion = 2,
            ExchangeType = ExchangeType.Informational,
            Flags = byInitiator ? HeaderFlags.Initiator : HeaderFlags.Response,
            MessageId = new(messageId),
            Length = (uint)message.Length,
        }.Write(message);
        message[IkeHeader.Size] = first.Value;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(IkeHeader.Size + 2), (ushort)(message.Length - IkeHeader.Size));
        fields.CopyTo(message.AsSpan(IkeHeader.Size + PayloadView.HeaderSize));
        chain.CopyTo(message.AsSpan(body + protector.PlaintextOffset));
        protector.Seal(message, body, chain.Length, _random, _counter++);
        return message;
    }

    /// <summary>Writes an ICV that means nothing.</summary>
    private sealed class NoIntegrity(int size) : IIntegrity
    {
        public IntegrityAlgorithm Algorithm => IntegrityAlgorithm.None;

        public int KeySize => 0;

        public int IcvSize => size;

        public KeyedMac Create(ReadOnlySpan<byte> key) => new Mac(size);

        private sealed class Mac(int size) : KeyedMac
        {
            public override int OutputSize => size;

            public override void Append(ReadOnlySpan<byte> data)
            {
            }

            public override void Finish(Span<byte> destination) => destination[..size].Fill(0xA5);

            protected override void Dispose(bool disposing)
            {
            }
        }
    }
}
