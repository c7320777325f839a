using Isakmp.Core.Tests.Inspection.Decoding;
using Isakmp.Core.Tests.Wire;
using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.Keys;
using Isakmp.Inspection.Observation;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Observation;

/// <summary>An observer of a bad network: what is lost, repeated, out of order or made up costs what it says, and nothing else.</summary>
public sealed class DisturbanceTests
{
    private const string V1 = "ikev1-main-psk-3des-md5-modp1024-pfs";
    private const string V2 = "ikev2-psk-delete";

    public static TheoryData<string> Sessions => [V1, "ikev1-main-psk-dpd", V2, "ikev2-psk-dpd", "ikev2-invalid-ke-retry", "ikev2-rsa-frag"];

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Messages_sent_again_are_counted_and_change_nothing_else(string name)
    {
        DaemonRecording recording = ObservedRecording.Committed(name);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        List<(PacketInfo Path, DateTimeOffset Time, byte[] Message)> messages = ObservedRecording.Messages(recording);
        ObservedNegotiation once = ObservedRecording.Observe(messages, keys)[0];
        ObservedNegotiation twice = Assert.Single(ObservedRecording.Observe(messages.SelectMany(message => new[] { message, message }), keys));
        Assert.Equal(Told(once), Told(twice));
        if (once.FragmentedMessages == 0) // a message in fragments counts as one
        {
            Assert.Equal(once.Retransmissions + messages.Count, twice.Retransmissions);
        }

        Assert.True(twice.Retransmissions > once.Retransmissions);
        Assert.Equal((once.Outcome, once.IsOutcomeCertain), (twice.Outcome, twice.IsOutcomeCertain));
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Pairs_that_overtook_each_other_tell_the_same(string name)
    {
        DaemonRecording recording = ObservedRecording.Committed(name);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        List<(PacketInfo Path, DateTimeOffset Time, byte[] Message)> messages = ObservedRecording.Messages(recording);
        ObservedNegotiation inOrder = ObservedRecording.Observe(messages, keys)[0];
        IEnumerable<(PacketInfo, DateTimeOffset, byte[])> swapped = [messages[0], .. messages.Skip(1).Chunk(2).SelectMany(static pair => pair.Reverse())];
        ObservedNegotiation outOfOrder = Assert.Single(ObservedRecording.Observe(swapped, keys));
        Assert.Equal((inOrder.Outcome, inOrder.ChosenProposal), (outOfOrder.Outcome, outOfOrder.ChosenProposal));
        if (inOrder.MajorVersion == 2)
        {
            // IKEv1 chains its IVs from message to message: one that comes before its predecessor cannot be decrypted.
            Assert.Equal(inOrder.ChildSas.Select(static child => child.ToString()), outOfOrder.ChildSas.Select(static child => child.ToString()));
        }
    }

    [Theory]
    [InlineData(V1, true)]
    [InlineData(V1, false)]
    [InlineData(V2, true)]
    [InlineData(V2, false)]
    public void One_direction_alone_is_told_as_what_it_is(string name, bool initiator)
    {
        List<(PacketInfo Path, DateTimeOffset Time, byte[] Message)> messages = ObservedRecording.Messages(ObservedRecording.Committed(name));
        NetAddressOf(messages, initiator, out Isakmp.Primitives.NetAddress kept);
        ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(messages.Where(message => message.Path.Local.Address == kept)));
        Assert.Equal((initiator, !initiator), (seen.Initiator.Messages > 0, seen.Responder.Messages > 0));
        Assert.Equal(initiator, seen.OfferedProposals.Count > 0);
        Assert.Equal(!initiator, seen.ChosenProposal is not null);
    }

