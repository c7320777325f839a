namespace Isakmp.Registry;

/// <summary>The sizes of what the two sides of a key exchange send; all in octets.</summary>
public readonly record struct KeyExchangeFacts
{
    /// <summary>What the initiator sends: its public value, or the encapsulation key of a KEM.</summary>
    public int InitiatorPublicSize { get; init; }

    /// <summary>What the responder sends: its public value, or the ciphertext of a KEM.</summary>
    public int ResponderPublicSize { get; init; }

    /// <summary>The method is a key encapsulation mechanism, whose two sides differ.</summary>
    public bool IsKem { get; init; }
}
