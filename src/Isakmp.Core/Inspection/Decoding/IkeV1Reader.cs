using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Inspection.Keys;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Decoding;

/// <summary>Follows the phase 1 of IKEv1 SAs and decrypts what they protect.</summary>
internal sealed class IkeV1Reader : IDisposable
{
    private readonly DecryptionKeys _keys;
    private readonly ICryptoProvider _crypto;
    private readonly MessageDecoderOptions _options;
    private readonly RecentTable<(Spi Initiator, Spi Responder), IkeV1Sa> _sas;
    private readonly PlaintextBuffer _plaintext = new();

    public IkeV1Reader(DecryptionKeys keys, ICryptoProvider crypto, MessageDecoderOptions options)
    {
        _keys = keys;
        _crypto = crypto;
        _options = options;
        _sas = new RecentTable<(Spi Initiator, Spi Responder), IkeV1Sa>(options.MaximumSas);
    }

    /// <summary>How many SAs have state.</summary>
    public int SaCount => _sas.Count;

    /// <summary>Reads a message whose length is right.</summary>
    public DecodedMessage Read(ReadOnlySpan<byte> message, scoped in IkeHeader header)
    {
        if ((header.Flags & HeaderFlags.Encryption) == 0)
        {
            return ReadClear(message, header);
        }

        ReadOnlySpan<byte> ciphertext = message[IkeHeader.Size..];
        Span<byte> plaintext = _plaintext.Rent(ciphertext.Length);
        DecodeProblem problem = TryOpen(ciphertext, header, plaintext, out int paddingLength);
        ReadOnlySpan<byte> chain = problem == DecodeProblem.None ? plaintext[..^paddingLength] : [];
        return new DecodedMessage
        {
            Status = problem == DecodeProblem.None ? DecodeStatus.Decrypted : DecodeStatus.Encrypted,
            Problem = problem,
            Header = header,
            Message = message,
            Chain = chain,
            FirstPayload = problem == DecodeProblem.None ? header.NextPayload : PayloadType.None,
            IsEncrypted = true,
            PaddingLength = paddingLength,
            ErrorOffset = problem == DecodeProblem.None ? 0 : IkeHeader.Size,
        };
    }

    public void Dispose()
    {
        _sas.Dispose();
        _plaintext.Dispose();
    }

    private DecodedMessage ReadClear(ReadOnlySpan<byte> message, scoped in IkeHeader header)
    {
        PayloadView association = default;
        PayloadView exchange = default;
        var walker = new PayloadWalker(message, IkeHeader.Size, header.NextPayload, isV1: true);
        while (walker.MoveNext())
        {
            if (walker.Current.Type == PayloadType.V1SecurityAssociation && association.Raw.IsEmpty)
            {
                association = walker.Current;
            }
            else if (walker.Current.Type == PayloadType.V1KeyExchange && exchange.Raw.IsEmpty)
            {
                exchange = walker.Current;
            }
        }

        // What the chain has is learned even if its end is broken: the two peers went on with it.
        if (IsPhase1(header))
        {
            Learn(header, association, exchange);
        }

        // libreswan fills messages in the clear up to a multiple of four octets too.
        WireStatus status = walker.Status;
        int paddingLength = 0;
        if (status.Error == WireError.TrailingData && message[walker.Position..].IndexOfAnyExcept((byte)0) < 0)
        {
            paddingLength = message.Length - walker.Position;
            status = WireStatus.Ok;
        }

        return new DecodedMessage
        {
            Status = DecodeStatus.Clear,
            Problem = status.IsOk ? DecodeProblem.None : DecodeProblem.MalformedChain,
            Header = header,
            Message = message,
            Chain = message[IkeHeader.Size..^paddingLength],
            FirstPayload = header.NextPayload,
            ChainStatus = status.Shift(-IkeHeader.Size),
            PaddingLength = paddingLength,
            ErrorOffset = status.Offset,
        };
    }

    private static bool IsPhase1(scoped in IkeHeader header) =>
        header.MessageId.Value == 0
        && (header.ExchangeType == ExchangeType.IdentityProtection || header.ExchangeType == ExchangeType.Aggressive || header.ExchangeType == ExchangeType.Base);

