using Isakmp.Algorithms;
using Isakmp.Framing;
using Isakmp.Inspection.Keys;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Decoding;

/// <summary>Reads recorded messages of IKEv1 and IKEv2 in the order in which they were sent, and decrypts those that the key tables have keys for.</summary>
/// <remarks>
/// <para>IKEv2: the keys are found by the two SPIs, so that those of rekeyed SAs are found too; the ICV is verified before anything is decrypted, and where it is wrong, the message stays
/// encrypted unless a cipher without authentication gives a sound chain all the same (<see cref="DecodeProblem.WrongIcv"/> stands beside it then). SKF payloads are put together
/// (RFC 7383).</para>
/// <para>IKEv1: the key is found by the initiator's cookie; cipher, key length and hash are learned from the responder's choice, initialization vectors from the KE payloads and the
/// messages before (RFC 2409 appendix B). There is no ICV: what comes out is taken for right if it is a chain of payloads. Messages that were sent again, lost ones, and exchanges side by
/// side disturb nothing else. The fragments of Cisco and Microsoft are put together.</para>
/// <para>State is bounded by <see cref="MessageDecoderOptions"/>. No input throws. One thread at a time.</para>
/// </remarks>
public sealed class MessageDecoder : IDisposable
{
    private readonly IkeV1Reader _ikeV1;
    private readonly IkeV2Reader _ikeV2;
    private readonly FragmentTable<FragmentKey> _fragments;
    private long _count;
    private bool _isDisposed;

    /// <summary>Makes a decoder.</summary>
    /// <param name="keys">The keys; more may be added later. The caller disposes of them, after the decoder.</param>
    /// <param name="crypto">Where the algorithms come from.</param>
    /// <param name="options">The bounds; the default ones if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is less than 1.</exception>
    public MessageDecoder(DecryptionKeys keys, ICryptoProvider crypto, MessageDecoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(crypto);
        options ??= new MessageDecoderOptions();
        options.Check();
        _ikeV1 = new IkeV1Reader(keys, crypto, options);
        _ikeV2 = new IkeV2Reader(keys, crypto, options);
        _fragments = new FragmentTable<FragmentKey>(options);
    }

    /// <summary>How many SAs of each version have state.</summary>
    internal (int IkeV1, int IkeV2) SaCounts => (_ikeV1.SaCount, _ikeV2.SaCount);

    /// <summary>Decodes the next message.</summary>
    /// <param name="message">The message, without marker; may be anything.</param>
    /// <param name="path">Where it came from (<see cref="PacketInfo.Local"/>) and went to.</param>
    /// <returns>What was found; its spans are valid until the next call, and as long as <paramref name="message"/> is.</returns>
    /// <exception cref="ObjectDisposedException">The decoder has been disposed of.</exception>
    public DecodedMessage Decode(ReadOnlySpan<byte> message, scoped in PacketInfo path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _count++;
        return Decode(message, path, mayBeFragment: true);
    }

