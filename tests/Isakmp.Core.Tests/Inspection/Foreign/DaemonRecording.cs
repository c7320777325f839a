using System.Text.RegularExpressions;
using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.Foreign;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Inspection.Foreign;

/// <summary>A dialogue between two daemons: the capture, and the text beside it with the configuration of both and charon's key log.</summary>
internal sealed partial class DaemonRecording
{
    private readonly string _text;

    public DaemonRecording(string name)
    {
        string capture = SharedFolder.Require($"recordings/{name}.pcap");
        _text = File.ReadAllText(Path.ChangeExtension(capture, ".txt"));
        // a capture may have half-open ones beside those that came up
        Sessions = [.. ForeignSession.Find(ReadMessages(capture)).Where(static session => session.Messages.Any(IsAuthentication))];
        Secrets = ReadAll("shared Diffie Hellman secret");
    }

    /// <summary>The IKE SAs of the capture.</summary>
    public ForeignSession[] Sessions { get; }

    /// <summary>The logged shared secrets in their order.</summary>
    public byte[][] Secrets { get; }

    /// <summary>All values that charon logged under a name.</summary>
    public byte[][] ReadAll(string name) =>
        [.. Regex.Matches(_text, $"^{Regex.Escape(name)} = ([0-9a-f]+)$", RegexOptions.Multiline).Select(static match => Convert.FromHexString(match.Groups[1].Value))];

    /// <summary>The profile of one side: A is the initiator.</summary>
    public PeerProfile Profile(IkeRole role, ICryptoProvider crypto)
    {
        bool initiates = role == IkeRole.Initiator;
        // pluto and iked have other configurations, which say the same as the one of charon on side A, mirrored
        string own = Section(initiates ? 'A' : 'B');
        bool isMirrored = !own.Contains("proposals", StringComparison.Ordinal);
        string text = isMirrored ? Section('A') : own;
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

    private static IEnumerable<ForeignMessage> ReadMessages(string capture)
    {
        long frame = 0;
        foreach (SimulatedDatagram datagram in PcapFile.ReadDatagrams(capture))
        {
            frame++;
            // the loopback recordings have the ports of both kinds moved by 14,000
            bool marked = datagram.Source.Port is 4500 or 14500 or 24500 || datagram.Destination.Port is 4500 or 14500 or 24500;
            if (UdpEncapsulation.Classify(datagram.Octets, marked, out ReadOnlySpan<byte> message) == DatagramKind.Ike)
            {
                var path = new PacketInfo(datagram.Source, datagram.Destination, marked ? Encapsulation.NonEspMarker : Encapsulation.None);
                yield return new ForeignMessage(new TimeSpan(datagram.Time.MonotonicTicks), path, [.. message], frame);
            }
        }
    }

    private string Section(char side)
    {
        int start = _text.IndexOf($"== {side} swanctl.conf", StringComparison.Ordinal);
        int end = _text.IndexOf("\n== ", start + 3, StringComparison.Ordinal);
        return end < 0 ? _text[start..] : _text[start..end];
    }

    private static string Identity(string text, string side) =>
        Regex.Match(text, $@"{side} \{{ auth = psk\s+id = (\S+)").Groups[1].Value;

    private static string? Value(string text, string name) =>
        Regex.Match(text, $@"\b(?<!_){name} = (\S+)") is { Success: true } match ? match.Groups[1].Value : null;
}
