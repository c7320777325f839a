namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>A proposal as a scripted peer offers it (RFC 2408 section 3.5).</summary>
internal sealed record OfferedProposal(byte Number, byte Protocol, byte[] Spi, params OfferedTransform[] Transforms)
{
    public byte[] Write(bool isLast)
    {
        byte[] transforms = [.. Transforms.SelectMany((transform, i) => transform.Write(i == Transforms.Length - 1))];
        return
        [
            (byte)(isLast ? 0 : 2), 0, .. Payload.Octets(8 + Spi.Length + transforms.Length), Number, Protocol, (byte)Spi.Length, (byte)Transforms.Length, .. Spi, .. transforms,
        ];
    }

    /// <summary>Reads the proposals of an SA payload.</summary>
    public static List<OfferedProposal> Read(byte[] body)
    {
        Assert.Equal<byte>([0, 0, 0, 1, 0, 0, 0, 1], body[..8]); // RFC 2407 4.6.1: DOI IPSEC, SIT_IDENTITY_ONLY
        var proposals = new List<OfferedProposal>();
        bool more = true;
        for (int at = 8; more;)
        {
            more = body[at] == 2;
            int length = (body[at + 2] << 8) | body[at + 3];
            int spi = body[at + 6];
            proposals.Add(new OfferedProposal(body[at + 4], body[at + 5], body[(at + 8)..(at + 8 + spi)], ReadTransforms(body[(at + 8 + spi)..(at + length)], body[at + 7])));
            at += length;
            Assert.True(more || at == body.Length);
        }

        return proposals;
    }

    private static OfferedTransform[] ReadTransforms(byte[] octets, int count)
    {
        var transforms = new List<OfferedTransform>();
        for (int at = 0; at < octets.Length;)
        {
            int length = (octets[at + 2] << 8) | octets[at + 3];
            transforms.Add(new OfferedTransform(octets[at + 4], octets[at + 5], octets[(at + 8)..(at + length)]));
            at += length;
        }

        Assert.Equal(count, transforms.Count);
        return [.. transforms];
    }
}
