using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>The keys of both directions of a Child SA (RFC 7296 section 2.17); whoever takes them disposes of them.</summary>
public sealed class ChildSaKeys : IDisposable
{
    internal ChildSaKeys(
        SecretBuffer inboundEncryption,
        SecretBuffer inboundIntegrity,
        SecretBuffer outboundEncryption,
        SecretBuffer outboundIntegrity,
        SecretBuffer? inboundAh = null,
        SecretBuffer? outboundAh = null)
    {
        InboundEncryption = inboundEncryption;
        InboundIntegrity = inboundIntegrity;
        OutboundEncryption = outboundEncryption;
        OutboundIntegrity = outboundIntegrity;
        InboundAh = inboundAh ?? new SecretBuffer(0);
        OutboundAh = outboundAh ?? new SecretBuffer(0);
    }

    /// <summary>Decrypts what we receive: the key, followed by the salt where the cipher has one (RFC 4106 section 8.1); empty for AH.</summary>
    public SecretBuffer InboundEncryption { get; }

    /// <summary>Verifies what we receive; empty for an AEAD.</summary>
    public SecretBuffer InboundIntegrity { get; }

    /// <summary>Encrypts what we send: the key, followed by the salt where the cipher has one; empty for AH.</summary>
    public SecretBuffer OutboundEncryption { get; }

    /// <summary>Authenticates what we send; empty for an AEAD.</summary>
    public SecretBuffer OutboundIntegrity { get; }

    /// <summary>Verifies the AH around the ESP that we receive; empty without such a bundle.</summary>
    public SecretBuffer InboundAh { get; }

    /// <summary>Authenticates the AH around the ESP that we send; empty without such a bundle.</summary>
    public SecretBuffer OutboundAh { get; }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        InboundEncryption.Dispose();
        InboundIntegrity.Dispose();
        OutboundEncryption.Dispose();
        OutboundIntegrity.Dispose();
        InboundAh.Dispose();
        OutboundAh.Dispose();
    }

    /// <summary>Returns the sizes, never the keys.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"ChildSaKeys(encryption {OutboundEncryption.Length} octets, integrity {OutboundIntegrity.Length} octets)";
}
