namespace Isakmp.Policies;

/// <summary>Why an attribute of an offer does not fit a policy.</summary>
public enum MismatchReason
{
    /// <summary>It fits.</summary>
    None,

    /// <summary>Offer and policy name different algorithms.</summary>
    NothingInCommon,

    /// <summary>The same algorithm with another key length, or with none where one belongs.</summary>
    KeyLength,

    /// <summary>The algorithm carries an attribute that is not understood (RFC 7296 3.3.6).</summary>
    UnknownAttribute,

    /// <summary>The offer leaves out what the policy demands.</summary>
    NotOffered,

    /// <summary>The offer demands what the policy does not have.</summary>
    NotInPolicy,

    /// <summary>A combined-mode cipher together with an integrity algorithm, or another cipher without (RFC 7296 3.3).</summary>
    IntegrityMode,

    /// <summary>A kind of transform that is not understood (RFC 7296 3.3.6).</summary>
    UnknownTransformType,

    /// <summary>Another protocol.</summary>
    Protocol,

    /// <summary>An SPI of the wrong size (RFC 7296 3.3.1).</summary>
    SpiSize,

    /// <summary>Proposals that are not numbered 1, 2, 3 (RFC 7296 3.3.1).</summary>
    ProposalNumber,

    /// <summary>A lifetime that is longer than the policy lets it be (RFC 2407 4.5.4).</summary>
    LifetimeTooLong,

    /// <summary>A lifetime other than the policy's, which demands its own.</summary>
    LifetimeDiffers,

    /// <summary>Protocols that hold together, and do not do so in the policy (RFC 2408 4.2).</summary>
    ProtocolSet,
}
