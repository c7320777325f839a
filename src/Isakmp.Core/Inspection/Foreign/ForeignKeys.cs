using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Foreign;

/// <summary>The keys of a captured IKE SA, derived from its first messages and the logged secret, to open what both sides sealed.</summary>
internal sealed class ForeignKeys : IDisposable
{
    private readonly MessageProtector _initiator;
    private readonly MessageProtector _responder;
    private readonly int _ivSize;

    private ForeignKeys(IkeSuite suite, SkKeys keys)
    {
        _initiator = new MessageProtector(suite, keys, byInitiator: true);
        _responder = new MessageProtector(suite, keys, byInitiator: false);
        _ivSize = suite.Protection.IvSize;
        All = new SecretBuffer(keys.All);
    }

    /// <summary>All keys in the order of RFC 7296 section 2.14.</summary>
    public SecretBuffer All { get; }

    /// <summary>Derives the keys.</summary>
    /// <exception cref="ArgumentException">The answer cannot be read, or the provider lacks an algorithm that it chose.</exception>
    public static ForeignKeys Derive(OpenedMessage request, OpenedMessage answer, ICryptoProvider crypto, ReadOnlySpan<byte> sharedSecret)
    {
        ImmutableArray<Proposal> chosen = SecurityAssociationView.TryRead(answer.Body(PayloadType.SecurityAssociation), out SecurityAssociationView association).IsOk
            ? Proposals.Read(association)
            : [];
        if (chosen.Length != 1 || !IkeSuite.TryCreate(crypto, chosen[0], out IkeSuite? suite))
        {
            throw new ArgumentException(
                $"The provider '{crypto.Name}' lacks an algorithm of what the captured responder chose: {string.Join(", ", chosen)}.", nameof(crypto));
        }

        using SkKeys keys = KeySchedule.DeriveIkeKeys(
            suite, sharedSecret, request.Body(PayloadType.Nonce), answer.Body(PayloadType.Nonce), answer.Header.InitiatorSpi, answer.Header.ResponderSpi);
        return new ForeignKeys(suite, keys);
    }

    /// <summary>Opens a message of either side.</summary>
    public OpenedMessage Open(ReadOnlySpan<byte> message)
    {
        OpenedMessage closed = Read(message);
        bool isIndexed = PayloadIndex.TryBuild(message, IkeHeader.Size, closed.Header.NextPayload, out PayloadIndex outer).IsOk;
        if (closed.IsOpen || !isIndexed || outer.TypeAt(outer.Count - 1) != PayloadType.Encrypted)
        {
            return closed;
        }

        PayloadView encrypted = outer.View(message, outer.Count - 1);
        byte[] plaintext = new byte[message.Length];
        MessageProtector protector = closed.Header.IsFromInitiator ? _initiator : _responder;
        bool isOpen = protector.TryOpen(message, message.Length - encrypted.Body.Length, plaintext, out int length) == OpenStatus.Ok;
        return new OpenedMessage(closed.Octets, closed.Header, encrypted.NextPayload, isOpen ? plaintext[..length] : [], isEncrypted: true, isOpen, _ivSize);
    }

    /// <summary>Reads what is not encrypted.</summary>
    public static OpenedMessage Read(ReadOnlySpan<byte> message)
    {
        bool isMessage = IkeHeader.TryRead(message, out IkeHeader header).IsOk;
        bool isEncrypted = false;
        if (isMessage)
        {
            var walker = new PayloadWalker(message, IkeHeader.Size, header.NextPayload);
            while (walker.MoveNext())
            {
                isEncrypted |= walker.Current.Type.IsEncrypted;
            }
        }

        return new OpenedMessage(message.ToArray(), header, PayloadType.None, [], isEncrypted, isMessage && !isEncrypted, 0);
    }

    public void Dispose()
    {
        _initiator.Dispose();
        _responder.Dispose();
        All.Dispose();
    }
}
