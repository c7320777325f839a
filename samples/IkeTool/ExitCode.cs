namespace IkeTool;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Success = 0;

    /// <summary>The negotiation failed, or the peer ended the connection.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration file is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A local address and port cannot be bound, or no local address reaches the peer.</summary>
    public const int Network = 3;

    /// <summary>The program met a fault of its own.</summary>
    public const int Internal = 70;

    /// <summary>It was interrupted before it was done: 128 and the number of the signal, here SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>The list for the help text and the documentation.</summary>
    public const string Help =
        "Exit codes: 0 done; 1 the negotiation failed or the peer ended the connection; 2 wrong usage or configuration; "
        + "3 no local address and port to use; 130 interrupted before it was done.";
}
