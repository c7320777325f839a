using System.Text.Json;
using Isakmp.Wire;
using Isakmp.Wire.Describe;

namespace Isakmp.Inspection.Decoding;

/// <summary>The flags of a header by name (RFC 7296 3.1, RFC 2408 3.1).</summary>
internal static class EntryFlags
{
    private static readonly (HeaderFlags Flag, string Word)[] s_ikeV1 =
        [(HeaderFlags.Encryption, "encryption"), (HeaderFlags.Commit, "commit"), (HeaderFlags.AuthenticationOnly, "authentication only")];

    private static readonly (HeaderFlags Flag, string Word)[] s_ikeV2 =
        [(HeaderFlags.Initiator, "initiator"), (HeaderFlags.Version, "version"), (HeaderFlags.Response, "response")];

    public static void Describe(scoped in IkeHeader header, DescriptionWriter writer)
    {
        writer.Text(header.Flags == 0 ? ", no flags" : ", flags");
        foreach ((HeaderFlags flag, string word) in Of(header))
        {
            if ((header.Flags & flag) != 0)
            {
                writer.Text(" ").Text(word);
            }
        }

        int rest = Reserved(header);
        if (rest != 0)
        {
            writer.Text(" reserved ").Number(rest);
        }
    }

    public static void Write(scoped in IkeHeader header, Utf8JsonWriter json)
    {
        json.WriteStartArray("flagNames");
        foreach ((HeaderFlags flag, string word) in Of(header))
        {
            if ((header.Flags & flag) != 0)
            {
                json.WriteStringValue(word);
            }
        }

        json.WriteEndArray();
    }

    private static (HeaderFlags Flag, string Word)[] Of(scoped in IkeHeader header) => header.MajorVersion == 1 ? s_ikeV1 : s_ikeV2;

    private static int Reserved(scoped in IkeHeader header)
    {
        int rest = (int)header.Flags;
        foreach ((HeaderFlags flag, _) in Of(header))
        {
            rest &= ~(int)flag;
        }

        return rest;
    }
}
