using Microsoft.Win32.SafeHandles;

namespace IkeTool.Output;

/// <summary>Standard output as octets, for output that is large.</summary>
internal static class StandardOutput
{
    private const int Handle = 1;
    private const int BrokenPipe = 32;
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    /// <summary>Opens it, without a buffer.</summary>
    /// <returns>The stream.</returns>
    public static Stream Open()
    {
        if (!OperatingSystem.IsWindows())
        {
            // The console's own stream says nothing when nobody reads any more, and the work would go on for nobody.
            var pipe = new FileStream(new SafeFileHandle(Handle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!pipe.CanSeek)
            {
                return pipe;
            }
        }

        return Console.OpenStandardOutput();
    }

    /// <summary>Whether a write failed because nobody reads any more.</summary>
    /// <param name="exception">What the write threw.</param>
    /// <returns>The answer.</returns>
    public static bool IsClosed(IOException exception) => exception.HResult is BrokenPipe or WindowsBrokenPipe or WindowsNoData;
}
