using Isakmp.Algorithms;
using Isakmp.Primitives;
using Isakmp.Protection.V1;

namespace Isakmp.Inspection.Decoding;

/// <summary>What is known of an IKEv1 SA from its messages.</summary>
internal sealed class IkeV1Sa : IDisposable
{
    private const int LargestPublicValue = 2048;

    private readonly RecentTable<MessageId, IvChain> _exchanges;
    private readonly Dictionary<SecretBuffer, KeyedCipher> _ciphers = [];
    private byte[]? _initiatorPublic;
    private byte[]? _responderPublic;
    private IvChain? _phase1;
    private IHash? _hash;

    public IkeV1Sa(MessageDecoderOptions limits) => _exchanges = new RecentTable<MessageId, IvChain>(limits.MaximumExchanges);

    /// <summary>What was chosen; default as long as that is not known.</summary>
    public IkeV1Suite Suite { get; private set; }

    /// <summary>The size of the negotiated hash, in octets.</summary>
    public int HashSize => _hash?.Size ?? 0;

    /// <summary>Whether the choice was seen and the hash is there.</summary>
    public bool IsKnown => _hash is not null && Suite.BlockSize > 0;

    /// <summary>Whether the choice was seen, whatever can be done with it.</summary>
    public bool IsChosen { get; private set; }

    /// <summary>How many exchanges besides phase 1 have state.</summary>
    public int ExchangeCount => _exchanges.Count;

    /// <summary>Takes the responder's choice; the first one counts.</summary>
    public void Choose(IkeV1Suite suite, ICryptoProvider crypto)
    {
        if (!IsChosen)
        {
            IsChosen = true;
            Suite = suite;
            _hash = suite.Hash == default ? null : crypto.GetHash(suite.Hash);
            BeginPhase1();
        }
    }

    /// <summary>Takes a public value: the first is the initiator's, the next other one the responder's.</summary>
    public void AddPublicValue(ReadOnlySpan<byte> value)
    {
        if (value.Length > LargestPublicValue || _responderPublic is not null)
        {
            return;
        }

        if (_initiatorPublic is null)
        {
            _initiatorPublic = value.ToArray();
        }
        else if (!value.SequenceEqual(_initiatorPublic))
        {
            _responderPublic = value.ToArray();
            BeginPhase1();
        }
    }

    /// <summary>Takes over the public value that the initiator of Aggressive Mode sent before there was a responder's cookie.</summary>
    public void TakeOver(IkeV1Sa opening) => _initiatorPublic ??= opening._initiatorPublic;

    /// <summary>The chain of a message; null if no vector can be known.</summary>
    public IvChain? FindChain(MessageId id)
    {
        if (id.Value == 0)
        {
            return _phase1 ??= new IvChain(Suite.BlockSize); // the end of its messages begins the other exchanges, even if they cannot be read
        }

        if (_exchanges.TryGet(id, out IvChain? chain))
        {
            return chain;
        }

        if (_phase1 is null || _phase1.Current.IsEmpty)
        {
            return null;
        }

        Span<byte> iv = stackalloc byte[Suite.BlockSize];
        chain = new IvChain(Suite.BlockSize);
        InitializationVectors.ComputeExchange(_hash!, _phase1.Current, id, iv);
        chain.Begin(iv);
        if (!_phase1.Unproven.IsEmpty)
        {
            InitializationVectors.ComputeExchange(_hash!, _phase1.Unproven, id, iv);
            chain.Doubt(iv);
        }

        _exchanges.Add(id, chain);
        return chain;
    }

    /// <summary>The cipher with a key of the tables; null if the key has a wrong size or the provider lacks the cipher.</summary>
    public KeyedCipher? FindCipher(SecretBuffer key, ICryptoProvider crypto)
    {
        if (!_ciphers.TryGetValue(key, out KeyedCipher? keyed) && Suite.Fits(key.Length) && Suite.FindCipher(crypto, key.Length) is { } cipher && cipher.KeySize == key.Length)
        {
            keyed = cipher.Create(key.Span);
            _ciphers.Add(key, keyed);
        }

        return keyed;
    }

    public void Dispose()
    {
        _exchanges.Dispose();
        foreach (KeyedCipher cipher in _ciphers.Values)
        {
            cipher.Dispose();
        }

        _ciphers.Clear();
    }

    private void BeginPhase1()
    {
        if (!IsKnown || _initiatorPublic is null || _responderPublic is null)
        {
            return;
        }

        Span<byte> iv = stackalloc byte[Suite.BlockSize];
        InitializationVectors.ComputePhase1(_hash!, _initiatorPublic, _responderPublic, iv);
        _phase1 ??= new IvChain(Suite.BlockSize);
        _phase1.Begin(iv);
    }
}