    [Theory]
    [InlineData(V1)]
    [InlineData(V2)]
    public void The_beginning_may_be_missing(string name)
    {
        List<(PacketInfo Path, DateTimeOffset Time, byte[] Message)> messages = ObservedRecording.Messages(ObservedRecording.Committed(name));
        ObservedNegotiation whole = ObservedRecording.Observe(messages)[0];
        int first = messages.FindIndex(static message => (message.Message[17] >> 4) == 1 ? message.Message[18] == ExchangeType.QuickMode.Value : message.Message[18] == ExchangeType.IkeAuth.Value);
        ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(messages.Skip(first)));
        Assert.True(whole.IsSeenFromStart);
        Assert.False(seen.IsSeenFromStart);
        Assert.Equal((whole.InitiatorSpi, whole.ResponderSpi), (seen.InitiatorSpi, seen.ResponderSpi));
        Assert.Empty(seen.OfferedProposals);
        Assert.Equal(messages.Count - first, seen.Messages);
    }

    [Theory]
    [InlineData(V1)]
    [InlineData(V2)]
    public void Every_message_lost_alone_leaves_one_negotiation(string name)
    {
        DaemonRecording recording = ObservedRecording.Committed(name);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        List<(PacketInfo Path, DateTimeOffset Time, byte[] Message)> messages = ObservedRecording.Messages(recording);
        for (int lost = 0; lost < messages.Count; lost++)
        {
            ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(messages.Where((_, index) => index != lost), keys));
            Assert.Equal(messages.Count - 1, seen.Messages);
        }
    }

    [Fact]
    public void A_first_message_alone_is_no_answer_and_the_count_says_how_often_it_was_sent()
    {
        (PacketInfo Path, DateTimeOffset Time, byte[] Message) first = ObservedRecording.Messages(ObservedRecording.Committed(V2))[0];
        ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(Enumerable.Repeat(first, 5)));
        Assert.Equal(NegotiationOutcome.Unanswered, seen.Outcome);
        Assert.Equal((5, 4), (seen.Messages, seen.Retransmissions));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Messages_that_a_snap_length_cut_are_no_liveness_checks(bool withKeys)
    {
        DaemonRecording recording = ObservedRecording.Committed(V2);
        using DecryptionKeys keys = withKeys ? RecordingTests.ReadKeys(recording, out _) : new DecryptionKeys();
        ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(
            ObservedRecording.Messages(recording).Select(static message => message with { Message = message.Message[..Math.Min(58, message.Message.Length)] }), keys));
        Assert.Equal((0, 0), (seen.LivenessChecks, seen.LivenessAnswers));
        Assert.True(seen.MalformedMessages > 0);
    }

    [Fact]
    public void What_a_wrong_encryption_key_makes_of_a_message_is_not_told_as_what_the_peer_said()
    {
        DaemonRecording recording = ObservedRecording.Committed(V2);
        string[] cells = recording.IkeV2Table.Trim().Split(',');
        cells[2] = (cells[2][0] == '0' ? '1' : '0') + cells[2][1..]; // SK_ei; the ICV stays right
        using var keys = new DecryptionKeys();
        Assert.True(keys.TryAdd(new StringReader(string.Join(',', cells)), out _));
        ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(ObservedRecording.Messages(recording), keys));
        Assert.True(seen.MalformedMessages > 0);
        Assert.Null(seen.Initiator.Identity);
        Assert.Contains(seen.Exchanges.SelectMany(static exchange => exchange.Facts), static fact => fact.StartsWith("ESP ?/", StringComparison.Ordinal)); // what the request said is not known
    }

    [Fact]
    public void What_is_cut_short_may_have_been_answered()
    {
        List<(PacketInfo Path, DateTimeOffset Time, byte[] Message)> messages = ObservedRecording.Messages(ObservedRecording.Committed(V2));
        using var observer = new NegotiationObserver(CryptoProvider.Default);
        observer.Observe(messages[0].Message, messages[0].Path, messages[0].Time);
        Assert.True(observer.Negotiations[0].IsOutcomeCertain);
        observer.EndEarly();
        Assert.Equal((NegotiationOutcome.Unanswered, false), (observer.Negotiations[0].Outcome, observer.Negotiations[0].IsOutcomeCertain));
    }

    [Fact]
    public void What_is_kept_is_bounded_and_what_was_forgotten_is_counted()
    {
        (PacketInfo Path, DateTimeOffset Time, byte[] Message) first = ObservedRecording.Messages(ObservedRecording.Committed(V2))[0];
        using var observer = new NegotiationObserver(CryptoProvider.Default, options: new NegotiationObserverOptions { MaximumNegotiations = 10 });
        for (int i = 1; i <= 1000; i++)
        {
            byte[] message = [.. first.Message];
            BitConverter.TryWriteBytes(message, (ulong)i);
            observer.Observe(message, first.Path, first.Time.AddSeconds(i));
            observer.ObserveEsp([0, 1, (byte)(i >> 8), (byte)(i & 0xFF), 0, 0, 0, 1], first.Path, first.Time);
        }

        Assert.Equal((10, 990L), (observer.Negotiations.Count, observer.ForgottenNegotiations));
        Assert.True(observer.EspFlows.Count <= 1000);
    }

    [Fact]
    public void Messages_are_bounded_in_all_and_make_room_by_whole_negotiations()
    {
        (PacketInfo Path, DateTimeOffset Time, byte[] Message) first = ObservedRecording.Messages(ObservedRecording.Committed(V2))[0];
        using var observer = new NegotiationObserver(CryptoProvider.Default, options: new NegotiationObserverOptions { MaximumMessages = 50 });
        for (int i = 0; i < 2000; i++)
        {
            byte[] message = [.. first.Message];
            message[0] = (byte)(i / 20);
            message[^1] = (byte)(i % 20);
            observer.Observe(message, first.Path, first.Time.AddSeconds(i));
        }

        Assert.InRange(observer.Negotiations.Sum(static negotiation => negotiation.Exchanges.Sum(static exchange => exchange.Messages.Count)), 1, 50);
        Assert.True(observer.ForgottenNegotiations >= 95, $"{observer.ForgottenNegotiations}");
    }

    [Fact]
    public void IKE_SAs_that_claim_to_replace_one_another_keep_nothing_that_was_forgotten()
    {
        // Each is replaced by two: one link back cannot let go of both.
        WeakReference first = ObserveChain(200, out NegotiationObserver observer);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(first.IsAlive);
        Assert.Equal(16, observer.Negotiations.Count);
        Assert.Contains(observer.Negotiations, static negotiation => negotiation.Replaces is not null);
        observer.Dispose();
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference ObserveChain(int length, out NegotiationObserver observer)
    {
        observer = new NegotiationObserver(CryptoProvider.Default, options: new NegotiationObserverOptions { MaximumNegotiations = 16 });
        var path = new PacketInfo(Isakmp.Primitives.NetEndPoint.Parse("192.0.2.1:500"), Isakmp.Primitives.NetEndPoint.Parse("192.0.2.2:500"));
        (ulong initiator, ulong responder) = (1, 1UL << 40);
        WeakReference? first = null;
        for (uint i = 0; i < length; i++)
        {
            for (uint twin = 0; twin < 2; twin++)
            {
                ulong next = (2 * i) + 2 + twin;
                observer.Observe(Rekeying(initiator, responder, twin, next, isResponse: false), path, DateTimeOffset.UnixEpoch.AddSeconds(i));
                observer.Observe(Rekeying(initiator, responder, twin, (1UL << 40) + next, isResponse: true), new PacketInfo(path.Remote, path.Local), DateTimeOffset.UnixEpoch.AddSeconds(i));
            }

            first ??= new WeakReference(observer.Negotiations[0]);
            (initiator, responder) = ((2 * i) + 2, (1UL << 40) + (2 * i) + 2);
        }

        return first!;
    }

    /// <summary>A CREATE_CHILD_SA that rekeys the IKE SA, in the clear: RFC 7296 section 3.3 by hand.</summary>
    private static byte[] Rekeying(ulong initiator, ulong responder, uint id, ulong spi, bool isResponse)
    {
        string proposal = $"0000 0030 01 01 08 04 {spi:x16} 03000008 01000003 03000008 02000002 03000008 03000002 00000008 04000002";
        string body = $"0000 0034 {proposal}";
        byte[] payload = Hex.Parse(body.Replace(" ", "", StringComparison.Ordinal));
        return Hex.Parse($"{initiator:x16}{responder:x16}212024{(isResponse ? "20" : "08")}{id:x8}{28 + payload.Length:x8}{Hex.Format(payload)}");
    }

    [Theory]
    [InlineData(V1, 11)]
    [InlineData("ikev1-aggr-rsa", 12)]
    [InlineData("ikev2-rsa-frag", 13)]
    [InlineData(V2, 14)]
    public void Mutated_messages_do_no_harm(string name, ulong seed)
    {
        DaemonRecording recording = ObservedRecording.Committed(name);
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        List<(PacketInfo Path, DateTimeOffset Time, byte[] Message)> messages = ObservedRecording.Messages(recording);
        using var observer = new NegotiationObserver(CryptoProvider.Default, keys, new NegotiationObserverOptions { MaximumNegotiations = 8, MaximumExchanges = 8, MaximumChildSas = 4 });
        var mutator = new Mutator(seed, (byte)(messages[0].Message[17] >> 4));
        byte[] buffer = new byte[ushort.MaxValue];
        for (int round = 0; round < 30_000; round++)
        {
            (PacketInfo path, DateTimeOffset time, byte[] message) = messages[mutator.Next(messages.Count)];
            message.CopyTo(buffer, 0);
            PayloadType first = default;
            int length = mutator.Next(4) == 0 ? message.Length : mutator.Mutate(buffer, message.Length, mutator.Next(2) * 28, ref first);
            observer.Observe(buffer.AsSpan(0, length), path, time.AddMilliseconds(round));
            if (round % 100 == 0)
            {
                Assert.All(observer.Negotiations, static negotiation => Assert.NotEmpty(negotiation.OutcomeReason + negotiation.Outcome));
            }
        }

        Assert.InRange(observer.Negotiations.Count, 1, 8);
        Assert.Equal(30_000, observer.Messages);
        Assert.All(observer.Negotiations, static negotiation => Assert.True(negotiation.Exchanges.Count <= 8 && negotiation.ChildSas.Count <= 4));
    }

    private static string Told(ObservedNegotiation negotiation) => string.Join('\n', negotiation.Exchanges.Select(static exchange => exchange.ToString()))
        + $"\n{negotiation.Initiator} {negotiation.Responder} {negotiation.ChosenProposal} {string.Join(' ', negotiation.ChildSas)}";

    private static void NetAddressOf(List<(PacketInfo Path, DateTimeOffset Time, byte[] Message)> messages, bool initiator, out Isakmp.Primitives.NetAddress address) =>
        address = initiator ? messages[0].Path.Local.Address : messages[0].Path.Remote.Address;
}
