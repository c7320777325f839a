using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Tests;

/// <summary>Contract of <see cref="IKeyExchange"/> over every provider and method.</summary>
public class KeyExchangeTests
{
    public static IReadOnlyList<KeyExchangeMethod> Methods { get; } =
    [
        KeyExchangeMethod.Modp2048, KeyExchangeMethod.Modp3072, KeyExchangeMethod.Modp4096,
        KeyExchangeMethod.Ecp256, KeyExchangeMethod.Ecp384, KeyExchangeMethod.Curve25519,
    ];

    /// <summary>Provider names with the numbers of the methods that each has.</summary>
    public static IEnumerable<TheoryDataRow<string, int>> Cases =>
        from name in ProviderData.Names
        from method in Methods
        where ProviderData.TryGet(name)?.GetKeyExchange(method) is not null
        select new TheoryDataRow<string, int>(name, method.Value);

    private static IKeyExchange Get(string name, int method) => ProviderData.Get(name).GetKeyExchange(new KeyExchangeMethod((ushort)method))!;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Both_sides_agree(string name, int method)
    {
        IKeyExchange exchange = Get(name, method);
        Assert.Equal(method, exchange.Method.Value);
        byte[] publicI = new byte[exchange.InitiatorPublicSize];
        byte[] publicR = new byte[exchange.ResponderPublicSize];
        byte[] secretI = new byte[exchange.SharedSecretSize];
        byte[] secretR = new byte[exchange.SharedSecretSize];
        using KeyExchangeState state = exchange.Offer(new SeededRandom(1), publicI);
        Assert.Equal(KeyExchangeStatus.Ok, exchange.Respond(publicI, new SeededRandom(2), publicR, secretR));
        Assert.Equal(KeyExchangeStatus.Ok, exchange.Finish(state, publicR, secretI));
        Assert.Equal(secretI, secretR);
        Assert.Contains(secretI, octet => octet != 0);
    }

    /// <summary>The reference is BouncyCastle: every provider turns a random stream into the same public values and shared secrets as it.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_same_stream_gives_the_same_values_as_the_reference(string name, int method)
    {
        IKeyExchange exchange = Get(name, method);
        IKeyExchange reference = BouncyCastleProvider.Instance.GetKeyExchange(exchange.Method)!;
        for (int seed = 1; seed <= 8; seed++)
        {
            Transcript expected = Run(reference, seed);
            Transcript actual = Run(exchange, seed);
            Assert.Equal(expected.PublicI, actual.PublicI);
            Assert.Equal(expected.PublicR, actual.PublicR);
            Assert.Equal(expected.SecretR, actual.SecretR);
            Assert.Equal(expected.SecretI, actual.SecretI);
        }
    }

    private static Transcript Run(IKeyExchange exchange, int seed)
    {
        var t = new Transcript(
            new byte[exchange.InitiatorPublicSize],
            new byte[exchange.ResponderPublicSize],
            new byte[exchange.SharedSecretSize],
            new byte[exchange.SharedSecretSize]);
        var random = new SeededRandom(seed);
        using KeyExchangeState state = exchange.Offer(random, t.PublicI);
        Assert.Equal(KeyExchangeStatus.Ok, exchange.Respond(t.PublicI, random, t.PublicR, t.SecretR));
        Assert.Equal(KeyExchangeStatus.Ok, exchange.Finish(state, t.PublicR, t.SecretI));
        return t;
    }

    private sealed record Transcript(byte[] PublicI, byte[] PublicR, byte[] SecretI, byte[] SecretR);
}
