using System.Collections.Immutable;
using Isakmp.Crypto;
using Isakmp.Policies;
using Isakmp.Policies.V1;

namespace Isakmp.Core.Tests.Policies.V1;

/// <summary>Profiles of IKEv1 for tests.</summary>
internal static class Profiles
{
    /// <summary>A child with ESP proposals.</summary>
    public static ChildProfile Child(string espProposals, Action<ChildProfileBuilder>? configure = null)
    {
        PeerProfileBuilder builder = new PeerProfileBuilder("test").WithVersion(IkeVersion.V1).AddChild("child", child =>
        {
            _ = espProposals.Length > 0 ? child.WithEspProposals(espProposals) : child;
            configure?.Invoke(child);
        });
        return builder.Build(CryptoProvider.Default).Children[0];
    }

    /// <summary>Policies with the priorities 1, 2, 3 and so on.</summary>
    public static ImmutableArray<IsakmpPolicy> Policies(string proposals)
    {
        Assert.True(IsakmpPolicy.TryParseList(proposals, out ImmutableArray<IsakmpPolicy> policies, out string? error), error);
        return policies;
    }
}
