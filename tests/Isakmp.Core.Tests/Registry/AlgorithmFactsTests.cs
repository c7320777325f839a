using Isakmp.Registry;

namespace Isakmp.Core.Tests.Registry;

/// <summary>Sizes as the RFC of each algorithm states them.</summary>
public class AlgorithmFactsTests
{
    // algorithm, Key Length, then octets of key, salt, IV, ICV, block.
    [Theory]
    [InlineData(1, null, 8, 0, 8, 0, 8)]
    [InlineData(2, null, 8, 0, 8, 0, 8)]
    [InlineData(3, null, 24, 0, 8, 0, 8)]
    [InlineData(4, 128, 16, 0, 8, 0, 8)]
    [InlineData(5, null, 16, 0, 8, 0, 8)]
    [InlineData(6, 80, 10, 0, 8, 0, 8)]
    [InlineData(7, 448, 56, 0, 8, 0, 8)]
    [InlineData(9, null, 8, 0, 4, 0, 8)]
    [InlineData(11, null, 0, 0, 0, 0, 1)]
    [InlineData(12, 128, 16, 0, 16, 0, 16)]
    [InlineData(12, 192, 24, 0, 16, 0, 16)]
    [InlineData(12, 256, 32, 0, 16, 0, 16)]
    [InlineData(13, 256, 32, 4, 8, 0, 1)]
    [InlineData(14, 128, 16, 3, 8, 8, 1)]
    [InlineData(15, 128, 16, 3, 8, 12, 1)]
    [InlineData(16, 256, 32, 3, 8, 16, 1)]
    [InlineData(18, 128, 16, 4, 8, 8, 1)]
    [InlineData(19, 128, 16, 4, 8, 12, 1)]
    [InlineData(20, 256, 32, 4, 8, 16, 1)]
    [InlineData(21, 192, 24, 4, 8, 16, 1)]
    [InlineData(23, 256, 32, 0, 16, 0, 16)]
    [InlineData(24, 128, 16, 4, 8, 0, 1)]
    [InlineData(25, 128, 16, 3, 8, 8, 1)]
    [InlineData(27, 256, 32, 3, 8, 16, 1)]
    [InlineData(28, null, 32, 4, 8, 16, 1)]
    [InlineData(29, 128, 16, 3, 0, 8, 1)]
    [InlineData(30, 256, 32, 4, 0, 16, 1)]
    [InlineData(31, null, 32, 4, 0, 16, 1)]
    [InlineData(32, null, 32, 12, 8, 12, 1)]
    [InlineData(33, null, 32, 4, 8, 8, 1)]
    [InlineData(34, null, 32, 12, 8, 12, 1)]
    [InlineData(35, null, 32, 4, 8, 8, 1)]
    public void Encryption(int id, int? bits, int key, int salt, int iv, int icv, int block)
    {
        Assert.True(AlgorithmFacts.TryGetEncryption(new EncryptionAlgorithm((ushort)id), (ushort?)bits, out EncryptionFacts facts));
        Assert.Equal((key, salt, iv, icv, block), (facts.KeySize, facts.SaltSize, facts.IvSize, facts.IcvSize, facts.BlockSize));
        Assert.Equal(icv > 0, facts.IsAead);
        Assert.Equal(bits is not null, facts.IsKeyLengthVariable);
    }

    [Theory]
    [InlineData(12, null)] // RFC 7296 3.3.5: AES needs the attribute
    [InlineData(12, 0)]
    [InlineData(12, 129)]
    [InlineData(20, 512)]
    [InlineData(20, null)]
    [InlineData(3, 128)]
    [InlineData(28, 128)]
    [InlineData(6, 136)]
    [InlineData(4, 41)]
    [InlineData(8, null)] // 3IDEA is unspecified
    [InlineData(10, null)]
    [InlineData(1000, 128)]
    public void Encryption_without_such_a_key_is_refused(int id, int? bits)
    {
        Assert.False(AlgorithmFacts.TryGetEncryption(new EncryptionAlgorithm((ushort)id), (ushort?)bits, out EncryptionFacts facts));
        Assert.Equal(default, facts);
    }

