using System.Buffers.Binary;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Foreign;

/// <summary>Gives our endpoint the SPI and the nonce that its predecessor drew; everything else that it draws is free, and counts up.</summary>
internal sealed class ForeignRandom(Spi spi, byte[] nonce) : IRandomSource
{
    private bool _givesSpi;
    private bool _givesNonce;
    private ulong _count;

    /// <summary>The next draw of the size of an SPI is the SPI, and the next of the size of the nonce is the nonce.</summary>
    public void Arm() => (_givesSpi, _givesNonce) = (true, true);

    public void Fill(Span<byte> destination)
    {
        if (_givesSpi && destination.Length == Spi.Size)
        {
            spi.Write(destination);
            _givesSpi = false;
        }
        else if (_givesNonce && destination.Length == nonce.Length && !_givesSpi)
        {
            // an IKE SA has its SPI before its nonce
            nonce.CopyTo(destination);
            _givesNonce = false;
        }
        else
        {
            Count(destination);
        }
    }

    private void Count(Span<byte> destination)
    {
        Span<byte> block = stackalloc byte[sizeof(ulong)];
        while (!destination.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64BigEndian(block, ++_count | 0x0100_0000_0000_0000);
            int size = Math.Min(block.Length, destination.Length);
            block[..size].CopyTo(destination);
            destination = destination[size..];
        }
    }
}
