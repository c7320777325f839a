namespace IkeTool.Watch;

/// <summary>Something that is broken in a capture.</summary>
/// <param name="Frame">The frame; 0 if it is in none.</param>
/// <param name="Offset">The position in the file, in octets.</param>
/// <param name="Error">What is wrong.</param>
internal sealed record WatchFault(long Frame, long Offset, string Error);
