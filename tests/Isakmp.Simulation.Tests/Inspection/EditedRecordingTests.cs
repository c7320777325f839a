using System.Globalization;
using System.Text.RegularExpressions;
using Isakmp.Crypto;
using Isakmp.Inspection.Recording;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests.Inspection;

/// <summary>A recording that is cut, edited or hostile is told with its place.</summary>
public class EditedRecordingTests
{
    private static readonly string s_recording = Record();

    /// <summary>Changes each character that is one of a stride, in turn; the report must name the line, and the column with it.</summary>
    [Fact]
    public void A_changed_character_is_told_with_line_and_column()
    {
        string[] lines = s_recording.Split('\n');
        int exact = 0, tried = 0;
        for (int line = 0; line < lines.Length - 1; line++)
        {
            for (int at = line % 3; at < lines[line].Length - 20; at += 3)
            {
                char original = lines[line][at];
                char changed = original is '0' ? '1' : '0';
                string[] edited = [.. lines];
                edited[line] = $"{lines[line][..at]}{changed}{lines[line][(at + 1)..]}";
                string told = Tell(string.Join('\n', edited));
                tried++;
                Assert.True(told.Contains($"line {line + 1}", StringComparison.Ordinal), $"line {line + 1}, column {at + 1}: {told}");
                bool isPlaced = told.Contains($"line {line + 1}, column {at + 1}", StringComparison.Ordinal);
                exact += isPlaced || told.Contains($"'{changed}' stands where '{original}'", StringComparison.Ordinal) ? 1 : 0;
            }
        }

        Assert.True(tried > 1_500, $"{tried}");
        Assert.True(exact == tried, $"{exact} of {tried}");
    }

