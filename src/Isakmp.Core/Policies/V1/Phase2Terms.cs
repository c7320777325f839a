using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>What holds for every protocol of a Child SA, beside its algorithms.</summary>
internal readonly record struct Phase2Terms(V1EncapsulationMode Mode, V1Lifetime Lifetime, LifetimeRule LifetimeRule)
{
    /// <summary>Whether an earlier protocol of the same number has settled <see cref="Group"/>.</summary>
    public bool IsGroupFixed { get; init; }

    /// <summary>The group that an earlier protocol has, or null for none.</summary>
    public V1GroupDescription? Group { get; init; }

    public static Phase2Terms For(ChildProfile child, V1EncapsulationMode mode) => new(mode, child.Lifetime, child.LifetimeRule);
}
