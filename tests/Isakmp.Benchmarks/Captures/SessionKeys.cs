using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Benchmarks.Captures;

/// <summary>A row of a key table of the recorded sessions: with it messages are sealed anew under other SPIs, and the row is written for those.</summary>
/// <remarks>The recordings have AES-CBC with HMAC-SHA-256-128, and AES-GCM with an ICV of 16 octets. IKEv1 protects nothing with the cookies in it.</remarks>
internal sealed class SessionKeys
{
    private const int SpiSize = 8;
    private const int IcvSize = 16;
    private const int SaltSize = 4;
    private const int GcmIvSize = 8;

    private readonly string[] _cells;

    private SessionKeys(string[] cells) => _cells = cells;

    /// <summary>All rows, by the SPI of the initiator; the responder's tells rows of IKEv2 apart.</summary>
    public static ILookup<ulong, SessionKeys> All { get; } = ReadAll();

    public bool IsIkeV1 => _cells.Length == 2;

    private bool IsGcm => _cells[4].Contains("GCM", StringComparison.Ordinal);

    /// <summary>The row for other SPIs.</summary>
    public string Row(ulong initiatorMask, ulong responderMask)
    {
        string[] cells = [.. _cells];
        cells[0] = (Number(0) ^ initiatorMask).ToString("x16", CultureInfo.InvariantCulture);
        if (!IsIkeV1)
        {
            cells[1] = (Number(1) ^ responderMask).ToString("x16", CultureInfo.InvariantCulture);
        }

        return string.Join(',', cells);
    }

    /// <summary>Whether the keys are those of an SA.</summary>
    public bool IsOf(ulong responder) => IsIkeV1 || Number(1) == responder;

    /// <summary>Writes the ICV of a message that has been given other SPIs.</summary>
    /// <param name="before">The message as it was recorded.</param>
    /// <param name="message">The message with other SPIs.</param>
    public void Seal(ReadOnlySpan<byte> before, Span<byte> message)
    {
        if (IsIkeV1 || !IkeHeader.TryReadFields(before, out IkeHeader header).IsOk || (header.NextPayload != PayloadType.Encrypted && header.NextPayload != PayloadType.EncryptedFragment))
        {
            return;
        }

        bool isByInitiator = header.IsFromInitiator;
        if (!IsGcm)
        {
            Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(Octets(isByInitiator ? 5 : 6), message[..^IcvSize], mac);
            mac[..IcvSize].CopyTo(message[^IcvSize..]);
            return;
        }

        // RFC 5282 3, 4, 5: the salt stands behind the key, the IV behind the payload's header, and all before the IV is authenticated.
        byte[] key = Octets(isByInitiator ? 2 : 3);
        int start = IkeHeader.Size + PayloadView.HeaderSize + (header.NextPayload == PayloadType.EncryptedFragment ? 4 : 0);
        ReadOnlySpan<byte> iv = before.Slice(start, GcmIvSize);
        byte[] nonce = [.. key[^SaltSize..], .. iv];
        byte[] plaintext = new byte[before.Length - start - GcmIvSize - IcvSize];
        using var gcm = new AesGcm(key.AsSpan(..^SaltSize), IcvSize);
        gcm.Decrypt(nonce, before[(start + GcmIvSize)..^IcvSize], before[^IcvSize..], plaintext, before[..start]);
        gcm.Encrypt(nonce, plaintext, message[(start + GcmIvSize)..^IcvSize], message[^IcvSize..], message[..start]);
    }

    /// <summary>Finds the keys of a message.</summary>
    public static SessionKeys? Find(ReadOnlySpan<byte> message)
    {
        ulong responder = BinaryPrimitives.ReadUInt64BigEndian(message[SpiSize..]);
        return All[BinaryPrimitives.ReadUInt64BigEndian(message)].FirstOrDefault(keys => keys.IsOf(responder));
    }

    private static ILookup<ulong, SessionKeys> ReadAll()
    {
        using var text = new StreamReader(typeof(SessionKeys).Assembly.GetManifestResourceStream("Isakmp.Benchmarks.Captures.Sessions.keys.txt")!);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => new SessionKeys(line.Split(',')))
            .ToLookup(keys => keys.Number(0));
    }

    private ulong Number(int cell) => ulong.Parse(_cells[cell], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private byte[] Octets(int cell) => Convert.FromHexString(_cells[cell]);
}
