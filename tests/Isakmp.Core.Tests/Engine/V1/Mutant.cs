using System.Buffers.Binary;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Seeded mutations of messages and chains of payloads.</summary>
internal static class Mutant
{
    /// <summary>Changes a whole message, and most times mends its length, else nothing would get past the header.</summary>
    public static byte[] Of(byte[] message, SeededRandom random, IReadOnlyList<byte[]> corpus)
    {
        byte[] mutant = message;
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            mutant = Once(mutant, random, corpus, isMessage: true);
        }

        if (mutant.Length >= 28 && random.Chance(0.8))
        {
            mutant = [.. mutant];
            BinaryPrimitives.WriteUInt32BigEndian(mutant.AsSpan(24), (uint)mutant.Length);
        }

        return mutant;
    }

    /// <summary>Changes a chain of payloads.</summary>
    public static byte[] OfChain(byte[] chain, SeededRandom random)
    {
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            chain = Once(chain, random, [chain], isMessage: false);
        }

        return chain;
    }

    /// <summary>Changes payloads: most times within one, so that the chain stays sound and the change is met inside; else anywhere in the chain.</summary>
    public static byte[] OfPayloads(IReadOnlyList<Payload> payloads, SeededRandom random)
    {
        if (random.Chance(0.3))
        {
            return OfChain(Payload.Chain([.. payloads]), random);
        }

        Payload[] changed = [.. payloads];
        int at = random.Next(changed.Length);
        switch (random.Next(10))
        {
            case 0:
                changed = [.. changed[..at], changed[at], .. changed[at..]];
                break;
            case 1:
                (changed[at], changed[0]) = (changed[0], changed[at]);
                break;
            case 2:
                changed = [.. changed[..at], .. changed[(at + 1)..]];
                break;
            default:
                changed[at] = changed[at] with { Body = OfChain(changed[at].Body, random) };
                break;
        }

        return Payload.Chain(changed);
    }

    /// <summary>Where the payloads of a chain end, which is what hashes cover; the whole length where the chain is broken.</summary>
    public static int EndOf(byte[] chain, byte first)
    {
        int at = 0;
        for (byte type = first; type != 0;)
        {
            int length = at + 4 <= chain.Length ? BinaryPrimitives.ReadUInt16BigEndian(chain.AsSpan(at + 2)) : 0;
            if (length < 4 || at + length > chain.Length)
            {
                return chain.Length;
            }

            type = chain[at];
            at += length;
        }

        return at;
    }

    private static byte[] Once(byte[] octets, SeededRandom random, IReadOnlyList<byte[]> corpus, bool isMessage)
    {
        if (octets.Length == 0)
        {
            return random.NextBytes(random.Next(1, 64));
        }

        byte[] mutant = [.. octets];
        int at = random.Next(mutant.Length);
        switch (random.Next(8))
        {
            case 0:
                mutant[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                mutant[at] = (byte)random.Next(256);
                break;
            case 2:
                return mutant[..at];
            case 3:
                return [.. mutant[..at], .. random.NextBytes(random.Next(1, 40)), .. mutant[at..]];
            case 4:
                return [.. mutant[..at], .. mutant[Math.Min(mutant.Length, at + random.Next(1, 30))..]];
            case 5:
                byte[] other = corpus[random.Next(corpus.Count)];
                return [.. mutant[..at], .. other[Math.Min(at, other.Length)..]];
            case 6 when isMessage && mutant.Length > 28:
                mutant[random.Next(16, 28)] = (byte)random.Next(256);
                break;
            default:
                mutant[at] = ((byte[])[0, 0xff, 0x7f, 0x80, 1])[random.Next(5)];
                break;
        }

        return mutant;
    }
}
