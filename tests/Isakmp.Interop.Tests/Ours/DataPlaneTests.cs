using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Hosting;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.KeyLog;
using Isakmp.Interop.Tests.Network;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>ESP packets pass between charon's user-space data plane and keys that our engine handed out.</summary>
public class DataPlaneTests
{
    private static readonly IPEndPoint s_ourInner = new(IPAddress.Parse("10.1.0.1"), 7000);
    private static readonly IPEndPoint s_theirInner = new(IPAddress.Parse("10.2.0.1"), 7000);

    [Fact]
    public Task Packets_pass_in_both_directions() => AssertPacketsPassAsync(IkeV2Scenarios.Get("NAT forced by both, tunnel"));

    [Fact]
    public Task Packets_pass_under_IKEv1() => AssertPacketsPassAsync(
        IkeV1Scenarios.Get("NAT forced by both, tunnel").WithBoth(side => side with { EspProposals = "aes256gcm16-modp2048" }));

    private static Task AssertPacketsPassAsync(Scenario scenario) => Laboratory.RunAsync(scenario, async laboratory =>
    {
        NetworkNode bobsMachine = laboratory.NodeOf(Role.Responder);
        await bobsMachine.AddAddressAsync("10.2.0.1/32");
        Charon bob = await laboratory.StartCharonAsync(Role.Responder, new() { Kernel = KernelKind.UserSpace });
        Receiver received = new();
        OurSide alice = OurSide.Start(laboratory, Role.Initiator, esp: received);
        await alice.ConnectAsync();
        await bob.WaitForEstablishedAsync();
        ChildSaEstablishedEvent child = await alice.WaitForAsync<ChildSaEstablishedEvent>();

        using UdpClient inside = bobsMachine.Namespace.Run(() => new UdpClient(s_theirInner));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        byte[] packet = EspGcm.Seal(
            child.Keys.OutboundEncryption.Span, child.Info.OutboundSpi.Value, 1, InnerPacket.Write(s_ourInner, s_theirInner, "to charon"u8));
        Assert.True(await alice.Host.SendEspAsync(child.Info.Path, packet, limit.Token));
        UdpReceiveResult arrived = await inside.ReceiveAsync(limit.Token);
        Assert.Equal("to charon"u8, arrived.Buffer);
        Assert.Equal(s_ourInner, arrived.RemoteEndPoint);

        await inside.SendAsync("to us"u8.ToArray(), s_ourInner, limit.Token);
        byte[] answer = await received.Packets.ReadAsync(limit.Token);
        Assert.Equal(child.Info.InboundSpi.Value, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(answer));
        Assert.Equal("to us"u8, InnerPacket.DataOf(EspGcm.Open(child.Keys.InboundEncryption.Span, answer)));
    });

    [Theory]
    [InlineData("NAT forced by both, tunnel")]
    public Task Wireshark_decrypts_them(string name) => Laboratory.RunAsync(IkeV2Scenarios.Get(name), async laboratory =>
    {
        Tshark.Require();
        TestFolder folder = TestFolder.Create("wireshark");
        string capture = folder.File("capture.pcap");
        await using FileStream file = File.Create(capture);
        await using StreamWriter ike = File.CreateText(folder.File(WiresharkKeyLog.IkeV2FileName));
        await using StreamWriter sas = File.CreateText(folder.File(WiresharkKeyLog.EspFileName));
        NetworkNode bobsMachine = laboratory.NodeOf(Role.Responder);
        await bobsMachine.AddAddressAsync("10.2.0.1/32");
        Charon bob = await laboratory.StartCharonAsync(Role.Responder, new() { Kernel = KernelKind.UserSpace });
        Receiver received = new();
        OurSide alice = OurSide.Start(
            laboratory, Role.Initiator, esp: received, keyLog: new WiresharkKeyLog { IkeV2Table = ike, EspTable = sas }, tap: new Capture(new PcapWriter(file)));
        await alice.ConnectAsync();
        await bob.WaitForEstablishedAsync();
        ChildSaEstablishedEvent child = await alice.WaitForAsync<ChildSaEstablishedEvent>();
        using UdpClient inside = bobsMachine.Namespace.Run(() => new UdpClient(s_theirInner));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        byte[] packet = EspGcm.Seal(
            child.Keys.OutboundEncryption.Span, child.Info.OutboundSpi.Value, 1, InnerPacket.Write(s_ourInner, s_theirInner, "to charon"u8));
        Assert.True(await alice.Host.SendEspAsync(child.Info.Path, packet, limit.Token));
        await inside.ReceiveAsync(limit.Token);
        await inside.SendAsync("to us"u8.ToArray(), s_ourInner, limit.Token);
        await received.Packets.ReadAsync(limit.Token);
        await file.FlushAsync(limit.Token);

        IReadOnlyList<string[]> rows = Tshark.Read(capture, folder.Path, "esp", ["ip.src", "esp.icv_good", "data.data"]);
        Assert.Equal(
            [$"192.0.2.1,10.1.0.1 1 {Hex.Format("to charon"u8)}", $"192.0.2.2,10.2.0.1 1 {Hex.Format("to us"u8)}"], rows.Select(row => string.Join(' ', row)));
        Assert.Equal(2, Tshark.Read(capture, folder.Path, "isakmp.typepayload == 39", ["frame.number"]).Count);
    });

    private sealed class Capture(PcapWriter writer) : IDatagramTap
    {
        private readonly Lock _gate = new();

        public void OnDatagram(bool outbound, IkeInstant time, in PacketInfo path, ReadOnlySpan<byte> datagram)
        {
            lock (_gate)
            {
                writer.WriteUdp(time, outbound ? path.Local : path.Remote, outbound ? path.Remote : path.Local, datagram);
            }
        }
    }

    private sealed class Receiver : IEspReceiver
    {
        private readonly Channel<byte[]> _packets = Channel.CreateUnbounded<byte[]>();

        public ChannelReader<byte[]> Packets => _packets.Reader;

        public void OnEsp(in PacketInfo path, ReadOnlySpan<byte> packet) => _packets.Writer.TryWrite(packet.ToArray());
    }
}
