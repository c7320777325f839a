using System.Diagnostics.CodeAnalysis;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>The IKE SAs of an endpoint, found by the SPI that we chose; a first message by what it is.</summary>
internal sealed class SaTable
{
    private readonly Dictionary<ulong, SecurityAssociation> _byLocalSpi = [];
    private readonly Dictionary<InitialKey, SecurityAssociation> _byInitial = [];
    private readonly Dictionary<NetAddress, int> _halfOpenByAddress = [];

    public int Count => _byLocalSpi.Count;

    public int HalfOpenCount { get; private set; }

    /// <summary>How many SAs that never were established still repeat their last response.</summary>
    public int LingeringStrangers { get; private set; }

    public IEnumerable<SecurityAssociation> All => _byLocalSpi.Values;

    public bool Contains(Spi localSpi) => _byLocalSpi.ContainsKey(localSpi.Value);

    public bool TryGet(Spi localSpi, [NotNullWhen(true)] out SecurityAssociation? sa) => _byLocalSpi.TryGetValue(localSpi.Value, out sa);

    public bool TryGet(in InitialKey key, [NotNullWhen(true)] out SecurityAssociation? sa) => _byInitial.TryGetValue(key, out sa);

    public int HalfOpenFrom(NetAddress address) => _halfOpenByAddress.GetValueOrDefault(address);

    public void Add(SecurityAssociation sa)
    {
        _byLocalSpi.Add(sa.LocalSpi.Value, sa);
        if (sa.InitialKey is { } key)
        {
            _byInitial.Add(key, sa);
            sa.IsHalfOpen = true;
            HalfOpenCount++;
            _halfOpenByAddress[key.Remote.Address] = HalfOpenFrom(key.Remote.Address) + 1;
        }
    }

    /// <summary>The peer has proved itself, or is gone: it no longer counts as half-open.</summary>
    public void LeaveHalfOpen(SecurityAssociation sa)
    {
        if (!sa.IsHalfOpen || sa.InitialKey is not { } key)
        {
            return;
        }

        sa.IsHalfOpen = false;
        HalfOpenCount--;
        int left = HalfOpenFrom(key.Remote.Address) - 1;
        if (left > 0)
        {
            _halfOpenByAddress[key.Remote.Address] = left;
        }
        else
        {
            _halfOpenByAddress.Remove(key.Remote.Address);
        }
    }

    /// <summary>The SA has ended and stays for a while to repeat its last response.</summary>
    public void Linger(SecurityAssociation sa, bool isStranger)
    {
        LeaveHalfOpen(sa);
        sa.IsLingeringStranger = isStranger;
        LingeringStrangers += isStranger ? 1 : 0;
    }

    /// <summary>The first message can no longer be repeated by an honest peer.</summary>
    public void ForgetInitial(SecurityAssociation sa)
    {
        LeaveHalfOpen(sa);
        if (sa.InitialKey is { } key)
        {
            _byInitial.Remove(key);
            sa.InitialKey = null;
        }
    }

    public void Remove(SecurityAssociation sa)
    {
        LingeringStrangers -= sa.IsLingeringStranger ? 1 : 0;
        sa.IsLingeringStranger = false;
        ForgetInitial(sa);
        _byLocalSpi.Remove(sa.LocalSpi.Value);
    }
}
