using Isakmp.Algorithms;
using Isakmp.Inspection.Keys;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Decoding;

/// <summary>Decrypts the SK and SKF payloads of IKEv2.</summary>
internal sealed class IkeV2Reader : IDisposable
{
    private readonly DecryptionKeys _keys;
    private readonly ICryptoProvider _crypto;
    private readonly RecentTable<(Spi Initiator, Spi Responder), IkeV2Sa> _sas;
    private readonly FragmentTable<FragmentKey> _fragments;
    private readonly PlaintextBuffer _plaintext = new();

    public IkeV2Reader(DecryptionKeys keys, ICryptoProvider crypto, MessageDecoderOptions options)
    {
        _keys = keys;
        _crypto = crypto;
        _sas = new RecentTable<(Spi Initiator, Spi Responder), IkeV2Sa>(options.MaximumSas);
        _fragments = new FragmentTable<FragmentKey>(options);
    }

    /// <summary>How many SAs have state.</summary>
    public int SaCount => _sas.Count;

    /// <summary>Reads a message whose length is right.</summary>
    public DecodedMessage Read(ReadOnlySpan<byte> message, scoped in IkeHeader header, long now)
    {
        var walker = new PayloadWalker(message, IkeHeader.Size, header.NextPayload);
        PayloadView last = default;
        while (walker.MoveNext())
        {
            last = walker.Current;
        }

        DecodedMessage outer = Outer(message, header, walker.Status);
        if (walker.Count == 0 || !last.Type.IsEncrypted || !walker.Status.IsOk)
        {
            return outer;
        }

        return last.Type == PayloadType.EncryptedFragment ? ReadFragment(message, header, last, outer, now) : ReadWhole(message, header, last, outer);
    }

    public void Dispose()
    {
        _sas.Dispose();
        _fragments.Dispose();
        _plaintext.Dispose();
    }

    private static DecodedMessage Outer(ReadOnlySpan<byte> message, scoped in IkeHeader header, WireStatus status) => new()
    {
        Status = DecodeStatus.Clear,
        Problem = status.IsOk ? DecodeProblem.None : DecodeProblem.MalformedChain,
        Header = header,
        Message = message,
        Chain = message[IkeHeader.Size..],
        FirstPayload = header.NextPayload,
        ChainStatus = status.Shift(-IkeHeader.Size),
        ErrorOffset = status.Offset,
    };

    private DecodedMessage ReadWhole(ReadOnlySpan<byte> message, scoped in IkeHeader header, scoped in PayloadView payload, scoped in DecodedMessage outer)
    {
        PayloadType first = payload.NextPayload;
        Span<byte> plaintext = _plaintext.Rent(message.Length);
        int body = payload.Offset + PayloadView.HeaderSize;
        DecodeProblem problem = TryOpen(message, header, body, plaintext, first, isWhole: true, out int length, out bool isVerified);
        bool isOpen = problem is DecodeProblem.None || (problem == DecodeProblem.WrongIcv && length > 0);
        return isOpen ? Inner(outer, plaintext[..length], first, problem, isVerified) : Closed(outer, problem, body);
    }

    private DecodedMessage ReadFragment(ReadOnlySpan<byte> message, scoped in IkeHeader header, scoped in PayloadView payload, scoped in DecodedMessage outer, long now)
    {
        int body = payload.Offset + PayloadView.HeaderSize;
        WireStatus status = EncryptedFragmentView.TryRead(payload, out EncryptedFragmentView fragment);
        if (!status.IsOk)
        {
            return Closed(outer, DecodeProblem.RefusedFragment, body + status.Offset);
        }

        Span<byte> plaintext = _plaintext.Rent(message.Length);
        int start = message.Length - fragment.Rest.Length;
        DecodeProblem problem = TryOpen(message, header, start, plaintext, payload.NextPayload, isWhole: false, out int length, out bool isVerified);
        if (problem != DecodeProblem.None)
        {
            return Closed(outer, problem, start, fragment.FragmentNumber, fragment.TotalFragments);
        }

        var key = new FragmentKey(header.InitiatorSpi, header.ResponderSpi, header.MessageId, header.IsFromInitiator, header.IsResponse);
        FragmentOutcome outcome = _fragments.Add(key, fragment.FragmentNumber, fragment.TotalFragments, payload.NextPayload, plaintext[..length], now);
        if (outcome == FragmentOutcome.Complete)
        {
            ReadOnlySpan<byte> chain = _fragments.Take(key, out PayloadType first);
            return Inner(outer, chain, first, DecodeProblem.None, isVerified, fragment.FragmentNumber, fragment.TotalFragments);
        }

        return outcome == FragmentOutcome.Refused
            ? Closed(outer, DecodeProblem.RefusedFragment, body, fragment.FragmentNumber, fragment.TotalFragments)
            : new DecodedMessage
            {
                Status = DecodeStatus.Fragment,
                Header = outer.Header,
                Message = outer.Message,
                Chain = outer.Chain,
                FirstPayload = outer.FirstPayload,
                IsEncrypted = true,
                IsVerified = isVerified,
                FragmentNumber = fragment.FragmentNumber,
                TotalFragments = fragment.TotalFragments,
            };
    }

