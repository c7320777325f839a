using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Isakmp.Crypto.DotNet;

/// <summary>Multiplication modulo an odd number in Montgomery's form, in 64-bit limbs, least significant first; runs in a time that depends on sizes alone.</summary>
/// <remarks>Montgomery's form of a is a * 2^(64 * Limbs) mod p. No branch and no address depends on a value.</remarks>
internal sealed unsafe class MontgomeryModulus
{
    private readonly ulong[] _modulus;
    private readonly ulong[] _one;
    private readonly ulong[] _radixSquared;
    private readonly ulong _inverse;

    public MontgomeryModulus(ReadOnlySpan<byte> modulus)
    {
        Limbs = modulus.Length / sizeof(ulong);
        var number = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        BigInteger radix = BigInteger.One << (64 * Limbs);
        _modulus = Read(modulus, Limbs);
        _one = Read(radix % number, Limbs);
        _radixSquared = Read(radix * radix % number, Limbs);
        _inverse = NegatedInverse(_modulus[0]);
    }

    /// <summary>The size of a number, in limbs.</summary>
    public int Limbs { get; }

    /// <summary>One, in Montgomery's form.</summary>
    public ReadOnlySpan<ulong> One => _one;

    /// <summary>Reads a big-endian number below the modulus.</summary>
    public static void Read(ReadOnlySpan<byte> octets, Span<ulong> number)
    {
        for (int i = 0; i < number.Length; i++)
        {
            number[i] = BinaryPrimitives.ReadUInt64BigEndian(octets[^((i + 1) * sizeof(ulong))..]);
        }
    }

    /// <summary>Writes a big-endian number with all its leading zeros.</summary>
    public static void Write(ReadOnlySpan<ulong> number, Span<byte> octets)
    {
        for (int i = 0; i < number.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(octets[^((i + 1) * sizeof(ulong))..], number[i]);
        }
    }

    /// <summary>Brings a number into Montgomery's form.</summary>
    public void Enter(ulong* number, ulong* scratch)
    {
        fixed (ulong* squared = _radixSquared)
        {
            Multiply(number, number, squared, scratch);
        }
    }

    /// <summary>Brings a number back from Montgomery's form.</summary>
    public void Leave(ulong* number, ulong* scratch)
    {
        ulong* one = stackalloc ulong[Limbs];
        new Span<ulong>(one, Limbs).Clear();
        one[0] = 1;
        Multiply(number, number, one, scratch);
    }

    /// <summary>Computes result = a * b / 2^(64 * Limbs) mod p; the numbers may be the same.</summary>
    /// <param name="result">Receives the product.</param>
    /// <param name="a">One factor, below the modulus.</param>
    /// <param name="b">The other, below the modulus.</param>
    /// <param name="scratch">Limbs + 2 limbs.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(ulong* result, ulong* a, ulong* b, ulong* scratch)
    {
        int limbs = Limbs;
        ulong inverse = _inverse;
        ulong* t = scratch;
        new Span<ulong>(t, limbs + 2).Clear();
        fixed (ulong* p = _modulus)
        {
            for (int i = 0; i < limbs; i++)
            {
                // t = (t + a[i] * b + m * p) / 2^64, where m makes the lowest limb zero.
                ulong carry = AddProduct(t, b, a[i], limbs);
                unchecked
                {
                    t[limbs] += carry;
                    t[limbs + 1] = Bit(t[limbs] < carry);
                    ulong m = t[0] * inverse;
                    carry = AddProductAndShift(t, p, m, limbs);
                    t[limbs - 1] = t[limbs] + carry;
                    t[limbs] = t[limbs + 1] + Bit(t[limbs - 1] < carry);
                }
            }

            Reduce(result, t, t[limbs], p, limbs);
        }
    }

    /// <summary>Computes result = a * a / 2^(64 * Limbs) mod p, in three quarters of the time of a multiplication; the numbers may be the same.</summary>
    /// <param name="result">Receives the square.</param>
    /// <param name="a">The number, below the modulus.</param>
    /// <param name="scratch">2 * Limbs limbs.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Square(ulong* result, ulong* a, ulong* scratch)
    {
        int limbs = Limbs;
        ulong inverse = _inverse;
        ulong* t = scratch;
        new Span<ulong>(t, 2 * limbs).Clear();

        // Each product of two different limbs occurs twice: it is computed once and doubled with the squares.
        for (int i = 0; i < limbs - 1; i++)
        {
            t[i + limbs] = AddProduct(t + (2 * i) + 1, a + i + 1, a[i], limbs - 1 - i);
        }

        DoubleAndAddSquares(t, a, limbs);
        fixed (ulong* p = _modulus)
        {
            ulong above = 0;
            for (int i = 0; i < limbs; i++)
            {
                unchecked
                {
                    ulong carry = AddProduct(t + i, p, t[i] * inverse, limbs);
                    ulong sum = t[i + limbs] + carry;
                    ulong more = Bit(sum < carry);
                    sum += above;
                    above = more | Bit(sum < above);
                    t[i + limbs] = sum;
                }
            }

            Reduce(result, t + limbs, above, p, limbs);
        }
    }

