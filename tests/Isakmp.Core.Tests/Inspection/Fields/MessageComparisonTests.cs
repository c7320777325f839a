using System.Collections.Immutable;
using Isakmp.Core.Tests.Wire;
using Isakmp.Inspection.Fields;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Core.Tests.Inspection.Fields;

public class MessageComparisonTests
{
    private static readonly byte[] s_message = RecordedMessage.All.First(static message => message.Recording == "ikev2-psk-vip").Message;

    [Fact]
    public void The_same_message_has_no_difference()
    {
        Assert.Empty(MessageComparison.Compare(s_message, s_message));
        Assert.Equal(string.Empty, MessageComparison.Format([]));
    }

    [Theory]
    [InlineData("aes256-sha256-x25519", "aes128-sha256-x25519", "SA/Proposal 1/Transform ENCR/Key Length: 128 instead of 256")]
    [InlineData("aes256-sha256-x25519", "aes256-sha384-x25519",
        "SA/Proposal 1/Transform INTEG: AUTH_HMAC_SHA2_384_192 instead of AUTH_HMAC_SHA2_256_128\nSA/Proposal 1/Transform PRF: PRF_HMAC_SHA2_384 instead of PRF_HMAC_SHA2_256")]
    [InlineData("aes256-aes128-sha256-x25519", "aes256-sha256-x25519", "SA/Proposal 1/Transform ENCR #2: missing (ENCR_AES_CBC)")]
    [InlineData("aes256-sha256-x25519", "aes256-sha256-x25519-modp2048", "SA/Proposal 1/Transform KE #2: not expected (2048-bit MODP Group)")]
    [InlineData("aes256-sha256-x25519", "aes256-sha256-x25519,aes128-sha256-x25519", "SA/Proposal 2: not expected")]
    public void Differences_are_told_by_their_path(string expected, string actual, string text) =>
        Assert.Equal(text, MessageComparison.Format(MessageComparison.Compare(Offer(expected), Offer(actual))));

    [Fact]
    public void The_order_of_payloads_is_a_difference_of_its_own()
    {
        FieldDifference order = Assert.Single(MessageComparison.Compare(
            Notifies(NotifyType.InitialContact, NotifyType.MobikeSupported), Notifies(NotifyType.MobikeSupported, NotifyType.InitialContact)));
        Assert.Equal("(order): Header N(MOBIKE_SUPPORTED) N(INITIAL_CONTACT) instead of Header N(INITIAL_CONTACT) N(MOBIKE_SUPPORTED)", order.ToString());
    }

    [Fact]
    public void What_follows_from_another_difference_is_not_told()
    {
        FieldDifference missing = Assert.Single(MessageComparison.Compare(Notifies(NotifyType.InitialContact, NotifyType.MobikeSupported), Notifies(NotifyType.InitialContact)));
        Assert.Equal("N(MOBIKE_SUPPORTED): missing", missing.ToString()); // and not that the message is shorter
        byte[] longer = Notifies(NotifyType.InitialContact);
        longer[27]++;
        Assert.Contains(MessageComparison.Compare(Notifies(NotifyType.InitialContact), longer), static difference => difference.Path == "(fault)");
    }

    [Fact]
    public void An_octet_that_is_no_field_is_told_too()
    {
        byte[] changed = [.. s_message];
        changed[IkeHeader.Size + 4 + 1] = 7; // reserved, before the length of the first proposal
        FieldDifference octet = Assert.Single(MessageComparison.Compare(s_message, changed));
        Assert.Equal("SA/Proposal 1, octet 33 of the message: 07 instead of 00", octet.ToString());
    }

    [Fact]
    public void A_long_value_is_shown_around_its_first_difference()
    {
        byte[] changed = [.. s_message];
        MessageFields fields = MessageFields.Read(s_message);
        int at = fields.Root.Find("KE/Data")!.Offset + 100;
        changed[at] ^= 0xFF;
        string text = Assert.Single(MessageComparison.Compare(s_message, changed)).ToString();
        Assert.StartsWith("KE/Data: ...", text, StringComparison.Ordinal);
        Assert.Contains($"{s_message[at]:x2}", text, StringComparison.Ordinal);
        Assert.Contains($"{changed[at]:x2}", text, StringComparison.Ordinal);
        Assert.True(text.Length < 200, text);
    }

    [Theory]
    [InlineData("SK/IV", "SK/IV", true)]
    [InlineData("SK/IV", "SK/IV2", false)]
    [InlineData("SK/AUTH", "SK/AUTH/Data", true)]
    [InlineData("SK/AUTH", "SK/AUTHENTIC", false)]
    [InlineData("*(order)", "SK/SA/(order)", true)]
    [InlineData("N(ADDITIONAL_*", "N(ADDITIONAL_IP4_ADDRESS) #2/Data", true)]
    [InlineData("*a*b*c", "xaybzc", true)]
    [InlineData("*a*b*c", "xaybz", false)]
    [InlineData("*", "anything/at all", true)]
    [InlineData("", "anything", false)]
    public void A_tolerance_matches_paths(string pattern, string path, bool matches) => Assert.Equal(matches, new FieldTolerance(pattern, "a test").Matches(path));

    [Fact]
    public void A_hostile_pattern_takes_no_time() =>
        Assert.False(new FieldTolerance(string.Concat(Enumerable.Repeat("*a", 500)) + "b", "a test").Matches(new string('a', 5_000)));

    [Fact]
    public void A_tolerated_difference_is_told_with_its_reason()
    {
        ImmutableArray<FieldDifference> differences = MessageComparison.Compare(
            MessageFields.Read(Offer("aes256-sha256-x25519")), MessageFields.Read(Offer("aes128-sha256-x25519")), new FieldTolerance("SA/*/Key Length", "any will do"));
        Assert.Equal("SA/Proposal 1/Transform ENCR/Key Length: 128 instead of 256 (tolerated: any will do)", MessageComparison.Format(differences));
    }

    private static byte[] Offer(string proposals) => Write((ref MessageWriter writer) => Proposals.Write(ref writer, ProposalNotation.ParseList(proposals, SecurityProtocol.Ike)));

    private static byte[] Notifies(params NotifyType[] types) => Write((ref MessageWriter writer) =>
    {
        foreach (NotifyType type in types)
        {
            NotifyPayload.Write(ref writer, type);
        }
    });

    private static byte[] Write(Writing write)
    {
        byte[] buffer = new byte[2048];
        var writer = new MessageWriter(buffer);
        writer.WriteHeader(new(1), default, ExchangeType.IkeSaInit, HeaderFlags.Initiator, default);
        write(ref writer);
        return buffer[..writer.Finish()];
    }

    private delegate void Writing(ref MessageWriter writer);
}