    [Fact]
    public void A_changed_datagram_is_told_by_its_field()
    {
        // the peer's nonce: the change is seen where our next message comes out otherwise, and the cause where it is
        string edited = Change("IKE_SA_INIT response 0", "\"datagram\":\"", 2 * 120);
        ReplayReport report = Run(edited);
        RecordingEdit edit = Assert.Single(report.Edits);
        Assert.Contains("octet 120 of the message (Nr/Data)", edit.Description, StringComparison.Ordinal);
        Assert.Contains(report.Differences, static difference => difference.Description.Contains("IKE_AUTH request 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_message_of_ours_is_compared_field_by_field()
    {
        ReplayReport report = Run(WithoutCheck(Change("IKE_SA_INIT request 0", "\"transmit\":\"", 2 * 51)));
        ReplayDifference difference = Assert.Single(report.Differences);
        Assert.Equal("The endpoint sends another IKE_SA_INIT request 0.", difference.Description);
        Assert.Equal("SA/Proposal 1/Transform ENCR/Key Length: 256 instead of 368", Assert.Single(difference.Fields).ToString());
        Assert.Empty(report.Edits);
    }

    [Fact]
    public void A_changed_setting_is_compared_inside_the_encryption()
    {
        string edited = WithoutCheck(s_recording.Replace("\"local_ts\":[\"10.1.0.0/24\"]", "\"local_ts\":[\"10.1.0.0/25\"]", StringComparison.Ordinal), "10.1.0.0/25");
        ReplayReport report = Run(edited);
        ReplayDifference difference = Assert.Single(report.Differences);
        Assert.Equal(["SK/TSi/Selector 1/End Address: 10.1.0.127 instead of 10.1.0.255"], difference.Fields.Select(static field => field.ToString()));
        Assert.Contains("SK/TSi/Selector 1/End Address: 10.1.0.127 instead of 10.1.0.255", Assert.Throws<ReplayException>(report.ThrowIfDifferent).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_event_is_told_by_its_member()
    {
        const string Event = "\"event\":\"ActivateOutbound\",\"connection\":1,\"ikeSa\":";
        string edited = WithoutCheck(s_recording.Replace($"{Event}2", $"{Event}3", StringComparison.Ordinal), "ActivateOutbound");
        ReplayDifference difference = Assert.Single(Run(edited).Differences);
        Assert.Equal("ikeSa: 2 instead of 3", Assert.Single(difference.Fields).ToString());
    }

    [Fact]
    public void A_change_in_the_check_itself_is_told_too()
    {
        string[] lines = s_recording.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int number = 0; number < lines.Length; number += 5)
        {
            for (int at = lines[number].Length - 20; at < lines[number].Length; at++)
            {
                foreach (char other in "x0\"")
                {
                    if (lines[number][at] == other)
                    {
                        continue;
                    }

                    string[] edited = [.. lines];
                    edited[number] = $"{lines[number][..at]}{other}{lines[number][(at + 1)..]}";
                    bool isRead = Recording.TryRead(new StringReader(string.Join('\n', edited)), out Recording? recording, out RecordingException? fault);
                    Assert.True(isRead ? recording!.Edits.Any(edit => edit.Line == number + 1) : fault!.Line >= number + 1, $"line {number + 1}, '{lines[number][at]}' to '{other}' at {at}");
                }
            }
        }
    }

    [Fact]
    public void A_missing_output_is_told()
    {
        string[] lines = s_recording.Split('\n');
        int doomed = Array.FindIndex(lines, static line => line.Contains("ActivateOutbound", StringComparison.Ordinal));
        List<string> kept = [.. lines];
        kept.RemoveAt(doomed);
        RecordingException fault = Assert.Throws<RecordingException>(() => Run(string.Join('\n', kept)));
        Assert.Contains("There should be", fault.Message, StringComparison.Ordinal);
        int end = kept.FindIndex(static line => line.StartsWith("{\"end\"", StringComparison.Ordinal));
        kept[end] = $"{{\"end\":{end}}}";
        ReplayReport report = Run(string.Join('\n', kept));
        Assert.Contains("Not recorded: the endpoint tells ActivateOutboundEvent (connection 1, IKE SA 2, Child SA 3).", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_that_is_cut_off_anywhere_is_refused()
    {
        int withoutSecrets = s_recording.IndexOf("{\"secrets\"", StringComparison.Ordinal);
        for (int length = 0; length < s_recording.Length - 1; length += length % 97 == 0 ? 1 : 7)
        {
            if (length == withoutSecrets || length == withoutSecrets - 1)
            {
                continue;
            }

            bool isRead = Recording.TryRead(new StringReader(s_recording[..length]), out Recording? recording, out RecordingException? fault);
            Assert.True(!isRead, $"{length} of {s_recording.Length}");
            Assert.True(fault!.Line > 0 && fault.Column > 0, $"{fault.Message}");
        }
    }

    [Theory]
    [InlineData("", 1, 1, "empty")]
    [InlineData("\n\n", 1, 1, "empty")]
    [InlineData("hello", 1, 1, "no JSON")]
    [InlineData("[]", 1, 1, "one JSON object")]
    [InlineData("{\"a\":1}", 1, 1, "this is no recording")]
    [InlineData("{\"recording\":2}", 1, 14, "format version 2")]
    [InlineData("{\"recording\":0}", 1, 14, "no format version 0")]
    [InlineData("{\"recording\":\"1\"}", 1, 14, "number is needed")]
    [InlineData("{\"recording\":1,\"recording\":1}", 1, 16, "twice")]
    [InlineData("{\"recording\":1,\"provider\":\"x\"}\n{\"end\":7}", 2, 8, "should be 7")]
    [InlineData("{\"recording\":1,\"provider\":\"x\"}\n{\"wish\":7}", 2, 1, "\"wish\"")]
    [InlineData("{\"recording\":1,\"provider\":\"x\"}\n{\"step\":2,\"at\":0}", 2, 9, "step 1 comes next")]
    [InlineData("{\"recording\":1,\"provider\":\"x\"}\n{\"step\":1,\"at\":1e60}", 2, 16, "100 years")]
    [InlineData("{\"recording\":1,\"provider\":\"x\"}\n{\"transmit\":\"0g\",\"local\":\"192.0.2.1:500\",\"remote\":\"192.0.2.2:500\"}", 2, 15, "'g'")]
    [InlineData("{\"recording\":1,\"provider\":\"x\"}\n{\"transmit\":\"00\",\"local\":\"192.0.2.1\",\"remote\":\"192.0.2.2:500\"}", 2, 26, "no address with a port")]
    [InlineData("{\"recording\":1,\"provider\":\"\u00e4\u20ac\",\"x\":,}", 1, 36, "no JSON")]
    [InlineData("{\"recording\":1,\"provider\":\"x\"}\n{\"end\":1}\n{\"secrets\":1}\n", 4, 1, "cut off")]
    [InlineData("{\"recording\":1,\"provider\":\"x\"}\n{\"end\":1}\n{\"secrets\":1}\n{\"end\":0}\n{\"more\":0}", 5, 1, "Nothing follows")]
    [InlineData("{\"recording\":1,\"provider\":\"x\"}\n{\"end\":1}\n{\"secrets\":1}\n{\"drawnIn\":0,\"octets\":[\"00\"]}\n{\"drawnIn\":0,\"octets\":[]}\n", 5, 1, "already")]
    public void What_is_wrong_is_told_where_it_is(string text, int line, int column, string word)
    {
        RecordingException fault = Assert.Throws<RecordingException>(() => Recording.Read(new StringReader(text)));
        Assert.Contains(word, fault.Fault, StringComparison.Ordinal);
        Assert.Equal((line, column), (fault.Line, fault.Column));
    }

    [Fact]
    public void A_newer_version_is_refused_by_its_number()
    {
        RecordingException fault = Assert.Throws<RecordingException>(() => Run(s_recording.Replace("{\"recording\":1", "{\"recording\":9", StringComparison.Ordinal)));
        Assert.Contains("format version 9, and this library reads versions up to 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_are_bounded()
    {
        using var endless = new EndlessText();
        RecordingException line = Assert.Throws<RecordingException>(() => Recording.Read(endless));
        Assert.Contains("longer than 1048576", line.Message, StringComparison.Ordinal);
        using var manyLines = new EndlessText("{\"recording\":1,\"provider\":\"x\"}\n", "{\"profile\":1}\n");
        RecordingException whole = Assert.Throws<RecordingException>(() => Recording.Read(manyLines, maximumLength: 1_000_000));
        Assert.Contains("longer than 1000000", whole.Message, StringComparison.Ordinal);
        Assert.Throws<RecordingException>(() => Recording.Read(new StringReader(new string('[', 100_000))));
        Assert.Throws<RecordingException>(() => Recording.Read(new StringReader("{\"recording\":" + new string('[', 100_000))));
    }

    /// <summary>Lines are repeated, swapped, dropped and changed at random: every outcome is a report or one error, and soon.</summary>
    [Fact]
    public void Mutated_recordings_do_no_harm()
    {
        var random = new SeededRandom(20);
        int reports = 0, errors = 0;
        string[] original = s_recording.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int round = 0; round < 20_000; round++)
        {
            List<string> lines = [.. original.Select(Strip)];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                Mutate(lines, random);
            }

            FixCounts(lines);
            try
            {
                _ = Run(string.Join('\n', lines)).ToString();
                reports++;
            }
            catch (RecordingException fault)
            {
                Assert.True(fault.Line > 0, fault.ToString());
                errors++;
            }
        }

        Assert.True(reports > 2_000 && errors > 2_000, $"{reports} reports, {errors} errors");
    }

    private static void Mutate(List<string> lines, SeededRandom random)
    {
        int at = random.Next(lines.Count);
        int other = random.Next(lines.Count);
        string line = lines[at];
        switch (random.Next(6))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(other, line);
                break;
            case 2:
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            case 3 when line.Length > 0:
                int place = random.Next(line.Length);
                lines[at] = $"{line[..place]}{"09afz{}[]\",:-e.".AsSpan(random.Next(15), 1)}{line[(place + 1)..]}";
                break;
            case 4:
                lines[at] = Regex.Replace(
                    line, "[0-9]+", match => random.Chance(0.2) ? (random.NextUInt64() >> random.Next(64)).ToString(CultureInfo.InvariantCulture) : match.Value);
                break;
            default:
                lines[at] = line.Replace("true", "false", StringComparison.Ordinal).Replace("null", "0", StringComparison.Ordinal);
                break;
        }

        if (lines.Count == 0)
        {
            lines.Add(string.Empty);
        }
    }

    /// <summary>Makes the numbers right that would only end the run early.</summary>
    private static void FixCounts(List<string> lines)
    {
        int step = 0, start = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            if (lines[i].StartsWith("{\"step\":", StringComparison.Ordinal) && lines[i].Contains(',', StringComparison.Ordinal))
            {
                lines[i] = $"{{\"step\":{++step}{lines[i][lines[i].IndexOf(',', StringComparison.Ordinal)..]}";
            }
            else if (lines[i].StartsWith("{\"end\":", StringComparison.Ordinal))
            {
                lines[i] = $"{{\"end\":{i - start}}}";
                start = i + 2;
            }
        }
    }

    private static string Strip(string line) => line[..^20] + "}";

    /// <summary>Changes a hexadecimal digit of the first datagram whose line has a note.</summary>
    private static string Change(string note, string member, int digit)
    {
        int line = s_recording.LastIndexOf('\n', s_recording.IndexOf(note, StringComparison.Ordinal)) + 1;
        int at = s_recording.IndexOf(member, line, StringComparison.Ordinal) + member.Length + digit;
        return $"{s_recording[..at]}{(s_recording[at] == '7' ? '6' : '7')}{s_recording[(at + 1)..]}";
    }

    /// <summary>Takes the check out of the lines that hold a text, or were changed.</summary>
    private static string WithoutCheck(string edited, string? holds = null)
    {
        string[] before = s_recording.Split('\n');
        string[] lines = edited.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (holds is null ? lines[i] != before[i] : lines[i].Contains(holds, StringComparison.Ordinal))
            {
                lines[i] = Strip(lines[i]);
            }
        }

        return string.Join('\n', lines);
    }

    private static string Tell(string edited)
    {
        try
        {
            ReplayReport report = Run(edited);
            Assert.False(report.IsSame, edited);
            return report.ToString();
        }
        catch (RecordingException fault)
        {
            return fault.Message;
        }
    }

    private static ReplayReport Run(string text) => Replay.Run(new StringReader(text), CryptoProvider.Default);

    private static string Record()
    {
        using var recorded = new RecordedPair();
        recorded.Pair.ConnectAlice();
        recorded.Pair.RunFor(TimeSpan.FromSeconds(1));
        return recorded.Finish().Alice;
    }

    /// <summary>A text without end.</summary>
    private sealed class EndlessText(string first = "", string then = "{") : TextReader
    {
        private string _rest = first;

        public override int Read(char[] buffer, int index, int count)
        {
            for (int i = 0; i < count; i++)
            {
                if (_rest.Length == 0)
                {
                    _rest = then;
                }

                buffer[index + i] = _rest[0];
                _rest = _rest[1..];
            }

            return count;
        }
    }
}
