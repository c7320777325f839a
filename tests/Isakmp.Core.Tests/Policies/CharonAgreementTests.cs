using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Core.Tests.Policies;

/// <summary>What strongSwan 5.9.8's charon sent for a line of swanctl.conf, and what it chose with another: SA payloads from recordings.</summary>
public class CharonAgreementTests
{
    private const string IkeScan = "000000680101000b0300000c0100000c800e01000300000c0100000c800e008003000008010000030300000801000002030000080200000203000008020000010300000803000002"
        + "030000080300000103000008040000020300000804000005000000080400000e";

    private const string ThreeProposals = "020000280101000403000008010000030300000803000002030000080200000200000008040000020200002c020100040300000c0100000c800e0080030000080300000c"
        + "0300000802000005000000080400000f0000003c030100060300000c01000014800e0100030000080100001c03000008020000060300000804000014030000080400001f0000000804000010";

    private const string ThreeProposalsAgain = "0200003c010100060300000c01000014800e0100030000080100001c0300000802000006030000080400001f03000008040000140000000804000010"
        + "02000028020100040300000801000003030000080300000203000008020000020000000804000002"
        + "0000002c030100040300000c0100000c800e0080030000080300000c0300000802000005000000080400000f";

    [Theory]
    [InlineData("aes256-sha256-modp2048", "0000002c010100040300000c0100000c800e0100030000080300000c0300000802000005000000080400000e")]
    [InlineData("3des-aesxcbc-modp3072", "0000002801010004030000080100000303000008030000050300000802000004000000080400000f")]
    [InlineData("aes128gcm16-prfsha256-ecp256", "00000024010100030300000c01000014800e008003000008020000050000000804000013")]
    [InlineData("aes256ctr-sha512-ecp521", "0000002c010100040300000c0100000d800e0100030000080300000e03000008020000070000000804000015")]
    [InlineData("aes256-sha256-modp2048-curve25519", "00000034010100050300000c0100000c800e0100030000080300000c0300000802000005030000080400000e000000080400001f")]
    [InlineData("3des-sha1-modp1024,aes128-sha256-modp3072,aes256gcm16-chacha20poly1305-prfsha384-ecp384-curve25519-modp4096", ThreeProposals)]
    public void A_line_of_configuration_becomes_the_same_octets(string line, string payload)
    {
        var buffer = new byte[1024];
        MessageWriter writer = MessageWriter.ForChain(buffer);
        Proposals.Write(ref writer, ProposalNotation.ParseList(line, SecurityProtocol.Ike));

        Assert.Equal(payload, Hex.Format(buffer.AsSpan(4, writer.Finish() - 4)));
        Assert.Equal(ProposalNotation.ParseList(line, SecurityProtocol.Ike), Read(payload));
    }

    [Theory]
    [InlineData("aes256-sha512-modp8192,chacha20poly1305-prfsha384-curve25519", ThreeProposalsAgain, "0000002001010003030000080100001c0300000802000006000000080400001f")]
    [InlineData("aes256-sha256-curve25519", "00000034010100050300000c0100000c800e0100030000080300000c0300000802000005030000080400000e000000080400001f",
        "0000002c010100040300000c0100000c800e0100030000080300000c0300000802000005000000080400001f")]
    [InlineData("aes256-sha256-modp2048,aes128-sha1-modp2048,3des-sha1-modp1024,default", IkeScan,
        "0000002c010100040300000c0100000c800e008003000008030000020300000802000002000000080400000e")]
    public void An_offer_gets_the_same_answer(string line, string offer, string answer)
    {
        Assert.True(ProposalSelection.TrySelect(
            Read(offer), ProposalNotation.ParseList(line, SecurityProtocol.Ike), new(NegotiationKind.InitialIkeSa), out Proposal? chosen, out _));

        var buffer = new byte[1024];
        MessageWriter writer = MessageWriter.ForChain(buffer);
        Proposals.Write(ref writer, chosen);
        Assert.Equal(answer, Hex.Format(buffer.AsSpan(4, writer.Finish() - 4)));
        Assert.True(ProposalVerification.Verify(Read(offer), Read(answer), new(NegotiationKind.InitialIkeSa), out _));
    }

    private static ImmutableArray<Proposal> Read(string payload)
    {
        Assert.True(SecurityAssociationView.TryRead(Hex.Parse(payload), out SecurityAssociationView view).IsOk);
        return Proposals.Read(view);
    }
}
