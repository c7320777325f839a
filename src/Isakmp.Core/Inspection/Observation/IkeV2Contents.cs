using System.Buffers.Binary;
using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Observation;

/// <summary>What the payloads of an IKEv2 message say, as far as an observer wants to know; what is malformed is left out.</summary>
internal sealed class IkeV2Contents
{
    private const int MaximumDeletes = 32;

    private IkeV2Contents()
    {
    }

    /// <summary>How many payloads there are.</summary>
    public int Count { get; private set; }

    public ImmutableArray<Proposal> Proposals { get; private set; } = [];

    public KeyExchangeMethod? KeyExchange { get; private set; }

    public string? InitiatorIdentity { get; private set; }

    public string? ResponderIdentity { get; private set; }

    public string? Authentication { get; private set; }

    public IReadOnlyList<string>? InitiatorSelectors { get; private set; }

    public IReadOnlyList<string>? ResponderSelectors { get; private set; }

    public List<NotifyType> Notifies { get; } = [];

    /// <summary>The SPI and the protocol of REKEY_SA.</summary>
    public (SecurityProtocol Protocol, ChildSpi Spi)? Rekeyed { get; private set; }

    /// <summary>The method that INVALID_KE_PAYLOAD asks for.</summary>
    public KeyExchangeMethod? WantedKeyExchange { get; private set; }

    /// <summary>The gateway that REDIRECT names.</summary>
    public string? Redirect { get; private set; }

    public byte EapCode { get; private set; }

    public byte? EapType { get; private set; }

    public string? EapIdentity { get; private set; }

    public ConfigurationType? Configuration { get; private set; }

    public List<string> Addresses { get; } = [];

    public List<(SecurityProtocol Protocol, ChildSpi Spi)> Deletes { get; } = [];

    public bool DeletesIkeSa { get; private set; }

    public List<string> VendorIds { get; } = [];

    public bool HasEap => EapCode != 0;

    /// <summary>The errors that are notified.</summary>
    public IEnumerable<NotifyType> Errors => Notifies.Where(type => type.IsError);

    public bool Has(NotifyType type) => Notifies.Contains(type);

    public static IkeV2Contents Read(ReadOnlySpan<byte> chain, PayloadType first)
    {
        var contents = new IkeV2Contents();
        var walker = new PayloadWalker(chain, first);
        while (walker.MoveNext())
        {
            contents.Count++;
            contents.Read(walker.Current);
        }

        return contents;
    }

    private void Read(scoped in PayloadView payload)
    {
        ReadOnlySpan<byte> body = payload.Body;
        switch (payload.Type.Value)
        {
            case 33 when SecurityAssociationView.TryRead(body, out SecurityAssociationView association).IsOk:
                Proposals = Messages.Proposals.Read(association);
                break;
            case 34 when KeyExchangePayloadView.TryRead(body, out KeyExchangePayloadView exchange).IsOk:
                KeyExchange = exchange.Method;
                break;
            case 35 when IdentificationPayloadView.TryRead(body, out IdentificationPayloadView identification).IsOk:
                InitiatorIdentity = Identity.From(identification).ToString();
                break;
            case 36 when IdentificationPayloadView.TryRead(body, out IdentificationPayloadView identification).IsOk:
                ResponderIdentity = Identity.From(identification).ToString();
                break;
            case 39 when AuthenticationPayloadView.TryRead(body, out AuthenticationPayloadView authentication).IsOk:
                Authentication = AuthenticationWords.Of(authentication);
                break;
            case 41 when NotifyPayloadView.TryRead(body, out NotifyPayloadView notify).IsOk:
                Read(notify);
                break;
            case 42 when DeletePayloadView.TryRead(body, out DeletePayloadView delete).IsOk:
                Read(delete);
                break;
            case 43 when VendorIdPayloadView.TryRead(body, out VendorIdPayloadView vendor).IsOk:
                VendorIds.Add(ReadableText.OfVendorId(vendor.Data));
                break;
            case 44 when TrafficSelectorPayloadView.TryRead(body, out TrafficSelectorPayloadView selectors).IsOk:
                InitiatorSelectors = [.. TrafficSelectors.Read(selectors).Select(selector => selector.ToString())];
                break;
            case 45 when TrafficSelectorPayloadView.TryRead(body, out TrafficSelectorPayloadView selectors).IsOk:
                ResponderSelectors = [.. TrafficSelectors.Read(selectors).Select(selector => selector.ToString())];
                break;
            case 47 when ConfigurationPayloadView.TryRead(body, out ConfigurationPayloadView configuration).IsOk:
                Read(configuration);
                break;
            case 48 when EapPayloadView.TryRead(body, out EapPayloadView eap).IsOk:
                Read(eap);
                break;
            default:
                break;
        }
    }

    private void Read(scoped in NotifyPayloadView notify)
    {
        Notifies.Add(notify.Type);
        if (notify.Type == NotifyType.RekeySa && notify.Spi.Length == ChildSpi.Size)
        {
            Rekeyed = (notify.Protocol, new ChildSpi(BinaryPrimitives.ReadUInt32BigEndian(notify.Spi)));
        }
        else if (notify.Type == NotifyType.InvalidKePayload && notify.Data.Length == sizeof(ushort))
        {
            WantedKeyExchange = new KeyExchangeMethod(BinaryPrimitives.ReadUInt16BigEndian(notify.Data));
        }
        else if (notify.Type == NotifyType.Redirect && notify.Data.Length > 2)
        {
            // RFC 5685 9.2: type, length, identity, nonce data
            int length = Math.Min(notify.Data[1], notify.Data.Length - 2);
            Redirect = ReadableText.OfGateway(new GatewayIdentityType(notify.Data[0]), notify.Data.Slice(2, length));
        }
    }

    private void Read(scoped in DeletePayloadView delete)
    {
        if (delete.Protocol == SecurityProtocol.Ike)
        {
            DeletesIkeSa = true;
            return;
        }

        foreach (ReadOnlySpan<byte> spi in delete)
        {
            if (spi.Length == ChildSpi.Size && Deletes.Count < MaximumDeletes)
            {
                Deletes.Add((delete.Protocol, new ChildSpi(BinaryPrimitives.ReadUInt32BigEndian(spi))));
            }
        }
    }

    private void Read(scoped in ConfigurationPayloadView configuration)
    {
        Configuration = configuration.Type;
        foreach (ConfigurationAttributeView attribute in configuration)
        {
            bool isAddress = attribute.Type == ConfigurationAttributeType.InternalIp4Address || attribute.Type == ConfigurationAttributeType.InternalIp6Address;
            if (isAddress && ReadableText.OfAddress(attribute.Value) is { } address)
            {
                Addresses.Add(address);
            }
        }
    }

    private void Read(scoped in EapPayloadView eap)
    {
        const byte Identity = 1;
        EapCode = eap.Code;
        EapType = eap.Type;
        EapIdentity = eap.Code == EapPayloadView.ResponseCode && eap.Type == Identity ? ReadableText.Of(eap.Data) : null;
    }
}
