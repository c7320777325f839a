using Isakmp.Policies;

namespace IkeTool.Demo;

/// <summary>What a demonstration negotiates.</summary>
/// <param name="Version">The version of IKE.</param>
/// <param name="Proposals">The proposals for the IKE SA, as in swanctl.conf.</param>
/// <param name="EspProposals">The proposals for the Child SA.</param>
internal sealed record DemoSuite(IkeVersion Version, string Proposals, string EspProposals)
{
    /// <summary>What is shown of version 2 unless the user wants something else.</summary>
    public static DemoSuite V2 { get; } = new(IkeVersion.V2, "aes256gcm16-prfsha256-x25519", "aes256gcm16");

    /// <summary>What is shown of version 1 unless the user wants something else.</summary>
    public static DemoSuite V1 { get; } = new(IkeVersion.V1, "aes256-sha256-modp2048", "aes256-sha256");

    /// <summary>What stands above its messages.</summary>
    public string Title => Version == IkeVersion.V1
        ? "IKEv1: main mode with a pre-shared key, then Quick Mode"
        : "IKEv2: IKE_SA_INIT, then IKE_AUTH with a pre-shared key";

    /// <summary>Tells a profile version and proposals.</summary>
    /// <param name="profile">The profile.</param>
    /// <returns>The same profile.</returns>
    public PeerProfileBuilder AddTo(PeerProfileBuilder profile) => Version == IkeVersion.V1
        ? profile.WithVersion(Version).WithDefaultPolicy(false).WithProposals(Proposals)
        : profile.WithVersion(Version).WithProposals(Proposals);
}
