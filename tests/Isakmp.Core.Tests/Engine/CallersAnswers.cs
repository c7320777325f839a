using System.Text;
using Isakmp.Algorithms;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine;

/// <summary>What a caller answers an endpoint of either version.</summary>
internal abstract class CallersAnswers
{
    private readonly SeededRandom _random = new(55);
    private uint _nextSpi = 0x51510000;

    public abstract Subject Subject { get; }

    public abstract PeerProfile Profile { get; }

    /// <summary>Answers as a caller does who agrees.</summary>
    public bool Agree(IkeOperation operation) => operation switch
    {
        SelectProfileOperation select => Subject.Complete(select, Profile),
        GetSharedKeyOperation key => Subject.Complete(key, new SecretBuffer(Encoding.UTF8.GetBytes(ScriptedPeer.Secret))),
        AuthorizeOperation authorize => Subject.Complete(authorize, true),
        AllocateSpiOperation allocate => Subject.Complete(allocate, new ChildSpi(_nextSpi++)),
        InstallInboundOperation install => Subject.Complete(install, true),
        KeyAgreementOperation agreement => Subject.Complete(agreement, Compute(agreement)),
        _ => throw new InvalidOperationException(operation.GetType().Name),
    };

    /// <summary>Answers as a caller does who refuses.</summary>
    public bool Deny(IkeOperation operation) => operation switch
    {
        SelectProfileOperation select => Subject.Complete(select, null),
        GetSharedKeyOperation key => Subject.Complete(key, null),
        AuthorizeOperation authorize => Subject.Complete(authorize, false),
        AllocateSpiOperation allocate => Subject.Complete(allocate, default),
        InstallInboundOperation install => Subject.Complete(install, false),
        KeyAgreementOperation agreement => Subject.Complete(agreement, null),
        _ => throw new InvalidOperationException(operation.GetType().Name),
    };

    /// <summary>Computes what a key agreement asks for.</summary>
    public KeyAgreementAnswer Compute(KeyAgreementOperation operation)
    {
        var secret = new SecretBuffer(operation.KeyExchange.SharedSecretSize);
        if (operation.State is { } state)
        {
            Assert.Equal(KeyExchangeStatus.Ok, operation.KeyExchange.Finish(state, operation.PeerPublic.Span, secret.Span));
            return new KeyAgreementAnswer(secret);
        }

        byte[] value = new byte[operation.KeyExchange.ResponderPublicSize];
        Assert.Equal(KeyExchangeStatus.Ok, operation.KeyExchange.Respond(operation.PeerPublic.Span, _random, value, secret.Span));
        return new KeyAgreementAnswer(secret, value);
    }
}
