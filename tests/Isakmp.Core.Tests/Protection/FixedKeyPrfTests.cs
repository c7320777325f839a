using Isakmp.Crypto;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Protection;

/// <summary>A key schedule whose pseudorandom function takes keys of one size, so that each nonce gives half of the first key (RFC 7296 2.14).</summary>
public sealed class FixedKeyPrfTests
{
    private const string SharedSecret =
        "a816a42d7d59aacd3a4beee55de486de2cad7f6606300ae6e4a82ee3ac5d03578a28bfe8758c6f5fa8a9556e6d5a8906c1da988a2d2a0addfa467e7d" +
        "e393c764d2eaf8ed44f33d7f01aaff5e011d8ad2ef8383fcb3eb1b4787d93cce3137d603f41d46a720c60317a3f31acfcba9f82b00ffe855440fa23e" +
        "b33df57f0dc119911ab9acfcf735a0d15c620cef8126e0d5314fde62f3e7ed9456e6c6109912032ccb5dec08191204e33a01a96b446006950ab377f9" +
        "45e7d76da7d3bfa23dc9af9a695e276f0b55f32925b1c3f18d812c71414e61419bb9ededbc9fb0c4a4262a57e9e4679f3e17c2e032f3ae447e24a3fa" +
        "c9961e94e217b431de336e3bcdf3b7b935f4eb100e9b5af1d07099b7dc0ed61b8db9d3243ecfed4b9087d0111420a5d9c88e161ad3dac24e1b5cfd55" +
        "c564af1c610b5a1c752f9618b6a8577406f4a248079707fe2aa3e194096fb647aeea718c1b47be9ceedcd2629e8cb09d5542768916ee4a8c4016a500" +
        "0326304312c7a6773813f2e4236244fb7b4a6e89736f7d91";

    /// <summary>The log of strongSwan in the recording ikev2-aes-xcbc-3des.</summary>
    [Fact]
    public void The_keys_are_those_in_the_log_of_the_peer()
    {
        Assert.True(IkeSuite.TryCreate(CryptoProvider.Default, ProposalNotation.Parse("3des-aesxcbc-modp3072", SecurityProtocol.Ike), out IkeSuite? suite));
        using SkKeys keys = KeySchedule.DeriveIkeKeys(
            suite,
            Hex.Parse(SharedSecret),
            Hex.Parse("5c2b2aee479ce80ea783776e02a7081aec515dd0ef15eca9cbc8a0ceffbfbef1"),
            Hex.Parse("5d8dce89ccfad00b2da2e99fce8ff7a91a8e0ed37cf7394f0c272263168daa00"),
            new Spi(0x52e4b1cd4b20fd21),
            new Spi(0x1c5c6e8a270190de));
        Assert.Equal("30851d5733b4a7ff7665d3f04cb953ea", Hex.Format(keys.D));
        Assert.Equal("4f40a8666c4a55515a33236cf43296e1", Hex.Format(keys.Integrity(byInitiator: true)));
        Assert.Equal("0224261caf78a927ed5956714d3999b9", Hex.Format(keys.Integrity(byInitiator: false)));
        Assert.Equal("38d99eea4b4af47f751dfc7d9668b2b06d8ae29e61d56921", Hex.Format(keys.Encryption(byInitiator: true)));
        Assert.Equal("b9c3160ccaffa0cf4808ca78f91f7f2a9d6b35269ea54490", Hex.Format(keys.Encryption(byInitiator: false)));
        Assert.Equal("edeee7d4c14783cd85369a97e6b0cda2", Hex.Format(keys.Authentication(ofInitiator: true)));
        Assert.Equal("c993a922969ef56f140bbdb3c2362777", Hex.Format(keys.Authentication(ofInitiator: false)));
    }
}
