using System.Text;
using Isakmp.Registry;

namespace Isakmp.Wire.Describe;

/// <summary>Prints messages for people: any message, the malformed ones up to the fault, and never a secret.</summary>
/// <remarks>
/// Public values and nonces are shown by length and first octets; AUTH data, hashes, signatures, EAP type-data, tokens, tickets and whatever is
/// not known to be harmless by length alone; a password of XAUTH not at all. Text of the peer is bounded and escaped.
/// </remarks>
public static class WireDescriber
{
    /// <summary>Describes a message in several lines; what is encrypted stays so.</summary>
    /// <param name="message">The message, without marker.</param>
    /// <returns>Lines that end with a line feed.</returns>
    public static string Describe(ReadOnlySpan<byte> message)
    {
        var output = new StringBuilder();
        Describe(message, output);
        return output.ToString();
    }

    /// <summary>Describes a message in several lines; what is encrypted stays so.</summary>
    /// <param name="message">The message, without marker.</param>
    /// <param name="output">Where the lines go.</param>
    public static void Describe(ReadOnlySpan<byte> message, StringBuilder output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new DescriptionWriter(output, 0);
        WireStatus status = IkeHeader.TryReadFields(message, out IkeHeader header);
        if (!status.IsOk)
        {
            writer.Begin("no IKE message, ").Octets(message).End();
            writer.Fault(status);
            return;
        }

        DescribeHeader(header, writer);
        // A wrong length is said, and what is there is shown all the same.
        WireStatus length = IkeHeader.TryRead(message, out _);
        if (!length.IsOk)
        {
            writer.Inner.Begin("length ").Number(header.Length).Text(", but there are ").Length(message).End();
            writer.Inner.Fault(length);
        }

        if (IsReadable(header))
        {
            ChainDescriber.Describe(message, IkeHeader.Size, header.NextPayload, header, writer.Inner);
        }
        else
        {
            writer.Inner.Begin("body not readable, ").Length(message[IkeHeader.Size..]).End();
        }
    }

    /// <summary>Describes what was inside an encrypted message.</summary>
    /// <param name="header">The header of the message.</param>
    /// <param name="chain">The decrypted payloads, without the padding of SK; an IKEv1 chain may have its padding.</param>
    /// <param name="first">The type of the first: the Next Payload of SK, or of the header in IKEv1.</param>
    /// <returns>Lines that end with a line feed; offsets are from the start of the chain.</returns>
    public static string DescribeChain(in IkeHeader header, ReadOnlySpan<byte> chain, PayloadType first)
    {
        var output = new StringBuilder();
        DescribeChain(header, chain, first, output);
        return output.ToString();
    }

    /// <summary>Describes what was inside an encrypted message.</summary>
    /// <param name="header">The header of the message.</param>
    /// <param name="chain">The decrypted payloads, without the padding of SK; an IKEv1 chain may have its padding.</param>
    /// <param name="first">The type of the first: the Next Payload of SK, or of the header in IKEv1.</param>
    /// <param name="output">Where the lines go.</param>
    public static void DescribeChain(in IkeHeader header, ReadOnlySpan<byte> chain, PayloadType first, StringBuilder output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new DescriptionWriter(output, 0);
        DescribeHeader(header, writer);
        ChainDescriber.Describe(chain, 0, first, header, writer.Inner);
    }

    /// <summary>
    /// Names a message and its payloads in one line: "IKE_SA_INIT request 0 [ SA KE Ni N(COOKIE) ]", "Identity Protection (Main Mode) 0 [ SA V(DPD) ]".
    /// </summary>
    /// <param name="message">The message, without marker.</param>
    /// <returns>The line, without line feed.</returns>
    public static string Summary(ReadOnlySpan<byte> message)
    {
        var output = new StringBuilder();
        Summary(message, output);
        return output.ToString();
    }

    /// <summary>Names a message and its payloads in one line.</summary>
    /// <param name="message">The message, without marker.</param>
    /// <param name="output">Where the line goes.</param>
    public static void Summary(ReadOnlySpan<byte> message, StringBuilder output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new DescriptionWriter(output, 0);
        WireStatus status = IkeHeader.TryReadFields(message, out IkeHeader header);
        if (!status.IsOk)
        {
            writer.Text("no IKE message, ").Length(message);
            return;
        }

        NameMessage(header, writer);
        if (IsReadable(header))
        {
            ChainDescriber.Summarize(message, IkeHeader.Size, header.NextPayload, header, writer);
        }
        else
        {
            writer.Text(header.MajorVersion == 1 ? " [ encrypted ]" : " [ not readable ]");
        }
    }

    /// <summary>Names an encrypted message and the payloads inside in one line.</summary>
    /// <param name="header">The header of the message.</param>
    /// <param name="chain">The decrypted payloads, without the padding of SK; an IKEv1 chain may have its padding.</param>
    /// <param name="first">The type of the first: the Next Payload of SK, or of the header in IKEv1.</param>
    /// <returns>The line, without line feed.</returns>
    public static string Summary(in IkeHeader header, ReadOnlySpan<byte> chain, PayloadType first)
    {
        var output = new StringBuilder();
        var writer = new DescriptionWriter(output, 0);
        NameMessage(header, writer);
        ChainDescriber.Summarize(chain, 0, first, header, writer);
        return output.ToString();
    }

    // Other major versions have this header but not these payloads; an encrypted body of IKEv1 has no readable chain. A fragment's piece is
    // encrypted, not its payload, whatever the flag says.
    private static bool IsReadable(in IkeHeader header) =>
        header.MajorVersion == 2
        || (header.MajorVersion == 1
            && ((header.Flags & HeaderFlags.Encryption) == 0 || header.NextPayload == PayloadType.V1Fragment));

    internal static void NameMessage(in IkeHeader header, DescriptionWriter writer)
    {
        writer.Text(header.ExchangeType.Name);
        if (header.MajorVersion == 2)
        {
            writer.Text(header.IsResponse ? " response " : " request ").Number(header.MessageId.Value);
        }
        else
        {
            writer.Text(" ").Number(header.MessageId.Value);
        }
    }

    private static void DescribeHeader(in IkeHeader header, DescriptionWriter writer)
    {
        NameMessage(header, writer);
        writer.Text(", IKEv").Number(header.MajorVersion).Text(".").Number(header.MinorVersion);
        if (header.MajorVersion == 2)
        {
            writer.Text(header.IsFromInitiator ? ", from the original initiator" : ", from the original responder");
        }
        else if (header.MajorVersion == 1)
        {
            // RFC 2408 3.1
            writer.Text((header.Flags & HeaderFlags.Encryption) != 0 ? ", encrypted" : "")
                .Text((header.Flags & HeaderFlags.Commit) != 0 ? ", commit" : "")
                .Text((header.Flags & HeaderFlags.AuthenticationOnly) != 0 ? ", authentication only" : "");
        }

        writer.Text(", SPIs ").Text(header.InitiatorSpi.ToString()).Text(" ").Text(header.ResponderSpi.ToString()).End();
    }
}
