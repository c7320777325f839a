using System.Collections.Immutable;
using System.Globalization;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>One IKE SA as charon lists it, in charon's words ("ESTABLISHED", "AES_GCM_16", "MODP_2048").</summary>
public sealed record CharonIkeSa(
    string Connection, int Version, int UniqueId, string State, bool IsInitiator, string InitiatorSpi, string ResponderSpi,
    string LocalAddress, int LocalPort, string LocalId, string RemoteAddress, int RemotePort, string RemoteId,
    bool IsNatLocal, bool IsNatRemote, string Suite, ImmutableArray<CharonChildSa> Children)
{
    /// <summary>Whether the other side has not authenticated yet.</summary>
    public bool IsHalfOpen => State == "CONNECTING";

    internal static CharonIkeSa From(string name, ViciMessage sa) => new(
        name, Number(sa["version"]), Number(sa["uniqueid"]), sa["state"], sa["initiator"] == "yes", sa["initiator-spi"], sa["responder-spi"],
        sa["local-host"], Number(sa["local-port"]), sa["local-id"], sa["remote-host"], Number(sa["remote-port"]), sa["remote-id"],
        sa["nat-local"] == "yes", sa["nat-remote"] == "yes", SuiteOf(sa),
        [.. sa.Sections.GetValueOrDefault("child-sas")?.Sections.Values.Select(CharonChildSa.From) ?? []]);

    internal static string SuiteOf(ViciMessage sa)
    {
        string size = sa["encr-keysize"].Length > 0 ? "-" + sa["encr-keysize"] : "";
        string[] parts = [sa["encr-alg"] + size, sa["integ-alg"], sa["prf-alg"], sa["dh-group"], sa["esn"] == "1" ? "ESN" : ""];
        return string.Join('/', parts.Where(part => part.Length > 0));
    }

    private static int Number(string text) => text.Length == 0 ? 0 : int.Parse(text, CultureInfo.InvariantCulture);
}
