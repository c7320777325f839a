using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>Keeps what a negotiation asks, tells and logs.</summary>
internal sealed class FakeContext(FakeServices services, PacketInfo path) : NegotiationContext(services)
{
    public override ConnectionId Connection => new(7);

    public override IkeSaId IkeSa => new(8);

    public override PacketInfo Path => path;

    public override bool IsUdpEncapsulated => UdpEncapsulated;

    public bool UdpEncapsulated { get; set; }

    public List<IkeEvent> Events { get; } = [];

    public List<IkeOperation> Operations { get; } = [];

    /// <summary>The keys that were told to the key log, as text.</summary>
    public List<string> Logged { get; } = [];

    /// <summary>The SPIs that the caller has allocated and was told to free.</summary>
    public IEnumerable<uint> Released => Events.OfType<SpiReleasedEvent>().Select(released => released.Spi.Value);

    protected override IkeVersion Version => IkeVersion.V1;

    public override void Ask(IkeOperation operation) => Operations.Add(operation);

    public override void Emit(IkeEvent happened) => Events.Add(happened);

    public override void LogKeys(ChildSa child, ChildSaKeys keys) => Logged.Add($"{child.InboundSpi} {QuickModeSide.Text(keys)}");

    /// <summary>The only question that is open.</summary>
    public T Asked<T>()
        where T : IkeOperation => Assert.IsType<T>(Assert.Single(Operations, operation => !operation.IsAnswered));
}
