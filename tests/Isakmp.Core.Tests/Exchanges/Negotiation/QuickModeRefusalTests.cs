using System.Collections.Immutable;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>Everything that may be wrong with an offer or an answer, one fault at a time: what the peer is told, and that nothing is left behind.</summary>
public sealed class QuickModeRefusalTests
{
    private static readonly Dictionary<string, (Func<byte[], byte[]> Change, V1NotifyType Notify, FailureKind Kind)> s_both = new()
    {
        ["no SA"] = (chain => Edited.List(chain, payloads => [payloads[1], .. payloads.Skip(2)]), V1NotifyType.PayloadMalformed, FailureKind.Malformed),
        ["SA cut off"] = (chain => Edited.Payload(chain, PayloadType.V1SecurityAssociation, QuickModeSide.Body(chain, PayloadType.V1SecurityAssociation)[..^1]), V1NotifyType.PayloadMalformed, FailureKind.Malformed),
        ["two SAs"] = (chain => Edited.Append(chain, PayloadType.V1SecurityAssociation, QuickModeSide.Body(chain, PayloadType.V1SecurityAssociation)), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
        ["another DOI"] = (chain => WithSa(chain, 3, 2), V1NotifyType.DoiNotSupported, FailureKind.PeerIncompatible),
        ["no situation"] = (chain => WithSa(chain, 7, 0), V1NotifyType.SituationNotSupported, FailureKind.PeerIncompatible),
        ["no nonce"] = (chain => Edited.Payload(chain, PayloadType.V1Nonce, null), V1NotifyType.PayloadMalformed, FailureKind.Malformed),
        ["two nonces"] = (chain => Edited.Append(chain, PayloadType.V1Nonce, new byte[16]), V1NotifyType.PayloadMalformed, FailureKind.Malformed),
        ["nonce of 7 octets"] = (chain => Edited.Payload(chain, PayloadType.V1Nonce, new byte[7]), V1NotifyType.PayloadMalformed, FailureKind.Malformed),
        ["nonce of 257 octets"] = (chain => Edited.Payload(chain, PayloadType.V1Nonce, new byte[257]), V1NotifyType.PayloadMalformed, FailureKind.Malformed),
        ["no KE"] = (chain => Edited.Payload(chain, PayloadType.V1KeyExchange, null), V1NotifyType.InvalidKeyInformation, FailureKind.PeerMisbehaved),
        ["empty KE"] = (chain => Edited.Payload(chain, PayloadType.V1KeyExchange, []), V1NotifyType.PayloadMalformed, FailureKind.Malformed),
        ["two KEs"] = (chain => Edited.Append(chain, PayloadType.V1KeyExchange, QuickModeSide.Body(chain, PayloadType.V1KeyExchange)), V1NotifyType.PayloadMalformed, FailureKind.Malformed),
        ["short KE"] = (chain => Edited.Payload(chain, PayloadType.V1KeyExchange, new byte[127]), V1NotifyType.InvalidKeyInformation, FailureKind.PeerMisbehaved),
        ["long KE"] = (chain => Edited.Payload(chain, PayloadType.V1KeyExchange, new byte[129]), V1NotifyType.InvalidKeyInformation, FailureKind.PeerMisbehaved),
        ["KE of zero"] = (chain => Edited.Payload(chain, PayloadType.V1KeyExchange, new byte[128]), V1NotifyType.InvalidKeyInformation, FailureKind.PeerMisbehaved),
        ["KE of one"] = (chain => Edited.Payload(chain, PayloadType.V1KeyExchange, [.. new byte[127], 1]), V1NotifyType.InvalidKeyInformation, FailureKind.PeerMisbehaved),
        ["one identity"] = (chain => Edited.Identities(chain, "10.1.0.0/24"), V1NotifyType.InvalidIdInformation, FailureKind.PeerIncompatible),
        ["three identities"] = (chain => Edited.Identities(chain, "10.1.0.0/24", "10.2.0.0/24", "10.2.0.0/24"), V1NotifyType.InvalidIdInformation, FailureKind.PeerIncompatible),
        ["identity is a name"] = (chain => Edited.Payload(chain, PayloadType.V1Identification, [2, 0, 0, 0, (byte)'a']), V1NotifyType.InvalidIdInformation, FailureKind.PeerIncompatible),
        ["identity cut off"] = (chain => Edited.Payload(chain, PayloadType.V1Identification, [4, 0, 0]), V1NotifyType.InvalidIdInformation, FailureKind.PeerIncompatible),
        ["mask with holes"] = (chain => Edited.Payload(chain, PayloadType.V1Identification, [4, 0, 0, 0, 10, 1, 0, 0, 255, 0, 255, 0]), V1NotifyType.InvalidIdInformation, FailureKind.PeerIncompatible),
        ["range the wrong way round"] = (chain => Edited.Payload(chain, PayloadType.V1Identification, [7, 0, 0, 0, 10, 1, 0, 9, 10, 1, 0, 1]), V1NotifyType.InvalidIdInformation, FailureKind.PeerIncompatible),
        ["reserved SPI"] = (chain => Edited.Proposals(chain, proposal => proposal with { Spi = [0, 0, 0, 255] }), V1NotifyType.InvalidSpi, FailureKind.PeerMisbehaved),
        ["KE without group"] = (chain => Edited.Attribute(chain, 3, null), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
        ["SPI of 3 octets"] = (chain => Edited.Proposals(chain, proposal => proposal with { Spi = [1, 2, 3] }), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
        ["another cipher"] = (chain => Edited.Transforms(chain, transform => transform with { Id = 3 }), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
        ["another hash"] = (chain => Edited.Attribute(chain, 5, 1), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
        ["another group"] = (chain => Edited.Attribute(chain, 3, 14), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
        ["a group that does not exist"] = (chain => Edited.Attribute(chain, 3, 60_000), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
        ["another mode"] = (chain => Edited.Attribute(chain, 4, 2), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
        ["a mode that does not exist"] = (chain => Edited.Attribute(chain, 4, 9), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
        ["another attribute"] = (chain => Edited.Transforms(chain, transform => transform with { Attributes = [.. transform.Attributes, V1Attribute.Short(7, 1)] }), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
        ["another protocol"] = (chain => Edited.Proposals(chain, proposal => proposal with { Protocol = V1Protocol.Ah }), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
        ["AH beside ESP"] = (chain => Edited.ProposalList(chain, proposals => [.. proposals, proposals[0] with { Protocol = V1Protocol.Ah }]), V1NotifyType.NoProposalChosen, FailureKind.PeerIncompatible),
    };

    private static readonly Dictionary<string, Func<byte[], byte[]>> s_answers = new()
    {
        ["two transforms"] = chain => Edited.Proposals(chain, proposal => proposal with { Transforms = [proposal.Transforms[0], proposal.Transforms[0] with { Number = 2 }] }),
        ["no transform"] = chain => Edited.Proposals(chain, proposal => proposal with { Transforms = [] }),
        ["two proposals"] = chain => Edited.ProposalList(chain, proposals => [proposals[0], proposals[0] with { Number = 2 }]),
        ["attribute left out"] = chain => Edited.Attribute(chain, 5, null),
        ["longer key"] = chain => Edited.Attribute(chain, 6, 256),
    };

    private static readonly Dictionary<string, Func<byte[], byte[]>> s_identities = new()
    {
        ["wider for us"] = chain => Edited.Identities(chain, "10.1.0.0/16", "10.2.0.0/24"),
        ["wider for the peer"] = chain => Edited.Identities(chain, "10.1.0.0/24", "0.0.0.0/0"),
        ["elsewhere"] = chain => Edited.Identities(chain, "10.7.0.0/24", "10.2.0.0/24"),
        ["crosswise"] = chain => Edited.Identities(chain, "10.2.0.0/24", "10.1.0.0/24"),
        ["left out"] = chain => Edited.Identities(chain),
        ["another family"] = chain => Edited.Identities(chain, "::/0", "::/0"),
    };

    public static TheoryData<string> Both => [.. s_both.Keys];

    public static TheoryData<string> Answers => [.. s_answers.Keys];

    public static TheoryData<string> Identities => [.. s_identities.Keys];

    [Theory]
    [MemberData(nameof(Both))]
    public void The_responder_says_what_is_wrong_with_an_offer(string fault)
    {
        (Func<byte[], byte[]> change, V1NotifyType notify, FailureKind kind) = s_both[fault];
        QuickModePair pair = Pair();
        QuickModePair.Succeed(pair.TryOffer());
        pair.Responder!.Abandon(pair.Bob.Context);
        pair.Bob.Context.Logged.Clear();
        QuickModeResponder responder = pair.Bob.Respond();
        NegotiationStep step = ReadOffer(pair.Bob, responder, change(pair.Offer), fault == "no SA");
        Assert.True(step.IsFailed);
        Assert.Equal((notify, kind), (step.Failure!.V1Notify!.Value, step.Failure.Kind));
        Assert.Equal(notify == V1NotifyType.NoProposalChosen && fault != "two SAs", step.Failure.Report is not null);
        responder.Abandon(pair.Bob.Context);
        AssertNothingLeft(pair.Bob);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void The_initiator_refuses_an_answer_with_the_same_fault(string fault)
    {
        (Func<byte[], byte[]> change, V1NotifyType notify, FailureKind kind) = s_both[fault];
        QuickModePair pair = Pair();
        QuickModePair.Succeed(pair.TryOffer());
        byte[] answer = change(pair.Bob.Answer(pair.Responder!));
        NegotiationStep step = fault == "no SA" ? ReadAnswerFromNonce(pair.Alice, pair.Initiator!, answer) : pair.Alice.Read(pair.Initiator!, answer);
        Assert.True(step.IsFailed);
        Assert.Equal(notify, step.Failure!.V1Notify);
        Assert.Equal(notify == V1NotifyType.NoProposalChosen && fault != "two SAs" ? FailureKind.PeerMisbehaved : kind, step.Failure.Kind);
        pair.Initiator!.Abandon(pair.Alice.Context);
        AssertNothingLeft(pair.Alice);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void The_initiator_refuses_what_it_has_not_offered(string fault)
    {
        QuickModePair pair = Pair();
        QuickModePair.Succeed(pair.TryOffer());
        IkeFailure failure = pair.TryAnswer(s_answers[fault]).Failure!;
        Assert.Equal((V1NotifyType.NoProposalChosen, FailureKind.PeerMisbehaved), (failure.V1Notify!.Value, failure.Kind));
        Assert.Equal(NegotiationFailure.InvalidAnswer, failure.Report!.Failure);
        pair.Initiator!.Abandon(pair.Alice.Context);
        AssertNothingLeft(pair.Alice);
    }

    [Theory]
    [MemberData(nameof(Identities))]
    public void The_initiator_refuses_traffic_beyond_what_it_has_offered(string fault)
    {
        QuickModePair pair = Pair();
        QuickModePair.Succeed(pair.TryOffer());
        IkeFailure failure = pair.TryAnswer(s_identities[fault]).Failure!;
        Assert.Equal((V1NotifyType.InvalidIdInformation, FailureKind.PeerMisbehaved), (failure.V1Notify!.Value, failure.Kind));
        Assert.Equal(fault != "left out", failure.Report is not null);
        pair.Initiator!.Abandon(pair.Alice.Context);
        AssertNothingLeft(pair.Alice);
    }

    [Theory]
    [InlineData("10.1.0.7", "10.2.0.0/24")]
    [InlineData("10.1.0.0/25", "10.2.0.128-10.2.0.130")]
    [InlineData("10.1.0.0/24[tcp]", "10.2.0.0/24[tcp/80]")]
    public void The_initiator_takes_traffic_within_what_it_has_offered(string local, string remote)
    {
        QuickModePair pair = Pair();
        pair.TryOffer();
        QuickModePair.Succeed(pair.TryAnswer(answer => Edited.Identities(answer, local, remote)));
        Assert.Equal(TrafficSelector.Parse(local), Assert.Single(pair.Initiator!.Child!.LocalSelectors));
        Assert.Equal(TrafficSelector.Parse(remote), Assert.Single(pair.Initiator.Child.RemoteSelectors));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", true)]
    [InlineData("192.0.2.1[udp/1701]", "192.0.2.2[udp/1701]", true)]
    [InlineData("192.0.2.1", "192.0.2.0/24", false)]
    [InlineData("192.0.2.1", "192.0.2.7", false)]
    public void Host_to_host_a_peer_may_leave_the_identities_out(string local, string remote, bool isRight)
    {
        var pair = new QuickModePair(
            QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1")), QuickModeSide.Profile(child => child.WithEspProposals("aes128-sha1").WithLocalSelectors("192.0.2.0/24")));
        QuickModePair.Succeed(pair.TryOffer(local, remote));
        NegotiationStep step = pair.TryAnswer(answer => Edited.Identities(answer));
        Assert.Equal(isRight, step.IsDone);
        Assert.Equal(isRight ? TrafficSelector.Parse(remote) : null, pair.Initiator!.Child?.RemoteSelectors[0]);
    }

    [Fact]
    public void What_quick_mode_cannot_say_is_not_offered()
    {
        QuickModePair pair = Pair();
        foreach (string selector in (string[])["10.1.0.0/24[tcp/80-90]", "dynamic", "10.1.0.0/24[tcp/opaque]"])
        {
            using QuickModeInitiator initiator = pair.Alice.Initiate(selector);
            IkeFailure failure = initiator.Prepare(pair.Alice.Context).Failure!;
            Assert.Equal(FailureKind.Denied, failure.Kind);
            Assert.Contains("'net'", failure.Message, StringComparison.Ordinal);
        }

        AssertNothingLeft(pair.Alice);
    }

    [Fact]
    public void Without_the_algorithm_nothing_is_offered_and_nothing_accepted()
    {
        QuickModePair pair = Pair();
        pair.TryOffer();
        pair.Responder!.Abandon(pair.Bob.Context);
        pair.Bob.Services.Crypto = pair.Alice.Services.Crypto = new NoKeyExchange();
        Assert.Equal(FailureKind.Denied, pair.Bob.Read(pair.Bob.Respond(), pair.Offer).Failure!.Kind);
        Assert.Equal(FailureKind.Denied, pair.Alice.Initiate().Prepare(pair.Alice.Context).Failure!.Kind);
    }

    [Fact]
    public void The_initiator_says_what_a_refusal_may_mean()
    {
        using QuickModeInitiator initiator = Pair().Alice.Initiate();
        NegotiationReport proposals = initiator.ExplainRefusal(V1NotifyType.NoProposalChosen);
        Assert.Equal(NegotiationFailure.ProposalsRefused, proposals.Failure);
        Assert.Contains("aes128-sha1-modp1024", proposals.ToText(), StringComparison.Ordinal);
        NegotiationReport identities = initiator.ExplainRefusal(V1NotifyType.InvalidIdInformation);
        Assert.Equal(NegotiationFailure.TrafficSelectorsRefused, identities.Failure);
        Assert.Contains("10.1.0.0/24", identities.ToText(), StringComparison.Ordinal);
        Assert.Contains("10.2.0.0/24", identities.ToText(), StringComparison.Ordinal);
        Assert.Equal(NegotiationFailure.PeerError, initiator.ExplainRefusal(V1NotifyType.InvalidKeyInformation).Failure);
    }

    private static QuickModePair Pair() => QuickModePair.Of(child => child.WithEspProposals("aes128-sha1-modp1024"));

    private static byte[] WithSa(byte[] chain, int at, byte value)
    {
        byte[] body = QuickModeSide.Body(chain, PayloadType.V1SecurityAssociation);
        body[at] = value;
        return Edited.Payload(chain, PayloadType.V1SecurityAssociation, body);
    }

    // A chain without SA begins with its nonce.
    private static NegotiationStep ReadOffer(QuickModeSide side, QuickModeResponder responder, byte[] offer, bool isNonceFirst)
    {
        Isakmp.Wire.PayloadIndex index = Index(offer, isNonceFirst);
        return responder.ReadOffer(side.Context, new PayloadList(offer, ref index), side.Key);
    }

    private static NegotiationStep ReadAnswerFromNonce(QuickModeSide side, QuickModeInitiator initiator, byte[] answer)
    {
        Isakmp.Wire.PayloadIndex index = Index(answer, isNonceFirst: true);
        return initiator.ReadAnswer(side.Context, new PayloadList(answer, ref index), side.Key);
    }

    private static Isakmp.Wire.PayloadIndex Index(byte[] chain, bool isNonceFirst)
    {
        PayloadType first = isNonceFirst ? PayloadType.V1Nonce : PayloadType.V1SecurityAssociation;
        Assert.True(Isakmp.Wire.PayloadIndex.TryBuild(chain, 0, first, out Isakmp.Wire.PayloadIndex index, allowTrailing: true).IsOk);
        return index;
    }

    private static void AssertNothingLeft(QuickModeSide side)
    {
        Assert.Empty(side.Services.Taken);
        Assert.Empty(side.Context.Events);
        Assert.Empty(side.Context.Logged);
        Assert.Empty(side.Children);
    }

    private sealed class NoKeyExchange : Isakmp.Algorithms.ICryptoProvider
    {
        public string Name => "none";

        public Isakmp.Algorithms.IKeyExchange? GetKeyExchange(KeyExchangeMethod method) => null;

        public Isakmp.Algorithms.IPrf? GetPrf(PseudorandomFunction algorithm) => null;

        public Isakmp.Algorithms.IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) => null;

        public Isakmp.Algorithms.ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits) => null;

        public Isakmp.Algorithms.IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) => null;

        public Isakmp.Algorithms.IHash? GetHash(HashAlgorithmIdentifier algorithm) => null;
    }
}
