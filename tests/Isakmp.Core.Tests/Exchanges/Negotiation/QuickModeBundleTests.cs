using System.Buffers.Binary;
using System.Security.Cryptography;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>Protocols that hold together: AH around ESP, compression inside ESP; and AH alone.</summary>
public sealed class QuickModeBundleTests
{
    [Theory]
    [InlineData("sha256", 32)]
    [InlineData("sha1", 20)]
    [InlineData("md5", 16)]
    public void Ah_stands_alone(string proposal, int size)
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithAhProposals(proposal)).Complete();
        ChildSaEstablishedEvent alice = pair.Alice.Established;
        Assert.Equal(SecurityProtocol.Ah, alice.Info.Protocol);
        Assert.Null(alice.Info.Ah);
        Assert.Equal((0, size, 0), (alice.Keys.OutboundEncryption.Length, alice.Keys.OutboundIntegrity.Length, alice.Keys.OutboundAh.Length));
        AssertKeymat(pair, SecurityProtocol.Ah, alice.Info.OutboundSpi, [], alice.Keys.OutboundIntegrity);
    }

    [Fact]
    public void Ah_and_esp_have_spis_and_keys_of_their_own()
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1").WithAhProposals("sha256")).Complete();
        ChildSaEstablishedEvent alice = pair.Alice.Established;
        AhSaInfo ah = Assert.IsType<AhSaInfo>(alice.Info.Ah);
        Assert.Equal(SecurityProtocol.Esp, alice.Info.Protocol);
        Assert.Equal(SecurityProtocol.Ah, ah.Proposal.Protocol);
        Assert.Equal(IntegrityAlgorithm.HmacSha2_256_128, ah.Proposal.Integrity);
        Assert.Equal(4, new HashSet<ChildSpi>([alice.Info.InboundSpi, alice.Info.OutboundSpi, ah.InboundSpi, ah.OutboundSpi]).Count);
        Assert.Equal((16, 20, 32), (alice.Keys.InboundEncryption.Length, alice.Keys.InboundIntegrity.Length, alice.Keys.InboundAh.Length));
        AssertKeymat(pair, SecurityProtocol.Esp, alice.Info.InboundSpi, [], alice.Keys.InboundEncryption, alice.Keys.InboundIntegrity);
        AssertKeymat(pair, SecurityProtocol.Esp, alice.Info.OutboundSpi, [], alice.Keys.OutboundEncryption, alice.Keys.OutboundIntegrity);
        AssertKeymat(pair, SecurityProtocol.Ah, ah.InboundSpi, [], alice.Keys.InboundAh);
        AssertKeymat(pair, SecurityProtocol.Ah, ah.OutboundSpi, [], alice.Keys.OutboundAh);
