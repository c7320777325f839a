using Isakmp.Registry;

namespace Isakmp.Wire.Describe;

/// <summary>Prints a vendor ID: the product or the extension that it stands for, and its text or its octets.</summary>
internal static class VendorIdDescriber
{
    private const int Shown = 32;
    private const int ShortestText = 5;

    public static WireStatus Describe(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        bool isText = body.Length >= ShortestText && !body.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);
        writer.Begin("");
        if (VendorId.TryGetName(body, out string? name))
        {
            writer.Text(name).Text(", ");
        }

        _ = isText ? writer.Quoted(body)
            : body.Length <= Shown ? writer.Hex(body)
            : writer.Hex(body[..Shown]).Text("..., ").Length(body);
        writer.End();
        return WireStatus.Ok;
    }

    /// <summary>Adds the name in parentheses, if the mark has one.</summary>
    public static void Summarize(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        if (VendorId.TryGetName(body, out string? name))
        {
            writer.Text("(").Text(name).Text(")");
        }
    }
}
