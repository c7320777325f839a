using Isakmp.Algorithms;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>Answers every question as an application would that has nothing against anybody, and keeps account of the SPIs.</summary>
internal sealed class OperationAnswers
{
    private readonly SimulatedHost _host;
    private readonly PeerProfile _profile;
    private readonly VirtualClock _clock;
    private readonly SeededRandom _random;
    private uint _lastSpi;

    public OperationAnswers(SimulatedHost host, PeerProfile profile, VirtualClock clock, uint firstSpi)
    {
        _host = host;
        _profile = profile;
        _clock = clock;
        _random = new SeededRandom(firstSpi);
        _lastSpi = firstSpi - 1;
    }

    /// <summary>The questions that are left to their default.</summary>
    public Func<IkeOperation, bool> Leaves { get; set; } = static _ => false;

    public List<ChildSpi> Allocated { get; } = [];

    public void Answer(IkeOperation operation)
    {
        if (!Leaves(operation))
        {
            Assert.True(Complete(operation), $"{operation.GetType().Name} is no longer open");
        }
    }

    public bool Complete(IkeOperation operation) => operation switch
    {
        SelectProfileOperation select => _host.Endpoint.Complete(select, _profile, _clock.Now),
        GetSharedKeyOperation key => _host.Endpoint.Complete(key, new SecretBuffer("correct horse battery staple"u8), _clock.Now),
        AuthorizeOperation authorize => _host.Endpoint.Complete(authorize, true, _clock.Now),
        AllocateSpiOperation allocate => Allocate(allocate),
        InstallInboundOperation install => _host.Endpoint.Complete(install, true, _clock.Now),
        KeyAgreementOperation { IsAnswered: true } late => _host.Endpoint.Complete(late, null, _clock.Now), // its private half is gone
        KeyAgreementOperation agreement => _host.Endpoint.Complete(agreement, Agree(agreement), _clock.Now),
        _ => throw new InvalidOperationException($"no answer for {operation.GetType().Name}"),
    };

    private bool Allocate(AllocateSpiOperation operation)
    {
        var spi = new ChildSpi(++_lastSpi);
        Allocated.Add(spi);
        bool isTaken = _host.Endpoint.Complete(operation, spi, _clock.Now);
        if (!isTaken)
        {
            Allocated.Remove(spi);
        }

        return isTaken;
    }

    private KeyAgreementAnswer? Agree(KeyAgreementOperation operation)
    {
        IKeyExchange method = operation.KeyExchange;
        var secret = new SecretBuffer(method.SharedSecretSize);
        byte[] own = operation.State is null ? new byte[method.ResponderPublicSize] : [];
        KeyExchangeStatus status = operation.State is { } state
            ? method.Finish(state, operation.PeerPublic.Span, secret.Span)
            : method.Respond(operation.PeerPublic.Span, _random, own, secret.Span);
        return status == KeyExchangeStatus.Ok ? new KeyAgreementAnswer(secret, own) : null;
    }
}