Assert.Equal(new HashSet<uint>([alice.Info.InboundSpi.Value, ah.InboundSpi.Value]), pair.Alice.Services.Taken);
    }

    [Fact]
    public void A_bundle_is_found_by_either_of_its_spis_and_gives_both_back()
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1").WithAhProposals("sha256").WithCompression()).Complete();
        ChildSa child = Assert.Single(pair.Alice.Children);
        ChildSpi ah = child.Ah!.OutboundSpi;
        Assert.Same(child, pair.Alice.Children.FindByOutbound(SecurityProtocol.Esp, child.OutboundSpi));
        Assert.Same(child, pair.Alice.Children.FindByOutbound(SecurityProtocol.Ah, ah));
        Assert.Null(pair.Alice.Children.FindByOutbound(SecurityProtocol.Esp, ah));
        Assert.Null(pair.Alice.Children.FindByOutbound(SecurityProtocol.Ah, child.OutboundSpi));
        child.ReleaseSpis(pair.Alice.Context);
        Assert.Empty(pair.Alice.Services.Taken);
        Assert.Empty(pair.Alice.Services.Indices);
    }

    [Fact]
    public void One_key_exchange_serves_both_protocols_of_a_bundle()
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1-modp2048").WithAhProposals("sha256"));
        pair.Alice.Services.Questions = pair.Bob.Services.Questions = EndpointQuestions.KeyAgreement;
        byte[] secret = [.. Enumerable.Range(0, 256).Select(i => (byte)(255 - i))];
        Assert.True(pair.TryOffer().IsPending);
        pair.Bob.Context.Asked<KeyAgreementOperation>().Take(new KeyAgreementAnswer(new SecretBuffer(secret), new byte[256]));
        QuickModePair.Succeed(pair.Bob.Read(pair.Responder!, pair.Offer));
        Assert.True(pair.TryAnswer().IsPending);
        pair.Alice.Context.Asked<KeyAgreementOperation>().Take(new KeyAgreementAnswer(new SecretBuffer(secret)));
        QuickModePair.Succeed(pair.Alice.Read(pair.Initiator!, pair.Answer));
        pair.Initiator!.Commit(pair.Alice.Context, pair.Alice.Children);
        Assert.Equal([1, 10, 4, 5, 5], QuickModeSide.Types(pair.Offer));
        ChildSaEstablishedEvent alice = pair.Alice.Established;
        Assert.Equal(KeyExchangeMethod.Modp2048, alice.Info.Ah!.Proposal.KeyExchange);
        AssertKeymat(pair, SecurityProtocol.Esp, alice.Info.InboundSpi, secret, alice.Keys.InboundEncryption, alice.Keys.InboundIntegrity);
        AssertKeymat(pair, SecurityProtocol.Ah, alice.Info.Ah!.OutboundSpi, secret, alice.Keys.OutboundAh);
    }

    [Fact]
    public void Packets_are_compressed_where_both_can()
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1").WithCompression()).Complete();
        CompressionInfo compression = Assert.IsType<CompressionInfo>(pair.Alice.Established.Info.Compression);
        Assert.Equal(IpCompTransform.Deflate, compression.Algorithm);
        Assert.InRange(compression.InboundCpi, 256, 61_439);
        Assert.InRange(compression.OutboundCpi, 256, 61_439);
        Assert.Equal([compression.InboundCpi], pair.Alice.Services.Indices);
        Assert.Equal([compression.OutboundCpi], pair.Bob.Services.Indices);
        V1Proposal offered = Assert.Single(Edited.ProposalsOf(pair.Offer), proposal => proposal.Protocol == V1Protocol.IpComp);
        Assert.Equal([(byte)(compression.InboundCpi >> 8), (byte)(compression.InboundCpi & 0xFF)], offered.Spi); // RFC 3173 4.1: two octets
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Without_compression_on_one_side_there_is_none(bool alice, bool bob)
    {
        QuickModePair pair = QuickModePair.Of(
            child => child.WithEspProposals("aes128-sha1").WithCompression(alice), child => child.WithEspProposals("aes128-sha1").WithCompression(bob)).Complete();
        Assert.Null(pair.Alice.Established.Info.Compression);
        Assert.Null(pair.Bob.Established.Info.Compression);
        Assert.Empty(pair.Alice.Services.Indices);
        Assert.Empty(pair.Bob.Services.Indices);
    }

    [Theory]
    [InlineData("0002", 2)]
    [InlineData("0100", 256)]
    [InlineData("00000002", 2)]
    [InlineData("0000efff", 61_439)]
    [InlineData("ffff", 65_535)]
    [InlineData("0000", null)]
    [InlineData("0001", null)]
    [InlineData("0003", null)]
    [InlineData("00ff", null)]
    [InlineData("00000000", null)]
    [InlineData("00010100", null)]
    public void A_peer_may_choose_indices_in_the_forms_that_the_rfc_allows(string octets, int? index)
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1").WithCompression());
        byte[] cpi = Convert.FromHexString(octets);
        NegotiationStep step = pair.TryOffer();
        QuickModePair.Succeed(step);
        step = pair.TryAnswer(answer => Edited.Proposals(answer, proposal => proposal.Protocol == V1Protocol.IpComp ? proposal with { Spi = [.. cpi] } : proposal));
        Assert.Equal(index is null, step.IsFailed);
        if (index is not null)
        {
            Assert.Equal(index, pair.Initiator!.Child!.Compression!.OutboundCpi);
        }
        else
        {
            Assert.Equal(V1NotifyType.InvalidSpi, step.Failure!.V1Notify);
        }

        QuickModeResponder responder = pair.Bob.Respond();
        step = pair.Bob.Read(responder, Edited.Proposals(pair.Offer, proposal => proposal.Protocol == V1Protocol.IpComp ? proposal with { Spi = [.. cpi] } : proposal));
        Assert.Equal(index is null, step.IsFailed);
        Assert.Equal((ushort?)index, responder.Child?.Compression?.OutboundCpi);
    }

    [Fact]
    public void Indices_run_out_without_end_of_drawing()
    {
        QuickModePair pair = QuickModePair.Of(child => child.WithEspProposals("aes128-sha1").WithCompression());
        pair.Alice.Services.Indices.UnionWith(Enumerable.Range(256, 61_439 - 255).Select(i => (ushort)i));
        QuickModeInitiator initiator = pair.Alice.Initiate();
        Assert.Equal(FailureKind.Denied, initiator.Prepare(pair.Alice.Context).Failure!.Kind);
        initiator.Abandon(pair.Alice.Context);
        Assert.Empty(pair.Alice.Services.Taken);
        Assert.Equal(61_439 - 255, pair.Alice.Services.Indices.Count);
    }

    /// <summary>The formula of RFC 2409 section 5.5, without a line of ours.</summary>
    private static void AssertKeymat(QuickModePair pair, SecurityProtocol protocol, ChildSpi spi, byte[] secret, params SecretBuffer[] keys)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi.Value);
        byte[] seed = [.. secret, protocol == SecurityProtocol.Ah ? (byte)2 : (byte)3, .. octets, .. pair.Initiator!.InitiatorNonce, .. pair.Initiator.ResponderNonce];
        byte[] expected = [.. keys.SelectMany(key => key.Span.ToArray())];
        byte[] keymat = [];
        byte[] block = [];
        while (keymat.Length < expected.Length)
        {
            byte[] input = [.. block, .. seed];
            block = HMACSHA256.HashData(QuickModeSide.DerivationKey, input);
            keymat = [.. keymat, .. block];
        }

        Assert.Equal(keymat[..expected.Length], expected);
    }
}
