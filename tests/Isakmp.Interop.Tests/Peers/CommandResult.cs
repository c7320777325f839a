namespace Isakmp.Interop.Tests.Peers;

/// <summary>How a program ended, and what it printed on standard output and then on standard error.</summary>
public sealed record CommandResult(int ExitCode, string Output);
