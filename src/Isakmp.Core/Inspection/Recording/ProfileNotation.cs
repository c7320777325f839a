using System.Text.Json;
using Isakmp.Algorithms;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Inspection.Recording;

/// <summary>Profiles in a recording: swanctl's words for what it has words for.</summary>
internal static class ProfileNotation
{
    public static void Write(LineWriter line, PeerProfile profile)
    {
        Utf8JsonWriter json = line.Json;
        json.WriteString("name", profile.Name);
        json.WriteNumber("version", (int)profile.Version);
        line.Words("local_addrs", profile.LocalAddresses);
        line.Words("remote_addrs", profile.RemoteAddresses);
        json.WriteString("local_id", profile.LocalIdentity?.ToString());
        json.WriteString("remote_id", profile.RemoteIdentity.Text);
        json.WriteString("local_auth", profile.LocalAuthentication.ToString());
        json.WriteString("remote_auth", profile.RemoteAuthentication.ToString());
        line.Words("proposals", profile.IkeProposals.Select(ProposalNotation.Format));
        bool isV1 = profile.Version == IkeVersion.V1;
        if (isV1)
        {
            PolicyNotation.Write(json, profile.Policies);
        }

        line.Duration("retransmit_timeout", profile.Retransmission.InitialTimeout);
        json.WriteNumber("retransmit_base", profile.Retransmission.Base);
        json.WriteNumber("retransmit_tries", profile.Retransmission.Tries);
        line.Duration("retransmit_limit", profile.Retransmission.Limit);
        json.WriteNumber("retransmit_jitter", profile.Retransmission.Jitter);
        line.Duration("dpd_delay", profile.LivenessInterval);
        line.Duration("keep_alive", profile.KeepAliveInterval);
        line.Duration("half_open_timeout", profile.NegotiationTimeout);
        json.WriteBoolean("encap", profile.ForceEncapsulation);
        json.WriteNumber("local_port", profile.NatTraversalLocalPort);
        json.WriteNumber("remote_port", profile.NatTraversalRemotePort);
        json.WriteBoolean("fail_on_unauthenticated_error", profile.FailOnUnauthenticatedError);
        Write(line, profile.KeepUp);
        json.WriteStartArray("children");
        foreach (ChildProfile child in profile.Children)
        {
            Write(line, child, isV1);
        }

        json.WriteEndArray();
    }

    /// <summary>Builds the profile anew, with all the checks of a builder.</summary>
    /// <exception cref="RecordingException">A setting is missing or wrong.</exception>
    public static PeerProfile Read(RecordedValue value, ICryptoProvider crypto)
    {
        RecordedValue name = value["name"];
        PeerProfileBuilder builder = new PeerProfileBuilder(Name(name))
            .WithVersion((IkeVersion)value["version"].Int32())
            .WithLocalAddresses(value["local_addrs"].Strings())
            .WithRemoteAddresses(value["remote_addrs"].Strings())
            .WithRemoteIdentity(value["remote_id"].String())
            .WithAuthentication(value["local_auth"].Enum<AuthenticationKind>(), value["remote_auth"].Enum<AuthenticationKind>())
            .WithProposals(value["proposals"].Strings())
            .WithRetransmission(new RetransmissionPolicy
            {
                InitialTimeout = value["retransmit_timeout"].Duration(),
                Base = value["retransmit_base"].Double(),
                Tries = value["retransmit_tries"].Int32(),
                Limit = value["retransmit_limit"].OptionalDuration(),
                Jitter = value["retransmit_jitter"].Double(),
            })
            .WithLiveness(value["dpd_delay"].OptionalDuration())
            .WithKeepAlive(value["keep_alive"].OptionalDuration())
            .WithNegotiationTimeout(value["half_open_timeout"].Duration())
            .WithForcedEncapsulation(value["encap"].Boolean())
            .WithNatTraversalPorts(value["local_port"].Port(), value["remote_port"].Port())
            .WithFailureOnUnauthenticatedError(value["fail_on_unauthenticated_error"].Boolean())
            .WithKeepUp(ReadKeepUp(value["keep_up"]));
        bool isV1 = value["version"].Int32() == (int)IkeVersion.V1;
        if (isV1)
        {
            PolicyNotation.Read(value["policies"], builder);
        }

        if (value["local_id"] is { IsNull: false } identity)
        {
            builder.WithLocalIdentity(identity.String());
        }

        foreach (RecordedValue child in value["children"].Items)
        {
            _ = builder.AddChild(Name(child["name"]), settings => Configure(settings, child, isV1));
        }

        return builder.TryBuild(crypto, out PeerProfile? profile, out var errors)
            ? profile
            : throw value.Fault($"The profile '{name.String()}' cannot be built: {string.Join(" ", errors)}");
    }

