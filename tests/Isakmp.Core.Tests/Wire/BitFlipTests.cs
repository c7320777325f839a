using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Core.Tests.Wire;

/// <summary>One bit of a real chain turned over: refused, or written again as it is, or a reserved bit that is written as zero.</summary>
public class BitFlipTests
{
    public static TheoryData<int> Numbers => [.. RecordedMessage.All
        .Where(message => message.Chain is { Length: > 0 } && message.Recording is "ikev2-psk-vip" or "ikev2-psk-rekey" or "ikev2-psk-mobike"
            or "ikev1-main-psk" or "ikev1-main-rsa" or "ikev1-transport" or "libreswan-ikev1-xauth-psk-modecfg" or "vpnc-aggr-xauth-modecfg")
        .Select(message => message.Number)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Reserved_bits_and_no_others_are_ignored(int number)
    {
        RecordedMessage recorded = RecordedMessage.All[number];
        byte[] chain = recorded.Chain!;
        var flipped = new byte[chain.Length];
        var written = new byte[chain.Length];
        bool[] isFrame = Frames(chain, recorded.First);
        int ignored = 0;
        for (int bit = 0; bit < chain.Length * 8; bit++)
        {
            chain.CopyTo(flipped, 0);
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (!Rewriter.Chain(recorded.IsV1, flipped, recorded.First, written, out int length))
            {
                continue;
            }

            Assert.Equal(chain.Length, length);
            if (isFrame[bit / 8])
            {
                // Another type or length makes other octets reserved.
                continue;
            }

            bool isIgnored = written.AsSpan(0, length).SequenceEqual(chain);
            ignored += isIgnored ? 1 : 0;
            Assert.True(isIgnored || written.AsSpan(0, length).SequenceEqual(flipped), $"bit {bit % 8} of octet {bit / 8}");
        }

        Assert.Equal(recorded.IsV1 ? V1ReservedBits(chain, recorded.First) : ReservedBits(chain, recorded.First), ignored);
    }

    private static bool[] Frames(byte[] chain, PayloadType first)
    {
        var isFrame = new bool[chain.Length];
        var walker = new PayloadWalker(chain, first);
        while (walker.MoveNext())
        {
            int offset = walker.Current.Offset;
            isFrame[offset] = isFrame[offset + 2] = isFrame[offset + 3] = true;
        }

        return isFrame;
    }

    // RFC 7296 3.2 to 3.15: the RESERVED fields of each structure.
    private static int ReservedBits(ReadOnlySpan<byte> chain, PayloadType first)
    {
        int bits = 0;
        var walker = new PayloadWalker(chain, first);
        while (walker.MoveNext())
        {
            bits += 7 + walker.Current.Type.Value switch
            {
                33 => Proposals(walker.Current.Body),
                34 => 16,
                35 or 36 or 39 or 44 or 45 => 24,
                47 => 24 + Attributes(walker.Current.Body),
                _ => 0,
            };
        }

        return bits;
    }

    // RFC 2408 3.2 to 3.6, RFC 3947 5.2, draft-dukes-ike-mode-cfg-02 3.2
    private static int V1ReservedBits(ReadOnlySpan<byte> chain, PayloadType first)
    {
        int bits = 0;
        var walker = new PayloadWalker(chain, first);
        while (walker.MoveNext())
        {
            bits += 8 + walker.Current.Type.Value switch
            {
                1 => V1Proposals(walker.Current.Body),
                14 => 8,
                21 => 24,
                _ => 0,
            };
        }

        return bits;
    }

    private static int V1Proposals(ReadOnlySpan<byte> body)
    {
        int bits = 0;
        Assert.True(Isakmp.Wire.V1.SecurityAssociationView.TryRead(body, out Isakmp.Wire.V1.SecurityAssociationView view).IsOk);
        foreach (Isakmp.Wire.V1.ProposalView proposal in view)
        {
            bits += 8 + (24 * proposal.TransformCount);
        }

        return bits;
    }

    private static int Proposals(ReadOnlySpan<byte> body)
    {
        int bits = 0;
        Assert.True(SecurityAssociationView.TryRead(body, out SecurityAssociationView view).IsOk);
        foreach (ProposalView proposal in view)
        {
            bits += 8 + (16 * proposal.TransformCount);
        }

        return bits;
    }

    private static int Attributes(ReadOnlySpan<byte> body)
    {
        int count = 0;
        Assert.True(ConfigurationPayloadView.TryRead(body, out ConfigurationPayloadView view).IsOk);
        foreach (ConfigurationAttributeView attribute in view)
        {
            count += attribute.Raw.Length >= 4 ? 1 : 0;
        }

        return count;
    }
}
