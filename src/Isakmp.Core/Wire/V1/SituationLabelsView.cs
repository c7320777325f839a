using System.Buffers.Binary;

namespace Isakmp.Wire.V1;

/// <summary>The labels of a situation: a domain, then level and categories of secrecy, of integrity, or of both (RFC 2407 4.6.1).</summary>
/// <remarks>
/// <code>
/// +---------------------------------------------------------------+
/// |                   Labeled Domain Identifier                   |
/// +-------------------------------+-------------------------------+
/// |  Secrecy Length (in octets)   |           RESERVED            |
/// +-------------------------------+-------------------------------+
/// |                         Secrecy Level                         |
/// +-------------------------------+-------------------------------+
/// | Secrecy Cat. Length (in bits) |           RESERVED            |
/// +-------------------------------+-------------------------------+
/// |                    Secrecy Category Bitmap                    |
/// +---------------------------------------------------------------+
/// |                   ... the same for integrity                  |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct SituationLabelsView
{
    private const int DomainSize = 4;
    private const int FieldHeaderSize = 4;
    private const int Alignment = 4;
    private const int BitsPerOctet = 8;

    private SituationLabelsView(ReadOnlySpan<byte> raw)
    {
        Raw = raw;
    }

    /// <summary>The labels as they came, padding included.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>What gives the labels their meaning.</summary>
    public uint Domain { get; private init; }

    /// <summary>The secrecy level, without padding; empty without SIT_SECRECY.</summary>
    public ReadOnlySpan<byte> SecrecyLevel { get; private init; }

    /// <summary>How many bits of <see cref="SecrecyCategories"/> count.</summary>
    public ushort SecrecyCategoryBits { get; private init; }

    /// <summary>The secrecy categories, a bitmap without the padding to 32 bits.</summary>
    public ReadOnlySpan<byte> SecrecyCategories { get; private init; }

    /// <summary>The integrity level, without padding; empty without SIT_INTEGRITY.</summary>
    public ReadOnlySpan<byte> IntegrityLevel { get; private init; }

    /// <summary>How many bits of <see cref="IntegrityCategories"/> count.</summary>
    public ushort IntegrityCategoryBits { get; private init; }

    /// <summary>The integrity categories, a bitmap without the padding to 32 bits.</summary>
    public ReadOnlySpan<byte> IntegrityCategories { get; private init; }

    /// <summary>Reads the labels at the start of a span; what follows is not theirs.</summary>
    internal static WireStatus TryRead(ReadOnlySpan<byte> octets, SituationFlags situation, out SituationLabelsView labels)
    {
        labels = default;
        if (octets.Length < DomainSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        int position = DomainSize;
        ReadOnlySpan<byte> secrecyLevel = default, secrecyCategories = default, integrityLevel = default, integrityCategories = default;
        int secrecyBits = 0, integrityBits = 0;
        WireStatus status = WireStatus.Ok;
        if ((situation & SituationFlags.Secrecy) != 0)
        {
            status = TryReadPair(octets, ref position, out secrecyLevel, out secrecyCategories, out secrecyBits);
        }

        // RFC 2407 4.2.3: the integrity information follows the secrecy levels and categories.
        if (status.IsOk && (situation & SituationFlags.Integrity) != 0)
        {
            status = TryReadPair(octets, ref position, out integrityLevel, out integrityCategories, out integrityBits);
        }

        if (status.IsOk)
        {
            labels = new SituationLabelsView(octets[..position])
            {
                Domain = BinaryPrimitives.ReadUInt32BigEndian(octets),
                SecrecyLevel = secrecyLevel,
                SecrecyCategoryBits = (ushort)secrecyBits,
                SecrecyCategories = secrecyCategories,
                IntegrityLevel = integrityLevel,
                IntegrityCategoryBits = (ushort)integrityBits,
                IntegrityCategories = integrityCategories,
            };
        }

        return status;
    }

    private static WireStatus TryReadPair(
        ReadOnlySpan<byte> octets, scoped ref int position, out ReadOnlySpan<byte> level, out ReadOnlySpan<byte> categories, out int bits)
    {
        categories = default;
        bits = 0;
        WireStatus status = TryReadField(octets, ref position, unitsPerOctet: 1, out _, out level);
        return status.IsOk ? TryReadField(octets, ref position, BitsPerOctet, out bits, out categories) : status;
    }

    private static WireStatus TryReadField(
        ReadOnlySpan<byte> octets, scoped ref int position, int unitsPerOctet, out int units, out ReadOnlySpan<byte> value)
    {
        units = 0;
        value = default;
        if (octets.Length - position < FieldHeaderSize)
        {
            return new WireStatus(WireError.Truncated, position);
        }

        int announced = BinaryPrimitives.ReadUInt16BigEndian(octets[position..]);
        int size = (announced + unitsPerOctet - 1) / unitsPerOctet;
        // RFC 2407 4.6.1: padded with zeroes to the next 32-bit boundary.
        int padded = (size + Alignment - 1) / Alignment * Alignment;
        if (padded > octets.Length - position - FieldHeaderSize)
        {
            return new WireStatus(WireError.LengthTooLarge, position);
        }

        units = announced;
        value = octets.Slice(position + FieldHeaderSize, size);
        position += FieldHeaderSize + padded;
        return WireStatus.Ok;
    }
}
