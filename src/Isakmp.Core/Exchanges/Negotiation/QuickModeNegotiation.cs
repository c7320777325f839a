using System.Buffers.Binary;
using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>What one Quick Mode has in common in both roles: SPIs, nonces, keys, the gate before the peer may send; its messages are protected by whoever runs it.</summary>
internal abstract class QuickModeNegotiation : IDisposable
{
    private byte[] _initiatorNonce = [];
    private byte[] _responderNonce = [];
    private InstallInboundOperation? _installation;
    private ChildSaKeys? _keys;
    private bool _isCommitted;

    protected QuickModeNegotiation(QuickModeTerms terms) => Terms = terms;

    /// <summary>The Child SA, once its keys are derived; it stays the same afterwards.</summary>
    public ChildSa? Child { get; private set; }

    /// <summary>The Child SA whose place this one takes; null for none.</summary>
    public abstract ChildSa? Replaces { get; }

    /// <summary>Ni_b; empty until it is known.</summary>
    public ReadOnlySpan<byte> InitiatorNonce => _initiatorNonce;

    /// <summary>Nr_b; empty until it is known.</summary>
    public ReadOnlySpan<byte> ResponderNonce => _responderNonce;

    protected QuickModeTerms Terms { get; }

    protected InboundSpis Spis { get; } = new();

    /// <summary>Our key exchange; null without perfect forward secrecy.</summary>
    protected KeyAgreement? Agreement { get; set; }

    protected abstract bool IsInitiator { get; }

    /// <summary>Adds the Child SA to the others and hands its keys to the caller.</summary>
    public void Commit(NegotiationContext context, ChildSaTable children)
    {
        ChildSa child = Child!;
        child.EstablishedAt = context.Now;
        children.Add(child);
        if (Replaces is { } replaced)
        {
            replaced.IsReplaced = true;
        }

        context.Emit(new ChildSaEstablishedEvent
        {
            Connection = context.Connection,
            IkeSa = context.IkeSa,
            Child = child.Id,
            Info = child.Describe(context.Path, context.IsUdpEncapsulated),
            Keys = _keys!,
            Replaces = Replaces?.Id ?? default,
        });
        _keys = null;
        Spis.GiveAway();
        _isCommitted = true;
    }

    /// <summary>Tells the caller that the peer can receive.</summary>
    public void Activate(NegotiationContext context) => context.Emit(new ActivateOutboundEvent
    {
        Connection = context.Connection, IkeSa = context.IkeSa, Child = Child!.Id, Info = Child.Describe(context.Path, context.IsUdpEncapsulated),
    });

    /// <summary>Gives the SPIs back and zeroes the keys of a Child SA that does not come to be; one that was committed stays.</summary>
    public void Abandon(NegotiationContext context)
    {
        Spis.Release(context);
        if (!_isCommitted)
        {
            Child = null;
        }

        Dispose();
    }

    public void Dispose()
    {
        Agreement?.Dispose();
        _keys?.Dispose();
        _keys = null;
    }

    protected static IkeFailure Refuse(FailureKind kind, string text, V1NotifyType notify, NegotiationReport? report = null) =>
        new(kind, text, Report: report) { V1Notify = notify };

    protected static ImmutableArray<V1Protocol> Protocols(Phase2Choice choice) => [.. choice.Protocols.Select(static agreement => agreement.Protocol)];

    /// <summary>Draws our nonce, once.</summary>
    protected void DrawNonce(NegotiationContext context)
    {
        ref byte[] own = ref IsInitiator ? ref _initiatorNonce : ref _responderNonce;
        if (own.Length == 0)
        {
            own = new byte[context.NonceSize];
            context.Random.Fill(own);
        }
    }

    protected void TakePeerNonce(ReadOnlySpan<byte> nonce)
    {
        ref byte[] peer = ref IsInitiator ? ref _responderNonce : ref _initiatorNonce;
        peer = nonce.ToArray();
    }

    /// <summary>Nonce and public value, as they follow the SA payload.</summary>
    protected void WriteNonceAndKeyExchange(ref MessageWriter writer)
    {
        NoncePayload.Write(ref writer, IsInitiator ? _initiatorNonce : _responderNonce);
        if (Agreement is { } agreement)
        {
            KeyExchangePayload.Write(ref writer, agreement.PublicValue.Span);
        }
    }

    /// <summary>Whether the SPIs that the peer chose may stand in packets: of ESP and AH 0 to 255 are reserved (RFC 4303 section 2.1).</summary>
    protected static IkeFailure? CheckSpis(Phase2Choice choice)
    {
        foreach (Phase2Agreement agreement in choice.Protocols)
        {
            bool isUsable = agreement.Protocol == V1Protocol.IpComp
                ? CompressionIndex.TryRead(agreement.PeerSpi.AsSpan(), new IpCompTransform(agreement.Transform.Id), out _)
                : PeerSpi(agreement).Value >= ChildSpi.FirstAllowed;
            if (!isUsable)
            {
                return Refuse(FailureKind.PeerMisbehaved, $"The peer chose a reserved SPI for {agreement.Protocol}.", V1NotifyType.InvalidSpi);
            }
        }

        return null;
    }