    private static DecodedMessage Inner(
        scoped in DecodedMessage outer, ReadOnlySpan<byte> chain, PayloadType first, DecodeProblem problem, bool isVerified, int number = 0, int total = 0)
    {
        var walker = new PayloadWalker(chain, first);
        while (walker.MoveNext())
        {
        }

        bool isMalformed = problem == DecodeProblem.None && !walker.Status.IsOk;
        return new DecodedMessage
        {
            Status = DecodeStatus.Decrypted,
            Problem = isMalformed ? DecodeProblem.MalformedChain : problem,
            Header = outer.Header,
            Message = outer.Message,
            Chain = chain,
            FirstPayload = first,
            ChainStatus = walker.Status,
            IsEncrypted = true,
            IsVerified = isVerified,
            FragmentNumber = number,
            TotalFragments = total,
            IsReassembled = number > 0,
            ErrorOffset = isMalformed ? walker.Status.Offset : 0,
        };
    }

    private static DecodedMessage Closed(scoped in DecodedMessage outer, DecodeProblem problem, int offset, int number = 0, int total = 0) => new()
    {
        Status = DecodeStatus.Encrypted,
        Problem = problem,
        Header = outer.Header,
        Message = outer.Message,
        Chain = outer.Chain,
        FirstPayload = outer.FirstPayload,
        IsEncrypted = true,
        FragmentNumber = number,
        TotalFragments = total,
        ErrorOffset = offset,
    };

    private DecodeProblem TryOpen(
        ReadOnlySpan<byte> message, scoped in IkeHeader header, int body, Span<byte> plaintext, PayloadType first, bool isWhole, out int length, out bool isVerified)
    {
        (length, isVerified) = (0, false);
        IReadOnlyList<IkeV2Keys> keys = _keys.Find(header.InitiatorSpi, header.ResponderSpi);
        if (keys.Count == 0)
        {
            return DecodeProblem.NoKeys;
        }

        IkeV2Sa sa = Find(header, keys);
        DecodeProblem problem = DecodeProblem.AlgorithmMissing;
        for (int i = 0; i < sa.Rows.Count; i++)
        {
            IkeV2Row row = sa.Rows[i];
            if (!row.IsAvailable)
            {
                continue;
            }

            OpenStatus status = row.TryOpen(header.IsFromInitiator, message, body, plaintext, out length);
            if (status == OpenStatus.Ok && (row.IsChecked || !isWhole || Plausibility.IsIkeV2(plaintext[..length], first)))
            {
                isVerified = row.IsChecked;
                sa.Prefer(i);
                return DecodeProblem.None;
            }

            problem = status == OpenStatus.NotAuthentic ? DecodeProblem.WrongIcv
                : status == OpenStatus.Malformed && row.IsChecked ? DecodeProblem.WrongPadding
                : DecodeProblem.Implausible;
            if (problem == DecodeProblem.WrongPadding)
            {
                break; // these are the keys
            }
        }

        length = 0;
        return problem == DecodeProblem.WrongIcv && isWhole ? TryOpenUnverified(sa, message, header, body, plaintext, first, out length) : problem;
    }

    // A message with a wrong ICV is shown all the same where its inside is sound: it is most wanted by whoever looks for a fault in what computes ICVs.
    private static DecodeProblem TryOpenUnverified(
        IkeV2Sa sa, ReadOnlySpan<byte> message, scoped in IkeHeader header, int body, Span<byte> plaintext, PayloadType first, out int length)
    {
        foreach (IkeV2Row row in sa.Rows)
        {
            if (row.IsAvailable
                && row.TryOpenUnverified(header.IsFromInitiator, message, body, plaintext, out length) == OpenStatus.Ok
                && length > 0
                && Plausibility.IsIkeV2(plaintext[..length], first))
            {
                return DecodeProblem.WrongIcv;
            }
        }

        length = 0;
        return DecodeProblem.WrongIcv;
    }

    private IkeV2Sa Find(scoped in IkeHeader header, IReadOnlyList<IkeV2Keys> keys)
    {
        if (!_sas.TryGet((header.InitiatorSpi, header.ResponderSpi), out IkeV2Sa? sa))
        {
            sa = new IkeV2Sa();
            _sas.Add((header.InitiatorSpi, header.ResponderSpi), sa);
        }

        sa.Refresh(keys, _crypto);
        return sa;
    }

    private readonly record struct FragmentKey(Spi Initiator, Spi Responder, MessageId Id, bool IsFromInitiator, bool IsResponse);
}