    [Fact]
    public void The_one_key_length_may_be_named()
    {
        Assert.True(AlgorithmFacts.TryGetEncryption(EncryptionAlgorithm.ChaCha20Poly1305, 256, out _));
        Assert.True(AlgorithmFacts.TryGetEncryption(EncryptionAlgorithm.TripleDes, 192, out _));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 16, 12)]
    [InlineData(2, 20, 12)]
    [InlineData(5, 16, 12)]
    [InlineData(6, 16, 16)]
    [InlineData(7, 20, 20)]
    [InlineData(8, 16, 12)]
    [InlineData(9, 16, 16)]
    [InlineData(10, 24, 16)]
    [InlineData(11, 32, 16)]
    [InlineData(12, 32, 16)]
    [InlineData(13, 48, 24)]
    [InlineData(14, 64, 32)]
    public void Integrity(int id, int key, int icv)
    {
        Assert.True(AlgorithmFacts.TryGetIntegrity(new IntegrityAlgorithm((ushort)id), out IntegrityFacts facts));
        Assert.Equal((key, icv), (facts.KeySize, facts.IcvSize));
        // RFC 4543 5.4: 20, 28 and 36 octets of keying material.
        Assert.Equal(id is 9 or 10 or 11 ? 4 : 0, facts.SaltSize);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(15)]
    public void Integrity_without_sizes_is_refused(int id) =>
        Assert.False(AlgorithmFacts.TryGetIntegrity(new IntegrityAlgorithm((ushort)id), out _));

    [Theory]
    [InlineData(1, 16, false)]
    [InlineData(2, 20, false)]
    [InlineData(3, 24, false)]
    [InlineData(4, 16, true)]
    [InlineData(5, 32, false)]
    [InlineData(6, 48, false)]
    [InlineData(7, 64, false)]
    [InlineData(8, 16, true)]
    [InlineData(9, 64, false)]
    public void Prf(int id, int size, bool isFixed)
    {
        Assert.True(AlgorithmFacts.TryGetPrf(new PseudorandomFunction((ushort)id), out PrfFacts facts));
        Assert.Equal((size, size, isFixed), (facts.KeySize, facts.OutputSize, facts.IsFixedKey));
    }

    [Fact]
    public void An_unknown_prf_is_refused() => Assert.False(AlgorithmFacts.TryGetPrf(new PseudorandomFunction(10), out _));

    [Theory]
    [InlineData(1, 96, 96)]
    [InlineData(2, 128, 128)]
    [InlineData(5, 192, 192)]
    [InlineData(14, 256, 256)]
    [InlineData(15, 384, 384)]
    [InlineData(16, 512, 512)]
    [InlineData(17, 768, 768)]
    [InlineData(18, 1024, 1024)]
    [InlineData(19, 64, 64)]
    [InlineData(20, 96, 96)]
    [InlineData(21, 132, 132)]
    [InlineData(22, 128, 128)]
    [InlineData(23, 256, 256)]
    [InlineData(24, 256, 256)]
    [InlineData(25, 48, 48)]
    [InlineData(26, 56, 56)]
    [InlineData(27, 56, 56)]
    [InlineData(28, 64, 64)]
    [InlineData(29, 96, 96)]
    [InlineData(30, 128, 128)]
    [InlineData(31, 32, 32)]
    [InlineData(32, 56, 56)]
    [InlineData(33, 64, 64)]
    [InlineData(34, 128, 128)]
    [InlineData(35, 800, 768)]
    [InlineData(36, 1184, 1088)]
    [InlineData(37, 1568, 1568)]
    public void KeyExchange(int id, int initiator, int responder)
    {
        Assert.True(AlgorithmFacts.TryGetKeyExchange(new KeyExchangeMethod((ushort)id), out KeyExchangeFacts facts));
        Assert.Equal((initiator, responder, id >= 35), (facts.InitiatorPublicSize, facts.ResponderPublicSize, facts.IsKem));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(38)]
    public void KeyExchange_without_sizes_is_refused(int id) =>
        Assert.False(AlgorithmFacts.TryGetKeyExchange(new KeyExchangeMethod((ushort)id), out _));
}
