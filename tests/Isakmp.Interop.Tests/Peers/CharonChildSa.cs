using System.Collections.Immutable;
using System.Globalization;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>One Child SA as charon lists it, in charon's words ("INSTALLED", "TUNNEL", "10.1.0.0/24"); SPIs are 8 hex digits, and the indexes of compression 4 or none.</summary>
public sealed record CharonChildSa(
    string Name, string State, string Mode, string Protocol, bool IsEncapsulated, string SpiIn, string SpiOut, string CpiIn, string CpiOut, string Suite,
    long PacketsIn, long PacketsOut,
    ImmutableArray<string> LocalSelectors, ImmutableArray<string> RemoteSelectors)
{
    internal static CharonChildSa From(ViciMessage child) => new(
        child["name"], child["state"], child["mode"], child["protocol"], child["encap"] == "yes", child["spi-in"], child["spi-out"], child["cpi-in"], child["cpi-out"],
        CharonIkeSa.SuiteOf(child), long.Parse(child["packets-in"], CultureInfo.InvariantCulture), long.Parse(child["packets-out"], CultureInfo.InvariantCulture),
        [.. child.List("local-ts")], [.. child.List("remote-ts")]);
}
