namespace Isakmp.Wire.V1;

/// <summary>The situation of an SA payload of the IPSEC DOI: what an SA is chosen by (RFC 2407 4.2).</summary>
[Flags]
public enum SituationFlags : uint
{
    /// <summary>No bit is set.</summary>
    None = 0,

    /// <summary>SIT_IDENTITY_ONLY: by the identity in an identification payload (RFC 2407 4.2.1).</summary>
    IdentityOnly = 0x01,

    /// <summary>SIT_SECRECY: by a secrecy level and categories too (RFC 2407 4.2.2).</summary>
    Secrecy = 0x02,

    /// <summary>SIT_INTEGRITY: by an integrity level and categories too (RFC 2407 4.2.3).</summary>
    Integrity = 0x04,

    /// <summary>The bits that say that labels follow.</summary>
    Labelled = Secrecy | Integrity,
}
