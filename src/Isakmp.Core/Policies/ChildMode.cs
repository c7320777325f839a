namespace Isakmp.Policies;

/// <summary>What a Child SA encapsulates: <c>mode</c> in swanctl.conf.</summary>
public enum ChildMode
{
    /// <summary>Whole packets, for networks behind the endpoints.</summary>
    Tunnel,

    /// <summary>The payload of packets between the endpoints themselves (RFC 7296 1.3.1, USE_TRANSPORT_MODE).</summary>
    Transport,
}
