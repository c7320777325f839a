namespace IkeTool.Demo;

/// <summary>One message of the demonstration.</summary>
/// <param name="Time">When it left, from the start.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">Who was to get it.</param>
/// <param name="Name">Exchange, direction and number.</param>
/// <param name="Payloads">Its payloads, those inside SK where there is one.</param>
/// <param name="Octets">Its size on the wire.</param>
/// <param name="IsProtected">Whether the payloads travelled inside SK.</param>
/// <param name="Description">All of it in words.</param>
internal sealed record DemoMessage(
    TimeSpan Time, string From, string To, string Name, IReadOnlyList<string> Payloads, int Octets, bool IsProtected, string Description);
