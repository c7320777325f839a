using System.Buffers.Binary;
using Isakmp.Primitives;

namespace Isakmp.Engine.V1;

/// <summary>Message IDs of exchanges that we begin (RFC 2408 section 3.1).</summary>
internal static class MessageIds
{
    /// <summary>Draws one that neither side has used.</summary>
    public static MessageId New(EndpointState state, IsakmpSa sa)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        MessageId id;
        do
        {
            state.Random.Fill(octets);
            id = new MessageId(BinaryPrimitives.ReadUInt32BigEndian(octets));
        }
        while (id.Value == 0 || sa.Exchanges.Contains(id) || sa.Used.Contains(id));
        return id;
    }
}
