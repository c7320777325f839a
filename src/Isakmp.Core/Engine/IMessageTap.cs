using Isakmp.Framing;
using Isakmp.Registry;

namespace Isakmp.Engine;

/// <summary>Sees the messages of an endpoint as they are sealed and opened; what it sees is as secret as the traffic.</summary>
public interface IMessageTap
{
    /// <summary>A message was built, or came in and proved authentic (or came before keys existed).</summary>
    /// <param name="outbound">Whether we send it.</param>
    /// <param name="path">The addresses.</param>
    /// <param name="message">The whole message as it is on the wire, without marker.</param>
    /// <param name="firstInner">The type of the first payload inside SK; none if nothing is encrypted.</param>
    /// <param name="plaintext">The payloads inside SK; empty if nothing is encrypted.</param>
    void OnMessage(bool outbound, in PacketInfo path, ReadOnlySpan<byte> message, PayloadType firstInner, ReadOnlySpan<byte> plaintext);
}
