using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Isakmp.Policies;

namespace IkeTool.Configuration;

/// <summary>Turns host names into addresses; the library itself asks no name server.</summary>
internal static class HostNames
{
    /// <summary>Resolves the names among addresses.</summary>
    /// <param name="list">Addresses, subnets, ranges and names; default for none.</param>
    /// <param name="errors">Takes names that have no address.</param>
    /// <returns>The texts without names.</returns>
    public static string[] Resolve(ImmutableArray<ConfigNode> list, ConfigErrors errors) =>
        list.IsDefaultOrEmpty ? [] : [.. list.SelectMany(item => Resolve(item, errors))];

    private static string[] Resolve(ConfigNode item, ConfigErrors errors)
    {
        if (AddressPattern.TryParse(item.Text, out _, out _) || !LooksLikeName(item.Text))
        {
            return [item.Text];
        }

        try
        {
            string[] addresses = [.. Dns.GetHostAddresses(item.Text).Select(address => address.ToString())];
            if (addresses.Length > 0)
            {
                return addresses;
            }
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // Told below.
        }

        errors.Add(item, $"the name '{item.Text}' has no address; check it, or write the address");
        return [];
    }

    // What has a letter outside the hexadecimal digits is no mistyped address.
    private static bool LooksLikeName(string text) =>
        Uri.CheckHostName(text) == UriHostNameType.Dns && text.Any(letter => char.IsAsciiLetter(letter) && !char.IsAsciiHexDigit(letter));
}
