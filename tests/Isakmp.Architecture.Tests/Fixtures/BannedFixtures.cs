// Types that use what Core may not, each another thing.
#pragma warning disable // They exist for their references alone.

namespace Fixture.Banned;

public class Clock { public DateTime Run() => DateTime.UtcNow; }

public class OffsetClock { public DateTimeOffset Run() => DateTimeOffset.Now; }

public class Watch { public long Run() => System.Diagnostics.Stopwatch.GetTimestamp(); }

public class Dice { public int Run() => new Random(1).Next(); }

public class SecureDice { public void Run(byte[] bytes) => System.Security.Cryptography.RandomNumberGenerator.Fill(bytes); }

public class Socket { public object Run() => new System.Net.Sockets.UdpClient(); }

public class SocketField { public System.Net.Sockets.NetworkStream? Field; }

public class Sleep { public void Run() => Thread.Sleep(1); }

public class Variables { public string? Run() => Environment.GetEnvironmentVariable("X"); }

public class NewGuid { public Guid Run() => Guid.NewGuid(); }

public class Async { public async Task Run() => await Task.Delay(1); }

public class Innocent
{
    public DateTime Given(DateTime now) => now.AddDays(1);

    public IEnumerable<int> Count()
    {
        yield return 1;
        yield return new Guid().GetHashCode();
    }
}
