using System.Collections.Immutable;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Keys;

/// <summary>The keys for reading recorded messages: Wireshark's tables <c>ikev1_decryption_table</c> and <c>ikev2_decryption_table</c>, as strongSwan's save-keys writes them too.</summary>
/// <remarks>
/// Which table a text is, is seen by its rows: two fields are IKEv1 (initiator's cookie, encryption key), eight IKEv2 (SPIs, SK_ei, SK_er, cipher, SK_ai, SK_ar, integrity
/// algorithm), and rows that begin with a protocol such as "IPv4" belong to <c>esp_sa</c>, which is counted and otherwise passed over. Rows of all kinds may stand in one text. Empty
/// lines and lines that begin with # are comments. With an AEAD the salt stands behind the key, as it does in the key material. Several rows may name one SA: each is tried.
/// Used by one thread at a time. Disposal zeroes the keys.
/// </remarks>
public sealed class DecryptionKeys : IDisposable
{
    /// <summary>The most rows that are kept: 100,000.</summary>
    public const int MaximumRows = 100_000;

    /// <summary>The most rows for one SA: 16. Each costs an attempt for every message that no other row fits.</summary>
    public const int MaximumRowsPerSa = 16;

    private readonly Dictionary<(Spi Initiator, Spi Responder), List<IkeV2Keys>> _ikeV2 = [];
    private readonly Dictionary<Spi, List<SecretBuffer>> _ikeV1 = [];
    private bool _isDisposed;

    /// <summary>How many keys for IKEv1 there are.</summary>
    public int IkeV1Count { get; private set; }

    /// <summary>How many rows of keys for IKEv2 there are.</summary>
    public int IkeV2Count { get; private set; }

    /// <summary>How many rows of esp_sa have been seen; their keys are not kept.</summary>
    public int EspCount { get; private set; }

    internal bool IsFull => IkeV1Count + IkeV2Count >= MaximumRows;

    /// <summary>Adds the rows of a table; may be called again for further tables.</summary>
    /// <param name="table">The text; at most 64 Mi characters of it are read.</param>
    /// <param name="faults">Everything that is wrong, with line and column; at most 100 faults, then reading stops.</param>
    /// <returns>Whether nothing is wrong. Rows without fault are added in any case.</returns>
    /// <exception cref="ObjectDisposedException">The keys have been disposed of.</exception>
    public bool TryAdd(TextReader table, out ImmutableArray<KeyTableFault> faults)
    {
        ArgumentNullException.ThrowIfNull(table);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var reader = new KeyTableReader();
        reader.Read(table, this);
        faults = reader.Faults;
        return faults.IsEmpty;
    }

    /// <summary>Zeroes the keys; decoders that still use them find none any more.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (IkeV2Keys keys in _ikeV2.Values.SelectMany(rows => rows))
        {
            keys.Dispose();
        }

        foreach (SecretBuffer key in _ikeV1.Values.SelectMany(keys => keys))
        {
            key.Dispose();
        }

        _ikeV2.Clear();
        _ikeV1.Clear();
        (IkeV1Count, IkeV2Count) = (0, 0);
    }

    /// <summary>Returns how many rows there are.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"DecryptionKeys(IKEv1 {IkeV1Count}, IKEv2 {IkeV2Count}, ESP {EspCount})";

    /// <summary>The rows for an IKEv2 SA, in the order of the tables.</summary>
    internal IReadOnlyList<IkeV2Keys> Find(Spi initiator, Spi responder) =>
        _ikeV2.TryGetValue((initiator, responder), out List<IkeV2Keys>? rows) ? rows : Array.Empty<IkeV2Keys>();

    /// <summary>The keys for an IKEv1 SA, in the order of the tables.</summary>
    internal IReadOnlyList<SecretBuffer> Find(Spi initiatorCookie) =>
        _ikeV1.TryGetValue(initiatorCookie, out List<SecretBuffer>? keys) ? keys : Array.Empty<SecretBuffer>();

    internal void CountEsp() => EspCount++;

    /// <summary>Takes a row over, unless there is one like it; or says why not.</summary>
    internal string? Add(IkeV2Keys keys)
    {
        bool isAdded = TryAdd(_ikeV2, (keys.InitiatorSpi, keys.ResponderSpi), keys, keys.IsSameAs, out string? refusal);
        IkeV2Count += isAdded ? 1 : 0;
        return refusal;
    }

    /// <summary>Takes a row over, unless there is one like it; or says why not.</summary>
    internal string? Add(Spi initiatorCookie, SecretBuffer key)
    {
        bool isAdded = TryAdd(_ikeV1, initiatorCookie, key, other => key.FixedTimeEquals(other.Span), out string? refusal);
        IkeV1Count += isAdded ? 1 : 0;
        return refusal;
    }

    private bool TryAdd<TKey, TRow>(Dictionary<TKey, List<TRow>> table, TKey key, TRow row, Predicate<TRow> isSame, out string? refusal)
        where TKey : notnull
        where TRow : IDisposable
    {
        refusal = IsFull ? $"there are already {MaximumRows} rows; this one and those behind it were not added" : null;
        if (table.TryGetValue(key, out List<TRow>? rows))
        {
            if (rows.Exists(isSame))
            {
                refusal = null; // a table that is given twice
                row.Dispose();
                return false;
            }

            refusal ??= rows.Count == MaximumRowsPerSa ? $"there are already {MaximumRowsPerSa} rows for this SA; this one was not added" : null;
        }

        if (refusal is not null)
        {
            row.Dispose();
            return false;
        }

        if (rows is null)
        {
            table.Add(key, rows = []);
        }

        rows.Add(row);
        return true;
    }
}
