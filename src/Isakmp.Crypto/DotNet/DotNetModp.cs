using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;

namespace Isakmp.Crypto.DotNet;

/// <summary>MODP Diffie-Hellman in managed code, in constant time and without allocating; neither .NET nor BouncyCastle has a power function of that kind.</summary>
internal sealed unsafe class DotNetModp(ModpGroup group) : ScalarArithmetic
{
    private const int WindowBits = 4;
    private const int TableSize = 1 << WindowBits;

    private readonly MontgomeryModulus _modulus = new(group.Prime);

    /// <summary>Raises 2: squarings and doublings are enough.</summary>
    protected override void ComputePublicValue(ReadOnlySpan<byte> privateValue, Span<byte> publicValue)
    {
        int limbs = _modulus.Limbs;
        int size = 3 * limbs;
        ulong* work = stackalloc ulong[size];
        ulong* power = work;
        ulong* scratch = work + limbs;
        _modulus.One.CopyTo(new Span<ulong>(power, limbs));
        foreach (byte octet in privateValue)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                _modulus.Square(power, power, scratch);
                _modulus.DoubleIf(power, (ulong)(octet >> bit) & 1, scratch);
            }
        }

        Finish(power, scratch, publicValue);
        Wipe(work, size);
    }

    /// <summary>Raises the peer's value by windows of four bits; every entry of the table is read each time, so that no address tells the exponent.</summary>
    protected override KeyExchangeStatus ComputeSharedSecret(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        int limbs = _modulus.Limbs;
        int size = (TableSize + 4) * limbs;
        ulong* work = stackalloc ulong[size];
        ulong* table = work;
        ulong* power = table + (TableSize * limbs);
        ulong* factor = power + limbs;
        ulong* scratch = factor + limbs;
        FillTable(table, peerPublic, scratch);
        _modulus.One.CopyTo(new Span<ulong>(power, limbs));
        foreach (byte octet in privateValue)
        {
            for (int shift = 8 - WindowBits; shift >= 0; shift -= WindowBits)
            {
                for (int i = 0; i < WindowBits; i++)
                {
                    _modulus.Square(power, power, scratch);
                }

                Select(factor, table, (ulong)(octet >> shift) & (TableSize - 1), limbs);
                _modulus.Multiply(power, power, factor, scratch);
            }
        }

        Finish(power, scratch, sharedSecret);
        Wipe(work, size);
        return KeyExchangeStatus.Ok;
    }

    /// <summary>Fills the table with the powers 0 to 15 of the value.</summary>
    private void FillTable(ulong* table, ReadOnlySpan<byte> value, ulong* scratch)
    {
        int limbs = _modulus.Limbs;
        _modulus.One.CopyTo(new Span<ulong>(table, limbs));
        ulong* first = table + limbs;
        MontgomeryModulus.Read(value, new Span<ulong>(first, limbs));
        _modulus.Enter(first, scratch);
        for (int i = 2; i < TableSize; i++)
        {
            _modulus.Multiply(table + (i * limbs), table + ((i - 1) * limbs), first, scratch);
        }
    }

    private static void Select(ulong* result, ulong* table, ulong index, int limbs)
    {
        new Span<ulong>(result, limbs).Clear();
        for (ulong entry = 0; entry < TableSize; entry++)
        {
            // All ones for the entry that is wanted: a difference of zero is the only one whose predecessor has the top bit set.
            ulong mask = unchecked(0 - (((entry ^ index) - 1) >> 63));
            for (int i = 0; i < limbs; i++)
            {
                result[i] |= table[i] & mask;
            }

            table += limbs;
        }
    }

    private void Finish(ulong* power, ulong* scratch, Span<byte> result)
    {
        _modulus.Leave(power, scratch);
        MontgomeryModulus.Write(new ReadOnlySpan<ulong>(power, _modulus.Limbs), result);
    }

    private static void Wipe(ulong* work, int limbs) => CryptographicOperations.ZeroMemory(new Span<byte>(work, limbs * sizeof(ulong)));
}