    private void Learn(scoped in IkeHeader header, scoped in PayloadView association, scoped in PayloadView exchange)
    {
        // Without a responder's cookie only the public value of Aggressive Mode is of use.
        if (header.ResponderSpi.IsZero && exchange.Raw.IsEmpty)
        {
            return;
        }

        IkeV1Sa sa = FindOrAdd(header);
        if (!header.ResponderSpi.IsZero && !association.Raw.IsEmpty && IkeV1Suite.TryReadChoice(association.Body, out IkeV1Suite suite))
        {
            sa.Choose(suite, _crypto);
        }

        if (!exchange.Raw.IsEmpty && KeyExchangePayloadView.TryRead(exchange.Body, out KeyExchangePayloadView view).IsOk)
        {
            sa.AddPublicValue(view.Data);
        }
    }

    private IkeV1Sa FindOrAdd(scoped in IkeHeader header)
    {
        if (!_sas.TryGet((header.InitiatorSpi, header.ResponderSpi), out IkeV1Sa? sa))
        {
            sa = new IkeV1Sa(_options);
            if (_sas.TryGet((header.InitiatorSpi, Spi.Zero), out IkeV1Sa? opening))
            {
                sa.TakeOver(opening);
            }

            _sas.Add((header.InitiatorSpi, header.ResponderSpi), sa);
        }

        return sa;
    }

    private DecodeProblem TryOpen(ReadOnlySpan<byte> ciphertext, scoped in IkeHeader header, Span<byte> plaintext, out int paddingLength)
    {
        paddingLength = 0;
        IReadOnlyList<SecretBuffer> keys = _keys.Find(header.InitiatorSpi);
        if (!_sas.TryGet((header.InitiatorSpi, header.ResponderSpi), out IkeV1Sa? sa) || !sa.IsChosen)
        {
            return keys.Count == 0 ? DecodeProblem.NoKeys : DecodeProblem.NoProposal;
        }

        if (!sa.IsKnown)
        {
            return keys.Count == 0 ? DecodeProblem.NoKeys : DecodeProblem.AlgorithmMissing;
        }

        if (ciphertext.IsEmpty || ciphertext.Length % sa.Suite.BlockSize != 0)
        {
            return DecodeProblem.WrongCiphertextSize;
        }

        if (sa.FindChain(header.MessageId) is not { } chain)
        {
            return keys.Count == 0 ? DecodeProblem.NoKeys : DecodeProblem.NoKeyExchange;
        }

        Span<byte> candidates = stackalloc byte[IvChain.MaximumCandidates * IvChain.LargestBlock];
        int count = chain.WriteCandidates(ciphertext, candidates);
        if (keys.Count == 0)
        {
            // The key may still come, and the chain must stand where it belongs.
            chain.Accept(ciphertext, count > 0 ? candidates : stackalloc byte[IvChain.LargestBlock]);
            return DecodeProblem.NoKeys;
        }

        DecodeProblem problem = TryOpen(sa, keys, ciphertext, header, candidates[..(count * sa.Suite.BlockSize)], plaintext, out ReadOnlySpan<byte> iv, out paddingLength);
        if (problem == DecodeProblem.None)
        {
            chain.Accept(ciphertext, iv);
            return problem;
        }

        CryptographicOperations.ZeroMemory(plaintext);
        chain.Doubt(ciphertext[^sa.Suite.BlockSize..]);
        if (header.MessageId.Value == 0 && count == 0)
        {
            chain.Accept(ciphertext, ciphertext); // its vector was never known, and the next message's is its end
            return DecodeProblem.NoKeyExchange;
        }

        return problem;
    }

    private DecodeProblem TryOpen(
        IkeV1Sa sa,
        IReadOnlyList<SecretBuffer> keys,
        ReadOnlySpan<byte> ciphertext,
        scoped in IkeHeader header,
        ReadOnlySpan<byte> candidates,
        Span<byte> plaintext,
        out ReadOnlySpan<byte> iv,
        out int paddingLength)
    {
        iv = default;
        paddingLength = 0;
        DecodeProblem problem = DecodeProblem.WrongKeySize;
        for (int i = keys.Count - 1; i >= 0; i--)
        {
            if (sa.FindCipher(keys[i], _crypto) is not { } cipher)
            {
                continue;
            }

            problem = DecodeProblem.Implausible;
            for (int at = 0; at < candidates.Length; at += sa.Suite.BlockSize)
            {
                iv = candidates.Slice(at, sa.Suite.BlockSize);
                cipher.Decrypt(iv, ciphertext, plaintext);
                if (Plausibility.IsIkeV1(plaintext, header.NextPayload, sa.HashSize, out paddingLength))
                {
                    return DecodeProblem.None;
                }
            }
        }

        paddingLength = 0;
        return problem;
    }
}
