using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>Two sides, and the two messages of a Quick Mode between them.</summary>
internal sealed class QuickModePair
{
    public static readonly PacketInfo AlicesPath = Path("192.0.2.1", "192.0.2.2");

    public QuickModePair(PeerProfile alice, PeerProfile bob, PacketInfo? alicesPath = null, PacketInfo? bobsPath = null)
    {
        PacketInfo path = alicesPath ?? AlicesPath;
        Alice = new QuickModeSide(alice, path, 1);
        Bob = new QuickModeSide(bob, bobsPath ?? new PacketInfo(path.Remote, path.Local), 2);
    }

    public QuickModeSide Alice { get; }

    public QuickModeSide Bob { get; }

    public byte[] Offer { get; private set; } = [];

    public byte[] Answer { get; private set; } = [];

    public QuickModeInitiator? Initiator { get; private set; }

    public QuickModeResponder? Responder { get; private set; }

    /// <summary>Two sides with the same settings, and the nets 10.1.0.0/24 and 10.2.0.0/24.</summary>
    public static QuickModePair Of(Action<ChildProfileBuilder> both) => Of(both, both);

    public static QuickModePair Of(Action<ChildProfileBuilder> alice, Action<ChildProfileBuilder> bob) => new(
        QuickModeSide.Profile(child => alice(child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24"))),
        QuickModeSide.Profile(child => bob(child.WithLocalSelectors("10.2.0.0/24").WithRemoteSelectors("10.1.0.0/24"))));

    public static PacketInfo Path(string local, string remote, ushort port = 500) =>
        new(new NetEndPoint(NetAddress.Parse(local), port), new NetEndPoint(NetAddress.Parse(remote), port));

    /// <summary>Sets what both know of NATs on the way.</summary>
    public QuickModePair ThroughNat(bool isAliceBehind, bool isBobBehind, bool isDraft = false)
    {
        Alice.Terms = Alice.Terms with { IsUdpEncapsulated = true, IsNatDraft = isDraft, IsLocalBehindNat = isAliceBehind, IsRemoteBehindNat = isBobBehind };
        Bob.Terms = Bob.Terms with { IsUdpEncapsulated = true, IsNatDraft = isDraft, IsLocalBehindNat = isBobBehind, IsRemoteBehindNat = isAliceBehind };
        Alice.Context.UdpEncapsulated = Bob.Context.UdpEncapsulated = true;
        return this;
    }

    /// <summary>The responder's step, after an offer.</summary>
    public NegotiationStep TryOffer(string? local = null, string? remote = null, ChildSa? replaces = null)
    {
        Initiator = Alice.Initiate(local, remote, replaces);
        Assert.True(Initiator.Prepare(Alice.Context).IsDone);
        Offer = Alice.Offer(Initiator);
        Assert.Equal(Offer, Alice.Offer(Initiator));
        Responder = Bob.Respond();
        return Bob.Read(Responder, Offer);
    }

    /// <summary>The initiator's step, after an answer.</summary>
    public NegotiationStep TryAnswer(Func<byte[], byte[]>? change = null)
    {
        Answer = Bob.Answer(Responder!);
        Assert.Equal(Answer, Bob.Answer(Responder!));
        return Alice.Read(Initiator!, change?.Invoke(Answer) ?? Answer);
    }

    /// <summary>Commits on both sides, which must agree on everything.</summary>
    public QuickModePair Complete(string? local = null, string? remote = null, ChildSa? replaces = null)
    {
        Succeed(TryOffer(local, remote, replaces));
        Succeed(TryAnswer());
        Responder!.Commit(Bob.Context, Bob.Children);
        Initiator!.Commit(Alice.Context, Alice.Children);
        Initiator.Activate(Alice.Context);
        Responder.Activate(Bob.Context);
        AssertAgreement();
        return this;
    }

    public static void Succeed(NegotiationStep step) => Assert.True(step.IsDone, step.Failure?.ToString() ?? "It waits.");

    private void AssertAgreement()
    {
        ChildSaEstablishedEvent alice = Alice.Context.Events.OfType<ChildSaEstablishedEvent>().Last();
        ChildSaEstablishedEvent bob = Bob.Context.Events.OfType<ChildSaEstablishedEvent>().Last();
        AssertMirrors(alice.Info, bob.Info);
        AssertMirrors(bob.Info, alice.Info);
        AssertKeys(alice.Keys, bob.Keys);
        AssertKeys(bob.Keys, alice.Keys);
        Assert.Equal(alice.Info.Mode, bob.Info.Mode);
        Assert.Equal(alice.Info.Protocol, bob.Info.Protocol);
        Assert.Equal(alice.Info.Proposal.Transforms, bob.Info.Proposal.Transforms);
        Assert.Equal(Initiator!.InitiatorNonce, Responder!.InitiatorNonce);
        Assert.Equal(Initiator.ResponderNonce, Responder.ResponderNonce);
        Assert.EndsWith(QuickModeSide.Text(alice.Keys), Alice.Context.Logged[^1], StringComparison.Ordinal);
        Assert.EndsWith(QuickModeSide.Text(bob.Keys), Bob.Context.Logged[^1], StringComparison.Ordinal);
        Assert.Equal(alice.Child, Alice.Children[^1].Id);
        Assert.Equal(bob.Child, Assert.IsType<ActivateOutboundEvent>(Bob.Context.Events[^1]).Child);
    }

    private static void AssertMirrors(ChildSaInfo left, ChildSaInfo right)
    {
        Assert.Equal(left.OutboundSpi, right.InboundSpi);
        Assert.Equal(left.Ah?.OutboundSpi, right.Ah?.InboundSpi);
        Assert.Equal(left.Ah?.Proposal.Transforms, right.Ah?.Proposal.Transforms);
        Assert.Equal(left.Compression?.OutboundCpi, right.Compression?.InboundCpi);
        Assert.Equal(left.Compression?.Algorithm, right.Compression?.Algorithm);
    }

    private static void AssertKeys(ChildSaKeys left, ChildSaKeys right)
    {
        Assert.Equal(left.OutboundEncryption.Span, right.InboundEncryption.Span);
        Assert.Equal(left.OutboundIntegrity.Span, right.InboundIntegrity.Span);
        Assert.Equal(left.OutboundAh.Span, right.InboundAh.Span);
        Assert.True(left.OutboundEncryption.Length + left.OutboundIntegrity.Length > 0);
        Assert.NotEqual(QuickModeSide.Text(left), QuickModeSide.Text(right));
    }
}
