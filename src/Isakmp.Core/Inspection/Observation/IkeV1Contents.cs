using System.Buffers.Binary;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Observation;

/// <summary>What the payloads of an IKEv1 message say, as far as an observer wants to know; what is malformed is left out.</summary>
internal sealed class IkeV1Contents
{
    private const int MaximumSpis = 32;
    private const int MaximumTransforms = 256;

    private IkeV1Contents()
    {
    }

    /// <summary>The transforms of phase 1 in words.</summary>
    public List<string> Phase1 { get; } = [];

    /// <summary>The hash of the first transform of phase 1.</summary>
    public HashAlgorithmIdentifier Hash { get; private set; }

    /// <summary>The authentication method of the first transform of phase 1.</summary>
    public string? Authentication { get; private set; }

    /// <summary>The transforms of Quick Mode in words, with their protocol; those of one proposal number belong together.</summary>
    public List<(byte Number, V1Protocol Protocol, string Text)> Phase2 { get; } = [];

    /// <summary>The sender's SPI for ESP or AH.</summary>
    public ChildSpi Spi { get; private set; }

    public V1EncapsulationMode Mode { get; private set; }

    /// <summary>The ID payloads as peers.</summary>
    public List<string> Identities { get; } = [];

    /// <summary>The ID payloads as traffic.</summary>
    public List<string> Selectors { get; } = [];

    public bool HasProof { get; private set; }

    public List<V1NotifyType> Notifies { get; } = [];

    public List<ChildSpi> DeletedSpis { get; } = [];

    public List<(Spi Initiator, Spi Responder)> DeletedSas { get; } = [];

    public List<string> VendorIds { get; } = [];

    /// <summary>How NAT traversal works according to a vendor ID; the newest of several.</summary>
    public string? NatTraversal { get; private set; }

    /// <summary>What an attribute payload does.</summary>
    public ConfigurationType? Configuration { get; private set; }

    public bool HasConfiguration { get; private set; }

    public bool HasXauth { get; private set; }

    public string? UserName { get; private set; }

    /// <summary>XAUTH_STATUS that is set: 1 for success (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public ulong? XauthStatus { get; private set; }

    public List<string> Addresses { get; } = [];

    public IEnumerable<V1NotifyType> Errors => Notifies.Where(type => type.IsError);

    public static IkeV1Contents Read(ReadOnlySpan<byte> chain, PayloadType first, bool isPhase1)
    {
        var contents = new IkeV1Contents();
        var walker = new PayloadWalker(chain, 0, first, isV1: true);
        while (walker.MoveNext())
        {
            contents.Read(walker.Current, isPhase1);
        }

        return contents;
    }

    private void Read(scoped in PayloadView payload, bool isPhase1)
    {
        ReadOnlySpan<byte> body = payload.Body;
        switch (payload.Type.Value)
        {
            case 1 when SecurityAssociationView.TryRead(body, out SecurityAssociationView association).IsOk:
                Read(association, isPhase1);
                break;
            case 5 when IdentificationPayloadView.TryRead(body, out IdentificationPayloadView identification).IsOk:
                Identities.Add(IkeV1Identity.OfPeer(identification));
                Selectors.Add(IkeV1Identity.OfTraffic(identification));
                break;
            case 8 or 9:
                HasProof = true;
                break;
            case 11 when NotifyPayloadView.TryRead(body, out NotifyPayloadView notify).IsOk:
                Notifies.Add(notify.Type);
                break;
            case 12 when DeletePayloadView.TryRead(body, out DeletePayloadView delete).IsOk:
                Read(delete);
                break;
            case 13 when VendorIdPayloadView.TryRead(body, out VendorIdPayloadView vendor).IsOk:
                Read(vendor);
                break;
            case 14 when ConfigurationPayloadView.TryRead(body, out ConfigurationPayloadView configuration).IsOk:
                Read(configuration);
                break;
            default:
                break;
        }
    }

