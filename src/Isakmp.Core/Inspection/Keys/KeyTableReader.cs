using System.Collections.Immutable;
using System.Globalization;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Keys;

/// <summary>Reads a table line by line and hands on what it finds; memory does not grow with the table.</summary>
internal sealed class KeyTableReader : IDisposable
{
    /// <summary>The most faults that are reported; behind them nothing is read.</summary>
    public const int MaximumFaults = 100;

    /// <summary>The most characters that are read.</summary>
    public const int MaximumCharacters = 64 * 1024 * 1024;

    private const int IkeV1Fields = 2;
    private const int IkeV2Fields = 8;
    private const int LargestEspFields = 10; // later versions of Wireshark add two for extended sequence numbers

    private readonly KeyTableLine _line = new();
    private readonly char[] _chunk = GC.AllocateArray<char>(4096, pinned: true);
    private readonly ImmutableArray<KeyTableFault>.Builder _faults = ImmutableArray.CreateBuilder<KeyTableFault>();
    private readonly KeyRowParser _parser;
    private int _chunkLength;
    private int _chunkAt;
    private int _lineNumber;
    private long _characters;
    private bool _isOverlong;
    private bool _isTooLong;

    public KeyTableReader() => _parser = new KeyRowParser(_line, Fail);

    public ImmutableArray<KeyTableFault> Faults => _faults.ToImmutable();

    public void Read(TextReader text, DecryptionKeys keys)
    {
        while (_faults.Count < MaximumFaults && TryReadLine(text))
        {
            if (_isOverlong)
            {
                Fail(KeyTableLine.MaximumLength, string.Create(CultureInfo.InvariantCulture, $"the line is longer than {KeyTableLine.MaximumLength} characters"));
            }
            else if (!_line.TrySplit(out int column, out string? error))
            {
                Fail(column, error);
            }
            else if (!_line.IsEmpty && !TryReadRow(keys))
            {
                return;
            }
        }

        if (_faults.Count >= MaximumFaults)
        {
            Fail(1, "there are so many faults that nothing behind this line was read");
        }
    }

    public void Dispose()
    {
        _line.Dispose();
        Array.Clear(_chunk);
    }

    // False when the tables are full, so that reading on would be in vain.
    private bool TryReadRow(DecryptionKeys keys)
    {
        string? refusal = null;
        if (IsEsp())
        {
            keys.CountEsp();
        }
        else if (_line.Count == IkeV2Fields)
        {
            if (_parser.TryParseIkeV2(out IkeV2Keys? row))
            {
                refusal = keys.Add(row);
            }
        }
        else if (_line.Count == IkeV1Fields)
        {
            if (_parser.TryParseIkeV1(out Spi cookie, out SecretBuffer? key))
            {
                refusal = keys.Add(cookie, key);
            }
        }
        else
        {
            Fail(1, string.Create(
                CultureInfo.InvariantCulture,
                $"a row has 2 fields (IKEv1) or 8 (IKEv2, ESP); this one has {_line.Count}"));
        }

        if (refusal is not null)
        {
            Fail(1, refusal);
        }

        return !keys.IsFull || refusal is null;
    }

    private bool IsEsp() =>
        _line.Count is >= IkeV2Fields and <= LargestEspFields
        && (_line[0].StartsWith("IPv", StringComparison.OrdinalIgnoreCase) || _line[0].StartsWith("Any", StringComparison.OrdinalIgnoreCase));

    private void Fail(int column, string message) => _faults.Add(new KeyTableFault(_lineNumber, column, message));

    // TextReader.ReadLine would hold a line of any length in memory.
    private bool TryReadLine(TextReader text)
    {
        _line.Clear();
        _lineNumber++;
        _isOverlong = false;
        bool isAnything = false;
        while (TryReadCharacter(text, out char character))
        {
            isAnything = true;
            if (character == '\n')
            {
                return true;
            }

            if (character != '\r' && !_line.TryAppend(character))
            {
                _isOverlong = true;
            }
        }

        return isAnything;
    }

    private bool TryReadCharacter(TextReader text, out char character)
    {
        character = default;
        if (_chunkAt == _chunkLength && !TryReadChunk(text))
        {
            return false;
        }

        character = _chunk[_chunkAt++];
        return true;
    }

    private bool TryReadChunk(TextReader text)
    {
        (_chunkAt, _chunkLength) = (0, 0);
        if (_isTooLong)
        {
            return false;
        }

        if (_characters >= MaximumCharacters)
        {
            _isTooLong = true;
            Fail(1, string.Create(CultureInfo.InvariantCulture, $"the table is longer than {MaximumCharacters} characters; nothing behind them was read"));
            return false;
        }

        _chunkLength = text.Read(_chunk, 0, _chunk.Length);
        _characters += _chunkLength;
        return _chunkLength > 0;
    }
}
