namespace Isakmp.Exchanges.Negotiation;

/// <summary>An exchange that may wait for the caller's answer to an operation, one at a time.</summary>
internal abstract class Inquirer
{
    /// <summary>The operation that it waits for, or has waited for last.</summary>
    public IkeOperation? Waiting { get; set; }
}
