namespace Isakmp.Inspection.Captures;

/// <summary>What came next in a capture file.</summary>
internal enum FrameStatus
{
    Frame,

    /// <summary>Something is wrong; the source says what, and can be asked again.</summary>
    Fault,

    End,
}
