using System.Diagnostics.CodeAnalysis;
using Isakmp.Engine;
using Isakmp.Exchanges.V2;
using Isakmp.Inspection.Fields;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Recording;

/// <summary>The keys that an endpoint under replay has derived, so that messages can be taken apart when they differ.</summary>
internal sealed class ReplayedKeys(IkeEndpoint endpoint) : IDisposable
{
    private const int Capacity = 256;

    private readonly Dictionary<(Spi, Spi), Pair> _pairs = [];
    private readonly Queue<(Spi, Spi)> _order = new();

    /// <summary>Learns the keys of the IKE SA that a message belongs to, while it still has them.</summary>
    public void Learn(ReadOnlySpan<byte> message)
    {
        if (!IkeHeader.TryReadFields(message, out IkeHeader header).IsOk
            || (!TryFind(header.InitiatorSpi, out Session? session) && !TryFind(header.ResponderSpi, out session)))
        {
            return;
        }

        (Spi, Spi) key = (session.InitiatorSpi, session.ResponderSpi);
        if (_pairs.ContainsKey(key))
        {
            return;
        }

        if (_order.Count >= Capacity && _pairs.Remove(_order.Dequeue(), out Pair? oldest))
        {
            oldest.Dispose();
        }

        _order.Enqueue(key);
        _pairs.Add(key, new Pair(session.Suite!, session.Keys!));
    }

    /// <summary>Takes a message apart, with what is inside where the keys open it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isOpen">Whether all of it could be read.</param>
    public MessageFields Read(ReadOnlySpan<byte> message, out bool isOpen)
    {
        isOpen = true;
        if (!IkeHeader.TryRead(message, out IkeHeader header).IsOk
            || !PayloadIndex.TryBuild(message, IkeHeader.Size, header.NextPayload, out PayloadIndex outer).IsOk
            || outer.Count == 0 || outer.TypeAt(outer.Count - 1) != PayloadType.Encrypted)
        {
            return MessageFields.Read(message);
        }

        PayloadView encrypted = outer.View(message, outer.Count - 1);
        byte[] plaintext = new byte[message.Length];
        isOpen = false;
        if (_pairs.TryGetValue((header.InitiatorSpi, header.ResponderSpi), out Pair? pair)
            && pair.Of(header.IsFromInitiator).TryOpen(message, message.Length - encrypted.Body.Length, plaintext, out int length) == OpenStatus.Ok)
        {
            isOpen = true;
            return MessageFields.Read(message, encrypted.NextPayload, plaintext.AsSpan(0, length), pair.IvSize);
        }

        return MessageFields.Read(message);
    }

    /// <summary>Names the field that an octet of an encrypted message stands in, by what is inside; the cipher keeps the places.</summary>
    public string PathOf(ReadOnlySpan<byte> message, int offset)
    {
        MessageFields fields = Read(message, out bool isOpen);
        if (isOpen && fields.Payloads is [.., { Type.IsEncrypted: true, Inner.IsEmpty: false } encrypted]
            && _pairs.TryGetValue((Spi.Read(message), Spi.Read(message[8..])), out Pair? pair))
        {
            int inside = offset - encrypted.Node.Offset - PayloadView.HeaderSize - pair.IvSize;
            foreach (PayloadFields payload in encrypted.Inner)
            {
                if (inside >= payload.Node.Offset && inside < payload.Node.Offset + payload.Node.Length)
                {
                    string below = MessageComparison.PathBelow(payload.Node, inside);
                    return $"{encrypted.Node.Name}/{payload.Node.Name}{(below.Length == 0 ? "" : "/")}{below}";
                }
            }
        }

        return MessageComparison.PathOf(MessageFields.Read(message), offset);
    }

    public void Dispose()
    {
        foreach (Pair pair in _pairs.Values)
        {
            pair.Dispose();
        }
    }

    private bool TryFind(Spi local, [NotNullWhen(true)] out Session? session)
    {
        session = endpoint.FindSession(local);
        return session is { Keys: not null, Suite: not null };
    }

    private sealed class Pair(IkeSuite suite, SkKeys keys) : IDisposable
    {
        private readonly MessageProtector _initiator = new(suite, keys, byInitiator: true);
        private readonly MessageProtector _responder = new(suite, keys, byInitiator: false);

        public int IvSize { get; } = suite.Protection.IvSize;

        public MessageProtector Of(bool initiator) => initiator ? _initiator : _responder;

        public void Dispose()
        {
            _initiator.Dispose();
            _responder.Dispose();
        }
    }
}
