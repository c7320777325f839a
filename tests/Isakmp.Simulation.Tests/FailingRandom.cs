using Isakmp.Primitives;

namespace Isakmp.Simulation.Tests;

/// <summary>A random source that fails at one of its calls.</summary>
internal sealed class FailingRandom(int failingCall) : IRandomSource
{
    private IRandomSource? _inner;
    private int _calls;

    public bool IsArmed { get; set; }

    public bool HasFailed { get; private set; }

    public FailingRandom Around(IRandomSource inner)
    {
        _inner = inner;
        return this;
    }

    public void Fill(Span<byte> destination)
    {
        if (IsArmed && ++_calls == failingCall)
        {
            HasFailed = true;
            throw new TimeoutException("The random source is out of order.");
        }

        _inner!.Fill(destination);
    }
}
