using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Core.Tests.Wire;

/// <summary>Reads every payload with its deepest view and writes it again with the writer of its kind.</summary>
internal static class Rewriter
{
    private const HeaderFlags Defined = HeaderFlags.Encryption | HeaderFlags.Commit | HeaderFlags.AuthenticationOnly
        | HeaderFlags.Initiator | HeaderFlags.Version | HeaderFlags.Response;

    /// <summary>Writes a message again; returns 0 if any part of it is malformed.</summary>
    public static int Message(ReadOnlySpan<byte> message, Span<byte> destination)
    {
        if (!IkeHeader.TryRead(message, out IkeHeader header).IsOk)
        {
            return 0;
        }

        var writer = new MessageWriter(destination);
        writer.WriteHeader(
            header.InitiatorSpi, header.ResponderSpi, header.ExchangeType, header.Flags & Defined, header.MessageId, header.MajorVersion, header.MinorVersion);
        if (header.MajorVersion == 1)
        {
            return V1Rewriter.Body(ref writer, message, header) ? writer.Finish() : 0;
        }

        return Payloads(ref writer, message, IkeHeader.Size, header.NextPayload) ? writer.Finish() : 0;
    }

    /// <summary>Writes an inner chain again; returns false if any part of it is malformed.</summary>
    public static bool Chain(bool isV1, ReadOnlySpan<byte> chain, PayloadType first, Span<byte> destination, out int length)
    {
        var writer = MessageWriter.ForChain(destination);
        bool isWritten = isV1 ? V1Rewriter.Payloads(ref writer, chain, 0, first) : Payloads(ref writer, chain, 0, first);
        length = isWritten ? writer.Finish() : 0;
        return isWritten && writer.FirstPayload == first;
    }

    private static bool Payloads(ref MessageWriter writer, ReadOnlySpan<byte> message, int start, PayloadType first)
    {
        var walker = new PayloadWalker(message, start, first);
        while (walker.MoveNext())
        {
            if (!Payload(ref writer, walker.Current))
            {
                return false;
            }
        }

        return walker.Status.IsOk;
    }

    // The writers of known payloads set no critical bit, so one that has it is copied whole.
    private static bool Payload(ref MessageWriter writer, in PayloadView payload)
    {
        ReadOnlySpan<byte> body = payload.Body;
        if (payload.Critical && !payload.Type.IsEncrypted)
        {
            writer.WritePayload(payload.Type, body, critical: true);
            return true;
        }

        return payload.Type.Value switch
        {
            33 => SecurityAssociation(ref writer, body),
            34 => KeyExchange(ref writer, body),
            35 or 36 => Identification(ref writer, payload.Type, body),
            37 => Certificate(ref writer, body),
            38 => CertificateRequest(ref writer, body),
            39 => Authentication(ref writer, body),
            40 => Nonce(ref writer, body),
            41 => Notify(ref writer, body),
            42 => Delete(ref writer, body),
            43 => VendorId(ref writer, body),
            44 or 45 => TrafficSelectors(ref writer, payload.Type, body),
            46 => Encrypted(ref writer, payload),
            47 => Configuration(ref writer, body),
            48 => Eap(ref writer, body),
            53 => Fragment(ref writer, payload),
            _ => Raw(ref writer, payload.Type, body),
        };
    }

    private static bool Raw(ref MessageWriter writer, PayloadType type, ReadOnlySpan<byte> body)
    {
        writer.WritePayload(type, body);
        return true;
    }

    private static bool SecurityAssociation(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        if (!SecurityAssociationView.TryRead(body, out SecurityAssociationView view).IsOk)
        {
            return false;
        }

        var sa = SecurityAssociationWriter.Begin(ref writer);
        foreach (ProposalView proposal in view)
        {
            sa.BeginProposal(ref writer, proposal.Number, proposal.Protocol, proposal.Spi);
            foreach (TransformView transform in proposal)
            {
                sa.BeginTransform(ref writer, transform.Type, transform.Id);
                foreach (TransformAttributeView attribute in transform)
                {
                    if (attribute.IsShort)
                    {
                        sa.AddAttribute(ref writer, attribute.Type, attribute.Value);
                    }
                    else
                    {
                        sa.AddLongAttribute(ref writer, attribute.Type, attribute.Body);
                    }
                }

                sa.EndTransform(ref writer);
            }

            sa.EndProposal(ref writer);
        }

        sa.End(ref writer);
        return true;
    }

    private static bool KeyExchange(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = KeyExchangePayloadView.TryRead(body, out KeyExchangePayloadView view).IsOk;
        if (isOk)
        {
            KeyExchangePayload.Write(ref writer, view.Method, view.Data);
        }

        return isOk;
    }

    private static bool Identification(ref MessageWriter writer, PayloadType type, ReadOnlySpan<byte> body)
    {
        bool isOk = IdentificationPayloadView.TryRead(body, out IdentificationPayloadView view).IsOk;
        if (isOk)
        {
            IdentificationPayload.Write(ref writer, type, view.IdType, view.Data);
        }

        return isOk;
    }

