namespace Isakmp.Protection;

/// <summary>What came of opening an SK payload.</summary>
internal enum OpenStatus
{
    /// <summary>Verified and decrypted.</summary>
    Ok,

    /// <summary>The ICV is wrong: nobody with the keys sent this.</summary>
    NotAuthentic,

    /// <summary>The ICV is right and the padding is not.</summary>
    Malformed,
}
