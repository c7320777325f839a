using System.Buffers;
using System.Security.Cryptography;
using Isakmp.Framing;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Engine;

/// <summary>A verified message whose exchange waits for the caller; its plaintext is zeroed when it goes.</summary>
internal sealed class ParkedMessage : IDisposable
{
    private byte[] _chain;
    private byte[] _datagram;
    private readonly int _chainLength;
    private readonly int _datagramLength;

    public ParkedMessage(IkeHeader header, PayloadType first, ReadOnlySpan<byte> chain, ReadOnlySpan<byte> datagram, PacketInfo path, ulong hash)
    {
        Header = header;
        First = first;
        Path = path;
        Hash = hash;
        _chainLength = chain.Length;
        _datagramLength = datagram.Length;
        _chain = ArrayPool<byte>.Shared.Rent(Math.Max(1, chain.Length));
        chain.CopyTo(_chain);
        _datagram = ArrayPool<byte>.Shared.Rent(Math.Max(1, datagram.Length));
        datagram.CopyTo(_datagram);
    }

    public IkeHeader Header { get; }

    public PayloadType First { get; }

    public PacketInfo Path { get; }

    /// <summary>The hash of the datagram.</summary>
    public ulong Hash { get; }

    /// <summary>The payloads: the inside of SK, or for IKE_SA_INIT the whole message, whose chain begins after the header.</summary>
    public ReadOnlySpan<byte> Chain => _chain.AsSpan(0, _chainLength);

    public ReadOnlySpan<byte> Datagram => _datagram.AsSpan(0, _datagramLength);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_chain.AsSpan(0, _chainLength));
        ArrayPool<byte>.Shared.Return(_chain);
        ArrayPool<byte>.Shared.Return(_datagram);
        _chain = [];
        _datagram = [];
    }
}
