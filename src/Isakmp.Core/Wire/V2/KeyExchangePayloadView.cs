using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>A key exchange payload: the method and the public value (RFC 7296 3.4).</summary>
/// <remarks>
/// <code>
/// +-------------------------------+-------------------------------+
/// |      Key Exchange Method      |           RESERVED            |
/// +-------------------------------+-------------------------------+
/// |                       Key Exchange Data                       |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct KeyExchangePayloadView
{
    private const int FixedSize = 4;

    private KeyExchangePayloadView(KeyExchangeMethod method, ReadOnlySpan<byte> data)
    {
        Method = method;
        Data = data;
    }

    /// <summary>The method, once called the Diffie-Hellman group.</summary>
    public KeyExchangeMethod Method { get; }

    /// <summary>The public value or KEM ciphertext; its size is the method's matter.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated below 4 octets.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out KeyExchangePayloadView view)
    {
        if (body.Length < FixedSize)
        {
            view = default;
            return new WireStatus(WireError.Truncated, 0);
        }

        view = new KeyExchangePayloadView(new KeyExchangeMethod(BinaryPrimitives.ReadUInt16BigEndian(body)), body[FixedSize..]);
        return WireStatus.Ok;
    }
}
