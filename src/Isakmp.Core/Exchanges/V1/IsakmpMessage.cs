using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Wire;

namespace Isakmp.Exchanges.V1;

/// <summary>A message of IKEv1 whose payloads have been walked and indexed, after decryption where it was encrypted.</summary>
internal readonly ref struct IsakmpMessage
{
    public IsakmpMessage(IkeHeader header, PayloadList payloads, PacketInfo path)
    {
        Header = header;
        Payloads = payloads;
        Path = path;
    }

    public IkeHeader Header { get; }

    public PayloadList Payloads { get; }

    /// <summary>Where it came from, and on which of our addresses.</summary>
    public PacketInfo Path { get; }
}
