using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>Turns a <see cref="TimeProvider"/> into the instants that the engine wants.</summary>
/// <param name="provider">The clock.</param>
internal sealed class HostClock(TimeProvider provider)
{
    private readonly long _start = provider.GetTimestamp();

    /// <summary>The moment of the call.</summary>
    public IkeInstant Now => new(provider.GetElapsedTime(_start).Ticks, provider.GetUtcNow().UtcTicks);
}
