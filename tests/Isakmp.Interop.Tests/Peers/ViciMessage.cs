using System.Buffers.Binary;
using System.Text;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>A section of a vici message: names with values, lists and further sections, in the order in which they stood.</summary>
/// <remarks>Vici is strongSwan's control protocol. An element is a type octet, a name with a 1-octet length, a value with a 2-octet length.</remarks>
public sealed class ViciMessage
{
    private const byte SectionStart = 1, SectionEnd = 2, KeyValue = 3, ListStart = 4, ListItem = 5, ListEnd = 6;

    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, List<string>> _lists = [];

    /// <summary>The sections inside this one by name.</summary>
    public Dictionary<string, ViciMessage> Sections { get; } = [];

    /// <summary>The value of a name, or the empty string where there is none.</summary>
    public string this[string name]
    {
        get => _values.GetValueOrDefault(name, "");
        set => _values[name] = value;
    }

    /// <summary>The items of a list, none where there is no such list.</summary>
    public IReadOnlyList<string> List(string name) => _lists.GetValueOrDefault(name, []);

    /// <summary>Reads a message.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static ViciMessage Read(ReadOnlySpan<byte> bytes)
    {
        Stack<ViciMessage> open = new([new ViciMessage()]);
        List<string>? list = null;
        while (!bytes.IsEmpty)
        {
            byte type = bytes[0];
            bytes = bytes[1..];
            switch (type)
            {
                case SectionStart:
                    ViciMessage section = new();
                    open.Peek().Sections[TakeText(ref bytes, 1)] = section;
                    open.Push(section);
                    break;
                case SectionEnd when open.Count > 1:
                    open.Pop();
                    break;
                case KeyValue:
                    string key = TakeText(ref bytes, 1);
                    open.Peek()[key] = TakeText(ref bytes, 2);
                    break;
                case ListStart:
                    open.Peek()._lists[TakeText(ref bytes, 1)] = list = [];
                    break;
                case ListItem when list is not null:
                    list.Add(TakeText(ref bytes, 2));
                    break;
                case ListEnd:
                    list = null;
                    break;
                default:
                    throw new InvalidDataException($"Vici element {type} is not expected here.");
            }
        }

        return open.Pop();
    }

    /// <summary>Writes the values of this section; requests have nothing else.</summary>
    public byte[] Write()
    {
        using MemoryStream stream = new();
        foreach ((string name, string value) in _values)
        {
            stream.WriteByte(KeyValue);
            byte[] nameBytes = Encoding.UTF8.GetBytes(name);
            stream.WriteByte(checked((byte)nameBytes.Length));
            stream.Write(nameBytes);
            byte[] valueBytes = Encoding.UTF8.GetBytes(value);
            stream.WriteByte(checked((byte)(valueBytes.Length >> 8)));
            stream.WriteByte((byte)(valueBytes.Length & 0xFF));
            stream.Write(valueBytes);
        }

        return stream.ToArray();
    }

    private static string TakeText(ref ReadOnlySpan<byte> bytes, int lengthSize)
    {
        int length = lengthSize == 1 ? bytes[0] : BinaryPrimitives.ReadUInt16BigEndian(bytes);
        string text = Encoding.UTF8.GetString(bytes.Slice(lengthSize, length));
        bytes = bytes[(lengthSize + length)..];
        return text;
    }
}
