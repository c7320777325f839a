using Isakmp.Algorithms;

namespace Isakmp.Inspection.Recording;

/// <summary>Runs recordings again: in virtual time, without a peer, against the engine as it is now.</summary>
/// <example>
/// A test of two lines:
/// <code>
/// using StreamReader recording = File.OpenText("office.ikerec");
/// Replay.Run(recording, CryptoProvider.Default).ThrowIfDifferent();
/// </code>
/// </example>
public static class Replay
{
    /// <summary>Reads a recording and runs it.</summary>
    /// <param name="recording">The recording, with its secrets or with <see cref="ReplayOptions.Secrets"/>.</param>
    /// <param name="crypto">Where the algorithms come from; it need not be the provider of the recording.</param>
    /// <param name="options">How to run it; null for the defaults.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="RecordingException">The recording cannot be used; the exception names line and column.</exception>
    public static ReplayReport Run(TextReader recording, ICryptoProvider crypto, ReplayOptions? options = null)
    {
        options ??= new ReplayOptions();
        return Run(Recording.Read(recording, options.Secrets, options.MaximumLength), crypto, options);
    }

    /// <summary>Runs a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="crypto">Where the algorithms come from; it need not be the provider of the recording.</param>
    /// <param name="options">How to run it; null for the defaults.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="RecordingException">The recording cannot be used; the exception names line and column.</exception>
    public static ReplayReport Run(Recording recording, ICryptoProvider crypto, ReplayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(crypto);
        if (recording.Secrets is not { } secrets)
        {
            throw new RecordingException(
                "The recording has no secrets, so it can be read and not run again: give them as ReplayOptions.Secrets, or record with EndpointRecorderOptions.IncludesSecrets.");
        }

        using var replayer = new Replayer(recording, secrets, crypto, options ?? new ReplayOptions());
        return replayer.Run();
    }
}
