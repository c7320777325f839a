using System.Security.Cryptography;
using System.Text.Json;
using Isakmp.Exchanges;
using Isakmp.Messages;

namespace Isakmp.Inspection.Recording;

/// <summary>Events as lines of a recording: everything that they tell, with a fingerprint in the place of keys.</summary>
internal static class EventNotation
{
    // Half of SHA-256: enough to tell keys apart by.
    private const int FingerprintSize = 16;

    public static void Write(LineWriter line, IkeEvent happened)
    {
        Utf8JsonWriter json = line.Json;
        json.WriteString("event", happened.GetType().Name.Replace("Event", null, StringComparison.Ordinal));
        line.Handle("connection", happened.Connection.Value);
        line.Handle("ikeSa", happened.IkeSa.Value);
        line.Handle("child", happened.Child.Value);
        switch (happened)
        {
            case ActivateOutboundEvent activate:
                Write(line, activate.Info);
                break;
            case ChildSaEstablishedEvent established:
                Write(line, established.Info);
                json.WriteString("keys", Fingerprint(established.Keys));
                line.Handle("replaces", established.Replaces.Value);
                break;
            case ChildSaClosedEvent closed:
                json.WriteString("reason", closed.Reason.ToString());
                Write(line, closed.Info);
                break;
            case ChildSaFailedEvent failed:
                json.WriteString("name", failed.Name);
                Write(line, failed.Failure);
                break;
            case IkeSaEstablishedEvent established:
                Write(line, established.Info);
                break;
            case IkeSaClosedEvent closed:
                json.WriteString("reason", closed.Reason.ToString());
                Write(line, closed.Failure);
                break;
            case ConnectionClosedEvent closed:
                json.WriteString("reason", closed.Reason.ToString());
                Write(line, closed.Failure);
                break;
            default:
                WriteRare(line, happened);
                break;
        }
    }

    public static void Write(LineWriter line, ChildSaInfo info)
    {
        Utf8JsonWriter json = line.Json;
        json.WriteStartObject("childSa");
        json.WriteNumber("id", info.Id.Value);
        json.WriteString("name", info.Name);
        json.WriteString("protocol", info.Protocol.Name);
        json.WriteString("mode", info.Mode.ToString());
        json.WriteString("inboundSpi", info.InboundSpi.ToString());
        json.WriteString("outboundSpi", info.OutboundSpi.ToString());
        line.Words("localSelectors", info.LocalSelectors);
        line.Words("remoteSelectors", info.RemoteSelectors);
        Write(line, info.Proposal);
        json.WriteBoolean("extendedSequenceNumbers", info.ExtendedSequenceNumbers);
        json.WriteBoolean("udpEncapsulated", info.IsUdpEncapsulated);
        line.Path(info.Path);
        WriteNegotiated(line, info);
        json.WriteEndObject();
    }

