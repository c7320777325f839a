using System.Globalization;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>tshark reads the same captures: frame numbers, times, addresses, ports and octets of every UDP datagram on an IKE port are equal.</summary>
public class TsharkAgreementTests
{
    // The custom ports of the recordings on loopback.
    private static readonly int[] s_ports = [14500, 15500, 25500];

    [Fact]
    public void On_recordings_of_our_own()
    {
        string[] files = Directory.GetFiles(SharedFolder.Require("recordings"), "*.pcap", SearchOption.AllDirectories);
        Assert.InRange(Compare(files), 500, int.MaxValue);
    }

    [Fact]
    public void On_captures_that_others_published()
    {
        string[] files = Directory.GetFiles(SharedFolder.Require("captures"), "*.*cap*", SearchOption.AllDirectories);
        Assert.InRange(Compare(files), 700, int.MaxValue);
    }

    [Fact]
    public void On_captures_built_by_these_tests()
    {
        string folder = Directory.CreateTempSubdirectory("isakmp-captures").FullName;
        try
        {
            foreach ((string name, byte[] octets) in SampleCaptures.All)
            {
                File.WriteAllBytes(Path.Combine(folder, name + ".pcap"), octets);
            }

            Assert.InRange(Compare(Directory.GetFiles(folder)), 40, int.MaxValue);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void On_the_octets_of_a_TCP_stream()
    {
        Tshark.Require();
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, SampleCaptures.All["tcp"]);
            // "Follow" prints the stream in order, a line for each piece.
            string[] lines = Command.Run("tshark", ["-r", file, "-q", "-z", "follow,tcp,raw,0"]).Output.Split('\n');
            byte[] stream = [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line.All(char.IsAsciiHexDigit)).SelectMany(line => Convert.FromHexString(line))];
            List<CapturedEntry> entries = [.. CapturedEntry.ReadAll(File.ReadAllBytes(file)).Where(entry => entry.Path.Interface == 1)];
            byte[] ours = [.. "IKETCP"u8, .. entries.SelectMany(entry => entry.Kind == DatagramKind.KeepAlive
                ? [0, 3, 0xFF]
                : (byte[])[.. Packets.Short(entry.Message.Length + 6), 0, 0, 0, 0, .. entry.Message])];
            Assert.Equal(3, entries.Count);
            Assert.Equal(stream, ours);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static int Compare(string[] files)
    {
        Tshark.Require();
        Assert.NotEmpty(files);
        int compared = 0;
        List<string> differences = [];
        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = 2 }, file =>
        {
            (List<string> found, int count) = Compare(file);
            Interlocked.Add(ref compared, count);
            lock (differences)
            {
                differences.AddRange(found.Select(difference => $"{Path.GetFileName(file)}: {difference}"));
            }
        });

        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(50)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{compared} datagrams in {files.Length} files");
        return compared;
    }

    private static (List<string> Differences, int Count) Compare(string file)
    {
        Dictionary<long, Row> expected = ReadByTshark(file).ToDictionary(row => row.Frame);
        List<string> differences = [];
        int count = 0;
        foreach (CapturedEntry entry in CapturedEntry.ReadAll(File.OpenRead(file), new CaptureReaderOptions { Ports = s_ports }))
        {
            if (entry.Transport == CaptureTransport.Tcp)
            {
                continue;
            }

            if (!expected.Remove(entry.Frame, out Row? row))
            {
                // tshark says nothing of what never became a datagram.
                if (entry.Fault != CaptureFault.FragmentsMissing)
                {
                    differences.Add($"{entry.Short}: tshark has no datagram there");
                }

                continue;
            }

            byte[] octets = entry.Path.Encapsulation == Encapsulation.NonEspMarker && entry.Kind == DatagramKind.Ike ? [0, 0, 0, 0, .. entry.Message]
                : entry.Kind == DatagramKind.KeepAlive ? [0xFF]
                : entry.Message;
            var own = new Row(
                entry.Frame, row.Nanoseconds is null ? null : entry.Nanoseconds, entry.Path.Local.ToString(), entry.Path.Remote.ToString(),
                entry.Fault == CaptureFault.None ? octets.Length : row.Length, Hex.Format(octets));
            count++;
            if (own != row)
            {
                differences.Add($"ours {own}, tshark's {row}");
            }
        }

        differences.AddRange(expected.Values.Select(row => $"not found: {row}"));
        return (differences, count);
    }

    private static IEnumerable<Row> ReadByTshark(string file)
    {
        string ports = string.Join(',', s_ports.Append(500).Append(4500));
        string[] fields =
        [
            "frame.number", "frame.time_epoch", "ip.src", "ipv6.src", "udp.srcport", "ip.dst", "ipv6.dst", "udp.dstport", "udp.length", "udp.payload",
        ];
        // With checksums checked tshark puts no fragments together whose header has a wrong one.
        string[] options = ["-E", "occurrence=f", "-o", "ip.check_checksum:FALSE", "-o", "udp.check_checksum:FALSE"];
        foreach (string[] field in Tshark.Read(file, null, $"udp.port in {{{ports}}} && !icmp && !icmpv6", fields, options))
        {
            yield return new Row(
                long.Parse(field[0], CultureInfo.InvariantCulture),
                field[1].Length == 0 ? null : (long)(decimal.Parse(field[1], CultureInfo.InvariantCulture) * 1_000_000_000),
                EndPoint(field[2], field[3], field[4]),
                EndPoint(field[5], field[6], field[7]),
                int.Parse(field[8], CultureInfo.InvariantCulture) - 8,
                field[9].Replace(":", "", StringComparison.Ordinal));
        }
    }

    private static string EndPoint(string address, string address6, string port) => address.Length > 0 ? $"{address}:{port}" : $"[{address6}]:{port}";

    private sealed record Row(long Frame, long? Nanoseconds, string Source, string Destination, int Length, string Octets);
}
