using System.Diagnostics.CodeAnalysis;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V1;
using Isakmp.Exchanges.V2;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;

namespace Isakmp.Engine;

/// <summary>Tells the caller's key log new keys, and holds its exceptions away from the SA.</summary>
internal static class KeyLogging
{
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A log that fails must not cost the SA that it looks at.")]
    public static void LogIkeKeys(EndpointState state, Session session, Proposal proposal, SkKeys keys, Spi responder)
    {
        if (state.Options.KeyLog is not { } log)
        {
            return;
        }

        try
        {
            log.OnIkeSa(new IkeSaSecrets
            {
                MajorVersion = 2,
                Time = state.Now,
                Connection = session.Connection,
                IkeSa = session.Id,
                Role = session.Role,
                Path = session.Path,
                InitiatorSpi = session.InitiatorSpi,
                ResponderSpi = responder,
                Encryption = proposal.Encryption!.Value,
                EncryptionKeyLength = proposal.EncryptionKeyLength,
                Integrity = proposal.Integrity ?? IntegrityAlgorithm.None,
                Prf = proposal.Prf!.Value,
                InitiatorEncryption = keys.Encryption(byInitiator: true),
                ResponderEncryption = keys.Encryption(byInitiator: false),
                InitiatorIntegrity = keys.Integrity(byInitiator: true),
                ResponderIntegrity = keys.Integrity(byInitiator: false),
                InitiatorAuthentication = keys.Authentication(ofInitiator: true),
                ResponderAuthentication = keys.Authentication(ofInitiator: false),
                Derivation = keys.D,
            });
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            state.Meters.KeyLogFaults++;
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "As above.")]
    public static void LogIsakmpKeys(EndpointState state, IsakmpSession session)
    {
        if (state.Options.KeyLog is not { } log)
        {
            return;
        }

        try
        {
            log.OnIkeSa(new IkeSaSecrets
            {
                MajorVersion = 1,
                Time = state.Now,
                Connection = session.Connection,
                IkeSa = session.Id,
                Role = session.Role,
                Path = session.Path,
                InitiatorSpi = session.InitiatorCookie,
                ResponderSpi = session.ResponderCookie,
                Encryption = session.Choice!.Encryption,
                EncryptionKeyLength = session.Choice.Policy.KeyLength,
                Integrity = IntegrityAlgorithm.None,
                Prf = session.Choice.Prf,
                InitiatorEncryption = session.CipherKey!.Span, // Ka serves both sides
                ResponderEncryption = default,
                InitiatorIntegrity = default,
                ResponderIntegrity = default,
                InitiatorAuthentication = default,
                ResponderAuthentication = default,
                Derivation = session.Keys!.D,
            });
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            state.Meters.KeyLogFaults++;
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "As above.")]
    public static void LogChildKeys(EndpointState state, NegotiationContext context, ChildSa child, ChildSaKeys keys)
    {
        if (state.Options.KeyLog is not { } log)
        {
            return;
        }

        try
        {
            log.OnChildSa(new ChildSaSecrets
            {
                Time = state.Now,
                Connection = context.Connection,
                IkeSa = context.IkeSa,
                Info = child.Describe(context.Path, context.IsUdpEncapsulated),
                InboundEncryption = keys.InboundEncryption.Span,
                InboundIntegrity = keys.InboundIntegrity.Span,
                OutboundEncryption = keys.OutboundEncryption.Span,
                OutboundIntegrity = keys.OutboundIntegrity.Span,
                InboundAh = keys.InboundAh.Span,
                OutboundAh = keys.OutboundAh.Span,
            });
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            state.Meters.KeyLogFaults++;
        }
    }
}
