namespace IkeTool.Decode;

/// <summary>How much is printed of a message.</summary>
internal enum DecodeStyle
{
    /// <summary>A line, and the description below it.</summary>
    Full,

    /// <summary>A line.</summary>
    Brief,

    /// <summary>A JSON object on a line.</summary>
    Json,
}
