using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>Each question that the caller may be asked, in both roles: answered with yes, with no, and not in time.</summary>
public sealed class QuickModeQuestionTests
{
    [Fact]
    public void Spis_are_the_callers_one_question_for_each_protocol()
    {
        QuickModePair pair = Pair(EndpointQuestions.AllocateSpi, withAh: true);
        QuickModeInitiator initiator = pair.Alice.Initiate();
        Assert.True(initiator.Prepare(pair.Alice.Context).IsPending);
        AllocateSpiOperation first = pair.Alice.Context.Asked<AllocateSpiOperation>();
        Assert.Equal((SecurityProtocol.Ah, QuickModePair.AlicesPath), (first.Protocol, first.Path));
        Assert.True(initiator.Prepare(pair.Alice.Context).IsPending); // called for another reason: the same question stays open
        first.Take(new ChildSpi(0x1111));
        Assert.True(initiator.Prepare(pair.Alice.Context).IsPending);
        AllocateSpiOperation second = pair.Alice.Context.Asked<AllocateSpiOperation>();
        Assert.Equal(SecurityProtocol.Esp, second.Protocol);
        second.Take(new ChildSpi(0x2222));
        QuickModePair.Succeed(initiator.Prepare(pair.Alice.Context));
        byte[] offer = pair.Alice.Offer(initiator);

        QuickModeResponder responder = pair.Bob.Respond();
        Assert.True(pair.Bob.Read(responder, offer).IsPending);
        pair.Bob.Context.Asked<AllocateSpiOperation>().Take(new ChildSpi(0x3333));
        Assert.True(pair.Bob.Read(responder, offer).IsPending);
        pair.Bob.Context.Asked<AllocateSpiOperation>().Take(new ChildSpi(0x4444));
        QuickModePair.Succeed(pair.Bob.Read(responder, offer));
        QuickModePair.Succeed(pair.Alice.Read(initiator, pair.Bob.Answer(responder)));
        Assert.Equal((0x2222u, 0x4444u), (initiator.Child!.InboundSpi.Value, initiator.Child.OutboundSpi.Value));
        Assert.Equal((0x1111u, 0x3333u), (initiator.Child.Ah!.InboundSpi.Value, initiator.Child.Ah.OutboundSpi.Value));
        initiator.Abandon(pair.Alice.Context);
        responder.Abandon(pair.Bob.Context);
        Assert.Equal([0x1111u, 0x2222u], pair.Alice.Context.Released.Order());
        Assert.Equal([0x3333u, 0x4444u], pair.Bob.Context.Released.Order());
    }

    [Theory]
    [InlineData(0u, false)]
    [InlineData(255u, false)] // RFC 4303 2.1: reserved
    [InlineData(0u, true)]
    public void A_refused_spi_ends_the_exchange_and_frees_the_other(uint answer, bool isLate)
    {
        QuickModePair pair = Pair(EndpointQuestions.AllocateSpi, withAh: true);
        QuickModeInitiator initiator = pair.Alice.Initiate();
        initiator.Prepare(pair.Alice.Context);
        pair.Alice.Context.Asked<AllocateSpiOperation>().Take(new ChildSpi(0x1111));
        initiator.Prepare(pair.Alice.Context);
        Answer(pair.Alice.Context.Asked<AllocateSpiOperation>(), new ChildSpi(answer), isLate);
        AssertDenied(initiator.Prepare(pair.Alice.Context));
        initiator.Abandon(pair.Alice.Context);
        Assert.Equal([0x1111u], pair.Alice.Context.Released);

        pair.Alice.Services.Questions = EndpointQuestions.None;
        initiator = pair.Alice.Initiate();
        QuickModePair.Succeed(initiator.Prepare(pair.Alice.Context));
        byte[] offer = pair.Alice.Offer(initiator);
        QuickModeResponder responder = pair.Bob.Respond();
        pair.Bob.Read(responder, offer);
        pair.Bob.Context.Asked<AllocateSpiOperation>().Take(new ChildSpi(0x3333));
        pair.Bob.Read(responder, offer);
        Answer(pair.Bob.Context.Asked<AllocateSpiOperation>(), new ChildSpi(answer), isLate);
        AssertDenied(pair.Bob.Read(responder, offer));
        responder.Abandon(pair.Bob.Context);
        Assert.Equal([0x3333u], pair.Bob.Context.Released);
        Assert.Empty(pair.Bob.Context.Logged);
    }

    [Fact]
    public void An_spi_whose_answer_nobody_waits_for_any_more_is_freed()
    {
        QuickModePair pair = Pair(EndpointQuestions.AllocateSpi);
        QuickModeInitiator initiator = pair.Alice.Initiate();
        initiator.Prepare(pair.Alice.Context);
        pair.Alice.Context.Asked<AllocateSpiOperation>().Take(new ChildSpi(0x1111));
        initiator.Abandon(pair.Alice.Context);
        initiator.Abandon(pair.Alice.Context);
        Assert.Equal([0x1111u], pair.Alice.Context.Released);
    }

