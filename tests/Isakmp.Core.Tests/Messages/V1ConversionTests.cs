using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Core.Tests.Messages;

public class V1ConversionTests
{
    // SA payloads of the recordings, without generic header: charon's main mode and Quick Modes, ike-scan's with a lifetime of the variable form.
    private const string MainMode = "00000001000000010000002c01010001000000240101000080010007800e0100800200048004000e80030001800b0001800c3de0";
    private const string IkeScan = "0000000100000001000000300101000100000028010100008001000780020004800300018004000e800e0100800b0001000c000400007080";
    private const string QuickMode = "0000000100000001000000240103040141a3cee7000000180114000080060100800400038001000180020f78";
    private const string QuickModeWithPfs = "00000001000000010000002801030401e6114d500000001c010300008005000180030002800400038001000180020f78";

    // Written by hand after RFC 2408 4.2 and RFC 2407 4.5: AH and ESP of one number, a transform of each with attributes that nobody knows.
    private const string Bundle = "0000000100000001"
        + "0200001c" + "01020401" + "deadbeef" + "00000010" + "01030000" + "80050002" + "80040001"
        + "0000003b" + "01030401" + "cafe0001" + "0000002f" + "070c0000" + "80060080" + "80050002" + "80010001" + "00020004" + "00015180" + "80010002" + "00020003" + "465000" + "fd050001" + "80040001";

    [Theory]
    [InlineData(MainMode)]
    [InlineData(IkeScan)]
    [InlineData(QuickMode)]
    [InlineData(QuickModeWithPfs)]
    public void Recorded_payloads_are_written_back_byte_for_byte(string payload) => Assert.Equal(payload, Write(Read(payload)));

    [Fact]
    public void Attributes_of_phase_1_are_read_whatever_their_order_and_form()
    {
        foreach ((string payload, ulong seconds) in new[] { (MainMode, 15_840UL), (IkeScan, 28_800UL) })
        {
            V1Proposal proposal = Assert.Single(Read(payload));
            Assert.Equal((1, V1Protocol.Isakmp, 0), (proposal.Number, proposal.Protocol, proposal.Spi.Length));
            V1Transform transform = Assert.Single(proposal.Transforms);
            Assert.Equal((1, V1IkeTransform.KeyIke.Value), (transform.Number, transform.Id));
            var parameters = V1IkeParameters.Read(transform);
            Assert.Equal(V1EncryptionAlgorithm.AesCbc, parameters.Encryption);
            Assert.Equal((ushort)256, parameters.KeyLength);
            Assert.Equal(V1HashAlgorithm.Sha2_256, parameters.Hash);
            Assert.Equal(V1AuthenticationMethod.PreSharedKey, parameters.AuthenticationMethod);
            Assert.Equal(V1GroupDescription.Modp2048, parameters.Group);
            Assert.Equal(new V1Lifetime(seconds, null), parameters.Lifetime);
            Assert.Null(parameters.Prf);
            Assert.Null(parameters.GroupType);
            Assert.Empty(parameters.Unresolved);
        }

        Assert.Equal(Read(MainMode)[0].Transforms[0], V1IkeParameters.Read(Read(MainMode)[0].Transforms[0]).ToTransform(1));
    }

    [Fact]
    public void Attributes_of_phase_2_are_read_and_written_in_charons_order()
    {
        V1Transform transform = Read(QuickModeWithPfs)[0].Transforms[0];
        var parameters = V1IpsecParameters.Read(transform);
        Assert.Equal(V1EspTransform.TripleDes.Value, transform.Id);
        Assert.Equal(V1AuthenticationAlgorithm.HmacMd5, parameters.Authentication);
        Assert.Equal(V1GroupDescription.Modp1024, parameters.Group);
        Assert.Equal(V1EncapsulationMode.UdpTunnel, parameters.Mode);
        Assert.Equal(new V1Lifetime(3960, null), parameters.Lifetime);
        Assert.Null(parameters.KeyLength);
        Assert.False(parameters.ExtendedSequenceNumbers);
        Assert.Equal(transform, parameters.ToTransform(1, V1EspTransform.TripleDes.Value));

        transform = Read(QuickMode)[0].Transforms[0];
        Assert.Equal(transform, V1IpsecParameters.Read(transform).ToTransform(1, V1EspTransform.AesGcm16.Value));
        Assert.Equal("41a3cee7", Hex.Format(Read(QuickMode)[0].Spi.AsSpan()));
    }

    [Fact]
    public void Proposals_of_one_number_and_unknown_attributes_are_kept()
    {
        ImmutableArray<V1Proposal> proposals = Read(Bundle);
        Assert.Equal([V1Protocol.Ah, V1Protocol.Esp], proposals.Select(proposal => proposal.Protocol));
        Assert.Equal([1, 1], proposals.Select(proposal => (int)proposal.Number));
        V1Transform esp = Assert.Single(proposals[1].Transforms);
        Assert.Equal(7, esp.Number);
        var parameters = V1IpsecParameters.Read(esp);
        Assert.Equal(new V1Lifetime(86_400, 4_608_000), parameters.Lifetime);
        Assert.Equal("86400 s, 4608000 kB", parameters.Lifetime.ToString());
        Assert.Equal([V1Attribute.Short(0x7d05, 1)], parameters.Unresolved[..1]);
        Assert.Equal(Bundle, Write(proposals));
    }