    /// <summary>Computes 2 * a mod p where the bit is one, and a where it is zero, in the same time.</summary>
    public void DoubleIf(ulong* number, ulong bit, ulong* scratch)
    {
        unchecked
        {
            ulong above = 0;
            for (int i = 0; i < Limbs; i++)
            {
                ulong limb = number[i];
                scratch[i] = (limb << (int)bit) | above;
                above = (limb >> 63) & (0 - bit);
            }

            fixed (ulong* p = _modulus)
            {
                Reduce(number, scratch, above, p, Limbs);
            }
        }
    }

    /// <summary>Adds b * factor to t and returns what does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddProduct(ulong* t, ulong* b, ulong factor, int limbs)
    {
        unchecked
        {
            ulong carry = 0;
            for (int j = 0; j < limbs; j++)
            {
                ulong high = Math.BigMul(factor, b[j], out ulong low);
                low += carry;
                high += Bit(low < carry);
                ulong old = t[j];
                low += old;
                high += Bit(low < old);
                t[j] = low;
                carry = high;
            }

            return carry;
        }
    }

    /// <summary>Doubles t and adds the square of each limb of a at its place; the result fits.</summary>
    private static void DoubleAndAddSquares(ulong* t, ulong* a, int limbs)
    {
        unchecked
        {
            ulong shifted = 0;
            ulong carry = 0;
            for (int i = 0; i < limbs; i++)
            {
                ulong high = Math.BigMul(a[i], a[i], out ulong low);
                ulong even = (t[2 * i] << 1) | shifted;
                ulong odd = (t[(2 * i) + 1] << 1) | (t[2 * i] >> 63);
                shifted = t[(2 * i) + 1] >> 63;
                low += carry; // a square is at most 2^128 - 2^65 + 1: the carry cannot overflow its high half
                high += Bit(low < carry);
                even += low;
                high += Bit(even < low);
                odd += high;
                carry = Bit(odd < high);
                t[2 * i] = even;
                t[(2 * i) + 1] = odd;
            }
        }
    }

    /// <summary>Adds p * factor to t, moves the sum down by one limb, and returns what does not fit; the lowest limb, which has become zero, falls out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddProductAndShift(ulong* t, ulong* p, ulong factor, int limbs)
    {
        unchecked
        {
            ulong carry = Math.BigMul(factor, p[0], out ulong first);
            first += t[0];
            carry += Bit(first < t[0]);
            for (int j = 1; j < limbs; j++)
            {
                ulong high = Math.BigMul(factor, p[j], out ulong low);
                low += carry;
                high += Bit(low < carry);
                ulong old = t[j];
                low += old;
                high += Bit(low < old);
                t[j - 1] = low;
                carry = high;
            }

            return carry;
        }
    }

    /// <summary>Subtracts the modulus once if the number, whose top bit or limb stands apart, is not below it; the time is the same either way.</summary>
    private static void Reduce(ulong* result, ulong* number, ulong above, ulong* p, int limbs)
    {
        unchecked
        {
            ulong borrow = 0;
            for (int i = 0; i < limbs; i++)
            {
                ulong difference = number[i] - p[i];
                ulong less = Bit(number[i] < p[i]);
                result[i] = difference - borrow;
                borrow = less | Bit(difference < borrow);
            }

            // All ones where the number was below the modulus: take back the subtraction.
            ulong keep = 0 - (borrow & (above ^ 1));
            for (int i = 0; i < limbs; i++)
            {
                result[i] = (number[i] & keep) | (result[i] & ~keep);
            }
        }
    }

    // A comparison taken as a number compiles to a flag, not to a branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bit(bool condition) => Unsafe.BitCast<bool, byte>(condition);

    private static ulong[] Read(ReadOnlySpan<byte> octets, int limbs)
    {
        ulong[] number = new ulong[limbs];
        Read(octets, number);
        return number;
    }

    private static ulong[] Read(BigInteger value, int limbs)
    {
        byte[] octets = new byte[limbs * sizeof(ulong)];
        byte[] significant = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        significant.CopyTo(octets, octets.Length - significant.Length);
        return Read(octets, limbs);
    }

    /// <summary>Computes -1 / value mod 2^64 for an odd value: each step of Newton's iteration doubles the right bits.</summary>
    private static ulong NegatedInverse(ulong value)
    {
        unchecked
        {
            ulong inverse = value; // right to 3 bits
            for (int bits = 3; bits < 64; bits *= 2)
            {
                inverse *= 2 - (value * inverse);
            }

            return 0 - inverse;
        }
    }
}
