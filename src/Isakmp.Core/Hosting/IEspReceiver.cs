using Isakmp.Framing;

namespace Isakmp.Hosting;

/// <summary>The caller's data plane: takes the ESP packets that arrive on the port that IKE shares with them (RFC 3948 section 2.1).</summary>
public interface IEspReceiver
{
    /// <summary>Takes one ESP packet.</summary>
    /// <remarks>Called on the receiving loop of the socket, so it should be short; packets of several local addresses may come at the same time.</remarks>
    /// <param name="path">Where it came from and on which of our addresses.</param>
    /// <param name="packet">From the SPI to the integrity check value; valid during the call only.</param>
    void OnEsp(in PacketInfo path, ReadOnlySpan<byte> packet);
}
