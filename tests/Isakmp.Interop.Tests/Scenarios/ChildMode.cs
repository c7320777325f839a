namespace Isakmp.Interop.Tests.Scenarios;

/// <summary>How a Child SA carries packets (RFC 4301 3.2).</summary>
public enum ChildMode
{
    /// <summary>Whole packets between two networks.</summary>
    Tunnel,

    /// <summary>Payloads between the two hosts themselves (RFC 7296 1.3.1, USE_TRANSPORT_MODE).</summary>
    Transport,
}
