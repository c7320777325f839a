namespace Isakmp.Interop.Tests.Peers;

/// <summary>How charon answered a command: whether it succeeded, and if not the reason in charon's words.</summary>
public sealed record CharonResult(bool Success, string Error);
