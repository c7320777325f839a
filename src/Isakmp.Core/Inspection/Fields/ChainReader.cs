using System.Collections.Immutable;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;
using V1NotifyPayloadView = Isakmp.Wire.V1.NotifyPayloadView;

namespace Isakmp.Inspection.Fields;

/// <summary>Walks a chain and takes each payload apart.</summary>
internal static class ChainReader
{
    public static ImmutableArray<PayloadFields> Read(
        FieldReader reader, ReadOnlySpan<byte> message, int start, PayloadType first, in IkeHeader header, Inside inside, out WireStatus status)
    {
        ImmutableArray<PayloadFields>.Builder payloads = ImmutableArray.CreateBuilder<PayloadFields>();
        bool isV1 = header.MajorVersion == 1;
        var walker = new PayloadWalker(message, start, first, isV1);
        while (walker.MoveNext())
        {
            payloads.Add(Read(reader, walker.Current, header, inside));
        }

        status = walker.Status;
        ReadOnlySpan<byte> rest = message[walker.Position..];
        // RFC 2408 3.6, RFC 2409 B: in IKEv1 zeroes may follow, and what was encrypted is padded with anything.
        if (isV1 && status.Error == WireError.TrailingData && (start == 0 || !rest.ContainsAnyExcept((byte)0)))
        {
            reader.Octets("Padding", rest);
            status = WireStatus.Ok;
        }
        else if (!status.IsOk)
        {
            reader.Octets("Unreadable", rest);
        }

        return payloads.ToImmutable();
    }

    private static PayloadFields Read(FieldReader reader, in PayloadView payload, in IkeHeader header, Inside inside)
    {
        FieldReader fields = reader.Inner();
        // RFC 2408 3.2: the whole octet is reserved in IKEv1.
        bool isV1 = header.MajorVersion == 1;
        bool isCritical = payload.Critical && !isV1;
        if (isCritical)
        {
            fields.Text("Critical", "yes", payload.Raw[1..2]);
        }

        byte reserved = isV1 ? payload.Raw[1] : payload.Reserved;
        if (reserved != 0)
        {
            fields.Number("Reserved", reserved, payload.Raw[1..2]);
        }

        ImmutableArray<PayloadFields> inner = [];
        string? fault;
        if (payload.Type.IsEncrypted && !isV1 && inside.IsGiven)
        {
            inner = ReadInside(fields, payload, header, inside, out fault);
        }
        else
        {
            WireStatus status = BodyFields.Read(fields, payload, header);
            fault = fields.FaultText(status, payload.Body);
            if (!status.IsOk && payload.Body.IsEmpty)
            {
                fault = status.Error.ToString();
            }

            if (!status.IsOk)
            {
                fields.Octets("Unreadable", payload.Body);
            }
        }

        string name = NameOf(payload, header);
        FieldNode node = reader.Node(name, null, payload.Raw, fields.Fields, fault);
        reader.Fields.Add(name, node);
        return new PayloadFields(payload.Type, node, isCritical, inner);
    }

    private static ImmutableArray<PayloadFields> ReadInside(FieldReader fields, in PayloadView payload, in IkeHeader header, Inside inside, out string? fault)
    {
        if (payload.Type == PayloadType.EncryptedFragment && EncryptedFragmentView.TryRead(payload, out EncryptedFragmentView fragment).IsOk)
        {
            fields.Number("Fragment Number", fragment.FragmentNumber, payload.Body[..2]);
            fields.Number("Total Fragments", fragment.TotalFragments, payload.Body[2..4]);
        }
        else if (inside.IvSize > 0 && inside.IvSize <= payload.Body.Length)
        {
            fields.Octets("IV", payload.Body[..inside.IvSize]);
        }

        var chain = new FieldReader(inside.Plaintext);
        ImmutableArray<PayloadFields> inner = Read(chain, inside.Plaintext, 0, inside.First, header, default, out WireStatus status);
        fault = status.IsOk ? null : $"inside: {status}";
        foreach (FieldNode node in chain.Fields.Nodes)
        {
            fields.Fields.Add(node.Name, node);
        }

        return inner;
    }

    // RFC 7296 1.2: Ni is the nonce of a request, Nr that of a response.
    private static string NameOf(in PayloadView payload, in IkeHeader header)
    {
        if (payload.Type == PayloadType.Nonce)
        {
            return header.IsResponse ? "Nr" : "Ni";
        }

        if (payload.Type == PayloadType.V1Notification && V1NotifyPayloadView.TryRead(payload.Body, out V1NotifyPayloadView notification).IsOk)
        {
            return $"N({notification.Type.Name})";
        }

        return payload.Type == PayloadType.Notify && NotifyPayloadView.TryRead(payload.Body, out NotifyPayloadView notify).IsOk
            ? $"N({notify.Type.Name})"
            : payload.Type.Notation;
    }

    /// <summary>What was inside the encrypted payload.</summary>
    internal readonly ref struct Inside(PayloadType first, ReadOnlySpan<byte> plaintext, bool isGiven, int ivSize)
    {
        public PayloadType First { get; } = first;

        public ReadOnlySpan<byte> Plaintext { get; } = plaintext;

        public bool IsGiven { get; } = isGiven;

        public int IvSize { get; } = ivSize;
    }
}