    [Theory]
    [InlineData("800b0001800c7080", 28_800UL, null, 0)]
    [InlineData("800b0001000c000400007080", 28_800UL, null, 0)]
    [InlineData("800b0002800c7080800b0001000c000300ffff", 65_535UL, 28_800UL, 0)]
    [InlineData("800b0001800c7080800b0001800c7080", 28_800UL, null, 0)]
    [InlineData("800b0001800c7080800b0001800c7081", 28_800UL, null, 2)] // two that contradict each other
    [InlineData("800c7080", null, null, 1)] // a duration of nothing
    [InlineData("800b0001", null, null, 1)] // a type without duration
    [InlineData("800b0003800c7080", null, null, 2)] // neither seconds nor kilobytes
    [InlineData("800b0001000c0000", null, null, 2)] // an empty duration
    [InlineData("800b0001800c0000", null, null, 0)] // charon's way to say nothing
    [InlineData("800b0001000c00080000000100000000", 4_294_967_296UL, null, 0)]
    [InlineData("800b0001000c0009010000000000000000", null, null, 2)]
    public void Lifetimes_are_pairs_of_a_type_and_a_duration(string attributes, ulong? seconds, ulong? kilobytes, int unresolved)
    {
        var parameters = V1IkeParameters.Read(new V1Transform(1, 1, Attributes(attributes)));
        Assert.Equal(new V1Lifetime(seconds, kilobytes), parameters.Lifetime);
        Assert.Equal(unresolved, parameters.Unresolved.Length);
    }

    [Theory]
    [InlineData("8001000780010007", 0)] // the same twice is no conflict
    [InlineData("8001000780010005", 1)]
    [InlineData("00010003000007", 0)]
    [InlineData("00010003010007", 1)] // beyond 16 bits
    [InlineData("00010000", 1)]
    [InlineData("80060002", 1)] // a group by its prime
    [InlineData("c0000001", 1)] // private range
    public void What_has_no_meaning_is_set_aside(string attributes, int unresolved)
    {
        Assert.Equal(unresolved, V1IkeParameters.Read(new V1Transform(1, 1, Attributes(attributes))).Unresolved.Length);
    }

    [Fact]
    public void A_number_may_change_its_form_and_stay_what_it_says()
    {
        var basic = V1Attribute.Short(12, 28_800);
        var variable = V1Attribute.Long(12, [0, 0, 0x70, 0x80]);
        Assert.NotEqual(basic, variable);
        Assert.True(basic.Says(variable));
        Assert.False(basic.Says(V1Attribute.Short(11, 28_800)));
        Assert.False(basic.Says(V1Attribute.Short(12, 28_801)));
        Assert.True(V1Attribute.Long(1, []).Says(V1Attribute.Long(1, [])));
        Assert.Equal("12=28800", variable.ToString());
        Assert.Equal("12=0x010000000000000000", V1Attribute.Long(12, [1, 0, 0, 0, 0, 0, 0, 0, 0]).ToString());
        Assert.Equal(V1Attribute.Long(12, [0, 1, 0, 0]), V1Attribute.ForNumber(12, 65_536));
        Assert.Throws<ArgumentOutOfRangeException>(() => V1Attribute.Short(0x8000, 0));
    }

    [Fact]
    public void What_is_written_reads_back_equal_whatever_is_in_it()
    {
        var random = new Random(11);
        for (int round = 0; round < 1_000; round++)
        {
            ImmutableArray<V1Proposal> proposals = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => AnyProposal(random))];
            ImmutableArray<V1Proposal> read = Read(Write(proposals));
            Assert.Equal(proposals, read);
            Assert.Equal(proposals[0].GetHashCode(), read[0].GetHashCode());
            foreach (V1Transform transform in proposals.SelectMany(proposal => proposal.Transforms))
            {
                _ = V1IkeParameters.Read(transform);
                _ = V1IpsecParameters.Read(transform);
            }
        }
    }

    private static V1Proposal AnyProposal(Random random) => new(
        (byte)random.Next(256), new V1Protocol((byte)random.Next(6)), Octets(random, random.Next(3) * 4),
        [.. Enumerable.Range(0, random.Next(6)).Select(number => new V1Transform((byte)number, (byte)random.Next(256), AnyAttributes(random)))]);

    private static ImmutableArray<V1Attribute> AnyAttributes(Random random) =>
        [.. Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(2) == 0
            ? V1Attribute.Short((ushort)random.Next(20), (ushort)random.Next(4))
            : V1Attribute.Long((ushort)random.Next(32_768), Octets(random, random.Next(12))))];

    private static ImmutableArray<byte> Octets(Random random, int count)
    {
        var octets = new byte[count];
        random.NextBytes(octets);
        return [.. octets];
    }

    private static ImmutableArray<V1Attribute> Attributes(string hex)
    {
        int size = hex.Length / 2;
        string transform = $"{size + 8:x8}01010000{hex}";
        return Read($"0000000100000001{size + 16:x8}01010001{transform}")[0].Transforms[0].Attributes;
    }

    private static ImmutableArray<V1Proposal> Read(string hex)
    {
        WireStatus status = SecurityAssociationView.TryRead(Hex.Parse(hex), out SecurityAssociationView view);
        Assert.True(status.IsOk, status.ToString());
        return V1Proposals.Read(view);
    }

    private static string Write(ImmutableArray<V1Proposal> proposals)
    {
        var buffer = new byte[65_536];
        MessageWriter writer = MessageWriter.ForChain(buffer);
        V1Proposals.Write(ref writer, proposals);
        return Hex.Format(buffer.AsSpan(4, writer.Finish() - 4));
    }
}
