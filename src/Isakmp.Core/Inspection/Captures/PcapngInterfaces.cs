namespace Isakmp.Inspection.Captures;

/// <summary>The interfaces of a section, in the order of their blocks; packets name them by it.</summary>
internal sealed class PcapngInterfaces
{
    /// <summary>More than this many are not kept: packets that name them are faults.</summary>
    public const int Maximum = 4096;

    private const int FieldsSize = 8;
    private const int OptionHeadSize = 4;
    private const int EndOfOptions = 0;
    private const int ResolutionOption = 9;
    private const int OffsetOption = 14;

    private PcapngInterface[] _interfaces = new PcapngInterface[4];
    private int _count;

    public void Clear() => _count = 0;

    public bool TryGet(uint number, out PcapngInterface description)
    {
        bool isKnown = number < (uint)_count;
        description = isKnown ? _interfaces[number] : default;
        return isKnown;
    }

    public uint SnapLength(int number) => number < _count ? _interfaces[number].SnapLength : 0;

    /// <summary>Reads the body of an Interface Description Block: link type (2), reserved (2), snap length (4), options.</summary>
    /// <returns>Where in the body something is wrong, or -1; an interface is there afterwards in any case, so that the others keep their numbers.</returns>
    public int Add(ReadOnlySpan<byte> body, ByteOrder order)
    {
        int bad = -1;
        PcapngInterface description = new(linkType: -1, snapLength: 0);
        if (body.Length < FieldsSize)
        {
            bad = 0;
        }
        else
        {
            bad = ReadOptions(body, order, out byte resolution, out long offset);
            description = new PcapngInterface(order.Short(body), order.Number(body[4..]), resolution, offset);
        }

        if (_count < Maximum)
        {
            if (_count == _interfaces.Length)
            {
                Array.Resize(ref _interfaces, 2 * _count);
            }

            _interfaces[_count++] = description;
        }

        return bad;
    }

    private static int ReadOptions(ReadOnlySpan<byte> body, ByteOrder order, out byte resolution, out long offset)
    {
        resolution = 6;
        offset = 0;
        int at = FieldsSize;
        while (body.Length - at >= OptionHeadSize)
        {
            int code = order.Short(body[at..]);
            int length = order.Short(body[(at + 2)..]);
            if (code == EndOfOptions)
            {
                return -1;
            }

            ReadOnlySpan<byte> rest = body[(at + OptionHeadSize)..];
            if (length > rest.Length || (code == ResolutionOption && length != 1) || (code == OffsetOption && length != 8))
            {
                return at;
            }

            if (code == ResolutionOption)
            {
                resolution = rest[0];
            }
            else if (code == OffsetOption)
            {
                offset = order.Long(rest);
            }

            // Padded to whole 4 octets, as the body is.
            at += OptionHeadSize + ((length + 3) & ~3);
        }

        return -1;
    }
}