    [Fact]
    public void The_peer_waits_until_the_inbound_direction_is_installed()
    {
        QuickModePair pair = Pair(EndpointQuestions.InstallInbound, proposal: "aes128-sha1-modp1024");
        Assert.True(pair.TryOffer().IsPending);
        InstallInboundOperation asked = pair.Bob.Context.Asked<InstallInboundOperation>();
        string keys = QuickModeSide.Text(asked.Keys);
        Assert.True(pair.Bob.Read(pair.Responder!, pair.Offer).IsPending);
        Assert.Single(pair.Bob.Context.Operations);
        asked.Take(true);
        QuickModePair.Succeed(pair.Bob.Read(pair.Responder!, pair.Offer));
        Assert.True(pair.TryAnswer().IsPending);
        Assert.True(pair.Alice.Read(pair.Initiator!, pair.Answer).IsPending);
        pair.Alice.Context.Asked<InstallInboundOperation>().Take(true);
        QuickModePair.Succeed(pair.Alice.Read(pair.Initiator!, pair.Answer));
        pair.Responder!.Commit(pair.Bob.Context, pair.Bob.Children);
        Assert.Equal(asked.Info, pair.Bob.Established.Info);
        Assert.Same(asked.Keys, pair.Bob.Established.Keys);
        Assert.Equal(keys, QuickModeSide.Text(pair.Bob.Established.Keys));
        Assert.Single(pair.Bob.Context.Logged);
        Assert.Single(pair.Alice.Context.Logged);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_not_installed_does_not_come_to_be(bool isLate)
    {
        QuickModePair pair = Pair(EndpointQuestions.InstallInbound);
        pair.TryOffer();
        InstallInboundOperation bobs = pair.Bob.Context.Asked<InstallInboundOperation>();
        bobs.Take(true);
        pair.Bob.Read(pair.Responder!, pair.Offer);
        pair.TryAnswer();
        InstallInboundOperation alices = pair.Alice.Context.Asked<InstallInboundOperation>();
        Answer(alices, false, isLate);
        AssertDenied(pair.Alice.Read(pair.Initiator!, pair.Answer));
        pair.Initiator!.Abandon(pair.Alice.Context);
        Assert.Empty(pair.Alice.Services.Taken);
        Assert.Null(pair.Initiator.Child);
        Assert.True(alices.Keys.InboundEncryption.IsDisposed && alices.Keys.OutboundIntegrity.IsDisposed);

        QuickModeResponder responder = pair.Bob.Respond();
        pair.Bob.Read(responder, pair.Offer);
        InstallInboundOperation again = pair.Bob.Context.Asked<InstallInboundOperation>();
        Answer(again, false, isLate);
        AssertDenied(pair.Bob.Read(responder, pair.Offer));
        responder.Abandon(pair.Bob.Context);
        Assert.Equal([pair.Responder!.Child!.InboundSpi.Value], pair.Bob.Services.Taken);
        Assert.True(again.Keys.InboundEncryption.IsDisposed);
        Assert.False(bobs.Keys.InboundEncryption.IsDisposed);
    }

    [Fact]
    public void The_shared_secret_may_be_computed_elsewhere()
    {
        QuickModePair pair = Pair(EndpointQuestions.KeyAgreement, proposal: "aes128-sha1-ecp256");
        Assert.True(pair.TryOffer().IsPending);
        KeyAgreementOperation bobs = pair.Bob.Context.Asked<KeyAgreementOperation>();
        Assert.Null(bobs.State);
        Assert.Equal(64, bobs.PeerPublic.Length);
        byte[] publicValue = new byte[bobs.KeyExchange.ResponderPublicSize];
        var secret = new SecretBuffer(bobs.KeyExchange.SharedSecretSize);
        bobs.KeyExchange.Respond(bobs.PeerPublic.Span, pair.Bob.Services, publicValue, secret.Span);
        bobs.Take(new KeyAgreementAnswer(secret, publicValue));
        QuickModePair.Succeed(pair.Bob.Read(pair.Responder!, pair.Offer));
        Assert.True(secret.IsDisposed);
        Assert.True(pair.TryAnswer().IsPending);
        KeyAgreementOperation alices = pair.Alice.Context.Asked<KeyAgreementOperation>();
        Assert.Equal(publicValue, alices.PeerPublic.ToArray());
        var same = new SecretBuffer(alices.KeyExchange.SharedSecretSize);
        alices.KeyExchange.Finish(alices.State!, alices.PeerPublic.Span, same.Span);
        alices.Take(new KeyAgreementAnswer(same));
        QuickModePair.Succeed(pair.Alice.Read(pair.Initiator!, pair.Answer));
        pair.Initiator!.Commit(pair.Alice.Context, pair.Alice.Children);
        pair.Responder!.Commit(pair.Bob.Context, pair.Bob.Children);
        Assert.Equal(pair.Alice.Established.Keys.OutboundEncryption.Span, pair.Bob.Established.Keys.InboundEncryption.Span);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_shared_secret_nothing_comes_to_be(bool isLate)
    {
        QuickModePair pair = Pair(EndpointQuestions.KeyAgreement, proposal: "aes128-sha1-ecp256");
        pair.TryOffer();
        Answer(pair.Bob.Context.Asked<KeyAgreementOperation>(), null, isLate);
        AssertRefused(pair.Bob.Read(pair.Responder!, pair.Offer), isLate);
        pair.Responder!.Abandon(pair.Bob.Context);
        Assert.Empty(pair.Bob.Services.Taken);

        pair.Bob.Services.Questions = EndpointQuestions.None;
        QuickModeResponder responder = pair.Bob.Respond();
        QuickModePair.Succeed(pair.Bob.Read(responder, pair.Offer));
        byte[] answer = pair.Bob.Answer(responder);
        Assert.True(pair.Alice.Read(pair.Initiator!, answer).IsPending);
        Answer(pair.Alice.Context.Asked<KeyAgreementOperation>(), null, isLate);
        AssertRefused(pair.Alice.Read(pair.Initiator!, answer), isLate);
        pair.Initiator!.Abandon(pair.Alice.Context);
        Assert.Empty(pair.Alice.Services.Taken);
        Assert.Empty(pair.Alice.Context.Events);
    }

    [Fact]
    public void An_abandoned_key_exchange_is_zeroed()
    {
        QuickModePair pair = Pair(EndpointQuestions.KeyAgreement, proposal: "aes128-sha1-ecp256");
        pair.Bob.Services.Questions = EndpointQuestions.None;
        QuickModePair.Succeed(pair.TryOffer());
        Assert.True(pair.TryAnswer().IsPending);
        KeyAgreementOperation asked = pair.Alice.Context.Asked<KeyAgreementOperation>();
        var secret = new SecretBuffer(32);
        asked.Take(new KeyAgreementAnswer(secret)); // and nobody comes back for it
        pair.Initiator!.Abandon(pair.Alice.Context);
        Assert.True(secret.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => asked.KeyExchange.Finish(asked.State!, asked.PeerPublic.Span, new byte[32]));
    }

    [Fact]
    public void All_questions_may_be_asked_in_one_exchange()
    {
        QuickModePair pair = Pair(EndpointQuestions.AllocateSpi | EndpointQuestions.InstallInbound | EndpointQuestions.KeyAgreement, proposal: "aes128-sha1-ecp256");
        QuickModeInitiator initiator = pair.Alice.Initiate();
        initiator.Prepare(pair.Alice.Context);
        pair.Alice.Context.Asked<AllocateSpiOperation>().Take(new ChildSpi(0x1111));
        initiator.Prepare(pair.Alice.Context);
        byte[] offer = pair.Alice.Offer(initiator);
        QuickModeResponder responder = pair.Bob.Respond();
        Assert.True(pair.Bob.Read(responder, offer).IsPending);
        pair.Bob.Context.Asked<AllocateSpiOperation>().Take(new ChildSpi(0x2222));
        Assert.True(pair.Bob.Read(responder, offer).IsPending);
        KeyAgreementOperation agreement = pair.Bob.Context.Asked<KeyAgreementOperation>();
        byte[] publicValue = new byte[64];
        var secret = new SecretBuffer(32);
        agreement.KeyExchange.Respond(agreement.PeerPublic.Span, pair.Bob.Services, publicValue, secret.Span);
        agreement.Take(new KeyAgreementAnswer(secret, publicValue));
        Assert.True(pair.Bob.Read(responder, offer).IsPending);
        byte[] nonce = responder.ResponderNonce.ToArray();
        pair.Bob.Context.Asked<InstallInboundOperation>().Take(true);
        QuickModePair.Succeed(pair.Bob.Read(responder, offer));
        Assert.Equal(nonce, responder.ResponderNonce.ToArray());
        Assert.Equal(0x2222u, responder.Child!.InboundSpi.Value);
    }

    private static QuickModePair Pair(EndpointQuestions questions, bool withAh = false, string proposal = "aes128-sha1")
    {
        QuickModePair pair = QuickModePair.Of(child => _ = withAh ? child.WithEspProposals(proposal).WithAhProposals("sha1") : child.WithEspProposals(proposal));
        pair.Alice.Services.Questions = pair.Bob.Services.Questions = questions;
        return pair;
    }

    private static void Answer<T>(IkeOperation<T> operation, T answer, bool isLate)
    {
        if (isLate)
        {
            operation.TakeDefault();
        }
        else
        {
            operation.Take(answer);
        }
    }

    private static void AssertDenied(NegotiationStep step)
    {
        Assert.True(step.IsFailed);
        Assert.Equal((FailureKind.Denied, V1NotifyType.NoProposalChosen), (step.Failure!.Kind, step.Failure.V1Notify!.Value));
    }

    private static void AssertRefused(NegotiationStep step, bool isLate)
    {
        Assert.True(step.IsFailed);
        Assert.Equal(isLate ? FailureKind.Denied : FailureKind.PeerMisbehaved, step.Failure!.Kind);
        Assert.Equal(isLate ? V1NotifyType.NoProposalChosen : V1NotifyType.InvalidKeyInformation, step.Failure.V1Notify);
    }
}
