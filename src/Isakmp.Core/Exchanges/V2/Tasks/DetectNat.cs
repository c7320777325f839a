using System.Security.Cryptography;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Finds out whether there is a NAT on the way (RFC 7296 section 2.23), in both roles.</summary>
internal sealed class DetectNat : ExchangeTask
{
    private readonly bool _forceEncapsulation;
    private bool _peerTakesPart;
    private bool _isLocalBehindNat;
    private bool _isRemoteBehindNat;

    /// <summary>Makes the task.</summary>
    /// <param name="forceEncapsulation">Whether to pretend to be behind a NAT, so that ESP travels in UDP.</param>
    public DetectNat(bool forceEncapsulation) => _forceEncapsulation = forceEncapsulation;

    public override TaskStep BuildRequest(ExchangeContext context, ref MessageWriter writer)
    {
        Write(context, ref writer, context.Session.InitiatorSpi, default, context.Session.Path, _forceEncapsulation);
        return TaskStep.Done;
    }

    public override TaskStep ProcessResponse(ExchangeContext context, in InboundMessage message)
    {
        Compare(context, message);
        return TaskStep.Done;
    }

    public override TaskStep ProcessRequest(ExchangeContext context, in InboundMessage message)
    {
        Compare(context, message);
        return TaskStep.Done;
    }

    public override void BuildResponse(ExchangeContext context, ref MessageWriter writer)
    {
        if (_peerTakesPart)
        {
            bool force = _forceEncapsulation || (context.Session.Profile?.ForceEncapsulation ?? false);
            Write(context, ref writer, context.Session.InitiatorSpi, context.Session.ResponderSpi, context.Session.Path, force);
        }
    }

    public override void Commit(ExchangeContext context)
    {
        Session session = context.Session;
        bool forced = _forceEncapsulation || (session.Profile?.ForceEncapsulation ?? false);
        session.IsLocalBehindNat = _isLocalBehindNat;
        session.IsRemoteBehindNat = _isRemoteBehindNat;
        session.IsUdpEncapsulated = _peerTakesPart && (forced || _isLocalBehindNat || _isRemoteBehindNat);
        if (session.IsInitiator && session.IsUdpEncapsulated && session.Path.Encapsulation == Encapsulation.None && session.Profile is { } profile)
        {
            // RFC 7296 2.23: the initiator moves to port 4500 with the next request
            PacketInfo path = session.Path;
            session.Path = path with
            {
                Local = path.Local with { Port = profile.NatTraversalLocalPort },
                Remote = path.Remote with { Port = profile.NatTraversalRemotePort },
                Encapsulation = Encapsulation.NonEspMarker,
            };
        }
    }

    private static void Write(ExchangeContext context, ref MessageWriter writer, Spi initiator, Spi responder, PacketInfo path, bool pretend)
    {
        if (context.NatHash is not { } sha1)
        {
            return;
        }

        Span<byte> hash = stackalloc byte[NatDetection.HashSize];
        if (pretend)
        {
            context.Random.Fill(hash); // no address has this hash
        }
        else
        {
            NatDetection.Compute(sha1, initiator, responder, path.Local, hash);
        }

        NotifyPayload.Write(ref writer, NotifyType.NatDetectionSourceIp, hash);
        NatDetection.Compute(sha1, initiator, responder, path.Remote, hash);
        NotifyPayload.Write(ref writer, NotifyType.NatDetectionDestinationIp, hash);
    }

    private void Compare(ExchangeContext context, in InboundMessage message)
    {
        if (context.NatHash is not { } sha1)
        {
            return;
        }

        Span<byte> remote = stackalloc byte[NatDetection.HashSize];
        Span<byte> local = stackalloc byte[NatDetection.HashSize];
        Spi responder = message.Header.ResponderSpi; // zero in a request, as it was when the peer computed the hash
        NatDetection.Compute(sha1, message.Header.InitiatorSpi, responder, message.Path.Remote, remote);
        NatDetection.Compute(sha1, message.Header.InitiatorSpi, responder, message.Path.Local, local);

        bool sawSource = false;
        bool sourceMatches = false;
        bool sawDestination = false;
        bool destinationMatches = false;
        for (int position = message.IndexOf(PayloadType.Notify); position >= 0; position = message.IndexOf(PayloadType.Notify, position + 1))
        {
            if (!NotifyPayloadView.TryRead(message[position].Body, out NotifyPayloadView notify).IsOk)
            {
                continue;
            }

            if (notify.Type == NotifyType.NatDetectionSourceIp)
            {
                sawSource = true; // RFC 7296 2.23: there may be several; one match means no NAT in front of the sender
                sourceMatches |= CryptographicOperations.FixedTimeEquals(notify.Data, remote);
            }
            else if (notify.Type == NotifyType.NatDetectionDestinationIp)
            {
                sawDestination = true;
                destinationMatches |= CryptographicOperations.FixedTimeEquals(notify.Data, local);
            }
        }

        _peerTakesPart = sawSource && sawDestination;
        _isRemoteBehindNat = _peerTakesPart && !sourceMatches;
        _isLocalBehindNat = _peerTakesPart && !destinationMatches;
    }
}
