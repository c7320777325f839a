using System.Collections.Concurrent;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Hosting;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Hosting;

/// <summary>A tap sees what the sockets carry, marker and ESP included, and cannot disturb.</summary>
public class DatagramTapTests
{
    [Fact]
    public async Task What_one_side_sends_the_other_receives()
    {
        var alice = new Tap();
        var bob = new Tap();
        await using (HostPair pair = HostPair.Start(alice: Options(alice), bob: Options(bob)))
        {
            await pair.ConnectAsync();
            var path = new PacketInfo(pair.Alice.NatTraversalEndPoints[0], pair.Bob.NatTraversalEndPoints[0]);
            Assert.True(await pair.Alice.SendEspAsync(path, new byte[] { 0, 0, 16, 0, 0, 0, 0, 1, 9 }));
            await bob.WaitAsync(seen => !seen.Outbound && seen.Datagram.Length == 9);
            Assert.Equal([0, 0, 16, 0, 0, 0, 0, 1, 9], alice.Seen.Last().Datagram);
        }

        // The peer's port is not 500, so IKE has the marker from the first message on.
        Assert.All(alice.Seen.Where(seen => seen.Datagram.Length > 9), seen => Assert.Equal([0, 0, 0, 0], seen.Datagram[..4]));
        Assert.Equal([.. alice.Sent], bob.Received);
        Assert.Equal([.. bob.Sent], alice.Received);
        Assert.True(alice.Seen.First().Outbound);
        Assert.False(bob.Seen.First().Outbound);
        Assert.Equal(alice.Seen.First().Path.Local, bob.Seen.First().Path.Remote);
        Assert.Equal(alice.Seen.Select(seen => seen.Time.MonotonicTicks).Order(), alice.Seen.Select(seen => seen.Time.MonotonicTicks));
    }

    [Fact]
    public async Task A_tap_that_throws_is_told_of_and_changes_nothing()
    {
        var faults = new ConcurrentQueue<Exception>();
        var alice = new Tap { Fails = true };
        await using HostPair pair = HostPair.Start(alice: Options(alice, faults.Enqueue));
        HostConnection connection = await pair.ConnectAsync();
        Assert.Single(connection.Children);
        Assert.True(faults.Count >= 4);
        Assert.All(faults, fault => Assert.Equal("The disk is full.", fault.Message));
    }

    private static IkeHostOptions Options(Tap tap, Action<Exception>? errors = null) => new()
    {
        LocalAddresses = [NetAddress.Parse("127.0.0.1")],
        Port = 0,
        NatTraversalPort = 0,
        DatagramTap = tap,
        ErrorHandler = errors,
    };

    private sealed class Tap : IDatagramTap
    {
        public bool Fails { get; init; }

        public ConcurrentQueue<(bool Outbound, IkeInstant Time, PacketInfo Path, byte[] Datagram)> Seen { get; } = [];

        public IEnumerable<string> Sent => Texts(outbound: true);

        public IEnumerable<string> Received => Texts(outbound: false);

        public void OnDatagram(bool outbound, IkeInstant time, in PacketInfo path, ReadOnlySpan<byte> datagram)
        {
            Seen.Enqueue((outbound, time, path, datagram.ToArray()));
            if (Fails)
            {
                throw new InvalidOperationException("The disk is full.");
            }
        }

        public async Task WaitAsync(Func<(bool Outbound, IkeInstant Time, PacketInfo Path, byte[] Datagram), bool> fits)
        {
            using var limit = new CancellationTokenSource(HostPair.Patience);
            while (!Seen.Any(fits))
            {
                await Task.Delay(5, limit.Token);
            }
        }

        private IEnumerable<string> Texts(bool outbound) => Seen.Where(seen => seen.Outbound == outbound).Select(seen => Convert.ToHexString(seen.Datagram));
    }
}
