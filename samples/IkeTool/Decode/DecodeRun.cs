using System.Globalization;
using IkeTool.Output;
using Isakmp.Algorithms;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Decoding;
using Isakmp.Inspection.Keys;

namespace IkeTool.Decode;

/// <summary>Decodes a capture from its beginning to its end.</summary>
/// <param name="name">What to call the capture in errors.</param>
/// <param name="printer">Takes the messages.</param>
/// <param name="output">Takes errors.</param>
internal sealed class DecodeRun(string name, EntryPrinter printer, ToolOutput output)
{
    // A busy gateway has thousands of negotiations under way at a time; each is some hundred octets here, and some thousand with its ciphers.
    private static readonly MessageDecoderOptions s_limits = new() { MaximumSas = 8192 };

    /// <summary>Decodes and prints.</summary>
    /// <param name="file">The capture.</param>
    /// <param name="options">What to read of it.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="crypto">The algorithms.</param>
    /// <returns>The exit code.</returns>
    public int Run(Stream file, CaptureReaderOptions options, DecryptionKeys keys, ICryptoProvider crypto)
    {
        using var reader = new CaptureReader(file, options);
        using var messages = new MessageDecoder(keys, crypto, s_limits);
        var decoder = new CaptureDecoder(reader, messages);
        string? end = null;
        try
        {
            while (TryRead(decoder, out CaptureEntry entry, ref end))
            {
                bool isEnd = reader.HasEndedEarly && end is null;
                end = isEnd ? entry.Error : end;
                // People see it on standard error, last.
                if (!isEnd || printer.IsJson)
                {
                    printer.Print(entry);
                }
            }

            if (end is null || decoder.Counts is { Messages: > 0 } or { EspPackets: > 0 })
            {
                printer.PrintLine(Sum(decoder.Counts));
            }

            printer.Flush();
        }
        catch (IOException exception) when (StandardOutput.IsClosed(exception))
        {
            // Whoever read it has seen enough.
            return ExitCode.Success;
        }
        catch (IOException exception)
        {
            output.Error($"standard output: {exception.Message.TrimEnd('.')}");
            return ExitCode.Failed;
        }

        if (end is not null)
        {
            output.FileError($"{name}: {end}");
        }

        if (keys.IkeV1Count + keys.IkeV2Count > 0 && decoder.Counts is { Encrypted: > 0, Decrypted: 0 })
        {
            output.Warning($"{name}: the key tables decrypt none of the {decoder.Counts.Encrypted} encrypted messages");
        }

        if (end is null && decoder.Counts is { Messages: 0, EspPackets: 0 })
        {
            output.Warning($"{name}: {NothingFound}");
        }

        return end is null ? ExitCode.Success : ExitCode.Failed;
    }

    /// <summary>What to say of a capture without a message.</summary>
    internal const string NothingFound = "no IKE on UDP 500, UDP 4500, TCP 4500 or a given port; --port N names another one";

    private static bool TryRead(CaptureDecoder decoder, out CaptureEntry entry, ref string? end)
    {
        try
        {
            return decoder.TryRead(out entry);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            end = exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
            entry = default;
            return false;
        }
    }

    private static string Sum(in CaptureCounts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count(counts.Messages, "IKE message")}, {counts.Encrypted} encrypted, {counts.Decrypted} decrypted; {Count(counts.EspPackets, "ESP packet")}; {Count(counts.Faults, "error")}");

    private static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
