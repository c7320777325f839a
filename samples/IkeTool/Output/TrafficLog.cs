using System.Text;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Hosting;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.KeyLog;
using Isakmp.Primitives;

namespace IkeTool.Output;

/// <summary>The files of <c>--keylog</c> and <c>--pcap</c>: keys as Wireshark's tables, datagrams as a capture. A file that fails is told once, and the rest goes on.</summary>
internal sealed class TrafficLog : IKeyLog, IDatagramTap, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _gate = new();
    private readonly ToolOutput _output;
    private readonly List<IDisposable> _files = [];
    private WiresharkKeyLog? _keys;
    private PcapWriter? _capture;

    private TrafficLog(ToolOutput output) => _output = output;

    /// <summary>Whether datagrams are wanted.</summary>
    public bool HasCapture => _capture is not null;

    /// <summary>Whether keys are wanted.</summary>
    public bool HasKeys => _keys is not null;

    /// <summary>Opens the files; what is wrong with them is printed.</summary>
    /// <param name="keyFolder">Where the tables are to stand; null for none.</param>
    /// <param name="captureFile">The capture, which is overwritten; null for none.</param>
    /// <param name="output">Takes errors, and the warning that the tables hold keys.</param>
    /// <returns>The open files, or null.</returns>
    public static TrafficLog? Open(string? keyFolder, string? captureFile, ToolOutput output)
    {
        var log = new TrafficLog(output);
        if (log.TryOpen("--keylog", keyFolder, log.OpenTables) && log.TryOpen("--pcap", captureFile, log.OpenCapture))
        {
            return log;
        }

        log.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void OnIkeSa(in IkeSaSecrets secrets)
    {
        try
        {
            _keys?.OnIkeSa(secrets);
        }
        catch (IOException exception)
        {
            _keys = null;
            TellBroken("--keylog", exception);
        }
    }

    /// <inheritdoc/>
    public void OnChildSa(in ChildSaSecrets secrets)
    {
        try
        {
            _keys?.OnChildSa(secrets);
        }
        catch (IOException exception)
        {
            _keys = null;
            TellBroken("--keylog", exception);
        }
    }

    /// <inheritdoc/>
    public void OnDatagram(bool outbound, IkeInstant time, in PacketInfo path, ReadOnlySpan<byte> datagram) =>
        Capture(time, outbound ? path.Local : path.Remote, outbound ? path.Remote : path.Local, datagram);

    /// <summary>Puts a datagram into the capture, if there is one.</summary>
    /// <param name="time">The moment.</param>
    /// <param name="source">Who sent it.</param>
    /// <param name="destination">Who gets it.</param>
    /// <param name="datagram">The UDP payload.</param>
    public void Capture(IkeInstant time, NetEndPoint source, NetEndPoint destination, ReadOnlySpan<byte> datagram)
    {
        lock (_gate)
        {
            try
            {
                _capture?.WriteUdp(time, source, destination, datagram);
            }
            catch (IOException exception)
            {
                _capture = null;
                TellBroken("--pcap", exception);
            }
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            (_keys, _capture) = (null, null);
            _files.ForEach(file => file.Dispose());
            _files.Clear();
        }
    }

    private bool TryOpen(string option, string? path, Action<string> open)
    {
        if (path is null)
        {
            return true;
        }

        try
        {
            open(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _output.Error($"{option}: {exception.Message.TrimEnd('.')}");
            return false;
        }
    }

    private void OpenTables(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new IOException($"there is no folder '{folder}'; make it first, for example by 'mkdir -m 700'");
        }

        string version1 = Path.Combine(folder, WiresharkKeyLog.IkeV1FileName);
        string version2 = Path.Combine(folder, WiresharkKeyLog.IkeV2FileName);
        string esp = Path.Combine(folder, WiresharkKeyLog.EspFileName);
        _keys = new WiresharkKeyLog { IkeV1Table = OpenTable(version1), IkeV2Table = OpenTable(version2), EspTable = OpenTable(esp) };
        _output.Warning($"{version1}, {version2} and {esp} get the keys: whoever reads them can read the traffic");
    }

    // Rows of earlier runs are kept, because captures of earlier runs are; and a profile of Wireshark's own may lie there.
    private StreamWriter OpenTable(string path)
    {
        var file = new Table(path, Options(FileMode.OpenOrCreate, FileAccess.ReadWrite));
        _files.Add(file);
        if (!OperatingSystem.IsWindows() && new FileInfo(path).LinkTarget is null)
        {
            File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly); // one that was there may be open to others
        }

        bool endsInLine = true;
        if (file.Length > 0)
        {
            _ = file.Seek(-1, SeekOrigin.End);
            endsInLine = file.ReadByte() == '\n';
        }

        var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write(endsInLine ? "" : "\n");
        writer.Flush();
        return writer;
    }

    private void OpenCapture(string path)
    {
        var file = new FileStream(path, Options(FileMode.Create, FileAccess.Write));
        _files.Add(file);
        _capture = new PcapWriter(file);
    }

    // Without a buffer each packet is in the file as soon as it has passed.
    private static FileStreamOptions Options(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private void TellBroken(string option, IOException exception) => _output.Error($"{option}: {exception.Message.TrimEnd('.')}; it ends here");

    /// <summary>Writes at the end, wherever that is by then: another process may write into the same table.</summary>
    private sealed class Table(string path, FileStreamOptions options) : FileStream(path, options)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _ = Seek(0, SeekOrigin.End);
            base.Write(buffer);
        }
    }
}
