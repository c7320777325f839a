using System.Collections.Immutable;
using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Inspection.Fields;
using Isakmp.Inspection.Foreign;
using Isakmp.Inspection.Recording;
using Isakmp.Policies;

namespace Isakmp.Core.Tests.Inspection.Foreign;

/// <summary>Sessions between daemons, with our endpoint in the place of either.</summary>
public class ForeignSessionTests
{
    private static readonly ImmutableArray<FieldTolerance> s_tolerances =
    [
        .. ForeignTolerances.Default, new("SA/Proposal 1/Transform KE*", "charon puts the group first that it was asked for; ikev2-invalid-ke-retry shows it"),
    ];

    /// <summary>The recordings, whose place we take, how many messages are replayed, and why it ends before the capture does.</summary>
    public static TheoryData<string, IkeRole, int, string?> Recordings => new()
    {
        { "ikev2-psk", IkeRole.Initiator, 4, null },
        { "ikev2-psk", IkeRole.Responder, 4, null },
        { "ikev2-psk-delete", IkeRole.Initiator, 10, null },
        { "ikev2-psk-delete", IkeRole.Responder, 10, null },
        { "ikev2-psk-dpd", IkeRole.Initiator, 12, null },
        { "ikev2-psk-dpd", IkeRole.Responder, 12, null },
        { "ikev2-psk-reauth", IkeRole.Initiator, 6, null },
        { "ikev2-psk-reauth", IkeRole.Responder, 6, null },
        { "ikev2-psk-rekey", IkeRole.Initiator, 4, "CREATE_CHILD_SA is not spoken yet" },
        { "ikev2-psk-rekey", IkeRole.Responder, 4, "CREATE_CHILD_SA is not spoken yet" },
        { "ikev2-psk-mobike", IkeRole.Initiator, 6, "MOBIKE is not spoken yet" },
        { "ikev2-psk-mobike", IkeRole.Responder, 8, "MOBIKE is not spoken yet" },
        { "ikev2-invalid-ke-retry", IkeRole.Initiator, 6, null },
        { "ikev2-invalid-ke-retry", IkeRole.Responder, 6, null },
        // not as initiator: after INVALID_KE_PAYLOAD charon numbers its proposals anew, and the answer names its number
        { "ikev2-multi-proposals", IkeRole.Responder, 7, null },
        { "ikev2-cookie", IkeRole.Initiator, 6, null },
        { "ikev2-cookie", IkeRole.Responder, 6, null },
        { "ikev2-transport", IkeRole.Initiator, 4, null },
        { "nonat-ikev2-psk", IkeRole.Initiator, 4, null },
        { "nonat-ikev2-psk", IkeRole.Responder, 4, null },
        { "nonat-ikev2-transport", IkeRole.Initiator, 4, null },
        { "nonat-ikev2-transport", IkeRole.Responder, 4, null },
        { "libreswan-ikev2-psk", IkeRole.Initiator, 4, null },
        { "libreswan-ikev2-psk", IkeRole.Responder, 4, null },
        { "libreswan-ikev2-psk-noencap", IkeRole.Initiator, 4, null },
        { "libreswan-ikev2-psk-noencap", IkeRole.Responder, 4, null },
        { "libreswan-ikev2-psk-noshim", IkeRole.Initiator, 4, null },
        { "iked-ikev2-psk", IkeRole.Initiator, 4, null },
        { "iked-ikev2-psk", IkeRole.Responder, 4, null },
        { "iked-ikev2-psk-noencap", IkeRole.Initiator, 4, null },
        { "iked-ikev2-psk-noencap", IkeRole.Responder, 4, null },
    };

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_session_comes_out_as_it_was_captured(string name, IkeRole role, int messages, string? stop)
    {
        var recording = new LoggedDialogue(name);
        ForeignSession session = recording.Sessions[0];
        using RecordedCryptoProvider crypto = session.CreateProvider(CryptoProvider.Default, recording.Secrets[0]);
        using ForeignReport report = session.Replay(role, recording.Profile(role, crypto), LoggedDialogue.Credentials(), crypto, recording.Secrets[0], s_tolerances);
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        report.ThrowIfDifferent();
        Assert.Equal(messages, report.Entries.Length);
        Assert.True(stop is null ? report.Stop is null : report.Stop!.EndsWith(stop, StringComparison.Ordinal), report.Stop);

        byte[][] ike = [.. ((string[])["Sk_d", "Sk_ai", "Sk_ar", "Sk_ei", "Sk_er", "Sk_pi", "Sk_pr"]).SelectMany(key => recording.ReadAll($"{key} secret").Take(1))];
        Assert.Equal(Convert.ToHexStringLower([.. ike.SelectMany(static key => key)]), Convert.ToHexStringLower(report.IkeKeys!.Span));
        AssertChildKeys(recording, report, role, fails: name is "libreswan-ikev2-psk-noshim" or "ikev2-transport");
    }

    [Fact]
    public void A_second_session_of_a_capture_is_found()
    {
        var recording = new LoggedDialogue("ikev2-psk-reauth");
        Assert.Equal(2, recording.Sessions.Length);
        foreach (IkeRole role in Enum.GetValues<IkeRole>())
        {
            using RecordedCryptoProvider crypto = recording.Sessions[1].CreateProvider(CryptoProvider.Default, recording.Secrets[1]);
            using ForeignReport report = recording.Sessions[1].Replay(role, recording.Profile(role, crypto), LoggedDialogue.Credentials(), crypto, recording.Secrets[1]);
            report.ThrowIfDifferent();
            Assert.Equal(4, report.Entries.Length);
        }
    }

