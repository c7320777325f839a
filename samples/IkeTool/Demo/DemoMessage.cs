namespace IkeTool.Demo;

/// <summary>One message of the demonstration.</summary>
/// <param name="Time">When it left, from the start.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">Who was to get it.</param>
/// <param name="Name">Exchange and which message of it.</param>
/// <param name="Payloads">Its payloads, those that were encrypted where it is.</param>
/// <param name="Octets">Its size on the wire.</param>
/// <param name="Envelope">What encloses the payloads, such as SK; null if they travelled in clear.</param>
/// <param name="Description">All of it in words.</param>
internal sealed record DemoMessage(
    TimeSpan Time, string From, string To, string Name, IReadOnlyList<string> Payloads, int Octets, string? Envelope, string Description)
{
    /// <summary>Whether the payloads were encrypted.</summary>
    public bool IsProtected => Envelope is not null;
}
