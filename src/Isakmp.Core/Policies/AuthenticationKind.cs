namespace Isakmp.Policies;

/// <summary>How an endpoint proves its identity: <c>auth</c> in swanctl.conf.</summary>
public enum AuthenticationKind
{
    /// <summary>With a key that both sides know, <c>psk</c> (RFC 7296 2.15).</summary>
    PreSharedKey,
}
