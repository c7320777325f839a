namespace Isakmp.Policies;

/// <summary>What to do about a connection or child that is not up: <c>start_action</c>, <c>close_action</c>, <c>dpd_action</c> in swanctl.conf.</summary>
public enum ConnectionAction
{
    /// <summary>Nothing (<c>none</c>, <c>clear</c>).</summary>
    None,

    /// <summary>Wait for traffic that wants it (<c>trap</c>).</summary>
    OnDemand,

    /// <summary>Negotiate at once (<c>start</c>, <c>restart</c>).</summary>
    Start,
}
