namespace Isakmp.Wire;

/// <summary>The flags octet of the header: bits 3 to 5 in IKEv2 (RFC 7296 3.1), bits 0 to 2 in IKEv1 (RFC 2408 3.1).</summary>
[Flags]
public enum HeaderFlags : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>IKEv1: all behind the header is encrypted (RFC 2408 3.1).</summary>
    Encryption = 0x01,

    /// <summary>IKEv1: wait for the notification CONNECTED (RFC 2408 3.1).</summary>
    Commit = 0x02,

    /// <summary>IKEv1: authenticated but not encrypted (RFC 2408 3.1).</summary>
    AuthenticationOnly = 0x04,

    /// <summary>IKEv2: the sender is the original initiator of the IKE SA (RFC 7296 3.1).</summary>
    Initiator = 0x08,

    /// <summary>IKEv2: the sender can speak a higher major version than the header names (RFC 7296 3.1).</summary>
    Version = 0x10,

    /// <summary>IKEv2: the message is a response (RFC 7296 3.1).</summary>
    Response = 0x20,
}
