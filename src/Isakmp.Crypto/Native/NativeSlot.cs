namespace Isakmp.Crypto.Native;

/// <summary>Keeps one set of native scratch objects between calls: one thread at a time finds it there, others make their own.</summary>
internal sealed class NativeSlot<T>(Func<T> make)
    where T : class, IDisposable
{
    private T? _kept;

    public T Take() => Interlocked.Exchange(ref _kept, null) ?? make();

    public void Return(T scratch) => Interlocked.Exchange(ref _kept, scratch)?.Dispose();
}