    /// <summary>Zeroes what was decrypted last and gives up all state.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _ikeV1.Dispose();
        _ikeV2.Dispose();
        _fragments.Dispose();
    }

    private DecodedMessage Decode(ReadOnlySpan<byte> message, scoped in PacketInfo path, bool mayBeFragment)
    {
        if (!IkeHeader.TryReadFields(message, out IkeHeader header).IsOk)
        {
            return new DecodedMessage { Status = DecodeStatus.Unreadable, Problem = DecodeProblem.NoHeader, Message = message };
        }

        if (header.MajorVersion is not (1 or 2))
        {
            return new DecodedMessage
            {
                Status = DecodeStatus.Unreadable,
                Problem = DecodeProblem.UnknownVersion,
                Header = header,
                Message = message,
                ErrorOffset = IkeHeader.NextPayloadOffset + 1,
            };
        }

        if (header.Length != (uint)message.Length)
        {
            return ReadWrongLength(message, header);
        }

        if (header.MajorVersion == 2)
        {
            return _ikeV2.Read(message, header, _count);
        }

        bool isFragment = header.NextPayload == PayloadType.V1Fragment && (header.Flags & HeaderFlags.Encryption) == 0;
        return isFragment ? ReadFragment(message, header, path, mayBeFragment) : _ikeV1.Read(message, header);
    }

    // What is there is shown, and nothing is decrypted or learned: parts are missing, or do not belong to the message.
    private static DecodedMessage ReadWrongLength(ReadOnlySpan<byte> message, scoped in IkeHeader header)
    {
        ReadOnlySpan<byte> present = header.Length >= IkeHeader.Size && header.Length < (uint)message.Length ? message[..(int)header.Length] : message;
        bool isOpaque = header.MajorVersion == 1 && (header.Flags & HeaderFlags.Encryption) != 0;
        var walker = new PayloadWalker(present, IkeHeader.Size, isOpaque ? PayloadType.None : header.NextPayload, header.MajorVersion == 1);
        bool isEncrypted = isOpaque;
        while (walker.MoveNext())
        {
            isEncrypted |= header.MajorVersion == 2 && walker.Current.Type.IsEncrypted;
        }

        return new DecodedMessage
        {
            Status = isEncrypted ? DecodeStatus.Encrypted : DecodeStatus.Clear,
            Problem = DecodeProblem.LengthMismatch,
            Header = header,
            Message = present,
            Chain = isOpaque ? [] : present[IkeHeader.Size..],
            FirstPayload = isOpaque ? PayloadType.None : header.NextPayload,
            ChainStatus = isOpaque ? WireStatus.Ok : walker.Status.Shift(-IkeHeader.Size),
            IsEncrypted = isEncrypted,
            ErrorOffset = LengthOffset,
        };
    }

    private DecodedMessage ReadFragment(ReadOnlySpan<byte> message, scoped in IkeHeader header, scoped in PacketInfo path, bool mayBeFragment)
    {
        DecodedMessage outer = _ikeV1.Read(message, header);
        var walker = new PayloadWalker(message, IkeHeader.Size, header.NextPayload, isV1: true);
        if (outer.Problem != DecodeProblem.None || !walker.MoveNext())
        {
            return outer;
        }

        int body = walker.Current.Offset + PayloadView.HeaderSize;
        WireStatus status = FragmentPayloadView.TryRead(walker.Current.Body, out FragmentPayloadView fragment);
        if (!status.IsOk || !mayBeFragment)
        {
            return Piece(outer, DecodeProblem.RefusedFragment, body + status.Offset, 0, 0);
        }

        var key = new FragmentKey(header.InitiatorSpi, header.ResponderSpi, path.Local, fragment.FragmentId);
        int total = fragment.IsLast ? fragment.FragmentNumber : 0;
        FragmentOutcome outcome = _fragments.Add(key, fragment.FragmentNumber, total, PayloadType.None, fragment.Data, _count);
        if (outcome != FragmentOutcome.Complete)
        {
            DecodeProblem problem = outcome == FragmentOutcome.Refused ? DecodeProblem.RefusedFragment : DecodeProblem.None;
            return Piece(outer, problem, problem == DecodeProblem.None ? 0 : body, fragment.FragmentNumber, _fragments.TotalOf(key));
        }

        total = _fragments.TotalOf(key);
        DecodedMessage whole = Decode(_fragments.Take(key, out _), path, mayBeFragment: false);
        return new DecodedMessage
        {
            Status = whole.Status,
            Problem = whole.Problem,
            Header = whole.Header,
            Message = whole.Message,
            Chain = whole.Chain,
            FirstPayload = whole.FirstPayload,
            ChainStatus = whole.ChainStatus,
            IsEncrypted = whole.IsEncrypted,
            IsVerified = whole.IsVerified,
            FragmentNumber = fragment.FragmentNumber,
            TotalFragments = total,
            IsReassembled = true,
            PaddingLength = whole.PaddingLength,
            ErrorOffset = whole.ErrorOffset,
        };
    }

    private static DecodedMessage Piece(scoped in DecodedMessage outer, DecodeProblem problem, int offset, int number, int total) => new()
    {
        Status = problem == DecodeProblem.None ? DecodeStatus.Fragment : DecodeStatus.Clear,
        Problem = problem,
        Header = outer.Header,
        Message = outer.Message,
        Chain = outer.Chain,
        FirstPayload = outer.FirstPayload,
        FragmentNumber = number,
        TotalFragments = total,
        ErrorOffset = offset,
    };

    private const int LengthOffset = 24;

    private readonly record struct FragmentKey(Spi Initiator, Spi Responder, NetEndPoint Sender, ushort Id);
}
