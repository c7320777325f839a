using System.Buffers.Binary;
using System.Collections.Immutable;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>What creating a Child SA has in common in both roles: the inbound SPI, the keys, the gate before the peer may send.</summary>
internal sealed class ChildNegotiation : IDisposable
{
    private AllocateSpiOperation? _allocation;
    private InstallInboundOperation? _installation;
    private SecurityProtocol _protocol;
    private ChildSaKeys? _keys;

    /// <summary>The SPI that the peer is to send with; zero until it has been allocated.</summary>
    public ChildSpi InboundSpi { get; private set; }

    public ChildSa? Child { get; private set; }

    /// <summary>Takes an inbound SPI before it is needed in a message (RFC 7296 section 2.8 orders SPIs before offers).</summary>
    public TaskStep AllocateSpi(ExchangeContext context, SecurityProtocol protocol)
    {
        _protocol = protocol;
        if (!InboundSpi.IsZero)
        {
            return TaskStep.Done;
        }

        if (!context.Asks(EndpointQuestions.AllocateSpi))
        {
            InboundSpi = context.TakeChildSpi();
            return TaskStep.Done;
        }

        if (_allocation is null)
        {
            _allocation = new AllocateSpiOperation { Protocol = protocol, Path = context.Session.Path };
            context.Ask(_allocation);
            return TaskStep.Pending;
        }

        InboundSpi = IsUsable(_allocation.Answer) ? _allocation.Answer : default;
        return TaskStep.Done;
    }

    /// <summary>Whether an SPI may stand in a packet: 0 to 255 are reserved (RFC 4303 section 2.1).</summary>
    public static bool IsUsable(ChildSpi spi) => spi.Value >= ChildSpi.FirstAllowed;

    /// <summary>The SPI that the peer chose, from its proposal.</summary>
    public static ChildSpi PeerSpi(Proposal proposal) => new(BinaryPrimitives.ReadUInt32BigEndian(proposal.Spi.AsSpan()));

    /// <summary>Derives the keys and describes the Child SA; nothing is committed yet.</summary>
    /// <returns>False if the size of a key is not known, which a validated profile rules out.</returns>
    public bool TryDerive(ExchangeContext context, ChildProfile profile, ChildMode mode, Proposal chosen, Selectors selectors, bool isInitiator)
    {
        if (!ChildKeyMaterial.TryMeasure(chosen, out ChildKeyMaterial material))
        {
            return false;
        }

        Session session = context.Session;
        using (var keymat = new SecretBuffer(material.Size))
        {
            KeySchedule.DeriveChildKeys(
                session.Suite!.Prf,
                session.Keys!.D,
                session.Handshake!.InitiatorNonce(session.Role),
                session.Handshake.ResponderNonce(session.Role),
                keymat.Span);
            _keys = material.Cut(keymat.Span, isInitiator);
        }

        Child = new ChildSa
        {
            Id = context.NextChildId(),
            Profile = profile,
            Mode = mode,
            InboundSpi = InboundSpi,
            OutboundSpi = PeerSpi(chosen),
            LocalSelectors = selectors.Local,
            RemoteSelectors = selectors.Remote,
            Proposal = chosen,
        };
        context.LogKeys(Child, _keys);
        return true;
    }

    /// <summary>Waits until the caller has installed the inbound direction, where the caller wants to be asked.</summary>
    public TaskStep InstallInbound(ExchangeContext context)
    {
        if (!context.Asks(EndpointQuestions.InstallInbound) || _installation is { IsAnswered: true })
        {
            return TaskStep.Done;
        }

        _installation = new InstallInboundOperation { Info = Child!.Describe(context.Session.Path, context.Session.IsUdpEncapsulated), Keys = _keys! };
        context.Ask(_installation);
        return TaskStep.Pending;
    }

    /// <summary>Whether the caller refused to install, or did not answer in time.</summary>
    public bool WasInstallationRefused => _installation is { IsAnswered: true, Answer: false };

    /// <summary>Adds the Child SA to the session and hands its keys to the caller.</summary>
    public void Commit(ExchangeContext context)
    {
        Session session = context.Session;
        ChildSa child = Child!;
        child.EstablishedAt = context.Now;
        session.Children.Add(child);
        ChildSaInfo info = child.Describe(session.Path, session.IsUdpEncapsulated);
        context.Emit(new ChildSaEstablishedEvent { Connection = session.Connection, IkeSa = session.Id, Child = child.Id, Info = info, Keys = _keys! });
        context.Emit(new ActivateOutboundEvent { Connection = session.Connection, IkeSa = session.Id, Child = child.Id, Info = info });
        _keys = null;
        InboundSpi = default;
    }

    /// <summary>Gives the SPI back and zeroes the keys of a Child SA that does not come to be.</summary>
    public void Abandon(ExchangeContext context)
    {
        if (!InboundSpi.IsZero)
        {
            context.ReleaseChildSpi(_protocol, InboundSpi);
            InboundSpi = default;
        }

        Child = null;
        Dispose();
    }

    public void Dispose()
    {
        _keys?.Dispose();
        _keys = null;
    }

    public static ImmutableArray<byte> ToOctets(ChildSpi spi)
    {
        byte[] octets = new byte[ChildSpi.Size];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi.Value);
        return [.. octets];
    }

    public static bool TryReadSelectors(in InboundMessage message, PayloadType type, out ImmutableArray<TrafficSelector> selectors)
    {
        selectors = [];
        if (!TrafficSelectorPayloadView.TryRead(message.Body(type), out TrafficSelectorPayloadView view).IsOk)
        {
            return false;
        }

        selectors = TrafficSelectors.Read(view);
        return true;
    }

    public static void EmitFailure(ExchangeContext context, string? name, IkeFailure failure) => context.Emit(new ChildSaFailedEvent
    {
        Connection = context.Session.Connection, IkeSa = context.Session.Id, Name = name, Failure = failure,
    });

    /// <summary>The selectors of both sides.</summary>
    internal readonly record struct Selectors(ImmutableArray<TrafficSelector> Local, ImmutableArray<TrafficSelector> Remote);
}
