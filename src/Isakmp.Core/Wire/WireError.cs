namespace Isakmp.Wire;

/// <summary>What is wrong with octets that do not form the structure they should.</summary>
public enum WireError : byte
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>Fewer octets are left than the fixed part of the structure needs.</summary>
    Truncated,

    /// <summary>A length is smaller than the smallest that the structure can have.</summary>
    LengthTooSmall,

    /// <summary>A length goes past the end of what contains it, or is greater than the greatest allowed.</summary>
    LengthTooLarge,

    /// <summary>A length is not the only one that fits: the header's against the datagram, a fixed size, a multiple.</summary>
    LengthMismatch,

    /// <summary>The chain has more than <see cref="PayloadWalker.MaximumPayloads"/> payloads.</summary>
    TooManyPayloads,

    /// <summary>A count does not agree with what is there, or is zero where one at least is needed.</summary>
    InvalidCount,

    /// <summary>A field has a value that the structure does not allow.</summary>
    InvalidValue,

    /// <summary>Octets follow behind the end of the last element.</summary>
    TrailingData,
}
