using Isakmp.Algorithms;
using Isakmp.Inspection.Keys;
using Isakmp.Protection;
using Isakmp.Registry;

namespace Isakmp.Inspection.Decoding;

/// <summary>The prepared ciphers of one row of the tables.</summary>
internal sealed class IkeV2Row : IDisposable
{
    private readonly SkAlgorithms? _algorithms;
    private readonly IkeV2Keys _keys;
    private MessageProtector? _fromInitiator;
    private MessageProtector? _fromResponder;

    public IkeV2Row(IkeV2Keys keys, ICryptoProvider crypto)
    {
        _keys = keys;
        _algorithms = Resolve(keys, crypto);
        IsChecked = _algorithms is { Aead: not null } or { Integrity: not null };
    }

    /// <summary>Whether the provider has the algorithms.</summary>
    public bool IsAvailable => _algorithms is not null;

    /// <summary>Whether the ICV is checked.</summary>
    public bool IsChecked { get; }

    /// <summary>Opens what one side sealed.</summary>
    public OpenStatus TryOpen(bool byInitiator, ReadOnlySpan<byte> message, int bodyOffset, Span<byte> plaintext, out int length) =>
        Protector(byInitiator).TryOpen(message, bodyOffset, plaintext, out length);

    /// <summary>Decrypts without looking at the ICV, where the cipher can.</summary>
    public OpenStatus TryOpenUnverified(bool byInitiator, ReadOnlySpan<byte> message, int bodyOffset, Span<byte> plaintext, out int length) =>
        Protector(byInitiator).TryOpenUnverified(message, bodyOffset, plaintext, out length);

    public void Dispose()
    {
        _fromInitiator?.Dispose();
        _fromResponder?.Dispose();
    }

    private MessageProtector Protector(bool byInitiator) => byInitiator
        ? _fromInitiator ??= new MessageProtector(_algorithms!, _keys.EncryptionInitiator.Span, _keys.IntegrityInitiator.Span)
        : _fromResponder ??= new MessageProtector(_algorithms!, _keys.EncryptionResponder.Span, _keys.IntegrityResponder.Span);

    private static SkAlgorithms? Resolve(IkeV2Keys keys, ICryptoProvider crypto)
    {
        EncryptionChoice encryption = keys.Encryption;
        if (crypto.GetAead(encryption.Algorithm, encryption.KeyBits ?? 0) is { } aead)
        {
            return new SkAlgorithms(aead);
        }

        ICipher? cipher = encryption.Algorithm == EncryptionAlgorithm.Null
            ? NullCipher.Instance
            : crypto.GetCipher(encryption.Algorithm, encryption.KeyBits ?? 0);
        IntegrityChoice integrity = keys.Integrity;
        if (cipher is null)
        {
            return null;
        }

        if (integrity.Algorithm == IntegrityAlgorithm.None)
        {
            return new SkAlgorithms(cipher, null, integrity.UncheckedIcvSize);
        }

        return crypto.GetIntegrity(integrity.Algorithm) is { } algorithm ? new SkAlgorithms(cipher, algorithm) : null;
    }
}
