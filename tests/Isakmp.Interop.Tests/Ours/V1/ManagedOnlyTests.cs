using Isakmp.Crypto;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>The suites of old gateways against charon without the system's libcrypto.</summary>
public class ManagedOnlyTests
{
    [Theory]
    [InlineData("3des-md5-modp1024 and 3des-md5-modp1024")]
    [InlineData("aes192-md5-modp768 and aes192-md5")]
    [InlineData("aes128-sha256-ecp256 and aes128gcm16-ecp256")]
    [InlineData("aes256-sha512-ecp521 and aes256-sha512-ecp521")]
    [InlineData("a new secret for every Child SA")]
    public Task A_suite_comes_up_with_the_same_keys(string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        OurSide alice = OurSide.Start(laboratory, Role.Initiator, crypto: CryptoProvider.ManagedOnly);
        await alice.ConnectAsync();
        await OurExpectations.AssertAgreesAsync(laboratory, Role.Initiator, alice, bob);
    });
}
