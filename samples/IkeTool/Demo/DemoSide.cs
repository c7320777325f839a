using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.Describe;

namespace IkeTool.Demo;

/// <summary>One side of the demonstration: an endpoint, and what it has told.</summary>
internal sealed class DemoSide : IMessageTap, IDisposable
{
    private readonly CredentialStore _credentials = new();
    private readonly Action<DemoMessage> _sent;
    private readonly MessageNames _names;
    private readonly string _peer;
    private readonly IkeInstant _start;

    public DemoSide(
        string name, string peer, PeerProfile profile, IRandomSource random, IkeInstant start, MessageNames names, Action<DemoMessage> sent, IKeyLog? keyLog = null)
    {
        Name = name;
        _peer = peer;
        _start = start;
        _names = names;
        _sent = sent;
        Now = start;
        Endpoint = new IkeEndpoint(new IkeEndpointOptions
        {
            Crypto = CryptoProvider.Default,
            Random = random,
            Credentials = _credentials.AddSharedKey("correct horse battery staple", name, peer),
            Profiles = [profile],
            Tap = this,
            KeyLog = keyLog,
        });
    }

    /// <summary>Its identity.</summary>
    public string Name { get; }

    /// <summary>The engine.</summary>
    public IkeEndpoint Endpoint { get; }

    /// <summary>The virtual time.</summary>
    public IkeInstant Now { get; set; }

    /// <summary>The IKE SA, once it is established.</summary>
    public IkeSaInfo? IkeSa { get; private set; }

    /// <summary>The Child SA, once it is established.</summary>
    public ChildSaInfo? Child { get; private set; }

    /// <summary>Its keys.</summary>
    public ChildSaKeys? Keys { get; private set; }

    /// <summary>What went wrong, if something did.</summary>
    public IkeFailure? Failure { get; private set; }

    /// <summary>Whether it may send on the Child SA.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Takes the events that wait.</summary>
    public void TakeEvents()
    {
        while (Endpoint.TryGetEvent(out IkeEvent? happened))
        {
            switch (happened)
            {
                case IkeSaEstablishedEvent established:
                    IkeSa = established.Info;
                    break;
                case ChildSaEstablishedEvent established:
                    (Child, Keys) = (established.Info, established.Keys);
                    break;
                case ActivateOutboundEvent:
                    IsUp = true;
                    break;
                case ChildSaFailedEvent failed:
                    Failure = failed.Failure;
                    break;
                case NegotiationRefusedEvent refused:
                    Failure = refused.Failure;
                    break;
                case IkeSaClosedEvent closed:
                    Failure ??= closed.Failure;
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void OnMessage(bool outbound, in PacketInfo path, ReadOnlySpan<byte> message, PayloadType firstInner, ReadOnlySpan<byte> plaintext)
    {
        if (!outbound || !IkeHeader.TryRead(message, out IkeHeader header).IsOk)
        {
            return;
        }

        // In IKEv2 a payload holds what is encrypted, in IKEv1 a flag says that all of it is.
        string? envelope = header.MajorVersion == 1
            ? (header.Flags & HeaderFlags.Encryption) != 0 ? "encrypted" : null
            : header.NextPayload == PayloadType.Encrypted ? "SK" : null;
        string summary = envelope is not null ? WireDescriber.Summary(header, plaintext, firstInner) : WireDescriber.Summary(message);
        string description = envelope is not null ? WireDescriber.DescribeChain(header, plaintext, firstInner) : WireDescriber.Describe(message);
        _sent(new DemoMessage(
            Now - _start, Name, _peer, _names.NameOf(header, summary), MessageNames.PayloadsOf(summary), message.Length, envelope, description));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Keys?.Dispose();
        Endpoint.Dispose();
        _credentials.Dispose();
    }
}