    [Theory]
    [InlineData(IkeRole.Initiator)]
    [InlineData(IkeRole.Responder)]
    public void A_secret_of_another_session_fails(IkeRole role)
    {
        var recording = new LoggedDialogue("ikev2-psk-delete");
        ForeignSession session = recording.Sessions[0];
        byte[] wrong = [.. recording.Secrets[0]];
        wrong[3] ^= 4;
        using RecordedCryptoProvider crypto = session.CreateProvider(CryptoProvider.Default, wrong);
        using ForeignReport report = session.Replay(role, recording.Profile(role, crypto), LoggedDialogue.Credentials(), crypto, wrong);
        Assert.False(report.IsOpen);
        Assert.Contains("cannot be opened", Assert.Throws<ReplayException>(report.ThrowIfDifferent).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aes256-sha384-modp2048", "SA/Proposal 1/Transform PRF: PRF_HMAC_SHA2_384 instead of PRF_HMAC_SHA2_256")]
    [InlineData("aes128-sha256-modp2048", "SA/Proposal 1/Transform ENCR/Key Length: 128 instead of 256")]
    public void What_we_offer_otherwise_is_told_by_its_field(string proposal, string expected)
    {
        var recording = new LoggedDialogue("ikev2-psk-delete");
        ForeignSession session = recording.Sessions[0];
        using RecordedCryptoProvider crypto = session.CreateProvider(CryptoProvider.Default, recording.Secrets[0]);
        PeerProfile profile = new PeerProfileBuilder("net").WithProposals(proposal).WithForcedEncapsulation().AddChild("net").Build(crypto);
        using ForeignReport report = session.Replay(IkeRole.Initiator, profile, LoggedDialogue.Credentials(), crypto, recording.Secrets[0]);
        Assert.False(report.IsSame);
        Assert.Contains(expected, report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_tolerances_everything_is_told()
    {
        var recording = new LoggedDialogue("ikev2-psk-delete");
        ForeignSession session = recording.Sessions[0];
        using RecordedCryptoProvider crypto = session.CreateProvider(CryptoProvider.Default, recording.Secrets[0]);
        using ForeignReport report = session.Replay(IkeRole.Initiator, recording.Profile(IkeRole.Initiator, crypto), LoggedDialogue.Credentials(), crypto, recording.Secrets[0], []);
        string[] paths = [.. report.Entries.SelectMany(static entry => entry.Differences).Where(static difference => difference.Tolerance is null).Select(static difference => difference.Path)];
        Assert.Contains("N(IKEV2_FRAGMENTATION_SUPPORTED)", paths);
        Assert.Contains("SK/AUTH/Data", paths);
        Assert.DoesNotContain(paths, static path => path.StartsWith("SK/SA", StringComparison.Ordinal) || path.StartsWith("SK/TS", StringComparison.Ordinal) || path.StartsWith("KE", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_secret_opens_nothing()
    {
        var recording = new LoggedDialogue("ikev2-psk-delete");
        byte[] wrong = [.. recording.Secrets[0]];
        wrong[17] ^= 1;
        ForeignSession session = recording.Sessions[0];
        using RecordedCryptoProvider crypto = session.CreateProvider(CryptoProvider.Default, wrong);
        using ForeignReport report = session.Replay(IkeRole.Initiator, recording.Profile(IkeRole.Initiator, crypto), LoggedDialogue.Credentials(), crypto, wrong);
        Assert.Contains("cannot be opened", report.Stop, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_message_of_the_peer_is_told()
    {
        var recording = new LoggedDialogue("ikev2-psk-delete");
        ImmutableArray<ForeignMessage> messages = recording.Sessions[0].Messages;
        byte[] changed = [.. messages[1].Octets];
        changed[^1] ^= 1;
        ForeignSession session = Assert.Single(ForeignSession.Find([messages[0], messages[1] with { Octets = [.. changed] }, .. messages[2..4]]));
        using RecordedCryptoProvider crypto = session.CreateProvider(CryptoProvider.Default, recording.Secrets[0]);
        // its AUTH payload covers the message that came
        using ForeignReport report = session.Replay(IkeRole.Initiator, recording.Profile(IkeRole.Initiator, crypto), LoggedDialogue.Credentials(), crypto, recording.Secrets[0]);
        Assert.False(report.IsSame);
        Assert.EndsWith("INFORMATIONAL request 2 [ N(AUTHENTICATION_FAILED) ]", report.Entries[^1].Description, StringComparison.Ordinal);
    }

    private static void AssertChildKeys(LoggedDialogue recording, ForeignReport report, IkeRole role, bool fails)
    {
        if (fails)
        {
            Assert.Single(report.Events.OfType<ChildSaFailedEvent>());
            return;
        }

        ChildSaKeys keys = report.Events.OfType<ChildSaEstablishedEvent>().First().Keys;
        bool initiates = role == IkeRole.Initiator;
        byte[][] initiator = recording.ReadAll("encryption initiator key");
        Assert.Equal(initiator[0], (initiates ? keys.OutboundEncryption : keys.InboundEncryption).Span);
        Assert.Equal(recording.ReadAll("encryption responder key")[0], (initiates ? keys.InboundEncryption : keys.OutboundEncryption).Span);
        Assert.Equal(recording.ReadAll("integrity initiator key").FirstOrDefault() ?? [], (initiates ? keys.OutboundIntegrity : keys.InboundIntegrity).Span);
        Assert.Equal(recording.ReadAll("integrity responder key").FirstOrDefault() ?? [], (initiates ? keys.InboundIntegrity : keys.OutboundIntegrity).Span);
    }
}
