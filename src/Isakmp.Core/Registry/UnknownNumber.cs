using System.Globalization;

namespace Isakmp.Registry;

/// <summary>How a number that the registry has no name for is printed.</summary>
internal static class UnknownNumber
{
    public static string Text(long value) => string.Create(CultureInfo.InvariantCulture, $"unknown ({value})");
}
