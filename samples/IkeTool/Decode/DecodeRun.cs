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
    /// <summary>Decodes and prints.</summary>
    /// <param name="file">The capture.</param>
    /// <param name="options">What to read of it.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="crypto">The algorithms.</param>
    /// <returns>The exit code.</returns>
    public int Run(Stream file, CaptureReaderOptions options, DecryptionKeys keys, ICryptoProvider crypto)
    {
        using var reader = new CaptureReader(file, options);
        using var messages = new MessageDecoder(keys, crypto);
        var decoder = new CaptureDecoder(reader, messages);
        string? end = null;
        try
        {
            while (TryRead(decoder, out CaptureEntry entry, ref end))
            {
                if (reader.HasEndedEarly && end is null)
                {
                    end = entry.Error;
                }

                printer.Print(entry);
            }

            printer.PrintLine(Sum(decoder.Counts));
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

        return end is null ? ExitCode.Success : ExitCode.Failed;
    }

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
