using System.Globalization;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Decoding;

/// <summary>What a decoder found in a message; valid until the decoder is given the next one.</summary>
public readonly ref struct DecodedMessage
{
    /// <summary>What came of it.</summary>
    public DecodeStatus Status { get; internal init; }

    /// <summary>What is wrong; <see cref="DecodeProblem.None"/> if nothing is.</summary>
    public DecodeProblem Problem { get; internal init; }

    /// <summary>The header; default with <see cref="DecodeProblem.NoHeader"/>. Of a message that was put together from IKEv1 fragments it is that message's own.</summary>
    public IkeHeader Header { get; internal init; }

    /// <summary>The message as it came, without what stands behind the length that its header names; of IKEv1 fragments the message that they make.</summary>
    public ReadOnlySpan<byte> Message { get; internal init; }

    /// <summary>The payloads to show: those inside if <see cref="IsDecrypted"/>, else those that stand in the clear.</summary>
    public ReadOnlySpan<byte> Chain { get; internal init; }

    /// <summary>The type of the first payload of <see cref="Chain"/>.</summary>
    public PayloadType FirstPayload { get; internal init; }

    /// <summary>Whether the chain is sound to its end, its offset counted from the start of <see cref="Chain"/>. Padding behind an IKEv1 chain is no fault.</summary>
    public WireStatus ChainStatus { get; internal init; }

    /// <summary>The message, or a part of it, is encrypted on the wire.</summary>
    public bool IsEncrypted { get; internal init; }

    /// <summary>It was encrypted, and <see cref="Chain"/> is what was inside.</summary>
    public bool IsDecrypted => Status == DecodeStatus.Decrypted && IsEncrypted;

    /// <summary>An ICV was checked and is right; IKEv1 has none.</summary>
    public bool IsVerified { get; internal init; }

    /// <summary>The number of this fragment, from 1; 0 if the message is no fragment.</summary>
    public int FragmentNumber { get; internal init; }

    /// <summary>How many fragments the message has; 0 if it is no fragment, or (IKEv1) the last has not been seen.</summary>
    public int TotalFragments { get; internal init; }

    /// <summary>This was the last missing fragment: what is shown is the whole message.</summary>
    public bool IsReassembled { get; internal init; }

    /// <summary>Octets behind the chain that are padding: IKEv1 only, whose messages do not say how long it is.</summary>
    public int PaddingLength { get; internal init; }

    /// <summary>Where the fault is, in octets: from the start of <see cref="Chain"/> for a malformed chain of one that was decrypted, else from the start of the message.</summary>
    public int ErrorOffset { get; internal init; }

    /// <summary>What is wrong, as text; null if nothing is. Never holds a secret.</summary>
    public string? Error => Problem switch
    {
        DecodeProblem.None => null,
        DecodeProblem.NoHeader => "the datagram is shorter than an IKE header",
        DecodeProblem.UnknownVersion => string.Create(CultureInfo.InvariantCulture, $"IKE version {Header.MajorVersion} is not known"),
        DecodeProblem.LengthMismatch => string.Create(CultureInfo.InvariantCulture, $"the header names a length of {Header.Length} octets, which the datagram does not have"),
        DecodeProblem.MalformedChain => $"malformed payloads: {ChainStatus.Error}",
        DecodeProblem.NoKeys => "encrypted, and the key tables have no row for this SA",
        DecodeProblem.AlgorithmMissing => "encrypted with an algorithm that the crypto provider lacks",
        DecodeProblem.WrongIcv => "the ICV does not fit the keys of the tables",
        DecodeProblem.WrongPadding => "the padding is longer than the message",
        DecodeProblem.NoProposal => "encrypted, and the answer that chose cipher and hash was not seen",
        DecodeProblem.NoKeyExchange => "encrypted, and not both KE payloads were seen, so that the initialization vector is not known",
        DecodeProblem.WrongKeySize => "encrypted, and no key of the tables has the size that the chosen cipher wants",
        DecodeProblem.WrongCiphertextSize => "the ciphertext is empty or no multiple of the cipher's block",
        DecodeProblem.Implausible => "what the keys of the tables give is no chain of payloads: a wrong key, or a message before this one was not seen",
        DecodeProblem.RefusedFragment => "the fragment does not go with the others of its message, or the message would be too large",
        _ => Problem.ToString(),
    };
}
