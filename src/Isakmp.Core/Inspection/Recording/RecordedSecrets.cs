namespace Isakmp.Inspection.Recording;

/// <summary>The section of the secrets: pre-shared keys, what was drawn in each step, secret answers.</summary>
internal sealed class RecordedSecrets
{
    private readonly Dictionary<int, byte[]> _sharedKeys = [];
    private readonly Dictionary<int, byte[][]> _draws = [];
    private readonly Dictionary<int, (byte[] Octets, byte[] PublicValue)> _answers = [];

    /// <summary>Reads the lines after the one that begins the section, up to its end.</summary>
    /// <exception cref="RecordingException">The section is truncated or wrong.</exception>
    public static RecordedSecrets Read(RecordingLines lines)
    {
        var secrets = new RecordedSecrets();
        for (int count = 0; ; count++)
        {
            RecordedValue line = lines.Next()
                ?? throw new RecordingException(lines.Number, 1, "The secrets end without their last line, {\"end\":...}: they have been cut off.");
            if (line.Find("end") is { } end)
            {
                RecordingReader.CheckCount(end, count);
                return secrets;
            }

            secrets.Add(line);
        }
    }

    public bool TryGetSharedKey(int number, out byte[] octets) => _sharedKeys.TryGetValue(number, out octets!);

    /// <summary>What was drawn in a step, one array for each draw.</summary>
    public byte[][] DrawnIn(int step) => _draws.GetValueOrDefault(step) ?? [];

    public bool TryGetAnswer(int step, out byte[] octets, out byte[] publicValue)
    {
        bool isThere = _answers.TryGetValue(step, out (byte[] Octets, byte[] PublicValue) answer);
        (octets, publicValue) = answer;
        return isThere;
    }

    private void Add(RecordedValue line)
    {
        bool isNew;
        if (line.Find("sharedKey") is { } key)
        {
            isNew = _sharedKeys.TryAdd(key.Int32(), line["octets"].Octets());
        }
        else if (line.Find("drawnIn") is { } step)
        {
            isNew = _draws.TryAdd(step.Int32(), [.. line["octets"].Items.Select(static draw => draw.Octets())]);
        }
        else if (line.Find("answerOf") is { } answer)
        {
            isNew = _answers.TryAdd(answer.Int32(), (line["octets"].Octets(), line.Find("publicValue")?.Octets() ?? []));
        }
        else
        {
            throw line.Fault("This is no line of the secrets.");
        }

        if (!isNew)
        {
            throw line.Fault("The secrets have a line for this already.");
        }
    }
}
