using System.Text.RegularExpressions;
using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Exchanges;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Foreign;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Inspection.Foreign;

/// <summary>The sessions of a recording between daemons, with what it takes to stand in the place of either.</summary>
internal sealed class LoggedDialogue
{
    private readonly DaemonRecording _recording;

    public LoggedDialogue(string name)
    {
        // some are in the repository, so that every clone replays them
        string own = Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recordings", $"{name}.pcap");
        _recording = File.Exists(own) ? DaemonRecording.Read(own) : DaemonRecording.Require(name);
        using FileStream file = File.OpenRead(_recording.PcapPath);
        using var capture = new CaptureReader(file);
        // a capture may have half-open ones beside those that came up
        Sessions = [.. ForeignSession.Find(capture).Where(static session => session.Messages.Any(IsAuthentication))];
        Secrets = ReadAll("shared Diffie Hellman secret");
    }

    /// <summary>The IKE SAs of the capture.</summary>
    public ForeignSession[] Sessions { get; }

    /// <summary>The logged shared secrets in their order.</summary>
    public byte[][] Secrets { get; }

    /// <summary>All values that charon logged under a name.</summary>
    public byte[][] ReadAll(string name) => [.. _recording.KeyValues(name).Select(Convert.FromHexString)];

    /// <summary>The profile of one side: A is the initiator.</summary>
    public PeerProfile Profile(IkeRole role, ICryptoProvider crypto)
    {
        bool initiates = role == IkeRole.Initiator;
        // pluto and iked have other configurations, which say the same as the one of charon on side A, mirrored
        string own = initiates ? _recording.InitiatorConfiguration : _recording.ResponderConfiguration;
        bool isMirrored = !own.Contains("proposals", StringComparison.Ordinal);
        string text = isMirrored ? _recording.InitiatorConfiguration : own;
        string local = isMirrored ? "remote" : "local";
        string remote = isMirrored ? "local" : "remote";
        PeerProfileBuilder builder = new PeerProfileBuilder("net")
            .WithLocalIdentity(Identity(text, local)).WithRemoteIdentity(Identity(text, remote))
            .WithProposals(Value(text, "proposals")!)
            .WithForcedEncapsulation(Value(text, "encap") == "yes")
            .AddChild("net", child =>
            {
                child.WithEspProposals(Value(text, "esp_proposals")!);
                if (Value(text, $"{local}_ts") is { } localSelectors)
                {
                    child.WithLocalSelectors(localSelectors);
                }

                if (Value(text, $"{remote}_ts") is { } remoteSelectors)
                {
                    child.WithRemoteSelectors(remoteSelectors);
                }

                child.WithMode(text.Contains("mode = transport", StringComparison.Ordinal) ? ChildMode.Transport : ChildMode.Tunnel);
            });
        return builder.Build(crypto);
    }

    public static CredentialStore Credentials() => new CredentialStore().AddSharedKey("correct horse battery staple");

    private static bool IsAuthentication(ForeignMessage message) =>
        IkeHeader.TryRead(message.Octets.AsSpan(), out IkeHeader header).IsOk && header.ExchangeType == ExchangeType.IkeAuth;

    private static string Identity(string text, string side) =>
        Regex.Match(text, $@"{side} \{{ auth = psk\s+id = (\S+)").Groups[1].Value;

    private static string? Value(string text, string name) =>
        Regex.Match(text, $@"\b(?<!_){name} = (\S+)") is { Success: true } match ? match.Groups[1].Value : null;
}
