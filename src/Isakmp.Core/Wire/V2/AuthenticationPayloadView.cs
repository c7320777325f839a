using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>The proof of identity: AUTH (RFC 7296 3.8).</summary>
/// <remarks>
/// <code>
/// +---------------+-----------------------------------------------+
/// |  Auth Method  |                   RESERVED                    |
/// +---------------+-----------------------------------------------+
/// |                             Data                              |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct AuthenticationPayloadView
{
    private const int FixedSize = 4;

    private AuthenticationPayloadView(AuthenticationMethod method, ReadOnlySpan<byte> data)
    {
        Method = method;
        Data = data;
    }

    /// <summary>How the proof is made.</summary>
    public AuthenticationMethod Method { get; }

    /// <summary>The signature or the MAC.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated below 4 octets.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out AuthenticationPayloadView view)
    {
        if (body.Length < FixedSize)
        {
            view = default;
            return new WireStatus(WireError.Truncated, 0);
        }

        view = new AuthenticationPayloadView(new AuthenticationMethod(body[0]), body[FixedSize..]);
        return WireStatus.Ok;
    }
}
