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
    private readonly string _peer;
    private readonly IkeInstant _start;

    public DemoSide(string name, string peer, PeerProfile profile, IRandomSource random, IkeInstant start, Action<DemoMessage> sent, IKeyLog? keyLog = null)
    {
        Name = name;
        _peer = peer;
        _start = start;
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

        bool isProtected = header.NextPayload == PayloadType.Encrypted;
        string summary = isProtected ? WireDescriber.Summary(header, plaintext, firstInner) : WireDescriber.Summary(message);
        string description = isProtected ? WireDescriber.DescribeChain(header, plaintext, firstInner) : WireDescriber.Describe(message);
        string[] parts = summary.Split([" [ ", " ]"], StringSplitOptions.None);
        string[] payloads = parts.Length > 1 ? parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        _sent(new DemoMessage(Now - _start, Name, _peer, parts[0], payloads, message.Length, isProtected, description));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Keys?.Dispose();
        Endpoint.Dispose();
        _credentials.Dispose();
    }
}
