using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>The runner of ike-scan, shown by charon's answers.</summary>
public class IkeScanTests
{
    [Fact]
    public Task It_prints_what_a_responder_chose() => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        await laboratory.StartCharonAsync(Role.Responder);
        string[] lines = await IkeScan.AskAsync(laboratory.NodeOf(Role.Initiator), laboratory.AddressOf(Role.Responder), "--trans=(1=5,2=1,3=1,4=2)", "--trans=(1=7,14=256,2=4,3=1,4=14)");
        Assert.Equal("192.0.2.2\tMain Mode Handshake returned", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("SA=(Enc=AES KeyLength=256 Hash=SHA2-256 Group=14:modp2048 Auth=PSK", StringComparison.Ordinal));
    });

    [Fact]
    public Task It_prints_a_refusal() => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        await laboratory.StartCharonAsync(Role.Responder);
        string[] lines = await IkeScan.AskAsync(laboratory.NodeOf(Role.Initiator), laboratory.AddressOf(Role.Responder), "--trans=(1=5,2=1,3=1,4=2)");
        Assert.StartsWith("192.0.2.2\tNotify message 14 (NO-PROPOSAL-CHOSEN)", lines[0], StringComparison.Ordinal);
    });
}
