using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Core.Tests.Wire;

/// <summary>Reads every payload of IKEv1 with its deepest view and writes it again with the writer of its kind.</summary>
internal static class V1Rewriter
{
    /// <summary>Writes again what follows the header; an encrypted body is copied.</summary>
    public static bool Body(ref MessageWriter writer, ReadOnlySpan<byte> message, in IkeHeader header)
    {
        if ((header.Flags & HeaderFlags.Encryption) == 0)
        {
            return Payloads(ref writer, message, IkeHeader.Size, header.NextPayload);
        }

        writer.Patch(IkeHeader.NextPayloadOffset, header.NextPayload.Value);
        writer.WriteBytes(message[IkeHeader.Size..]);
        return true;
    }

    /// <summary>Writes payloads again, and the padding behind them.</summary>
    public static bool Payloads(ref MessageWriter writer, ReadOnlySpan<byte> message, int start, PayloadType first)
    {
        var walker = new PayloadWalker(message, start, first, isV1: true);
        while (walker.MoveNext())
        {
            if (!Payload(ref writer, walker.Current.Type, walker.Current.Body))
            {
                return false;
            }
        }

        if (walker.Status.Error is not (WireError.None or WireError.TrailingData))
        {
            return false;
        }

        writer.WriteBytes(message[walker.Position..]);
        return true;
    }

    private static bool Payload(ref MessageWriter writer, PayloadType type, ReadOnlySpan<byte> body) => type.Value switch
    {
        1 => SecurityAssociation(ref writer, body),
        4 => KeyExchange(ref writer, body),
        5 => Identification(ref writer, body),
        6 => Certificate(ref writer, body),
        7 => CertificateRequest(ref writer, body),
        8 => Hash(ref writer, body),
        9 => Signature(ref writer, body),
        10 => Nonce(ref writer, body),
        11 => Notify(ref writer, body),
        12 => Delete(ref writer, body),
        13 => VendorIds(ref writer, body),
        14 => Configuration(ref writer, body),
        20 or 130 => NatDetection(ref writer, type, body),
        21 or 131 => NatOriginalAddress(ref writer, type, body),
        132 => Fragment(ref writer, body),
        _ => Raw(ref writer, type, body),
    };

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

        if (!view.IsIpsec)
        {
            SecurityAssociationWriter.WriteRaw(ref writer, view.Doi, view.Rest);
            return true;
        }

        var sa = SecurityAssociationWriter.Begin(ref writer, view.Situation, view.Labels.Raw);
        foreach (ProposalView proposal in view)
        {
            sa.BeginProposal(ref writer, proposal.Number, proposal.Protocol, proposal.Spi);
            int count = 0;
            foreach (TransformView transform in proposal)
            {
                sa.BeginTransform(ref writer, transform.Number, transform.Id);
                foreach (AttributeView attribute in transform)
                {
                    Attribute(ref writer, sa, attribute);
                }

                sa.EndTransform(ref writer);
                count++;
            }

            Assert.True(proposal.TransformCount == count, "the enumerator gives every transform");
            sa.EndProposal(ref writer);
        }

