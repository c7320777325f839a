using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>What Quick Mode was agreed on: a transform for each protocol, and what follows from all.</summary>
public sealed class Phase2Choice
{
    internal Phase2Choice(int priority, ImmutableArray<Phase2Agreement> protocols, Phase2Terms terms)
    {
        Priority = priority;
        Protocols = protocols;
        OfferedLifetime = protocols.Select(protocol => Phase2Match.LifetimeOf(protocol.Parameters)).Aggregate((left, right) => left.Shorter(right));
        Lifetime = LifetimeAgreement.Agree(terms.LifetimeRule, OfferedLifetime, terms.Lifetime);
        Encapsulation = terms.Mode;
    }

    /// <summary>The place of the suite that fits among those of the child, from 1.</summary>
    public int Priority { get; }

    /// <summary>The protocols in the order of the offer: one, or those that hold together.</summary>
    public ImmutableArray<Phase2Agreement> Protocols { get; }

    /// <summary>The protocol that traffic is protected with: ESP where there is one, else AH.</summary>
    public Phase2Agreement Main => Protocols.FirstOrDefault(protocol => protocol.Protocol == V1Protocol.Esp) ?? Protocols.First(protocol => protocol.Protocol == V1Protocol.Ah);

    /// <summary>The group for perfect forward secrecy by its number in IKEv2; null without.</summary>
    public KeyExchangeMethod? KeyExchange => Main.Parameters.Group is { } group ? AlgorithmMap.KeyExchange(group) : null;

    /// <summary>The encapsulation mode that we meant.</summary>
    public V1EncapsulationMode Encapsulation { get; }

    /// <summary>Tunnel or transport.</summary>
    public ChildMode Mode => EncapsulationModes.ModeOf(Encapsulation).GetValueOrDefault();

    /// <summary>The peer's lifetime: 28,800 s where it named none (RFC 2407 4.5).</summary>
    public V1Lifetime OfferedLifetime { get; }

    /// <summary>How long we keep the SA, by the child's <see cref="LifetimeRule"/>.</summary>
    public V1Lifetime Lifetime { get; }

    /// <summary>Whether we keep it shorter than the peer offered, which a responder says by RESPONDER-LIFETIME (RFC 2407 4.5.4).</summary>
    public bool IsLifetimeShortened => Lifetime != OfferedLifetime && OfferedLifetime.Exceeds(Lifetime);

    /// <summary>The responder's answer: the transforms exactly as they were offered, with our own SPIs.</summary>
    /// <param name="spi">Our SPI for a protocol: 4 octets, 2 for IPCOMP.</param>
    /// <returns>The proposals.</returns>
    public ImmutableArray<V1Proposal> Answer(Func<V1Protocol, ImmutableArray<byte>> spi)
    {
        ArgumentNullException.ThrowIfNull(spi);
        return [.. Protocols.Select(protocol => new V1Proposal(protocol.Number, protocol.Protocol, spi(protocol.Protocol), [protocol.Transform]))];
    }
}
