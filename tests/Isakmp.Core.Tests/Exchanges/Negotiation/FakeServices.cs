using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>An endpoint's services without an endpoint: says which SPIs are out, and gives numbers that a test has chosen.</summary>
internal sealed class FakeServices(ulong seed) : IEndpointServices, IRandomSource
{
    private readonly SeededRandom _random = new(seed);
    private ulong _lastId;

    public IkeInstant Now { get; set; } = new(TimeSpan.TicksPerSecond, 0);

    public ICryptoProvider Crypto { get; set; } = CryptoProvider.Default;

    public IRandomSource Random => this;

    public int NonceSize { get; set; } = 32;

    public CredentialStore Credentials { get; } = new();

    public EndpointQuestions Questions { get; set; }

    /// <summary>The SPIs that were taken and not given back.</summary>
    public HashSet<uint> Taken { get; } = [];

    /// <summary>The Compression Parameter Indices that were taken and not given back.</summary>
    public HashSet<ushort> Indices { get; } = [];

    /// <summary>The next SPIs; afterwards they are drawn.</summary>
    public Queue<uint> Spis { get; } = new();

    /// <summary>What the random source gives when asked for as many octets; afterwards it is seeded.</summary>
    public Queue<byte[]> Octets { get; } = new();

    public IEnumerable<PeerProfile> ProfilesFor(PacketInfo path) => [];

    public ChildSpi TakeChildSpi()
    {
        uint spi = Spis.TryDequeue(out uint next) ? next : (uint)_random.Next(256, int.MaxValue);
        Assert.True(Taken.Add(spi));
        return new ChildSpi(spi);
    }

    public void ReturnChildSpi(ChildSpi spi) => Assert.True(Taken.Remove(spi.Value), $"SPI {spi} was not out.");

    public ushort? TakeCompressionIndex() => CompressionIndex.Take(this, Indices);

    public void ReturnCompressionIndex(ushort index) => Assert.True(Indices.Remove(index), $"Index {index} was not out.");

    public ulong NextId() => ++_lastId;

    public void Fill(Span<byte> destination)
    {
        if (Octets.TryPeek(out byte[]? next) && next.Length == destination.Length)
        {
            Octets.Dequeue().CopyTo(destination);
        }
        else
        {
            _random.Fill(destination);
        }
    }
}
