using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using IkeTool.Output;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Keys;

namespace IkeTool.Commands;

/// <summary>The arguments and options of the commands that read a capture.</summary>
internal sealed class CaptureOptions
{
    private const string StandardInput = "-";
    private const int ShownFaults = 5;

    // What 'ike connect --keylog' and Wireshark's own folder hold.
    private static readonly string[] s_tables = ["ikev1_decryption_table", "ikev2_decryption_table"];

    private readonly Argument<string> _file = new("FILE") { Description = "A capture, pcap or pcapng; - is standard input." };

    private readonly Option<string[]> _keys = new("--keys")
    {
        Description = "Keys: Wireshark's ikev1_decryption_table or ikev2_decryption_table, or a folder with them; may be given several times.",
        HelpName = "TABLE",
    };

    private readonly Option<int[]> _ports = new("--port")
    {
        Description = "A further port of UDP and TCP that carries IKE, beside UDP 500, UDP 4500 and TCP 4500; may be given several times.",
        HelpName = "N",
    };

    public CaptureOptions() => _ports.Validators.Add(result =>
    {
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
            {
                result.AddError($"--port: '{text}' is no number from 1 to 65535");
            }
        }
    });

    /// <summary>Puts the file argument first and the options into a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Arguments.Insert(0, _file);
        command.Options.Add(_keys);
        command.Options.Add(_ports);
    }

    /// <summary>What to call the capture.</summary>
    /// <param name="result">The command line.</param>
    /// <returns>The path as it was given.</returns>
    public string Name(ParseResult result) => IsStandardInput(result) ? "standard input" : result.GetRequiredValue(_file);

    /// <summary>Whether the capture comes from standard input, and perhaps slowly.</summary>
    /// <param name="result">The command line.</param>
    /// <returns>The answer.</returns>
    public bool IsStandardInput(ParseResult result) => result.GetRequiredValue(_file) == StandardInput;

    /// <summary>What to read of the capture.</summary>
    /// <param name="result">The command line.</param>
    /// <returns>The options.</returns>
    public CaptureReaderOptions ReaderOptions(ParseResult result) => new() { Ports = result.GetValue(_ports) ?? [] };

    /// <summary>Opens the capture; what is wrong is printed.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="output">Takes errors.</param>
    /// <returns>The stream, or null.</returns>
    public Stream? Open(ParseResult result, ToolOutput output)
    {
        if (IsStandardInput(result))
        {
            return Console.OpenStandardInput();
        }

        string path = result.GetRequiredValue(_file);
        try
        {
            // The reader has a buffer of its own.
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            output.FileError($"{path}: {Reason(path, exception)}");
            return null;
        }
    }

    /// <summary>Reads all key tables; what is wrong is printed with its line.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="output">Takes errors.</param>
    /// <returns>The keys, which the caller disposes of; null if anything is wrong.</returns>
    public DecryptionKeys? ReadKeys(ParseResult result, ToolOutput output)
    {
        var keys = new DecryptionKeys();
        bool isRight = true;
        foreach (string path in result.GetValue(_keys) ?? [])
        {
            int before = keys.IkeV1Count + keys.IkeV2Count;
            bool isRead = true;
            foreach (string table in Directory.Exists(path) ? Tables(path) : [path])
            {
                isRead &= TryRead(keys, table, output);
            }

            if (isRead && keys.IkeV1Count + keys.IkeV2Count == before)
            {
                output.Warning($"{path} adds no keys for IKE");
            }

            isRight &= isRead;
        }

        if (!isRight)
        {
            keys.Dispose();
            return null;
        }

        return keys;
    }

    private static string[] Tables(string folder)
    {
        string[] found = [.. s_tables.Select(name => Path.Combine(folder, name)).Where(File.Exists)];
        return found.Length > 0 ? found : [Path.Combine(folder, s_tables[^1])];
    }

    private static bool TryRead(DecryptionKeys keys, string path, ToolOutput output)
    {
        try
        {
            using var text = new StreamReader(path);
            if (!keys.TryAdd(text, out ImmutableArray<KeyTableFault> faults))
            {
                TellFaults(path, faults, output);
                return false;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            output.FileError($"{path}: {Reason(path, exception)}");
            return false;
        }

        return true;
    }

    private static void TellFaults(string path, ImmutableArray<KeyTableFault> faults, ToolOutput output)
    {
        // So many are no slips: it is another file.
        int shown = faults.Length > ShownFaults ? 1 : faults.Length;
        foreach (KeyTableFault fault in faults.Take(shown))
        {
            output.FileError(string.Create(CultureInfo.InvariantCulture, $"{path}:{fault.Line}:{fault.Column}: {fault.Message}"));
        }

        if (faults.Length > shown)
        {
            output.FileError(string.Create(CultureInfo.InvariantCulture, $"{path}: {faults.Length - shown} more faults; is it a key table?"));
        }
    }

    private static string Reason(string path, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        _ when Directory.Exists(path) => "this is a folder",
        UnauthorizedAccessException => "it may not be read",
        _ => exception.Message.ReplaceLineEndings(" ").TrimEnd('.'),
    };
}
