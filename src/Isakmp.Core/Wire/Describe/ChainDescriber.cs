using Isakmp.Registry;
using Isakmp.Wire.V2;

namespace Isakmp.Wire.Describe;

/// <summary>Prints a chain of payloads, one after the other, and what ends it early.</summary>
internal static class ChainDescriber
{
    public static void Describe(ReadOnlySpan<byte> message, int start, PayloadType first, in IkeHeader header, DescriptionWriter writer)
    {
        bool isV1 = header.MajorVersion == 1;
        var walker = new PayloadWalker(message, start, first, isV1);
        while (walker.MoveNext())
        {
            Describe(walker.Current, header, writer);
        }

        if (IsPadding(walker, message, start, header))
        {
            writer.Begin("padding, ").Length(message[walker.Position..]).End();
        }
        else if (!walker.Status.IsOk)
        {
            writer.Fault(walker.Status);
        }
    }

    /// <summary>Prints a chain of IKEv2, and below its encrypted payload what was inside; offsets of faults inside are from the start of <paramref name="inner"/>.</summary>
    public static void DescribeAround(
        ReadOnlySpan<byte> message, int start, PayloadType first, in IkeHeader header, ReadOnlySpan<byte> inner, PayloadType firstInner, DescriptionWriter writer)
    {
        var walker = new PayloadWalker(message, start, first);
        while (walker.MoveNext())
        {
            if (walker.Current.Type.IsEncrypted)
            {
                writer.Begin(walker.Current.Type.Notation).Text(", ").Length(walker.Current.Raw).End();
                Describe(inner, 0, firstInner, header, writer.Inner);
            }
            else
            {
                Describe(walker.Current, header, writer);
            }
        }
    }

    public static void Summarize(ReadOnlySpan<byte> message, int start, PayloadType first, in IkeHeader header, DescriptionWriter writer)
    {
        writer.Text(" [ ");
        List(message, start, first, header, writer);
        writer.Text("]");
    }

    /// <summary>Names the payloads of a chain of IKEv2, and in braces those that were inside its encrypted payload.</summary>
    public static void SummarizeAround(
        ReadOnlySpan<byte> message, int start, PayloadType first, in IkeHeader header, ReadOnlySpan<byte> inner, PayloadType firstInner, DescriptionWriter writer)
    {
        writer.Text(" [ ");
        List(message, start, first, header, writer);
        writer.Text("{ ");
        List(inner, 0, firstInner, header, writer);
        writer.Text("} ]");
    }

    private static void Describe(in PayloadView payload, in IkeHeader header, DescriptionWriter writer)
    {
        bool isV1 = header.MajorVersion == 1;
        // RFC 2408 3.2: the octet is reserved in IKEv1, no bit of it is critical.
        writer.Begin(NameOf(payload.Type, header)).Text(payload.Critical && !isV1 ? " (critical), " : ", ").Length(payload.Raw).End();
        WireStatus status = isV1 ? V1.PayloadDescriber.Describe(payload, writer.Inner) : PayloadDescriber.Describe(payload, writer.Inner);
        if (!status.IsOk)
        {
            writer.Inner.Fault(status.Shift(payload.Offset + PayloadView.HeaderSize));
        }
    }

    private static void List(ReadOnlySpan<byte> message, int start, PayloadType first, in IkeHeader header, DescriptionWriter writer)
    {
        bool isV1 = header.MajorVersion == 1;
        var walker = new PayloadWalker(message, start, first, isV1);
        while (walker.MoveNext())
        {
            PayloadView payload = walker.Current;
            writer.Text(NameOf(payload.Type, header));
            if (isV1)
            {
                V1.PayloadSummary.Write(payload, writer);
            }
            else
            {
                Summarize(payload, writer);
            }

            writer.Text(" ");
        }

        if (!walker.Status.IsOk && !IsPadding(walker, message, start, header))
        {
            writer.Text("! ").Text(DescriptionWriter.NameOf(walker.Status.Error)).Text(" at octet ").Number(walker.Status.Offset).Text(" ");
        }
    }

    private static void Summarize(in PayloadView payload, DescriptionWriter writer)
    {
        if (payload.Type == PayloadType.Notify && NotifyPayloadView.TryRead(payload.Body, out NotifyPayloadView notify).IsOk)
        {
            writer.Text("(").Text(notify.Type.Name).Text(")");
        }
        else if (payload.Type == PayloadType.VendorId)
        {
            VendorIdDescriber.Summarize(payload.Body, writer);
        }
        else if (payload.Type == PayloadType.EncryptedFragment
            && EncryptedFragmentView.TryRead(payload.Body, out EncryptedFragmentView fragment).IsOk)
        {
            writer.Text("(").Number(fragment.FragmentNumber).Text("/").Number(fragment.TotalFragments).Text(")");
        }
    }

    // RFC 2408 3.6: a message of IKEv1 may end in zeroes; RFC 2409 B: before encryption it is padded, and some pad with other octets.
    private static bool IsPadding(in PayloadWalker walker, ReadOnlySpan<byte> message, int start, in IkeHeader header) =>
        header.MajorVersion == 1
        && walker.Status.Error == WireError.TrailingData
        && (start == 0 || !message[walker.Position..].ContainsAnyExcept((byte)0));

    // RFC 7296 1.2: Ni is the nonce of a request, Nr that of a response.
    private static string NameOf(PayloadType type, in IkeHeader header) =>
        type == PayloadType.Nonce ? header.IsResponse ? "Nr" : "Ni" : type.Notation;
}
