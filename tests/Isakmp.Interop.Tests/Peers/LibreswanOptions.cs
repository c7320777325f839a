using System.Collections.Immutable;
using System.Globalization;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>How a libreswan is started, apart from what the scenario says.</summary>
public sealed record LibreswanOptions
{
    /// <summary>Further settings of <c>config setup</c> in ipsec.conf.</summary>
    public ImmutableArray<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>Further settings of every connection in ipsec.conf, such as <c>("rekeymargin", "2s")</c>.</summary>
    public ImmutableArray<(string Name, string Value)> ConnectionSettings { get; init; } = [];

    /// <summary>Begins to rekey what lives so long after such a time.</summary>
    public static LibreswanOptions RekeyingAfter(TimeSpan life, TimeSpan time) => new()
    {
        ConnectionSettings = [("rekeymargin", string.Create(CultureInfo.InvariantCulture, $"{(life - time).TotalSeconds}s")), ("rekeyfuzz", "0%")],
    };
}