    /// <summary>What stands for keys: the same keys give the same text, and no key can be found from it.</summary>
    public static string Fingerprint(ChildSaKeys keys)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // All in one: each alone may be short enough to be searched for.
        hash.AppendData(keys.InboundEncryption.Span);
        hash.AppendData(keys.InboundIntegrity.Span);
        hash.AppendData(keys.OutboundEncryption.Span);
        hash.AppendData(keys.OutboundIntegrity.Span);
        hash.AppendData(keys.InboundAh.Span);
        hash.AppendData(keys.OutboundAh.Span);
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, FingerprintSize));
    }

    /// <summary>What IKEv1 alone negotiates, where there is any of it.</summary>
    private static void WriteNegotiated(LineWriter line, ChildSaInfo info)
    {
        Utf8JsonWriter json = line.Json;
        if (info.Lifetime is { } lifetime)
        {
            line.Duration("lifetime", lifetime);
        }

        if (info.LifetimeKilobytes is { } kilobytes)
        {
            json.WriteNumber("lifetimeKilobytes", kilobytes);
        }

        if (info.Ah is { } ah)
        {
            json.WriteStartObject("ah");
            json.WriteString("inboundSpi", ah.InboundSpi.ToString());
            json.WriteString("outboundSpi", ah.OutboundSpi.ToString());
            Write(line, ah.Proposal);
            json.WriteEndObject();
        }

        if (info.Compression is { } compression)
        {
            json.WriteStartObject("compression");
            json.WriteNumber("inboundCpi", compression.InboundCpi);
            json.WriteNumber("outboundCpi", compression.OutboundCpi);
            json.WriteString("algorithm", compression.Algorithm.Name);
            json.WriteEndObject();
        }

        if (info.OriginalAddresses is { } original)
        {
            json.WriteStartObject("originalAddresses");
            json.WriteString("local", original.Local.ToString());
            json.WriteString("remote", original.Remote.ToString());
            json.WriteEndObject();
        }
    }

    private static void WriteRare(LineWriter line, IkeEvent happened)
    {
        Utf8JsonWriter json = line.Json;
        switch (happened)
        {
            case ConnectionRetryingEvent retrying:
                json.WriteNumber("failedTries", retrying.FailedTries);
                line.Instant("nextTry", retrying.NextTry);
                Write(line, retrying.Failure);
                break;
            case NegotiationRefusedEvent refused:
                line.Path(refused.Path);
                Write(line, refused.Failure);
                break;
            case PathChangedEvent changed:
                line.Path("previous", changed.Previous);
                line.Path("current", changed.Current);
                break;
            case PeerUnresponsiveEvent unresponsive:
                json.WriteString("exchange", unresponsive.Exchange.Name);
                json.WriteNumber("transmissions", unresponsive.Transmissions);
                break;
            case SpiReleasedEvent released:
                json.WriteString("protocol", released.Protocol.Name);
                json.WriteString("spi", released.Spi.ToString());
                break;
            default:
                break;
        }
    }

    private static void Write(LineWriter line, IkeSaInfo info)
    {
        Utf8JsonWriter json = line.Json;
        json.WriteStartObject("sa");
        json.WriteString("profile", info.ProfileName);
        json.WriteString("role", info.Role.ToString());
        json.WriteString("state", info.State.ToString());
        json.WriteString("initiatorSpi", info.InitiatorSpi.ToString());
        json.WriteString("responderSpi", info.ResponderSpi.ToString());
        json.WriteString("localIdentity", info.LocalIdentity?.ToString());
        json.WriteString("remoteIdentity", info.RemoteIdentity?.ToString());
        line.Path(info.Path);
        Write(line, info.Proposal);
        json.WriteBoolean("localBehindNat", info.IsLocalBehindNat);
        json.WriteBoolean("remoteBehindNat", info.IsRemoteBehindNat);
        line.Instant("establishedAt", info.EstablishedAt);
        line.Words("children", info.Children.Select(static child => child.Id));
        json.WriteEndObject();
    }

    private static void Write(LineWriter line, Proposal? proposal)
    {
        line.Json.WriteString("proposal", proposal?.ToString());
        if (proposal is { Spi.IsEmpty: false })
        {
            line.Octets("proposalSpi", proposal.Spi.AsSpan());
        }
    }

    private static void Write(LineWriter line, IkeFailure? failure)
    {
        if (failure is null)
        {
            return;
        }

        Utf8JsonWriter json = line.Json;
        json.WriteStartObject("failure");
        json.WriteString("kind", failure.Kind.ToString());
        if ((failure.Notify?.Name ?? failure.V1Notify?.Name) is { } notify)
        {
            json.WriteString("notify", notify);
            json.WriteBoolean("sentByPeer", failure.SentByPeer);
        }

        json.WriteString("message", failure.Message);
        if (failure.Report is { } report)
        {
            json.WritePropertyName("report");
            json.WriteRawValue(report.ToJson());
        }

        json.WriteEndObject();
    }
}
