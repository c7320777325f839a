using System.Runtime.CompilerServices;
using Xunit;

namespace Isakmp.Testing;

/// <summary>Asserts that something repeated allocates nothing on the managed heap.</summary>
/// <remarks>
/// Once in a few thousand windows the runtime puts some kilobytes on the account of a thread that allocated nothing: the heap before the next object was seen to hold no object of the
/// measured code then, and the amounts (2,072, 4,176, 5,168, 7,400 octets in one round of 300) to be of no size that it has. An allocation of the code itself returns with its rounds, so
/// a window that is not empty is measured again, and only an allocation in each of the windows fails.
/// </remarks>
public static class Allocations
{
    /// <summary>How many rounds go before: tiers of the JIT come and go with the number of calls, and only a steady state counts.</summary>
    public const int WarmUp = 300;

    /// <summary>How many rounds a window has.</summary>
    public const int Rounds = 300;

    private const int Windows = 3;

    /// <summary>How often <see cref="AssertNone"/> calls its action at most, unless it is told other numbers.</summary>
    public const int MaximumCalls = WarmUp + (Windows * Rounds);

    /// <summary>Fails if the action allocates.</summary>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="action">The action; it allocates nothing itself.</param>
    /// <param name="warmUp">How many rounds go before.</param>
    /// <param name="rounds">How many rounds a window has.</param>
    public static void AssertNone(string what, Action action, int warmUp = WarmUp, int rounds = Rounds)
    {
        ArgumentNullException.ThrowIfNull(action);
        Run(action, warmUp);
        long allocated = 0;
        for (int window = 0; window < Windows; window++)
        {
            allocated = Run(action, rounds);
            if (allocated == 0)
            {
                return;
            }
        }

        Assert.Fail($"{what}: {allocated} bytes in {rounds} rounds, and not less in the {Windows - 1} windows before");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Run(Action action, int rounds)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
