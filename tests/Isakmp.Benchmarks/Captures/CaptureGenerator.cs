using System.Buffers.Binary;
using System.Globalization;

namespace Isakmp.Benchmarks.Captures;

/// <summary>Makes a large capture: sessions like recorded ones in IKEv1 and IKEv2, ESP in UDP, other traffic, VLANs, IPv6, fragments.</summary>
internal static class CaptureGenerator
{
    private const int Concurrent = 2000;
    private const int DefaultIkePercent = 20;
    private const int EspPercentOfRest = 50;
    private const int UdpHeaderSize = 8;
    private const byte Tcp = 6;
    private const byte Esp = 50;

    private enum Traffic
    {
        Ike,
        Esp,
        Other,
    }

    /// <summary>Arguments: FILE SIZE [IKE-PERCENT [SEED [KEYS]]]; a size such as 1G, 300M or 100000. KEYS is a folder that the key tables are written into.</summary>
    public static void Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length is < 2 or > 5)
        {
            Console.Error.WriteLine("usage: capture FILE SIZE [IKE-PERCENT [SEED [KEYS]]], for example: capture big.pcap 1G");
            return;
        }

        long size = Size(arguments[1]);
        int percent = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : DefaultIkePercent;
        ulong seed = arguments.Length > 3 ? ulong.Parse(arguments[3], CultureInfo.InvariantCulture) : 1;
        using var writer = new FrameWriter(new FileStream(arguments[0], FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20));
        using KeyTables? tables = arguments.Length > 4 ? new KeyTables(arguments[4]) : null;
        long[] octets = Write(writer, size, percent, new SeededSource(seed), tables);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{arguments[0]}: {writer.Written:N0} octets, {writer.Frames:N0} frames; payload of IKE {octets[0]:N0}, ESP in UDP {octets[1]:N0}, other {octets[2]:N0} octets"));
    }

    private static long[] Write(FrameWriter writer, long size, int ikePercent, SeededSource random, KeyTables? tables)
    {
        byte[] noise = new byte[1 << 16];
        random.Fill(noise);
        GeneratedSession[] sessions = [.. Enumerable.Range(0, Concurrent).Select(_ => Begin(random, tables))];
        double esp = (100 - ikePercent) * EspPercentOfRest / 100.0;
        double[] shares = [ikePercent, esp, 100 - ikePercent - esp];
        long[] octets = new long[shares.Length];
        byte[] payload = new byte[1 << 16];
        writer.Start();
        while (writer.Written < size)
        {
            int kind = 0;
            for (int i = 1; i < shares.Length; i++)
            {
                kind = shares[i] > 0 && (shares[kind] <= 0 || octets[i] / shares[i] < octets[kind] / shares[kind]) ? i : kind;
            }

            int index = random.Next(Concurrent);
            octets[kind] += (Traffic)kind switch
            {
                Traffic.Ike => Ike(writer, sessions, index, payload, random, tables),
                Traffic.Esp => EspInUdp(writer, sessions[index], payload, noise, random),
                _ => Other(writer, sessions[index], payload, noise, random),
            };
        }

        return octets;
    }

    private static GeneratedSession Begin(SeededSource random, KeyTables? tables)
    {
        var session = new GeneratedSession(random, tables is not null);
        tables?.Add(session);
        return session;
    }

    private static int Ike(FrameWriter writer, GeneratedSession[] sessions, int index, byte[] payload, SeededSource random, KeyTables? tables)
    {
        if (sessions[index].IsOver)
        {
            sessions[index] = Begin(random, tables);
        }

        GeneratedSession session = sessions[index];
        int length = session.Next(payload.AsSpan(UdpHeaderSize), out bool isFromInitiator, out bool isMarked);
        int port = isMarked ? 4500 : 500;
        return Udp(writer, session, isFromInitiator, port, port, payload, length);
    }

    private static int EspInUdp(FrameWriter writer, GeneratedSession session, byte[] payload, byte[] noise, SeededSource random)
    {
        int length = random.Next(2) == 0 ? 92 : 1420;
        noise.AsSpan(random.Next(noise.Length - length), length).CopyTo(payload.AsSpan(UdpHeaderSize));
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(UdpHeaderSize), session.Spi);
        return Udp(writer, session, random.Next(2) == 0, 4500, 4500, payload, length);
    }

    private static int Other(FrameWriter writer, GeneratedSession session, byte[] payload, byte[] noise, SeededSource random)
    {
        int dice = random.Next(10);
        int length = dice < 3 ? 20 : dice < 8 ? 1440 : 120;
        noise.AsSpan(random.Next(noise.Length - length), length).CopyTo(payload);
        if (dice == 9)
        {
            return Udp(writer, session, random.Next(2) == 0, 5001, 40_000 + random.Next(10_000), payload, length);
        }

        if (dice < 8)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload, 5001);
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(2), (ushort)(40_000 + random.Next(10_000)));
            payload[12] = 0x50;
            payload[13] = 0x10;
        }

        writer.Packet(session, random.Next(2) == 0, dice < 8 ? Tcp : Esp, payload.AsSpan(0, length));
        return length;
    }

    // The payload stands behind room for the header.
    private static int Udp(FrameWriter writer, GeneratedSession session, bool isFromInitiator, int source, int destination, byte[] payload, int length)
    {
        Span<byte> datagram = payload.AsSpan(0, UdpHeaderSize + length);
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)source);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], (ushort)destination);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)datagram.Length);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[6..], 0);
        writer.Packet(session, isFromInitiator, FrameWriter.Udp, datagram);
        return datagram.Length;
    }

    private static long Size(string text)
    {
        long unit = char.ToUpperInvariant(text[^1]) switch
        {
            'G' => 1_000_000_000,
            'M' => 1_000_000,
            'K' => 1000,
            _ => 1,
        };
        return unit * long.Parse(unit == 1 ? text : text[..^1], CultureInfo.InvariantCulture);
    }
}
