using System.Globalization;
using System.Text;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.Describe;

namespace Isakmp.Inspection.Decoding;

/// <summary>Entries for people.</summary>
internal static class EntryText
{
    private const int Indent = 4;
    private const int FrameWidth = 6;
    // Two IPv4 addresses with their ports, as they mostly are.
    private const int PathWidth = 36;

    public static void AppendSummary(scoped in CaptureEntry entry, StringBuilder output)
    {
        CapturedDatagram datagram = entry.Datagram;
        int start = output.Length;
        _ = datagram.Frame > 0 ? output.Append('#').Append(datagram.Frame) : output.Append('-');
        Pad(output, start, FrameWidth);
        output.Append(' ');
        if (datagram.HasTime)
        {
            EntryTime.Append(datagram.Nanoseconds, ' ', output);
            output.Append("  ");
        }

        if (!datagram.Path.Local.Address.IsUnspecified)
        {
            start = output.Length;
            Append(datagram.Path.Local, output);
            output.Append(" -> ");
            Append(datagram.Path.Remote, output);
            Pad(output, start, PathWidth);
            output.Append("  ");
        }

        if (entry.HasMessage)
        {
            AppendMessage(entry.Message, output);
        }

        if (entry.Error is { } error)
        {
            output.Append(entry.HasMessage ? "  ! " : "! ").Append(error);
        }
    }

    public static void AppendDescription(scoped in CaptureEntry entry, StringBuilder output)
    {
        DecodedMessage message = entry.Message;
        var writer = new DescriptionWriter(output, Indent);
        IkeHeader header = message.Header;
        if (message.Problem == DecodeProblem.NoHeader)
        {
            writer.Begin("no IKE message, ").Octets(message.Message).End();
            return;
        }

        writer.Begin("IKEv").Number(header.MajorVersion).Text(".").Number(header.MinorVersion);
        EntryFlags.Describe(header, writer);
        writer.Text(", SPIs ").Text(header.InitiatorSpi.ToString()).Text(" ").Text(header.ResponderSpi.ToString())
            .Text(", ").Length(message.Message).Text(entry.Datagram.Transport == CaptureTransport.Tcp ? ", TCP" : "").End();
        if (message.Problem == DecodeProblem.UnknownVersion)
        {
            return;
        }

        DescribeState(message, writer);
        if (message.IsDecrypted && header.MajorVersion == 2)
        {
            ChainDescriber.DescribeAround(message.Message, IkeHeader.Size, header.NextPayload, header, message.Chain, message.FirstPayload, writer);
        }
        else if (message.IsDecrypted)
        {
            ChainDescriber.Describe(message.Chain, 0, message.FirstPayload, header, writer);
        }
        else if (message.FirstPayload != PayloadType.None || !message.Chain.IsEmpty)
        {
            ChainDescriber.Describe(message.Message, IkeHeader.Size, message.FirstPayload, header, writer);
        }
    }

    private static void AppendMessage(scoped in DecodedMessage message, StringBuilder output)
    {
        var writer = new DescriptionWriter(output, 0);
        IkeHeader header = message.Header;
        if (message.Problem == DecodeProblem.NoHeader)
        {
            writer.Text("no IKE message");
        }
        else if (message.IsDecrypted && header.MajorVersion == 2)
        {
            WireDescriber.NameMessage(header, writer);
            ChainDescriber.SummarizeAround(message.Message, IkeHeader.Size, header.NextPayload, header, message.Chain, message.FirstPayload, writer);
        }
        else if (message.IsDecrypted)
        {
            WireDescriber.NameMessage(header, writer);
            ChainDescriber.Summarize(message.Chain, 0, message.FirstPayload, header, writer);
            writer.Text(" decrypted");
        }
        else
        {
            WireDescriber.Summary(message.Message, output);
        }
    }

    private static void DescribeState(scoped in DecodedMessage message, DescriptionWriter writer)
    {
        if (message.IsReassembled)
        {
            writer.Begin("put together from ").Number(message.TotalFragments).Text(" fragments").End();
        }

        if (message.IsDecrypted)
        {
            string state = message.IsVerified ? "decrypted, the ICV is right"
                : message.Problem == DecodeProblem.WrongIcv ? "decrypted although the ICV is wrong"
                : message.Header.MajorVersion == 2 ? "decrypted, the ICV was not checked"
                : "decrypted";
            writer.Begin(state).End();
        }
        else if (message.Status == DecodeStatus.Fragment)
        {
            writer.Begin("fragment ").Number(message.FragmentNumber).Text(message.TotalFragments > 0 ? " of " : "");
            _ = message.TotalFragments > 0 ? writer.Number(message.TotalFragments) : writer;
            writer.Text(", kept for the others").End();
        }
        else if (message.Problem == DecodeProblem.NoKeys)
        {
            writer.Begin("encrypted, no keys for this SA").End();
        }
    }

    private static void Append(NetEndPoint end, StringBuilder output)
    {
        Span<char> text = stackalloc char[EntryEnds.LongestText];
        output.Append(text[..EntryEnds.Write(end, text)]);
    }

    private static void Pad(StringBuilder output, int start, int width) => output.Append(' ', Math.Max(0, start + width - output.Length));
}
