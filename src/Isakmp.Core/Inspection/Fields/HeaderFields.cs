using Isakmp.Wire;

namespace Isakmp.Inspection.Fields;

/// <summary>The fields of the header (RFC 7296 section 3.1).</summary>
internal static class HeaderFields
{
    public static void Read(FieldReader reader, ReadOnlySpan<byte> octets, in IkeHeader header)
    {
        reader.Text("Initiator SPI", header.InitiatorSpi.ToString(), octets[..8]);
        reader.Text("Responder SPI", header.ResponderSpi.ToString(), octets[8..16]);
        reader.Text("Next Payload", header.NextPayload.Notation, octets[16..17]);
        reader.Text("Version", $"{header.MajorVersion}.{header.MinorVersion}", octets[17..18]);
        reader.Text("Exchange Type", header.ExchangeType.Name, octets[18..19]);
        reader.Text("Flags", Flags(header), octets[19..20]);
        reader.Number("Message ID", header.MessageId.Value, octets[20..24]);
        reader.Number("Length", header.Length, octets[24..28]);
    }

    private static string Flags(in IkeHeader header)
    {
        (HeaderFlags Flag, string Word)[] known = header.MajorVersion == 1
            ? [(HeaderFlags.Encryption, "encryption"), (HeaderFlags.Commit, "commit"), (HeaderFlags.AuthenticationOnly, "authentication only")]
            : [(HeaderFlags.Initiator, "initiator"), (HeaderFlags.Version, "version"), (HeaderFlags.Response, "response")];
        HeaderFlags flags = header.Flags;
        var words = new List<string>();
        foreach ((HeaderFlags flag, string word) in known)
        {
            if ((flags & flag) != 0)
            {
                words.Add(word);
                flags &= ~flag;
            }
        }

        if (flags != 0)
        {
            words.Add($"reserved {(byte)flags:x2}");
        }

        return words.Count == 0 ? "none" : string.Join(", ", words);
    }
}
