using System.Text.Json;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Policies;

namespace IkeTool.Output;

/// <summary>Says what SAs are, as members of a JSON object in the words of swanctl.</summary>
internal static class SaJson
{
    /// <summary>Writes an IKE SA.</summary>
    /// <param name="writer">Takes the members.</param>
    /// <param name="ikeSa">The IKE SA.</param>
    public static void Write(Utf8JsonWriter writer, IkeSaInfo ikeSa)
    {
        writer.WriteString("name", ikeSa.ProfileName);
        writer.WriteString("role", ikeSa.Role == IkeRole.Initiator ? "initiator" : "responder");
        writer.WriteString("local", ikeSa.Path.Local.ToString());
        writer.WriteString("remote", ikeSa.Path.Remote.ToString());
        writer.WriteString("local_id", ikeSa.LocalIdentity?.ToString());
        writer.WriteString("remote_id", ikeSa.RemoteIdentity?.ToString());
        writer.WriteString("initiator_spi", ikeSa.InitiatorSpi.ToString());
        writer.WriteString("responder_spi", ikeSa.ResponderSpi.ToString());
        writer.WriteString("proposal", ikeSa.Proposal is { } proposal ? ProposalNotation.Format(proposal) : null);
        writer.WriteBoolean("local_behind_nat", ikeSa.IsLocalBehindNat);
        writer.WriteBoolean("remote_behind_nat", ikeSa.IsRemoteBehindNat);
        writer.WriteNumber("version", (int)ikeSa.Version);
        if (ikeSa.Lifetime is { } lifetime)
        {
            writer.WriteNumber("ike_lifetime", (long)lifetime.TotalSeconds);
        }
    }

    /// <summary>Writes a Child SA.</summary>
    /// <param name="writer">Takes the members.</param>
    /// <param name="child">The Child SA.</param>
    public static void Write(Utf8JsonWriter writer, ChildSaInfo child)
    {
        writer.WriteString("name", child.Name);
        writer.WriteString("protocol", child.Protocol.Name);
        writer.WriteString("mode", SaText.Mode(child));
        writer.WriteString("proposal", ProposalNotation.Format(child.Proposal));
        writer.WriteString("spi_in", child.InboundSpi.ToString());
        writer.WriteString("spi_out", child.OutboundSpi.ToString());
        WriteList(writer, "local_ts", child.LocalSelectors);
        WriteList(writer, "remote_ts", child.RemoteSelectors);
        writer.WriteBoolean("esn", child.ExtendedSequenceNumbers);
        writer.WriteBoolean("encap", child.IsUdpEncapsulated);
        writer.WriteString("local", child.Path.Local.ToString());
        writer.WriteString("remote", child.Path.Remote.ToString());
        WriteNegotiated(writer, child);
    }

    /// <summary>Writes what went wrong.</summary>
    /// <param name="writer">Takes the members.</param>
    /// <param name="failure">The failure; null for none.</param>
    public static void Write(Utf8JsonWriter writer, IkeFailure? failure)
    {
        if (failure is null)
        {
            return;
        }

        writer.WriteString("kind", failure.Kind.ToString());
        writer.WriteString("message", failure.Message);
        if (FailureText.NotifyOf(failure) is { } notify)
        {
            writer.WriteString("notify", notify);
            writer.WriteBoolean("sent_by_peer", failure.SentByPeer);
        }

        if (failure.Report is { } report)
        {
            writer.WritePropertyName("report");
            writer.WriteRawValue(report.ToJson());
        }
    }

    // What IKEv1 alone negotiates.
    private static void WriteNegotiated(Utf8JsonWriter writer, ChildSaInfo child)
    {
        if (child.Lifetime is { } lifetime)
        {
            writer.WriteNumber("life_time", (long)lifetime.TotalSeconds);
        }

        if (child.LifetimeKilobytes is { } kilobytes)
        {
            writer.WriteNumber("life_kilobytes", kilobytes);
        }

        if (child.Ah is { } ah)
        {
            writer.WriteString("ah_proposal", ProposalNotation.Format(ah.Proposal));
            writer.WriteString("ah_spi_in", ah.InboundSpi.ToString());
            writer.WriteString("ah_spi_out", ah.OutboundSpi.ToString());
        }

        if (child.Compression is { } compression)
        {
            writer.WriteString("ipcomp", compression.Algorithm.Name);
            writer.WriteNumber("cpi_in", compression.InboundCpi);
            writer.WriteNumber("cpi_out", compression.OutboundCpi);
        }

        if (child.OriginalAddresses is { } original)
        {
            writer.WriteString("original_local", original.Local.ToString());
            writer.WriteString("original_remote", original.Remote.ToString());
        }
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<TrafficSelector> selectors)
    {
        writer.WriteStartArray(name);
        foreach (TrafficSelector selector in selectors)
        {
            writer.WriteStringValue(selector.ToString());
        }

        writer.WriteEndArray();
    }
}