    private void Read(scoped in SecurityAssociationView association, bool isPhase1)
    {
        foreach (ProposalView proposal in association)
        {
            bool isIpsec = proposal.Protocol == V1Protocol.Esp || proposal.Protocol == V1Protocol.Ah;
            if (!isPhase1 && isIpsec && proposal.Spi.Length == ChildSpi.Size && Spi.IsZero)
            {
                Spi = new ChildSpi(BinaryPrimitives.ReadUInt32BigEndian(proposal.Spi));
            }

            foreach (TransformView transform in proposal)
            {
                if (Phase1.Count + Phase2.Count == MaximumTransforms)
                {
                    return;
                }

                if (isPhase1)
                {
                    ReadPhase1(transform);
                    continue;
                }

                Phase2.Add((proposal.Number, proposal.Protocol, IkeV1Words.OfPhase2(proposal.Protocol, transform)));
                var mode = new V1EncapsulationMode((ushort)Math.Min(IkeV1Words.Number(transform, V1IpsecAttributeType.EncapsulationMode.Value), ushort.MaxValue));
                Mode = isIpsec && Mode == default ? mode : Mode;
            }
        }
    }

    private void ReadPhase1(scoped in TransformView transform)
    {
        if (Phase1.Count == 0)
        {
            Hash = IkeV1Words.HashOf(transform);
            ulong method = IkeV1Words.Number(transform, V1IkeAttributeType.AuthenticationMethod.Value);
            Authentication = method is > 0 and <= ushort.MaxValue ? AuthenticationWords.Of(new V1AuthenticationMethod((ushort)method)) : null;
        }

        Phase1.Add(IkeV1Words.OfPhase1(transform));
    }

    private void Read(scoped in DeletePayloadView delete)
    {
        foreach (ReadOnlySpan<byte> spi in delete)
        {
            if (DeletedSpis.Count + DeletedSas.Count == MaximumSpis)
            {
                return;
            }

            if (delete.Protocol == V1Protocol.Isakmp && spi.Length == 2 * Primitives.Spi.Size)
            {
                DeletedSas.Add((Primitives.Spi.Read(spi), Primitives.Spi.Read(spi[Primitives.Spi.Size..])));
            }
            else if (spi.Length == ChildSpi.Size)
            {
                DeletedSpis.Add(new ChildSpi(BinaryPrimitives.ReadUInt32BigEndian(spi)));
            }
        }
    }

    private void Read(scoped in VendorIdPayloadView vendor)
    {
        VendorIds.Add(ReadableText.OfVendorId(vendor.Data));
        NatTraversal = vendor.Data.SequenceEqual(VendorId.NatTraversal) ? "RFC 3947"
            : NatTraversal is not null ? NatTraversal
            : vendor.Data.SequenceEqual(VendorId.NatTraversalDraft03) ? "draft 03"
            : vendor.Data.SequenceEqual(VendorId.NatTraversalDraft02) || vendor.Data.SequenceEqual(VendorId.NatTraversalDraft02LineFeed) ? "draft 02"
            : null;
    }

    private void Read(scoped in ConfigurationPayloadView configuration)
    {
        Configuration = configuration.Type;
        bool isAssigned = configuration.Type == ConfigurationType.Reply || configuration.Type == ConfigurationType.Set;
        foreach (AttributeView attribute in configuration)
        {
            var type = new V1ConfigurationAttributeType(attribute.Type);
            bool isXauth = type.Value >= V1ConfigurationAttributeType.XauthType.Value && type.Value <= V1ConfigurationAttributeType.XauthAnswer.Value;
            HasXauth |= isXauth;
            HasConfiguration |= !isXauth;
            if (type == V1ConfigurationAttributeType.XauthUserName && attribute.Body.Length > 0)
            {
                UserName = ReadableText.Of(attribute.Body);
            }
            else if (type == V1ConfigurationAttributeType.XauthStatus && configuration.Type == ConfigurationType.Set && attribute.TryGetNumber(out ulong status))
            {
                XauthStatus = status;
            }
            else if (isAssigned && (type == V1ConfigurationAttributeType.InternalIp4Address || type == V1ConfigurationAttributeType.InternalIp6Address)
                && ReadableText.OfAddress(attribute.Body) is { } address)
            {
                Addresses.Add(address);
            }
        }
    }
}
