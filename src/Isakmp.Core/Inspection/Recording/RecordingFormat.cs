namespace Isakmp.Inspection.Recording;

/// <summary>What all parts that read or write recordings agree on.</summary>
internal static class RecordingFormat
{
    /// <summary>The version of the format that is written, and the latest that is read.</summary>
    public const int Version = 1;
}