    /// <summary>Whether the message has a public value exactly if the transform has a group (RFC 2409 section 5.5).</summary>
    protected static IkeFailure? CheckKeyExchange(Phase2Choice choice, in QuickModeMessage message) =>
        (choice.KeyExchange, message.KeyExchange.IsEmpty) switch
        {
            ({ } group, true) => Refuse(FailureKind.PeerMisbehaved, $"The peer's transform has the group {group}, and its message no key exchange.", V1NotifyType.InvalidKeyInformation),
            (null, false) => Refuse(FailureKind.PeerMisbehaved, "The peer's message has a key exchange, and its transform no group.", V1NotifyType.InvalidKeyInformation),
            _ => null,
        };

    /// <summary>Agrees on the shared secret, where there is one to agree on.</summary>
    protected NegotiationStep Agree(NegotiationContext context, in PayloadList payloads)
    {
        if (Child is not null || Agreement is not { } agreement)
        {
            return NegotiationStep.Done;
        }

        NegotiationStep step = agreement.Agree(context, payloads.Body(PayloadType.V1KeyExchange));
        if (!step.IsFailed)
        {
            return step;
        }

        V1NotifyType notify = step.Failure!.Kind == FailureKind.Denied ? V1NotifyType.NoProposalChosen : V1NotifyType.InvalidKeyInformation;
        return NegotiationStep.Fail(step.Failure with { V1Notify = notify });
    }

    /// <summary>Derives the keys and describes the Child SA, once; nothing is committed yet.</summary>
    protected NegotiationStep Derive(NegotiationContext context, QuickModeResult result, ReadOnlySpan<byte> derivationKey)
    {
        if (Child is not null)
        {
            return NegotiationStep.Done;
        }

        Phase2Choice choice = result.Choice;
        _keys = new QuickModeKeymat
        {
            Prf = Terms.Prf,
            DerivationKey = derivationKey,
            SharedSecret = Agreement is { } agreement ? agreement.SharedSecret : default,
            InitiatorNonce = _initiatorNonce,
            ResponderNonce = _responderNonce,
        }.Derive(choice, Spis);
        if (_keys is null)
        {
            return NegotiationStep.Fail(Refuse(FailureKind.PeerIncompatible, "The key size of a chosen algorithm is not known.", V1NotifyType.NoProposalChosen));
        }

        Agreement?.Dispose(); // RFC 2409 5.5: the secret is removed for good
        Child = Describe(context, result);
        context.LogKeys(Child, _keys);
        return NegotiationStep.Done;
    }

    /// <summary>Waits until the caller has installed the inbound direction, where the caller wants to be asked.</summary>
    protected NegotiationStep InstallInbound(NegotiationContext context)
    {
        if (!context.Asks(EndpointQuestions.InstallInbound))
        {
            return NegotiationStep.Done;
        }

        if (_installation is null)
        {
            _installation = new InstallInboundOperation { Info = Child!.Describe(context.Path, context.IsUdpEncapsulated), Keys = _keys! };
            context.Ask(_installation);
        }

        return !_installation.IsAnswered ? NegotiationStep.Pending
            : _installation.Answer ? NegotiationStep.Done
            : NegotiationStep.Fail(Refuse(FailureKind.Denied, "The inbound direction of the Child SA was not installed.", V1NotifyType.NoProposalChosen));
    }

    private static ChildSpi PeerSpi(Phase2Agreement agreement) => new(BinaryPrimitives.ReadUInt32BigEndian(agreement.PeerSpi.AsSpan()));

    private ChildSa Describe(NegotiationContext context, QuickModeResult result)
    {
        Phase2Choice choice = result.Choice;
        Phase2Agreement main = choice.Main;
        return new ChildSa
        {
            Id = context.NextChildId(),
            Profile = result.Profile,
            IsOurs = IsInitiator,
            Mode = choice.Mode,
            InboundSpi = Spis[main.Protocol],
            OutboundSpi = PeerSpi(main),
            LocalSelectors = [result.Local],
            RemoteSelectors = [result.Remote],
            Proposal = main.Suite!,
            Lifetime = result.Lifetime.Duration,
            LifetimeKilobytes = result.Lifetime.Kilobytes,
            Ah = QuickModeKeymat.AhAround(choice) is { } ah ? new AhSaInfo { InboundSpi = Spis[V1Protocol.Ah], OutboundSpi = PeerSpi(ah), Proposal = ah.Suite! } : null,
            Compression = choice.Protocols.FirstOrDefault(protocol => protocol.Protocol == V1Protocol.IpComp) is { } compression ? Describe(compression) : null,
            OriginalAddresses = result.OriginalAddresses,
        };
    }

    private CompressionInfo Describe(Phase2Agreement compression)
    {
        var algorithm = new IpCompTransform(compression.Transform.Id);
        _ = CompressionIndex.TryRead(compression.PeerSpi.AsSpan(), algorithm, out ushort outbound);
        return new CompressionInfo { InboundCpi = Spis.Cpi, OutboundCpi = outbound, Algorithm = algorithm };
    }
}
