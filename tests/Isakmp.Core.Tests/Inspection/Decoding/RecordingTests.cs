using Isakmp.Crypto;
using Isakmp.Framing;
using Isakmp.Inspection.Decoding;
using Isakmp.Inspection.Keys;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Inspection.Decoding;

/// <summary>Every session between real daemons, decrypted with the keys beside it.</summary>
public sealed class RecordingTests
{
    // For these no daemon wrote down keys.
    private static readonly string[] s_withoutKeys =
    [
        "ike-scan", "loopback-ikev1-500", "loopback-ikev1-custom-ports", "loopback-ikev2-500", "loopback-ikev2-custom-noencap-childfails",
        "loopback-ikev2-custom-noencap-shim", "loopback-ikev2-custom-ports",
    ];

    public static TheoryData<string> All => DaemonRecording.Names.Count > 0 ? [.. DaemonRecording.Names] : ["ikev2-psk"];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_encrypted_message_decrypts(string name)
    {
        var recording = DaemonRecording.Require(name);
        using DecryptionKeys keys = ReadKeys(recording, out bool hasKeys);
        Assert.Equal(!s_withoutKeys.Contains(name), hasKeys);
        int encrypted = 0;
        foreach (Reading reading in Read(recording, keys))
        {
            encrypted += reading.IsEncrypted ? 1 : 0;
            bool isOpen = reading.Status is DecodeStatus.Decrypted or DecodeStatus.Fragment;
            Assert.True(!reading.IsEncrypted || isOpen == hasKeys, $"frame {reading.Frame}: {reading.Status}, {reading.Error}");
            Assert.Equal(reading.IsEncrypted && !hasKeys ? DecodeProblem.NoKeys : DecodeProblem.None, reading.Problem);
            Assert.Equal(reading.IsEncrypted && hasKeys && reading.Version == 2, reading.IsVerified);
        }

        Assert.Equal(name != "ike-scan", encrypted > 0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Payloads_are_those_that_tshark_finds(string name)
    {
        var recording = DaemonRecording.Require(name);
        using DecryptionKeys keys = ReadKeys(recording, out _, wiresharkOnly: true);
        string v1 = recording.IkeV1Table.Length > 0 ? recording.IkeV1Table : recording.LoggedRow() is { } row && row.Split(',').Length == 2 ? row : "";
        List<Reading> readings = Read(recording, keys);
        int[] ports = [.. recording.ReadDatagrams().SelectMany(datagram => new int[] { datagram.Source.Port, datagram.Destination.Port }).Distinct()];
        IReadOnlyList<Tshark.Message> expected = Tshark.ReadIke(
            recording.PcapPath, v1, recording.IkeV2Table, ports.Where(port => port is not (500 or 4500) && name.Contains("custom", StringComparison.Ordinal)));
        Assert.Equal(expected.Select(message => message.Frame), readings.Select(reading => reading.Frame));
        foreach ((Tshark.Message theirs, Reading ours) in expected.Zip(readings))
        {
            // tshark decrypts an IKEv1 message that is sent again with the vector of the next one, and so finds nothing; its first coming says what is right.
            Reading? first = readings.Find(reading => reading.Frame < ours.Frame && reading.Version == 1 && reading.Message.AsSpan().SequenceEqual(ours.Message));
            IReadOnlyList<int> payloads = first?.Payloads ?? theirs.Payloads;
            Assert.Equal(
                $"{theirs.Frame}: {theirs.Exchange} [{string.Join(' ', payloads)}]", $"{ours.Frame}: {ours.Exchange} [{string.Join(' ', ours.Payloads)}]");
        }
    }

    internal static List<Reading> Read(DaemonRecording recording, DecryptionKeys keys)
    {
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
        var readings = new List<Reading>();
        foreach (PcapDatagram datagram in recording.ReadDatagrams())
        {
            if (datagram.TryGetIkeMessage(out byte[] message))
            {
                readings.Add(Reading.Of(datagram.Frame, message, decoder.Decode(message, new PacketInfo(datagram.Source, datagram.Destination))));
            }
        }

        return readings;
    }

    internal static DecryptionKeys ReadKeys(DaemonRecording recording, out bool hasKeys, bool wiresharkOnly = false)
    {
        var keys = new DecryptionKeys();
        string table = recording.IkeV1Table + recording.IkeV2Table;
        if (table.Length == 0 && recording.LoggedRow() is { } row && (!wiresharkOnly || row.Split(',').Length == 2))
        {
            table = row;
        }

        hasKeys = table.Length > 0;
        Assert.True(keys.TryAdd(new StringReader(recording.EspTable + table), out System.Collections.Immutable.ImmutableArray<KeyTableFault> faults), string.Join('\n', faults));
        return keys;
    }

    /// <summary>What a decoder found, kept beyond the next message.</summary>
    internal sealed record Reading(
        int Frame, int Version, int Exchange, DecodeStatus Status, DecodeProblem Problem, string? Error, bool IsEncrypted, bool IsVerified, IReadOnlyList<int> Payloads, byte[] Message)
    {
        public static Reading Of(int frame, byte[] message, in DecodedMessage decoded)
        {
            // The payloads outside, then those of the message that fragments make, then those inside.
            var payloads = new List<int>();
            bool isOpaque = (message[17] >> 4) == 1 && (message[19] & (byte)HeaderFlags.Encryption) != 0;
            Add(payloads, isOpaque ? [] : message.AsSpan(28), new PayloadType(message[16]));
            bool isOtherMessage = decoded.IsReassembled && decoded.Header.MajorVersion == 1;
            if (decoded.IsDecrypted || isOtherMessage)
            {
                Add(payloads, decoded.Chain, decoded.FirstPayload);
            }

            return new Reading(
                frame,
                decoded.Header.MajorVersion,
                message[18],
                decoded.Status,
                decoded.Problem,
                decoded.Error,
                decoded.IsEncrypted,
                decoded.IsVerified,
                payloads,
                message);
        }

        private static void Add(List<int> payloads, ReadOnlySpan<byte> chain, PayloadType first)
        {
            var walker = new PayloadWalker(chain, first);
            while (walker.MoveNext())
            {
                payloads.Add(walker.Current.Type.Value);
            }
        }
    }
}
