using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Tool;

/// <summary>Writes a side of a scenario as the configuration file of <c>ike</c>, whose words are those of swanctl.conf.</summary>
internal static class ToolConfiguration
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true };

    /// <summary>The text of the file: one connection with one child, both named "net".</summary>
    public static string Write(Side side, IPAddress own, IPAddress? peer)
    {
        JsonObject child = new()
        {
            ["esp_proposals"] = side.EspProposals,
            ["mode"] = side.IsTransport ? "transport" : "tunnel",
        };
        if (side.LocalSelectors.Length > 0)
        {
            child["local_ts"] = side.LocalSelectors;
        }

        if (side.RemoteSelectors.Length > 0)
        {
            child["remote_ts"] = side.RemoteSelectors;
        }

        JsonObject connection = new()
        {
            ["version"] = 2,
            ["local_addrs"] = own.ToString(),
            ["proposals"] = side.IkeProposals,
            ["encap"] = side.ForceEncapsulation ? "yes" : "no",
            ["local"] = new JsonObject { ["auth"] = "psk", ["id"] = side.Identity },
            ["remote"] = new JsonObject { ["auth"] = "psk", ["id"] = side.PeerIdentity },
            ["children"] = new JsonObject { ["net"] = child },
        };
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
}
