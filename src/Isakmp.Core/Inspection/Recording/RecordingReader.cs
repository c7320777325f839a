using System.Collections.Immutable;
using Isakmp.Framing;

namespace Isakmp.Inspection.Recording;

/// <summary>Reads a recording and checks that it is whole.</summary>
internal sealed class RecordingReader
{
    // The first member of a line says what it is.
    private static readonly string[] s_kinds = ["profile", "sharedKey", "endpoint", "clock", "step", "transmit", "event", "question"];

    private readonly ImmutableArray<RecordedValue>.Builder _lines = ImmutableArray.CreateBuilder<RecordedValue>();
    private readonly ImmutableArray<RecordedDatagram>.Builder _datagrams = ImmutableArray.CreateBuilder<RecordedDatagram>();
    private RecordedValue? _end;
    private int _step;
    private TimeSpan _at;

    public static Recording Read(TextReader text, TextReader? secrets, long maximumLength)
    {
        var lines = new RecordingLines(text, maximumLength);
        try
        {
            return Read(lines, secrets, maximumLength);
        }
        catch (RecordingException fault)
        {
            throw fault.Explain(lines.Edits);
        }
    }

    public static void CheckCount(RecordedValue end, int count)
    {
        if (end.Int32() != count)
        {
            throw end.Fault($"There should be {end.Text} lines before this one, and there are {count}: some are missing, or were added.");
        }
    }

    public static PacketInfo ReadPath(RecordedValue value) => new(
        value["local"].EndPoint(),
        value["remote"].EndPoint(),
        value.Find("encapsulation")?.Enum<Encapsulation>() ?? Encapsulation.None,
        value.Find("interface")?.Int32() ?? 0);

    private static Recording Read(RecordingLines lines, TextReader? secrets, long maximumLength)
    {
        RecordedValue first = lines.Next() ?? throw new RecordingException(1, 1, "The recording is empty.");
        CheckVersion(first, "recording");
        var reader = new RecordingReader();
        reader.ReadDialogue(lines);
        RecordedSecrets? hidden = ReadSecrets(lines);
        if (secrets is not null)
        {
            hidden = ReadSeparate(new RecordingLines(secrets, maximumLength));
        }

        return new Recording(
            first.Find("title")?.String(), first["provider"].String(), reader._lines.ToImmutable(), reader._end!, reader._datagrams.ToImmutable(), hidden, [.. lines.Edits]);
    }

    private static void CheckVersion(RecordedValue line, string kind)
    {
        RecordedValue version = line.Find(kind) ?? throw line.Fault($"The first line does not say {{\"{kind}\":1,...}}: this is no recording.");
        int number = version.Int32();
        if (number > RecordingFormat.Version)
        {
            throw version.Fault($"The recording is of format version {number}, and this library reads versions up to {RecordingFormat.Version}: use a newer library.");
        }

        if (number < 1)
        {
            throw version.Fault($"There is no format version {number}.");
        }
    }

    private void ReadDialogue(RecordingLines lines)
    {
        for (int count = 1; ; count++)
        {
            RecordedValue line = lines.Next()
                ?? throw new RecordingException(lines.Number, 1, "The recording ends without its last line, {\"end\":...}: it has been cut off, or the recorder was not disposed of.");
            if (line.Find("end") is { } end)
            {
                CheckCount(end, count);
                _end = line;
                return;
            }

            Take(line);
        }
    }

    private void Take(RecordedValue line)
    {
        string kind = line.Members.Count > 0 ? line.Members[0].Name : string.Empty;
        if (!s_kinds.Contains(kind))
        {
            throw line.Fault($"This is no line of a recording: its first member is \"{kind}\", and none of {string.Join(", ", s_kinds)}.");
        }

        _lines.Add(line);
        if (kind == "step")
        {
            TakeStep(line);
        }
        else if (kind == "transmit")
        {
            _datagrams.Add(new RecordedDatagram(line.Line, _at, IsOutbound: true, ReadPath(line), [.. line["transmit"].Octets()]));
        }
    }

    private void TakeStep(RecordedValue line)
    {
        RecordedValue number = line["step"];
        if (number.Int32() != ++_step)
        {
            throw number.Fault($"This is step {number.Text}, and step {_step} comes next.");
        }

        _at = line.Find("at")?.Duration() ?? _at;
        if (line.Find("datagram") is { } datagram)
        {
            _datagrams.Add(new RecordedDatagram(line.Line, _at, IsOutbound: false, ReadPath(line), [.. datagram.Octets()]));
        }
    }

    private static RecordedSecrets? ReadSecrets(RecordingLines lines)
    {
        if (lines.Next() is not { } header)
        {
            return null;
        }

        CheckVersion(header, "secrets");
        RecordedSecrets secrets = RecordedSecrets.Read(lines);
        return lines.Next() is { } more ? throw more.Fault("Nothing follows the end of the secrets.") : secrets;
    }

    private static RecordedSecrets ReadSeparate(RecordingLines lines)
    {
        try
        {
            RecordedValue header = lines.Next() ?? throw new RecordingException(1, 1, "There is nothing.");
            CheckVersion(header, "secrets");
            return RecordedSecrets.Read(lines);
        }
        catch (RecordingException fault)
        {
            throw new RecordingException(fault.Line, fault.Column, $"In the secrets: {fault.Fault}");
        }
    }
}
