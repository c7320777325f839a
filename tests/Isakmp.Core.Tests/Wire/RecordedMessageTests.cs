using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Wire;

public class RecordedMessageTests
{
    public static TheoryData<int> Numbers => [.. RecordedMessage.All.Select(message => message.Number)];

    public static TheoryData<int> Named => [.. RecordedMessage.All.Where(message => message.Peer is not null).Select(message => message.Number)];

    [Theory]
    [MemberData(nameof(Named))]
    public void Payloads_are_those_that_the_peer_saw(int number)
    {
        RecordedMessage recorded = RecordedMessage.All[number];
        Assert.True(IkeHeader.TryRead(recorded.Message, out IkeHeader header).IsOk);

        if (recorded.IsV1)
        {
            // Whether an IKEv1 message is a request or a response does not stand in it.
            string words = recorded.Chain is { } inside
                ? V1CharonWords.Of(inside, 0, recorded.First)
                : V1CharonWords.Of(recorded.Message, IkeHeader.Size, header.NextPayload);
            string[] peer = recorded.Peer!.Split(' ', 3);
            Assert.Equal(
                $"{peer[0]} {peer[2]}", $"{V1CharonWords.Exchange(header.ExchangeType)} {header.MessageId.Value} [ {words} ]");
            return;
        }

        string direction = header.IsResponse ? "response" : "request";
        string payloads = recorded.Chain is { } chain
            ? CharonWords.Of(chain, 0, recorded.First)
            : CharonWords.Of(recorded.Message, IkeHeader.Size, header.NextPayload);

        Assert.Equal(recorded.Peer, $"{header.ExchangeType} {direction} {header.MessageId.Value} [ {payloads} ]");
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Written_again_it_is_the_same(int number)
    {
        RecordedMessage recorded = RecordedMessage.All[number];
        var buffer = new byte[recorded.Message.Length + 1];

        int length = Rewriter.Message(recorded.Message, buffer);

        Assert.Equal(Hex.Format(recorded.Message), Hex.Format(buffer.AsSpan(0, length)));
        if (recorded.Chain is { } chain)
        {
            buffer = new byte[chain.Length];
            Assert.True(Rewriter.Chain(recorded.IsV1, chain, recorded.First, buffer, out length));
            Assert.Equal(Hex.Format(chain), Hex.Format(buffer.AsSpan(0, length)));
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Cut_at_any_octet_it_is_refused(int number)
    {
        RecordedMessage recorded = RecordedMessage.All[number];
        for (int length = 0; length < recorded.Message.Length; length++)
        {
            ReadOnlySpan<byte> cut = recorded.Message.AsSpan(0, length);
            WireStatus status = IkeHeader.TryRead(cut, out IkeHeader header);
            Assert.Equal(length < IkeHeader.Size ? WireError.Truncated : WireError.LengthMismatch, status.Error);
            Assert.Equal(default, header);
            if (length >= IkeHeader.Size && !IsOpaque(recorded))
            {
                Assert.True(IkeHeader.TryReadFields(cut, out header).IsOk);
                status = PayloadIndex.TryBuild(cut, IkeHeader.Size, header.NextPayload, out PayloadIndex index);
                // IKEv1 may pad a message that is not encrypted (RFC 2408 3.6), as libreswan does.
                bool isPaddingAlone = recorded.IsV1 && recorded.Message.AsSpan(length).IndexOfAnyExcept((byte)0) < 0 && status.IsOk;
                Assert.True(isPaddingAlone || status.Error is WireError.Truncated or WireError.LengthTooLarge, $"{length}: {status}");
                Assert.InRange(status.Offset, isPaddingAlone ? 0 : IkeHeader.Size, length);
                Assert.Equal(isPaddingAlone, index.Count != 0);
            }
        }
    }

    // What was inside, cut short: refused, or written again as it is where only padding went.
    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_chain_cut_at_any_octet_is_refused(int number)
    {
        RecordedMessage recorded = RecordedMessage.All[number];
        if (recorded.Chain is not { Length: > 0 } chain)
        {
            return;
        }

        Assert.True(PayloadIndex.TryBuild(chain, 0, recorded.First, out PayloadIndex index, recorded.IsV1).IsOk);
        var buffer = new byte[chain.Length];
        for (int length = 0; length < chain.Length; length++)
        {
            bool isWritten = Rewriter.Chain(recorded.IsV1, chain.AsSpan(0, length), recorded.First, buffer, out int written);
            Assert.Equal(length >= index.End, isWritten);
            Assert.True(!isWritten || chain.AsSpan(0, length).SequenceEqual(buffer.AsSpan(0, written)));
        }
    }

    // A message written into a span that is too short by any number of octets: no exception, and 0.
    [Theory]
    [MemberData(nameof(Numbers))]
    public void Too_little_room_is_no_exception(int number)
    {
        RecordedMessage recorded = RecordedMessage.All[number];
        var buffer = new byte[recorded.Message.Length];
        for (int length = 0; length < buffer.Length; length++)
        {
            if (recorded.IsV1 || !HasEncrypted(recorded.Message))
            {
                Assert.Equal(0, Rewriter.Message(recorded.Message, buffer.AsSpan(0, length)));
            }
        }

        Assert.Equal(buffer.Length, Rewriter.Message(recorded.Message, buffer));
    }

    [Fact]
    public void There_are_enough_of_every_kind()
    {
        PayloadType[] kinds =
        [
            PayloadType.V1SecurityAssociation, PayloadType.V1KeyExchange, PayloadType.V1Identification, PayloadType.V1Certificate,
            PayloadType.V1CertificateRequest, PayloadType.V1Hash, PayloadType.V1Signature, PayloadType.V1Nonce, PayloadType.V1Notification,
            PayloadType.V1Delete, PayloadType.V1VendorId, PayloadType.V1Attributes, PayloadType.V1NatDetection,
            PayloadType.V1NatOriginalAddress, PayloadType.V1Fragment,
            PayloadType.SecurityAssociation, PayloadType.KeyExchange, PayloadType.IdentificationInitiator, PayloadType.IdentificationResponder,
            PayloadType.Certificate, PayloadType.CertificateRequest, PayloadType.Authentication, PayloadType.Nonce, PayloadType.Notify,
            PayloadType.Delete, PayloadType.VendorId, PayloadType.TrafficSelectorInitiator, PayloadType.TrafficSelectorResponder,
            PayloadType.Encrypted, PayloadType.EncryptedFragment, PayloadType.Configuration, PayloadType.Eap,
        ];
        HashSet<PayloadType> seen = [];
        foreach (RecordedMessage recorded in RecordedMessage.All)
        {
            if (!IsOpaque(recorded))
            {
                Collect(recorded.Message, IkeHeader.Size, recorded.Header.NextPayload, seen);
            }

            Collect(recorded.Chain, 0, recorded.First, seen);
        }

        Assert.Empty(kinds.Except(seen));
        Assert.InRange(RecordedMessage.All.Count(message => message.Chain is not null && !message.IsV1), 50, int.MaxValue);
        Assert.InRange(RecordedMessage.All.Count(message => message.Chain is not null && message.IsV1), 100, int.MaxValue);
    }

    private static bool IsOpaque(RecordedMessage recorded) => recorded.IsV1 && (recorded.Header.Flags & HeaderFlags.Encryption) != 0;

    private static void Collect(ReadOnlySpan<byte> message, int start, PayloadType first, HashSet<PayloadType> seen)
    {
        var walker = new PayloadWalker(message, start, first);
        while (walker.MoveNext())
        {
            seen.Add(walker.Current.Type);
        }
    }

    private static bool HasEncrypted(byte[] message)
    {
        Assert.True(IkeHeader.TryRead(message, out IkeHeader header).IsOk);
        Assert.True(PayloadIndex.TryBuild(message, IkeHeader.Size, header.NextPayload, out PayloadIndex index).IsOk);
        return index.Contains(PayloadType.Encrypted) || index.Contains(PayloadType.EncryptedFragment);
    }
}
