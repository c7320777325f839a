namespace Isakmp.Inspection.Decoding;

/// <summary>Why a message could not be decoded, or only in part.</summary>
public enum DecodeProblem
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The datagram is shorter than the header of 28 octets.</summary>
    NoHeader,

    /// <summary>The major version is neither 1 nor 2.</summary>
    UnknownVersion,

    /// <summary>The header names another length than the datagram has; what is there is shown.</summary>
    LengthMismatch,

    /// <summary>A payload is not what it should be; the chain is shown up to there.</summary>
    MalformedChain,

    /// <summary>The key tables have no row for this SA.</summary>
    NoKeys,

    /// <summary>The crypto provider lacks an algorithm of this SA.</summary>
    AlgorithmMissing,

    /// <summary>
    /// The ICV does not fit the keys of the tables: they are of another SA, or the message was altered. A message whose status is <see cref="DecodeStatus.Decrypted"/> all the same
    /// was decrypted by a cipher that does not authenticate, and has an inside that is sound: most likely SK_a is wrong, or the sender computes its ICV otherwise.
    /// </summary>
    WrongIcv,

    /// <summary>The ICV is right, or is not checked, and the padding is longer than the message.</summary>
    WrongPadding,

    /// <summary>IKEv1: the answer that chose the algorithms has not been seen, so that cipher and hash are not known.</summary>
    NoProposal,

    /// <summary>IKEv1: not both KE payloads have been seen, so that no initialization vector is known.</summary>
    NoKeyExchange,

    /// <summary>IKEv1: no key of the tables for this SA has the size that its cipher wants.</summary>
    WrongKeySize,

    /// <summary>The ciphertext is empty or no multiple of the cipher's block.</summary>
    WrongCiphertextSize,

    /// <summary>
    /// No ICV tells whether the keys are right, and what came out is no chain of payloads: the key is wrong, or (IKEv1) a message before this one, whose end is the
    /// initialization vector, has not been seen.
    /// </summary>
    Implausible,

    /// <summary>The fragment does not go with the others of its message, or the message would be greater than the decoder's limit; it was not kept.</summary>
    RefusedFragment,
}
