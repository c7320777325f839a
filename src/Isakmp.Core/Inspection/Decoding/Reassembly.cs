using System.Security.Cryptography;
using Isakmp.Registry;

namespace Isakmp.Inspection.Decoding;

/// <summary>The pieces of one message that have come so far.</summary>
internal sealed class Reassembly : IDisposable
{
    private byte[]?[] _pieces = [];

    /// <summary>How many pieces there are to be; 0 as long as that is not known.</summary>
    public int Total { get; private set; }

    /// <summary>The octets of all pieces that are here.</summary>
    public int Size { get; private set; }

    /// <summary>What the message begins with, as its first fragment says.</summary>
    public PayloadType First { get; private set; }

    /// <summary>The number of the message that brought the last piece, for the age.</summary>
    public long LastUse { get; set; }

    public bool IsComplete { get; private set; }

    /// <summary>Takes a piece.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="total">How many there are; 0 if this piece does not say so.</param>
    /// <param name="first">What the message begins with; looked at in the first piece.</param>
    /// <param name="data">The piece.</param>
    /// <param name="limits">The bounds.</param>
    /// <returns>False if the piece contradicts the others or a bound.</returns>
    public bool TryAdd(int number, int total, PayloadType first, ReadOnlySpan<byte> data, MessageDecoderOptions limits)
    {
        bool contradicts = Total != 0 && (number > Total || (total != 0 && total != Total));
        if (contradicts || number > limits.MaximumFragments || total > limits.MaximumFragments || (total != 0 && HasBeyond(total)))
        {
            return false;
        }

        if (number <= _pieces.Length && _pieces[number - 1] is { } known)
        {
            return data.SequenceEqual(known);
        }

        if (Size + data.Length > limits.MaximumReassembledSize)
        {
            return false;
        }

        if (number > _pieces.Length)
        {
            Array.Resize(ref _pieces, Math.Max(number, total));
        }

        byte[] piece = GC.AllocateUninitializedArray<byte>(data.Length, pinned: true);
        data.CopyTo(piece);
        _pieces[number - 1] = piece;
        Size += data.Length;
        Total = total != 0 ? total : Total;
        First = number == 1 ? first : First;
        IsComplete = Total != 0 && _pieces.AsSpan(0, Math.Min(Total, _pieces.Length)).IndexOf((byte[]?)null) < 0 && _pieces.Length >= Total;
        return true;
    }

    /// <summary>Joins the pieces of a complete message.</summary>
    /// <param name="destination">As many octets as <see cref="Size"/> says.</param>
    public void CopyTo(Span<byte> destination)
    {
        foreach (byte[]? piece in _pieces)
        {
            piece.CopyTo(destination);
            destination = destination[piece!.Length..];
        }
    }

    public void Dispose()
    {
        foreach (byte[]? piece in _pieces)
        {
            CryptographicOperations.ZeroMemory(piece);
        }

        _pieces = [];
    }

    private bool HasBeyond(int total) => _pieces.Length > total && _pieces.AsSpan(total).ContainsAnyExcept((byte[]?)null);
}
