using System.Runtime.InteropServices;
using Isakmp.Engine;
using Isakmp.Framing;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.Describe;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>What our endpoint sent and received, one line a message: for the output of a failed test.</summary>
internal sealed class OurStory : IMessageTap
{
    private readonly List<string> _lines = [];

    /// <summary>All lines.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Adds a line of another kind.</summary>
    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }
    }

    /// <inheritdoc/>
    public void OnMessage(bool outbound, in PacketInfo path, ReadOnlySpan<byte> message, PayloadType firstInner, ReadOnlySpan<byte> plaintext)
    {
        // A sign of life of IKEv2 has nothing inside SK.
        string summary = IkeHeader.TryRead(message, out IkeHeader header).IsOk && (header.NextPayload == PayloadType.Encrypted || IsOpened(header, firstInner))
            ? WireDescriber.Summary(header, plaintext, firstInner)
            : WireDescriber.Summary(message);
        Add($"{(outbound ? "->" : "<-")} {path} ({message.Length} octets) {summary}");
    }

    private static bool IsOpened(in IkeHeader header, PayloadType firstInner) =>
        header.MajorVersion == 1 && (header.Flags & HeaderFlags.Encryption) != 0 && firstInner != PayloadType.None;
}
