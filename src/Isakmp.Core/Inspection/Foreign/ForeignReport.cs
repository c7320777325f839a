using System.Collections.Immutable;
using Isakmp.Exchanges;
using Isakmp.Inspection.Recording;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Foreign;

/// <summary>What came of the replay of a captured session with our endpoint in one of its roles.</summary>
public sealed class ForeignReport : IDisposable
{
    internal ForeignReport(ImmutableArray<ForeignEntry> entries, ImmutableArray<IkeEvent> events, string? stop, bool isOpen, SecretBuffer? ikeKeys) =>
        (Entries, Events, Stop, IsOpen, IkeKeys) = (entries, events, stop, isOpen, ikeKeys);

    /// <summary>The messages, in their order.</summary>
    public ImmutableArray<ForeignEntry> Entries { get; }

    /// <summary>What our endpoint told, keys included, which are zeroed when the report is disposed of.</summary>
    public ImmutableArray<IkeEvent> Events { get; }

    /// <summary>Why the replay ended before the capture; null if it did not.</summary>
    public string? Stop { get; }

    /// <summary>The keys of the IKE SA in the order of RFC 7296 section 2.14: SK_d, SK_ai, SK_ar, SK_ei, SK_er, SK_pi, SK_pr; null if none were derived.</summary>
    public SecretBuffer? IkeKeys { get; }

    /// <summary>Whether every message that was met could be opened: if not, the shared secret or the capture is not of this session.</summary>
    public bool IsOpen { get; }

    /// <summary>Whether nothing differs that may not, and every message could be opened; a session that goes on with what is not spoken yet is the same up to there.</summary>
    public bool IsSame => IsOpen && Entries.All(static entry => entry.IsSame);

    /// <summary>Fails a test: throws if anything differs that may not.</summary>
    /// <exception cref="ReplayException">The message is the report.</exception>
    public void ThrowIfDifferent()
    {
        if (!IsSame)
        {
            throw new ReplayException(ToString());
        }
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        IkeKeys?.Dispose();
        foreach (IkeEvent happened in Events)
        {
            happened.Discard();
        }
    }

    /// <summary>Writes the messages with their differences, and why the replay ended.</summary>
    /// <returns>Several lines without a line feed at the end; no keys.</returns>
    public override string ToString() => string.Join('\n', Entries) + (Stop is null ? string.Empty : $"\nended: {Stop}");
}