    private static bool Certificate(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = CertificatePayloadView.TryRead(body, out CertificatePayloadView view).IsOk;
        if (isOk)
        {
            CertificatePayload.Write(ref writer, view.Encoding, view.Data);
        }

        return isOk;
    }

    private static bool CertificateRequest(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = CertificateRequestPayloadView.TryRead(body, out CertificateRequestPayloadView view).IsOk;
        if (isOk)
        {
            for (int i = 0; i < view.AuthorityCount; i++)
            {
                _ = view.Authority(i)[CertificateRequestPayloadView.AuthoritySize - 1];
            }

            CertificateRequestPayload.Write(ref writer, view.Encoding, view.Data);
        }

        return isOk;
    }

    private static bool Authentication(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = AuthenticationPayloadView.TryRead(body, out AuthenticationPayloadView view).IsOk;
        if (isOk)
        {
            AuthenticationPayload.Write(ref writer, view.Method, view.Data);
        }

        return isOk;
    }

    private static bool Nonce(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = NoncePayloadView.TryRead(body, out NoncePayloadView view).IsOk;
        if (isOk)
        {
            NoncePayload.Write(ref writer, view.Data);
        }

        return isOk;
    }

    private static bool Notify(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = NotifyPayloadView.TryRead(body, out NotifyPayloadView view).IsOk;
        if (isOk)
        {
            NotifyPayload.Write(ref writer, view.Protocol, view.Spi, view.Type, view.Data);
        }

        return isOk;
    }

    private static bool Delete(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = DeletePayloadView.TryRead(body, out DeletePayloadView view).IsOk;
        if (isOk && view.SpiSize == 0 && view.Count != 0)
        {
            // SPIs of no size: read, but never written.
            return Raw(ref writer, PayloadType.Delete, body);
        }

        if (isOk)
        {
            int count = 0;
            foreach (ReadOnlySpan<byte> spi in view)
            {
                count += spi.Length == view.SpiSize ? 1 : 0;
            }

            Assert.True(view.Count == count, "the enumerator gives every SPI");
            DeletePayload.Write(ref writer, view.Protocol, view.SpiSize, view.Spis);
        }

        return isOk;
    }

    private static bool VendorId(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = VendorIdPayloadView.TryRead(body, out VendorIdPayloadView view).IsOk;
        VendorIdPayload.Write(ref writer, view.Data);
        return isOk;
    }

    private static bool TrafficSelectors(ref MessageWriter writer, PayloadType type, ReadOnlySpan<byte> body)
    {
        if (!TrafficSelectorPayloadView.TryRead(body, out TrafficSelectorPayloadView view).IsOk)
        {
            return false;
        }

        var selectors = TrafficSelectorWriter.Begin(ref writer, type);
        foreach (TrafficSelectorView selector in view)
        {
            if (selector.IsAddressRange)
            {
                selectors.Add(ref writer, selector.IpProtocol, selector.StartPort, selector.EndPort, selector.StartAddress, selector.EndAddress);
            }
            else
            {
                selectors.AddRaw(ref writer, selector.Raw);
            }
        }

        selectors.End(ref writer);
        return true;
    }

    private static bool Configuration(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        if (!ConfigurationPayloadView.TryRead(body, out ConfigurationPayloadView view).IsOk)
        {
            return false;
        }

        ConfigurationPayload.Begin(ref writer, view.Type);
        foreach (ConfigurationAttributeView attribute in view)
        {
            ConfigurationPayload.AddAttribute(ref writer, attribute.Type, attribute.Value);
        }

        writer.EndPayload();
        return true;
    }

    private static bool Eap(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        if (!EapPayloadView.TryRead(body, out EapPayloadView view).IsOk)
        {
            return false;
        }

        if (view.Type is { } type)
        {
            EapPayload.Write(ref writer, view.Code, view.Identifier, type, view.Data);
        }
        else if (view.Code is EapPayloadView.SuccessCode or EapPayloadView.FailureCode)
        {
            EapPayload.WriteResult(ref writer, view.Code == EapPayloadView.SuccessCode, view.Identifier);
        }
        else
        {
            EapPayload.Write(ref writer, view.Packet);
        }

        return true;
    }

    private static bool Encrypted(ref MessageWriter writer, in PayloadView payload)
    {
        const int IvSize = 8;
        const int IcvSize = 16;
        if (!EncryptedPayloadView.TryRead(payload.Body, IvSize, IcvSize, out EncryptedPayloadView view).IsOk)
        {
            return false;
        }

        Span<byte> room = EncryptedPayload.Reserve(ref writer, payload.NextPayload, payload.Body.Length);
        view.Iv.CopyTo(room);
        view.Ciphertext.CopyTo(room[IvSize..]);
        view.Icv.CopyTo(room[^IcvSize..]);
        return true;
    }

    private static bool Fragment(ref MessageWriter writer, in PayloadView payload)
    {
        if (!EncryptedFragmentView.TryRead(payload, out EncryptedFragmentView view).IsOk)
        {
            return false;
        }

        Span<byte> room = EncryptedFragmentPayload.Reserve(
            ref writer, payload.NextPayload, view.FragmentNumber, view.TotalFragments, view.Rest.Length);
        view.Rest.CopyTo(room);
        return true;
    }
}
