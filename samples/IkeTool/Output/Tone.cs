namespace IkeTool.Output;

/// <summary>What a piece of text says, from which its colour on a terminal follows.</summary>
internal enum Tone
{
    Plain,
    Good,
    Bad,
    Notice,
    Quiet,
    Strong,
}
