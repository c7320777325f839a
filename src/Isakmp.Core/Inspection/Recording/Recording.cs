using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Isakmp.Inspection.Recording;

/// <summary>A recording that an <see cref="EndpointRecorder"/> has written, read and found whole.</summary>
public sealed class Recording
{
    /// <summary>How large a recording may be where nothing else is said, in characters: 64 Mi.</summary>
    public const long DefaultMaximumLength = 64L << 20;

    internal Recording(
        string? title,
        string provider,
        ImmutableArray<RecordedValue> lines,
        RecordedValue end,
        ImmutableArray<RecordedDatagram> datagrams,
        RecordedSecrets? secrets,
        ImmutableArray<RecordingEdit> edits)
    {
        (Title, Provider, Lines, End, Datagrams, Secrets, Edits) = (title, provider, lines, end, datagrams, secrets, edits);
    }

    /// <summary>What the recorder was given as title.</summary>
    public string? Title { get; }

    /// <summary>The crypto provider of the recorded endpoint.</summary>
    public string Provider { get; }

    /// <summary>Whether the secrets are there, without which it can be read but not run again.</summary>
    public bool HasSecrets => Secrets is not null;

    /// <summary>The datagrams in both directions, in their order.</summary>
    public ImmutableArray<RecordedDatagram> Datagrams { get; }

    /// <summary>The lines that are not as they were recorded; a line that was edited on purpose needs no <c>check</c> and is then not among them.</summary>
    public ImmutableArray<RecordingEdit> Edits { get; }

    internal ImmutableArray<RecordedValue> Lines { get; }

    /// <summary>The line that ends the dialogue.</summary>
    internal RecordedValue End { get; }

    internal RecordedSecrets? Secrets { get; }

    /// <summary>Reads a recording.</summary>
    /// <param name="text">The recording; may be anything.</param>
    /// <param name="secrets">Its section of secrets, if that is kept apart.</param>
    /// <param name="maximumLength">How large it may be, in characters.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="RecordingException">It is truncated, edited, of a newer version, too large, or no recording; the exception names line and column.</exception>
    public static Recording Read(TextReader text, TextReader? secrets = null, long maximumLength = DefaultMaximumLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumLength, 1);
        return RecordingReader.Read(text, secrets, maximumLength);
    }

    /// <summary>Reads a recording.</summary>
    /// <param name="text">The recording; may be anything.</param>
    /// <param name="recording">The recording; null if it cannot be read.</param>
    /// <param name="fault">What is wrong with it, and where; null if nothing is.</param>
    /// <returns>Whether it could be read.</returns>
    public static bool TryRead(TextReader text, [NotNullWhen(true)] out Recording? recording, [NotNullWhen(false)] out RecordingException? fault)
    {
        try
        {
            (recording, fault) = (Read(text), null);
            return true;
        }
        catch (RecordingException wrong)
        {
            (recording, fault) = (null, wrong);
            return false;
        }
    }
}