    private static void Write(LineWriter line, KeepUpPolicy policy)
    {
        Utf8JsonWriter json = line.Json;
        json.WriteStartObject("keep_up");
        json.WriteString("start_action", policy.OnLoad.ToString());
        json.WriteString("close_action", policy.OnClose.ToString());
        json.WriteString("dpd_action", policy.OnUnresponsive.ToString());
        json.WriteNumber("keyingtries", policy.Tries);
        line.Duration("retry_delay", policy.RetryDelay);
        line.Duration("maximum_retry_delay", policy.MaximumRetryDelay);
        json.WriteEndObject();
    }

    private static KeepUpPolicy ReadKeepUp(RecordedValue value) => new()
    {
        OnLoad = value["start_action"].Enum<ConnectionAction>(),
        OnClose = value["close_action"].Enum<ConnectionAction>(),
        OnUnresponsive = value["dpd_action"].Enum<ConnectionAction>(),
        Tries = value["keyingtries"].Int32(),
        RetryDelay = value["retry_delay"].Duration(),
        MaximumRetryDelay = value["maximum_retry_delay"].Duration(),
    };

    private static void Write(LineWriter line, ChildProfile child, bool isV1)
    {
        Utf8JsonWriter json = line.Json;
        json.WriteStartObject();
        json.WriteString("name", child.Name);
        line.Words("local_ts", child.LocalSelectors);
        line.Words("remote_ts", child.RemoteSelectors);
        line.Words(child.Protocol == SecurityProtocol.Ah ? "ah_proposals" : "esp_proposals", child.Proposals.Select(ProposalNotation.Format));
        if (!child.OuterProposals.IsEmpty)
        {
            line.Words("ah_proposals", child.OuterProposals.Select(ProposalNotation.Format));
        }

        json.WriteString("mode", child.Mode.ToString());
        json.WriteString("start_action", child.OnLoad.ToString());
        json.WriteString("close_action", child.OnClose.ToString());
        json.WriteString("dpd_action", child.OnUnresponsive.ToString());
        if (isV1)
        {
            PolicyNotation.Write(json, child);
        }

        json.WriteEndObject();
    }

    private static void Configure(ChildProfileBuilder settings, RecordedValue child, bool isV1)
    {
        settings
            .WithLocalSelectors(child["local_ts"].Strings())
            .WithRemoteSelectors(child["remote_ts"].Strings())
            .WithMode(child["mode"].Enum<ChildMode>())
            .WithActions(
                child["start_action"].Enum<ConnectionAction>(), child["close_action"].Enum<ConnectionAction>(), child["dpd_action"].Enum<ConnectionAction>());
        if (child.Find("ah_proposals") is { } proposals)
        {
            settings.WithAhProposals(proposals.Strings());
        }

        // In IKEv1 both mean AH around ESP.
        if (child.Find("ah_proposals") is null || child.Find("esp_proposals") is not null)
        {
            settings.WithEspProposals(child["esp_proposals"].Strings());
        }

        if (isV1)
        {
            PolicyNotation.Configure(settings, child);
        }
    }

    private static string Name(RecordedValue value) =>
        string.IsNullOrWhiteSpace(value.String()) ? throw value.Fault("A name is empty.") : value.String();
}
