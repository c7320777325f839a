using System.Globalization;
using Isakmp.Primitives;
using Isakmp.Wire;

namespace Isakmp.Inspection.Fields;

/// <summary>Adds fields of one message to a list; where a field stands follows from the span that holds it.</summary>
internal readonly ref struct FieldReader
{
    private readonly ReadOnlySpan<byte> _origin;

    public FieldReader(ReadOnlySpan<byte> origin)
        : this(origin, new FieldCollector())
    {
    }

    private FieldReader(ReadOnlySpan<byte> origin, FieldCollector fields)
    {
        _origin = origin;
        Fields = fields;
    }

    /// <summary>What has been read.</summary>
    public FieldCollector Fields { get; }

    /// <summary>A reader of the same message with a list of its own.</summary>
    public FieldReader Inner() => new(_origin, new FieldCollector());

    public void Text(string name, string value, ReadOnlySpan<byte> part) => Fields.Add(name, Node(name, value, part, null, null));

    public void Number(string name, long value, ReadOnlySpan<byte> part) => Text(name, value.ToString(CultureInfo.InvariantCulture), part);

    public void Octets(string name, ReadOnlySpan<byte> part) => Text(name, Hex(part), part);

    /// <summary>Octets that may be a password: their number alone.</summary>
    public void Hidden(string name, ReadOnlySpan<byte> part) =>
        Text(name, string.Create(CultureInfo.InvariantCulture, $"({part.Length} octets, not shown)"), part);

    /// <summary>An address of 4 or 16 octets; anything else as octets.</summary>
    public void Address(string name, ReadOnlySpan<byte> part) => Text(name, AddressText(part), part);

    /// <summary>What a peer wrote as text: as it is if it is printable, else as octets.</summary>
    public void Words(string name, ReadOnlySpan<byte> part) => Text(name, WordsText(part), part);

    /// <summary>A field that has fields.</summary>
    public void Group(string name, string? value, ReadOnlySpan<byte> part, FieldReader inner, string? fault = null) =>
        Fields.Add(name, Node(name, value, part, inner.Fields, fault));

    /// <summary>A line for what is wrong; it may stand beside fields that could be read.</summary>
    public FieldNode Node(string name, string? value, ReadOnlySpan<byte> part, FieldCollector? inner, string? fault) => new(Fields.Unique(name))
    {
        Value = value, Offset = OffsetOf(part), Length = part.Length, Children = inner?.Nodes ?? [], Fault = fault,
    };

    /// <summary>The fault of a part that was read on its own, with its offset in the message.</summary>
    public string? FaultText(WireStatus status, ReadOnlySpan<byte> part) => status.IsOk ? null : status.Shift(OffsetOf(part)).ToString();

    public static string Hex(ReadOnlySpan<byte> octets) => Convert.ToHexStringLower(octets);

    public static string AddressText(ReadOnlySpan<byte> octets) => NetAddress.TryFromBytes(octets, out NetAddress address) ? address.ToString() : Hex(octets);

    public static string WordsText(ReadOnlySpan<byte> octets) =>
        !octets.IsEmpty && !octets.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? System.Text.Encoding.ASCII.GetString(octets) : Hex(octets);

    private int OffsetOf(ReadOnlySpan<byte> part) => _origin.Overlaps(part, out int offset) ? offset : 0;
}
