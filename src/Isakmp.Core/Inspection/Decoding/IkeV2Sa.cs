using Isakmp.Algorithms;
using Isakmp.Inspection.Keys;

namespace Isakmp.Inspection.Decoding;

/// <summary>The rows of the tables for one IKEv2 SA, the one that served last first.</summary>
internal sealed class IkeV2Sa : IDisposable
{
    private readonly List<IkeV2Row> _rows = [];
    private int _taken;

    public List<IkeV2Row> Rows => _rows;

    /// <summary>Takes over rows that have come since.</summary>
    public void Refresh(IReadOnlyList<IkeV2Keys> keys, ICryptoProvider crypto)
    {
        while (_taken < keys.Count)
        {
            _rows.Add(new IkeV2Row(keys[_taken++], crypto));
        }
    }

    /// <summary>Lets a row be tried first from now on.</summary>
    public void Prefer(int index)
    {
        if (index > 0)
        {
            (_rows[0], _rows[index]) = (_rows[index], _rows[0]);
        }
    }

    public void Dispose()
    {
        foreach (IkeV2Row row in _rows)
        {
            row.Dispose();
        }
    }
}