        sa.End(ref writer);
        return true;
    }

    private static void Attribute(ref MessageWriter writer, in SecurityAssociationWriter sa, in AttributeView attribute)
    {
        if (attribute.IsShort)
        {
            Assert.True(attribute.TryGetNumber(out ulong number));
            sa.AddAttribute(ref writer, attribute.Type, (ushort)number);
        }
        else if (attribute.Body.Length == 4 && attribute.TryGetNumber(out ulong number) && number > ushort.MaxValue)
        {
            sa.AddNumber(ref writer, attribute.Type, (uint)number);
        }
        else
        {
            sa.AddLongAttribute(ref writer, attribute.Type, attribute.Body);
        }
    }

    private static bool KeyExchange(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = KeyExchangePayloadView.TryRead(body, out KeyExchangePayloadView view).IsOk;
        if (isOk)
        {
            KeyExchangePayload.Write(ref writer, view.Data);
        }

        return isOk;
    }

    private static bool Identification(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = IdentificationPayloadView.TryRead(body, out IdentificationPayloadView view).IsOk;
        if (isOk)
        {
            IdentificationPayload.Write(ref writer, view.IdType, view.IpProtocol, view.Port, view.Data);
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
            CertificateRequestPayload.Write(ref writer, view.Encoding, view.Authority);
        }

        return isOk;
    }

    private static bool Hash(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = HashPayloadView.TryRead(body, out HashPayloadView view).IsOk;
        if (isOk)
        {
            HashPayload.Write(ref writer, view.Data);
        }

        return isOk;
    }

    private static bool Signature(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = SignaturePayloadView.TryRead(body, out SignaturePayloadView view).IsOk;
        if (isOk)
        {
            SignaturePayload.Write(ref writer, view.Data);
        }

        return isOk;
    }

    private static bool Nonce(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        WireStatus status = NoncePayloadView.TryRead(body, out NoncePayloadView view);
        if (status.IsOk)
        {
            NoncePayload.Write(ref writer, view.Data);
            return true;
        }

        // With public key encryption the body is ciphertext, longer than a nonce may be.
        return status.Error == WireError.LengthTooLarge && Raw(ref writer, PayloadType.V1Nonce, body);
    }

    private static bool Notify(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = NotifyPayloadView.TryRead(body, out NotifyPayloadView view).IsOk;
        if (isOk)
        {
            NotifyPayload.Write(ref writer, view.Doi, view.Protocol, view.Spi, view.Type, view.Data);
        }

        return isOk;
    }

    private static bool Delete(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = DeletePayloadView.TryRead(body, out DeletePayloadView view).IsOk;
        if (isOk)
        {
            int count = 0;
            foreach (ReadOnlySpan<byte> spi in view)
            {
                count += spi.Length == view.SpiSize ? 1 : 0;
            }

            Assert.True(view.SpiSize == 0 || view.Count == count, "the enumerator gives every SPI");
            DeletePayload.Write(ref writer, view.Doi, view.Protocol, view.SpiSize, view.Count, view.Spis);
        }

        return isOk;
    }

    private static bool VendorIds(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = VendorIdPayloadView.TryRead(body, out VendorIdPayloadView view).IsOk;
        VendorId.TryGetName(view.Data, out _);
        VendorIdPayload.Write(ref writer, view.Data);
        return isOk;
    }

    private static bool Configuration(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        if (!ConfigurationPayloadView.TryRead(body, out ConfigurationPayloadView view).IsOk)
        {
            return false;
        }

        ConfigurationPayload.Begin(ref writer, view.Type, view.Identifier);
        foreach (AttributeView attribute in view)
        {
            var type = new V1ConfigurationAttributeType(attribute.Type);
            if (attribute.IsShort)
            {
                Assert.True(attribute.TryGetNumber(out ulong number));
                ConfigurationPayload.AddAttribute(ref writer, type, (ushort)number);
            }
            else
            {
                ConfigurationPayload.AddLongAttribute(ref writer, type, attribute.Body);
            }
        }

        writer.WriteBytes(view.Padding);
        writer.EndPayload();
        return true;
    }

    private static bool NatDetection(ref MessageWriter writer, PayloadType type, ReadOnlySpan<byte> body)
    {
        bool isOk = NatDetectionPayloadView.TryRead(body, out NatDetectionPayloadView view).IsOk;
        if (isOk)
        {
            NatDetectionPayload.Write(ref writer, type, view.Hash);
        }

        return isOk;
    }

    private static bool NatOriginalAddress(ref MessageWriter writer, PayloadType type, ReadOnlySpan<byte> body)
    {
        bool isOk = NatOriginalAddressPayloadView.TryRead(body, out NatOriginalAddressPayloadView view).IsOk;
        if (isOk)
        {
            NatOriginalAddressPayload.Write(ref writer, type, view.IdType, view.Address);
        }

        return isOk;
    }

    private static bool Fragment(ref MessageWriter writer, ReadOnlySpan<byte> body)
    {
        bool isOk = FragmentPayloadView.TryRead(body, out FragmentPayloadView view).IsOk;
        if (isOk)
        {
            FragmentPayload.Write(ref writer, view.FragmentId, view.FragmentNumber, view.IsLast, view.Data);
        }

        return isOk;
    }
}
