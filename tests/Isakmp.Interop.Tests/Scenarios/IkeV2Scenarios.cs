namespace Isakmp.Interop.Tests.Scenarios;

/// <summary>The scenarios of IKEv2 with pre-shared keys; the same table serves our initiator, our responder, and charon with itself.</summary>
public static class IkeV2Scenarios
{
    private static readonly Scenario s_base = new() { Name = "tunnel" };

    /// <summary>AES-128-CBC, SHA-256, X25519; AES-128-GCM in a tunnel between two networks; no NAT.</summary>
    public static Scenario Tunnel => s_base;
}
