using System.CommandLine;
using IkeTool.Output;

namespace IkeTool.Commands;

/// <summary>The options <c>--keylog</c> and <c>--pcap</c>.</summary>
internal sealed class TrafficOptions
{
    private readonly Option<string?> _keys = new("--keylog")
    {
        Description = "Append all keys to Wireshark's tables in this folder (ikev1_decryption_table, ikev2_decryption_table, esp_sa), so that it decrypts a capture.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _capture = new("--pcap")
    {
        Description = "Write every datagram that is sent and received into this capture, overwriting it.",
        HelpName = "FILE",
    };

    /// <summary>Puts the options into a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Options.Add(_keys);
        command.Options.Add(_capture);
    }

    /// <summary>Opens the files; what is wrong is printed.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="output">Takes errors.</param>
    /// <returns>The open files, or null.</returns>
    public TrafficLog? Open(ParseResult result, ToolOutput output) => TrafficLog.Open(result.GetValue(_keys), result.GetValue(_capture), output);
}
