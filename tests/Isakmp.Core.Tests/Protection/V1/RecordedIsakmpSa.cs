using Isakmp.Crypto;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Protection.V1;

/// <summary>An ISAKMP SA between real gateways: its messages, and what strongSwan's log says came of them.</summary>
public sealed class RecordedIsakmpSa
{
    private readonly ILookup<string, string> _fields;

    private RecordedIsakmpSa(string paragraph) => _fields = paragraph
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(": ", 2))
        .ToLookup(field => field[0], field => field[1]);

    public static IReadOnlyList<RecordedIsakmpSa> All { get; } = [.. File
        .ReadAllText(Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recorded-v1-keys.txt"))
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Where(paragraph => paragraph.Contains("recording: ", StringComparison.Ordinal))
        .Select(paragraph => new RecordedIsakmpSa(paragraph))];

    public string Recording => Text("recording");

    public byte[] this[string name] => Hex.Parse(Text(name));

    public Spi Initiator => Spi.Read(Messages[1]);

    public Spi Responder => Spi.Read(Messages[1].AsSpan(Spi.Size));

    public MessageId QuickMode => IkeHeader.TryRead(Messages[6], out IkeHeader header).IsOk ? header.MessageId : default;

    public IReadOnlyList<byte[]> Messages => [.. _fields["message"].Select(text => Hex.Parse(text))];

    /// <summary>The vectors after each encrypted message.</summary>
    public IReadOnlyList<byte[]> NextIvs => [.. _fields["next IV"].Select(text => Hex.Parse(text))];

    public string Text(string name) => _fields[name].Single();

    public bool Has(string name) => _fields.Contains(name);

    internal IsakmpSuite Suite()
    {
        Assert.True(IsakmpPolicy.TryParseList(Text("suite"), out System.Collections.Immutable.ImmutableArray<IsakmpPolicy> policies, out _));
        Assert.True(Phase1Offer.For(policies).TryAccept(Phase1Offer.For(policies).Proposals, out Phase1Choice? choice, out _));
        Assert.True(IsakmpSuite.TryCreate(CryptoProvider.Default, choice, out IsakmpSuite? suite));
        return suite;
    }

    internal SkeyidKeys Derive(IsakmpSuite suite)
    {
        byte[] skeyid = new byte[suite.Prf.OutputSize];
        KeySchedule.ComputeSkeyid(suite.Prf, this["psk"], Clear(2, PayloadType.V1Nonce), Clear(3, PayloadType.V1Nonce), skeyid);
        return SkeyidKeys.Derive(suite.Prf, skeyid, this["shared secret"], Initiator, Responder);
    }

    /// <summary>The body of a payload of a message in the clear.</summary>
    public byte[] Clear(int message, PayloadType type) => Find(Messages[message].AsSpan(IkeHeader.Size), First(message), type).Body.ToArray();

    /// <summary>The payloads of an encrypted message, with its padding.</summary>
    internal byte[] Open(int message, BodyCipher cipher, ReadOnlySpan<byte> iv)
    {
        byte[] plaintext = new byte[Messages[message].Length - IkeHeader.Size];
        Assert.True(cipher.TryOpen(Messages[message].AsSpan(IkeHeader.Size), iv, plaintext));
        return plaintext;
    }

    public PayloadType First(int message) => new(Messages[message][IkeHeader.NextPayloadOffset]);

    /// <summary>Finds a payload of a chain.</summary>
    public static PayloadView Find(ReadOnlySpan<byte> chain, PayloadType first, PayloadType wanted)
    {
        var walker = new PayloadWalker(chain, 0, first, isV1: true);
        while (walker.MoveNext())
        {
            if (walker.Current.Type == wanted)
            {
                return walker.Current;
            }
        }

        Assert.Fail($"There is no payload {wanted}.");
        return default;
    }

    /// <summary>The length of the payloads without padding.</summary>
    public static int LengthOf(ReadOnlySpan<byte> chain, PayloadType first)
    {
        var walker = new PayloadWalker(chain, 0, first, isV1: true);
        int end = 0;
        while (walker.MoveNext())
        {
            end = walker.Position;
        }

        return end;
    }

    public override string ToString() => Recording;
}
