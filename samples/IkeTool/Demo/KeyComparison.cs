using System.Security.Cryptography;
using Isakmp.Exchanges;
using Isakmp.Primitives;

namespace IkeTool.Demo;

/// <summary>One key of a Child SA as both sides have it.</summary>
/// <param name="From">Who sends with it.</param>
/// <param name="To">Who receives with it.</param>
/// <param name="Use">Encryption, integrity, or the integrity of AH around ESP.</param>
/// <param name="Bits">Its length, with the salt.</param>
/// <param name="SenderSpi">The SPI that the sender writes.</param>
/// <param name="ReceiverSpi">The SPI by which the receiver finds it.</param>
/// <param name="Sender">The sender's fingerprint.</param>
/// <param name="Receiver">The receiver's fingerprint.</param>
/// <param name="Agrees">Whether SPI and key are the same on both sides: the whole key, not the fingerprint.</param>
internal sealed record KeyComparison(
    string From, string To, string Use, int Bits, ChildSpi SenderSpi, ChildSpi ReceiverSpi, string Sender, string Receiver, bool Agrees)
{
    private const int FingerprintOctets = 4;

    /// <summary>Compares all keys of both directions.</summary>
    /// <param name="left">One side.</param>
    /// <param name="right">The other side.</param>
    /// <returns>The comparisons; none if a side has no Child SA.</returns>
    public static IReadOnlyList<KeyComparison> Compare(DemoSide left, DemoSide right) =>
        left is { Child: { } leftChild, Keys: { } leftKeys } && right is { Child: { } rightChild, Keys: { } rightKeys }
            ? [.. OneWay(left.Name, leftChild, leftKeys, right.Name, rightChild, rightKeys), .. OneWay(right.Name, rightChild, rightKeys, left.Name, leftChild, leftKeys)]
            : [];

    private static IEnumerable<KeyComparison> OneWay(
        string from, ChildSaInfo sender, ChildSaKeys sending, string to, ChildSaInfo receiver, ChildSaKeys receiving)
    {
        (string, ChildSpi, ChildSpi, SecretBuffer, SecretBuffer)[] pairs =
        [
            ("encryption", sender.OutboundSpi, receiver.InboundSpi, sending.OutboundEncryption, receiving.InboundEncryption),
            ("integrity", sender.OutboundSpi, receiver.InboundSpi, sending.OutboundIntegrity, receiving.InboundIntegrity),
            ("AH", sender.Ah?.OutboundSpi ?? default, receiver.Ah?.InboundSpi ?? default, sending.OutboundAh, receiving.InboundAh),
        ];
        foreach ((string use, ChildSpi senderSpi, ChildSpi receiverSpi, SecretBuffer ours, SecretBuffer theirs) in pairs)
        {
            if (ours.Length + theirs.Length > 0)
            {
                bool agrees = senderSpi == receiverSpi && ours.Length == theirs.Length && ours.FixedTimeEquals(theirs.Span);
                yield return new KeyComparison(
                    from, to, use, ours.Length * 8, senderSpi, receiverSpi, Fingerprint(ours), Fingerprint(theirs), agrees);
            }
        }
    }

    private static string Fingerprint(SecretBuffer key) => Convert.ToHexStringLower(SHA256.HashData(key.Span).AsSpan(0, FingerprintOctets));
}
