using System.Collections.Immutable;
using IkeTool.Decode;
using IkeTool.Output;
using Isakmp.Crypto;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Keys;

namespace Isakmp.Tool.Tests.Decode;

/// <summary>What <c>ike decode</c> prints, run in this process.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Octets">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record DecodeOutput(int Code, byte[] Octets, string Errors)
{
    /// <summary>Decodes a capture.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="style">How much is printed.</param>
    /// <param name="ports">Further ports.</param>
    /// <param name="keys">A folder with key tables; null for none.</param>
    public static DecodeOutput Of(byte[] capture, DecodeStyle style, IReadOnlyList<int>? ports = null, string? keys = null)
    {
        using var tables = new DecryptionKeys();
        foreach (string table in keys is null ? [] : Directory.GetFiles(keys))
        {
            using var text = new StreamReader(table);
            Assert.True(tables.TryAdd(text, out ImmutableArray<KeyTableFault> faults), string.Join('\n', faults));
        }

        return Of(capture, style, tables, ports);
    }

    /// <summary>Decodes a capture.</summary>
    public static DecodeOutput Of(byte[] capture, DecodeStyle style, DecryptionKeys keys, IReadOnlyList<int>? ports = null)
    {
        using var input = new MemoryStream(capture);
        using var output = new MemoryStream();
        using var errors = new StringWriter();
        using var printer = new EntryPrinter(output, style);
        var run = new DecodeRun("capture", printer, new ToolOutput(TextWriter.Null, errors, style == DecodeStyle.Json));
        int code = run.Run(input, new CaptureReaderOptions { Ports = ports?.ToArray() ?? [] }, keys, CryptoProvider.Default);
        return new DecodeOutput(code, output.ToArray(), errors.ToString());
    }
}
