using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Exchanges;

/// <summary>Which SPI shall a Child SA receive on? Answer the SPI that the kernel or data plane allocated; zero to refuse.</summary>
public sealed class AllocateSpiOperation : IkeOperation<ChildSpi>
{
    internal AllocateSpiOperation()
    {
    }

    /// <summary>ESP or AH.</summary>
    public required SecurityProtocol Protocol { get; init; }

    /// <summary>The addresses of both sides.</summary>
    public required PacketInfo Path { get; init; }

    /// <inheritdoc/>
    public override ChildSpi DefaultAnswer => default;
}
