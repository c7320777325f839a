namespace Isakmp.Policies;

/// <summary>The version of IKE that a profile speaks.</summary>
public enum IkeVersion
{
    /// <summary>IKEv1 (RFC 2409).</summary>
    V1 = 1,

    /// <summary>IKEv2 (RFC 7296).</summary>
    V2 = 2,
}
