using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>Either part of a recorded Quick Mode played by us: with the gateway's SPI, nonce and shared secret we must write its octets and derive its keys.</summary>
public sealed class RecordedQuickModeTests
{
    // vpnc offers what we would not, and charon answered it with its attributes in another order.
    private const string Vpnc = "vpnc-aggr-xauth-modecfg";

    public static TheoryData<string> All => [.. RecordedQuickMode.All.Select(recorded => recorded.Name)];

    public static TheoryData<string> Charons => [.. RecordedQuickMode.All.Select(recorded => recorded.Name).Where(name => name != Vpnc)];

    [Theory]
    [MemberData(nameof(All))]
    public void As_responder_we_do_what_the_responder_did(string name)
    {
        var recorded = RecordedQuickMode.Find(name);
        QuickModeSide side = recorded.Side(isInitiator: false);
        using QuickModeResponder responder = side.Respond();
        NegotiationStep step = side.Read(responder, recorded.Offer);
        if (recorded.Secret is { } secret)
        {
            Assert.True(step.IsPending);
            byte[] publicValue = QuickModeSide.Body(recorded.Answer, PayloadType.V1KeyExchange);
            KeyAgreementOperation operation = side.Context.Asked<KeyAgreementOperation>();
            Assert.Equal(QuickModeSide.Body(recorded.Offer, PayloadType.V1KeyExchange), operation.PeerPublic.ToArray());
            operation.Take(new KeyAgreementAnswer(new SecretBuffer(secret), publicValue));
            step = side.Read(responder, recorded.Offer);
        }

        QuickModePair.Succeed(step);
        Assert.Equal(RecordedQuickMode.Nonce(recorded.Offer), responder.InitiatorNonce.ToArray());
        Assert.Equal(RecordedQuickMode.Nonce(recorded.Answer), responder.ResponderNonce.ToArray());
        if (name != Vpnc)
        {
            Assert.Equal(recorded.Answer, side.Answer(responder));
        }

        responder.Commit(side.Context, side.Children);
        AssertEstablished(recorded, side, isInitiator: false);
    }

    [Theory]
    [MemberData(nameof(Charons))]
    public void As_initiator_we_do_what_the_initiator_did(string name)
    {
        var recorded = RecordedQuickMode.Find(name);
        QuickModeSide side = recorded.Side(isInitiator: true);
        using QuickModeInitiator initiator = side.Initiate();
        Assert.True(initiator.Prepare(side.Context).IsDone);
        Assert.Equal(WithoutKeyExchange(recorded.Offer), WithoutKeyExchange(side.Offer(initiator)));
        NegotiationStep step = side.Read(initiator, recorded.Answer);
        if (recorded.Secret is { } secret)
        {
            Assert.True(step.IsPending);
            KeyAgreementOperation operation = side.Context.Asked<KeyAgreementOperation>();
            Assert.Equal(QuickModeSide.Body(recorded.Answer, PayloadType.V1KeyExchange), operation.PeerPublic.ToArray());
            operation.Take(new KeyAgreementAnswer(new SecretBuffer(secret)));
            step = side.Read(initiator, recorded.Answer);
        }

        QuickModePair.Succeed(step);
        initiator.Commit(side.Context, side.Children);
        AssertEstablished(recorded, side, isInitiator: true);
    }

    private static void AssertEstablished(RecordedQuickMode recorded, QuickModeSide side, bool isInitiator)
    {
        ChildSaEstablishedEvent established = side.Established;
        recorded.AssertKeys(established.Keys, isInitiator);
        Assert.Equal(recorded.Mode, established.Info.Mode);
        Assert.Equal(recorded.Lifetime, established.Info.Lifetime);
        Assert.Equal(RecordedQuickMode.Spi(recorded.Offer), (isInitiator ? established.Info.InboundSpi : established.Info.OutboundSpi).Value);
        Assert.Equal(RecordedQuickMode.Spi(recorded.Answer), (isInitiator ? established.Info.OutboundSpi : established.Info.InboundSpi).Value);
        Assert.Equal(recorded.Text("responder_ts"), (isInitiator ? established.Info.RemoteSelectors : established.Info.LocalSelectors)[0].ToString().Replace("/32", "", StringComparison.Ordinal));
        Assert.Equal(recorded.Text("initiator_ts"), (isInitiator ? established.Info.LocalSelectors : established.Info.RemoteSelectors)[0].ToString().Replace("/32", "", StringComparison.Ordinal));
        Assert.Equal(recorded.Name == "ikev1-transport", established.Info.OriginalAddresses is not null);
        if (established.Info.OriginalAddresses is { } original)
        {
            Assert.Equal((established.Info.Path.Local.Address, established.Info.Path.Remote.Address), (original.Local, original.Remote)); // both pretended to be behind a NAT
        }
    }

    // Our private value is another, so that the public one is too.
    private static byte[] WithoutKeyExchange(byte[] chain)
    {
        byte[] copy = [.. chain];
        if (QuickModeSide.Types(chain).Contains(PayloadType.V1KeyExchange.Value))
        {
            byte[] body = QuickModeSide.Body(chain, PayloadType.V1KeyExchange);
            copy.AsSpan(chain.AsSpan().IndexOf(body), body.Length).Clear();
        }

        return copy;
    }
}
