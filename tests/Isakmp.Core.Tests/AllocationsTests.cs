using Isakmp.Testing;
using Xunit.Sdk;

namespace Isakmp.Core.Tests;

/// <summary>The measure of allocations finds them.</summary>
public sealed class AllocationsTests
{
    private object? _kept;

    [Fact]
    public void What_allocates_in_each_window_fails()
    {
        int calls = 0;
        FailException failure = Assert.Throws<FailException>(() => Allocations.AssertNone("boxes", () => _kept = calls++ % 100 == 0 ? new object() : _kept));
        Assert.Contains("boxes: 72 bytes", failure.Message, StringComparison.Ordinal); // three objects of 24 octets
        Assert.Equal(Allocations.MaximumCalls, calls);
    }

    [Fact]
    public void What_the_runtime_does_once_does_not()
    {
        int calls = 0;
        Allocations.AssertNone("once", () => _kept = calls++ == Allocations.WarmUp + 1 ? new byte[100] : _kept);
        Assert.NotNull(_kept);
    }
}
