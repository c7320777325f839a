namespace Isakmp.Inspection.Captures;

/// <summary>Where and when an entry was captured.</summary>
/// <param name="Frame">The number of the frame, from 1.</param>
/// <param name="Nanoseconds">Nanoseconds since 1970 in UTC.</param>
/// <param name="Offset">The position in the file.</param>
/// <param name="HasTime">Whether the capture says when.</param>
internal readonly record struct FramePlace(long Frame, long Nanoseconds, long Offset, bool HasTime);
