using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Policies;

namespace Isakmp.Interop.Tests.Tool;

/// <summary>Writes a side of a scenario as the configuration file of <c>ike</c>, whose words are those of swanctl.conf.</summary>
internal static class ToolConfiguration
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true };

    /// <summary>The text of the file: one connection, named "net" as its first child is.</summary>
    public static string Write(Side side, IPAddress own, IPAddress? peer)
    {
        JsonObject children = new() { ["net"] = Child(side, side.LocalSelectors, side.RemoteSelectors) };
        foreach ((string name, string local, string remote) in side.FurtherChildren)
        {
            children[name] = Child(side, local, remote);
        }

        JsonObject connection = new()
        {
            ["version"] = (int)side.Version,
            ["local_addrs"] = own.ToString(),
            ["proposals"] = side.IkeProposals,
            ["encap"] = side.ForceEncapsulation ? "yes" : "no",
            ["local"] = new JsonObject { ["auth"] = "psk", ["id"] = side.Identity },
            ["remote"] = new JsonObject { ["auth"] = "psk", ["id"] = side.PeerIdentity },
            ["children"] = children,
        };
        if (side.Version == IkeVersion.V1)
        {
            connection["default_policy"] = "no";
            connection["ike_lifetime"] = Seconds(side.IkeLifetime);
        }

        if (peer is not null)
        {
            connection["remote_addrs"] = peer.ToString();
        }

        return new JsonObject
        {
            ["connections"] = new JsonObject { ["net"] = connection },
            ["secrets"] = new JsonObject { ["ike-net"] = new JsonObject { ["id"] = side.PeerIdentity, ["secret"] = side.Secret } },
        }.ToJsonString(s_options);
    }

    private static JsonObject Child(Side side, string local, string remote)
    {
        JsonObject child = new() { ["mode"] = side.IsTransport ? "transport" : "tunnel" };
        child[side.AhProposals.Length > 0 ? "ah_proposals" : "esp_proposals"] = side.AhProposals.Length > 0 ? side.AhProposals : side.EspProposals;
        if (local.Length > 0)
        {
            child["local_ts"] = local;
        }

        if (remote.Length > 0)
        {
            child["remote_ts"] = remote;
        }

        if (side.Version == IkeVersion.V1)
        {
            child["ipcomp"] = side.IsCompressing ? "yes" : "no";
            child["life_time"] = Seconds(side.ChildLifetime);
            child["life_bytes"] = (side.ChildKilobytes ?? 0) * 1024;
        }

        return child;
    }

    // 0 stands for what the program takes by itself.
    private static int Seconds(TimeSpan? lifetime) => (int)(lifetime?.TotalSeconds ?? 0);
}
