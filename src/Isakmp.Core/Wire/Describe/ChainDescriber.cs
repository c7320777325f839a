using Isakmp.Registry;
using Isakmp.Wire.V2;

namespace Isakmp.Wire.Describe;

/// <summary>Prints a chain of payloads, one after the other, and what ends it early.</summary>
internal static class ChainDescriber
{
    public static void Describe(ReadOnlySpan<byte> message, int start, PayloadType first, in IkeHeader header, DescriptionWriter writer)
    {
        var walker = new PayloadWalker(message, start, first);
        while (walker.MoveNext())
        {
            PayloadView payload = walker.Current;
            writer.Begin(NameOf(payload.Type, header)).Text(payload.Critical ? " (critical), " : ", ").Length(payload.Raw).End();
            WireStatus status = PayloadDescriber.Describe(payload, writer.Inner);
            if (!status.IsOk)
            {
                writer.Inner.Fault(status.Shift(payload.Offset + PayloadView.HeaderSize));
            }
        }

        if (!walker.Status.IsOk)
        {
            writer.Fault(walker.Status);
        }
    }

    public static void Summarize(ReadOnlySpan<byte> message, int start, PayloadType first, in IkeHeader header, DescriptionWriter writer)
    {
        writer.Text(" [ ");
        var walker = new PayloadWalker(message, start, first);
        while (walker.MoveNext())
        {
            PayloadView payload = walker.Current;
            writer.Text(NameOf(payload.Type, header));
            if (payload.Type == PayloadType.Notify && NotifyPayloadView.TryRead(payload.Body, out NotifyPayloadView notify).IsOk)
            {
                writer.Text("(").Text(notify.Type.Name).Text(")");
            }
            else if (payload.Type == PayloadType.EncryptedFragment
                && EncryptedFragmentView.TryRead(payload.Body, out EncryptedFragmentView fragment).IsOk)
            {
                writer.Text("(").Number(fragment.FragmentNumber).Text("/").Number(fragment.TotalFragments).Text(")");
            }

            writer.Text(" ");
        }

        if (!walker.Status.IsOk)
        {
            writer.Text("! ").Text(DescriptionWriter.NameOf(walker.Status.Error)).Text(" at octet ").Number(walker.Status.Offset).Text(" ");
        }

        writer.Text("]");
    }

    // RFC 7296 1.2: Ni is the nonce of a request, Nr that of a response.
    private static string NameOf(PayloadType type, in IkeHeader header) =>
        type == PayloadType.Nonce ? header.IsResponse ? "Nr" : "Ni" : type.Notation;
}
