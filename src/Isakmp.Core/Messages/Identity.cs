using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Messages;

/// <summary>Who an endpoint claims to be: a type and its octets (RFC 7296 3.5).</summary>
public sealed record Identity
{
    /// <summary>Makes an identity from the parts on the wire.</summary>
    /// <param name="type">What the octets are.</param>
    /// <param name="data">The octets.</param>
    public Identity(IdentificationType type, ImmutableArray<byte> data)
    {
        Type = type;
        Data = data.OrEmpty();
    }

    /// <summary>What the octets are: an address, a name, a distinguished name, opaque octets.</summary>
    public IdentificationType Type { get; }

    /// <summary>The octets: 4 or 16 for addresses, text without terminator for names, DER for distinguished names.</summary>
    public ImmutableArray<byte> Data { get; }

    /// <summary>Parses swanctl's notation: <c>alice.test</c>, <c>alice@example.org</c>, <c>192.0.2.1</c>, <c>2001:db8::1</c>, <c>@#0a0b</c>, <c>CN=..., O=...</c>, or a type prefix such as <c>keyid:</c>.</summary>
    /// <param name="text">The text. Prefixes: <c>fqdn: email: ipv4: ipv6: asn1dn: asn1gn: keyid:</c> and <c>{number}:</c>; a <c>#</c> after the prefix begins hex digits.</param>
    /// <returns>The identity.</returns>
    /// <exception cref="FormatException">The text is no identity; the message says why.</exception>
    public static Identity Parse(string text) =>
        TryParse(text, out Identity? identity, out string? error) ? identity : throw new FormatException(error);

    /// <summary>Parses swanctl's notation.</summary>
    /// <param name="text">The text, as for <see cref="Parse"/>.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="error">What is wrong and how to mend it.</param>
    /// <returns>Whether the text is an identity.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Identity? identity, [NotNullWhen(false)] out string? error) =>
        IdentityNotation.TryParse(text, out identity, out error);

    /// <summary>Makes the identity that is an address.</summary>
    /// <param name="address">An IPv4 or IPv6 address.</param>
    /// <returns>ID_IPV4_ADDR or ID_IPV6_ADDR.</returns>
    /// <exception cref="ArgumentException">The address is unspecified.</exception>
    public static Identity FromAddress(NetAddress address)
    {
        if (address.IsUnspecified)
        {
            throw new ArgumentException("An identity needs an IPv4 or IPv6 address; this one is unspecified.", nameof(address));
        }

        var octets = new byte[address.Length];
        address.Write(octets);
        return new(address.IsIPv4 ? IdentificationType.Ipv4Address : IdentificationType.Ipv6Address, [.. octets]);
    }

    /// <summary>Makes ID_FQDN.</summary>
    /// <param name="name">A host name without a final dot.</param>
    /// <returns>The identity.</returns>
    public static Identity FromHostName(string name) => new(IdentificationType.Fqdn, [.. Encoding.UTF8.GetBytes(name)]);

    /// <summary>Makes ID_RFC822_ADDR.</summary>
    /// <param name="address">An e-mail address.</param>
    /// <returns>The identity.</returns>
    public static Identity FromEmail(string address) => new(IdentificationType.Rfc822Address, [.. Encoding.UTF8.GetBytes(address)]);

    /// <summary>Makes ID_KEY_ID.</summary>
    /// <param name="octets">Any octets.</param>
    /// <returns>The identity.</returns>
    public static Identity FromKeyId(ImmutableArray<byte> octets) => new(IdentificationType.KeyId, octets);

    /// <summary>Makes ID_DER_ASN1_DN, for example from the subject of a certificate.</summary>
    /// <param name="der">The DER encoding of the X.501 Name.</param>
    /// <returns>The identity.</returns>
    public static Identity FromDistinguishedName(ImmutableArray<byte> der) => new(IdentificationType.DerAsn1Dn, der);

    /// <summary>Copies an identity out of a message; its octets are not checked against its type.</summary>
    /// <param name="view">The payload.</param>
    /// <returns>The identity.</returns>
    public static Identity From(in IdentificationPayloadView view) => new(view.IdType, [.. view.Data]);

    /// <summary>Writes the identity as a payload.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="payload">IDi or IDr.</param>
    public void Write(ref MessageWriter writer, PayloadType payload) => IdentificationPayload.Write(ref writer, payload, Type, Data.AsSpan());

    /// <summary>Reads the address out of ID_IPV4_ADDR or ID_IPV6_ADDR.</summary>
    /// <param name="address">The address.</param>
    /// <returns>False for another type or a wrong length.</returns>
    public bool TryGetAddress(out NetAddress address)
    {
        address = default;
        int length = Type == IdentificationType.Ipv4Address ? 4 : Type == IdentificationType.Ipv6Address ? 16 : 0;
        return length != 0 && Data.Length == length && NetAddress.TryFromBytes(Data.AsSpan(), out address);
    }

    /// <summary>Compares type and octets exactly; see <see cref="IdentityPattern"/> for the comparison that policy makes.</summary>
    /// <param name="other">The other identity.</param>
    /// <returns>Whether both are the same on the wire.</returns>
    public bool Equals(Identity? other) => other is not null && Type == other.Type && Sequences.Same(Data, other.Data);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Sequences.HashOf(Data));

    /// <summary>swanctl's notation, as <see cref="Parse"/> reads it; what a peer sent unprintably appears as hex digits.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => IdentityNotation.Format(this);
}
