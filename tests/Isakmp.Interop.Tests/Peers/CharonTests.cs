using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>The harness itself, shown by charon talking to charon.</summary>
public class CharonTests
{
    [Fact]
    public Task Both_logs_agree_on_every_key() => Laboratory.RunAsync(IkeV2Scenarios.Tunnel, async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.Equal(new CharonResult(true, ""), await alice.InitiateAsync());
        CharonIkeSa atBob = await bob.WaitForEstablishedAsync();
        CharonIkeSa atAlice = Assert.Single(await alice.ListSasAsync());

        Assert.Equal(alice.ReadLog().IkeKeys(), bob.ReadLog().IkeKeys());
        Assert.Equal(alice.ReadLog().ChildKeys(), bob.ReadLog().ChildKeys().Mirrored);
        Assert.Equal(atAlice.InitiatorSpi, atBob.InitiatorSpi);
        Assert.Equal(atAlice.Children[0].SpiIn, alice.ReadLog().ChildKeys().SpiIn);
        Assert.Equal("AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/CURVE_25519", atAlice.Suite);
    });
}
