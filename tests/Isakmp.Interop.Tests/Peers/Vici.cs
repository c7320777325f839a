using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>Speaks strongSwan's control protocol over the daemon's socket; a request and its events use a connection of their own.</summary>
public static class Vici
{
    private const byte CommandRequest = 0, CommandResponse = 1, CommandUnknown = 2, EventRegister = 3, EventConfirm = 5, Event = 7;

    /// <summary>Sends a command and returns its response; events of the named kind that arrive before it are collected.</summary>
    /// <exception cref="InvalidOperationException">The daemon does not know the command or the event.</exception>
    public static async Task<ViciMessage> CallAsync(
        string socketPath, string command, ViciMessage? request = null, string? eventName = null, List<ViciMessage>? events = null)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await ConnectAsync(socket, socketPath, limit.Token);
        await using NetworkStream stream = new(socket);
        if (eventName is not null)
        {
            await SendAsync(stream, EventRegister, eventName, [], limit.Token);
            byte[] confirmed = await ReceiveAsync(stream, limit.Token);
            Expect(confirmed[0] == EventConfirm, $"the event {eventName}");
        }

        await SendAsync(stream, CommandRequest, command, (request ?? new ViciMessage()).Write(), limit.Token);
        while (true)
        {
            byte[] packet = await ReceiveAsync(stream, limit.Token);
            Expect(packet[0] != CommandUnknown, $"the command {command}");
            if (packet[0] == CommandResponse)
            {
                return ViciMessage.Read(packet.AsSpan(1));
            }

            if (packet[0] == Event)
            {
                events?.Add(ViciMessage.Read(packet.AsSpan(2 + packet[1])));
            }
        }
    }

    private static async Task ConnectAsync(Socket socket, string path, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return;
            }
            catch (SocketException full) when (full.SocketErrorCode is SocketError.WouldBlock or SocketError.TryAgain)
            {
                // Charon lets only a few connections wait.
                await Task.Delay(5, cancellation);
            }
        }
    }

    private static async Task SendAsync(NetworkStream stream, byte type, string name, byte[] body, CancellationToken cancellation)
    {
        byte[] nameBytes = Encoding.ASCII.GetBytes(name);
        byte[] packet = new byte[6 + nameBytes.Length + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(packet, checked((uint)packet.Length - 4));
        packet[4] = type;
        packet[5] = checked((byte)nameBytes.Length);
        nameBytes.CopyTo(packet, 6);
        body.CopyTo(packet, 6 + nameBytes.Length);
        await stream.WriteAsync(packet, cancellation);
    }

    private static async Task<byte[]> ReceiveAsync(NetworkStream stream, CancellationToken cancellation)
    {
        byte[] length = new byte[4];
        await stream.ReadExactlyAsync(length, cancellation);
        byte[] packet = new byte[BinaryPrimitives.ReadUInt32BigEndian(length)];
        await stream.ReadExactlyAsync(packet, cancellation);
        return packet;
    }

    private static void Expect(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"charon does not know {what}.");
        }
    }
}
