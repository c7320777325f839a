using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Tests;

/// <summary>Contract of <see cref="IKeyExchange"/> over every provider and method.</summary>
public class KeyExchangeTests
{
    public static IReadOnlyList<KeyExchangeMethod> Methods { get; } =
    [
        KeyExchangeMethod.Modp768, KeyExchangeMethod.Modp1024, KeyExchangeMethod.Modp1536,
        KeyExchangeMethod.Modp2048, KeyExchangeMethod.Modp3072, KeyExchangeMethod.Modp4096, KeyExchangeMethod.Modp6144, KeyExchangeMethod.Modp8192,
        KeyExchangeMethod.Ecp256, KeyExchangeMethod.Ecp384, KeyExchangeMethod.Ecp521, KeyExchangeMethod.Curve25519,
    ];

    /// <summary>Provider names with the numbers of the methods that each has; the composites hand out the very objects of the others, so each object comes once.</summary>
    public static IEnumerable<TheoryDataRow<string, int>> Cases =>
        from method in Methods
        from found in ProviderData.Names
            .Select(name => (Name: name, Exchange: ProviderData.TryGet(name)?.GetKeyExchange(method)))
            .Where(found => found.Exchange is not null)
            .DistinctBy(found => found.Exchange)
        select new TheoryDataRow<string, int>(found.Name, method.Value);

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
        for (int seed = 1; seed <= 4; seed++)
        {
            Transcript expected = Run(reference, seed);
            Transcript actual = Run(exchange, seed);
            Assert.Equal(expected.PublicI, actual.PublicI);
            Assert.Equal(expected.PublicR, actual.PublicR);
            Assert.Equal(expected.SecretR, actual.SecretR);
            Assert.Equal(expected.SecretI, actual.SecretI);
        }
    }

    /// <summary>A forged answer may come before the right one: the state survives it.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_refused_answer_leaves_the_state_usable(string name, int method)
    {
        IKeyExchange exchange = Get(name, method);
        byte[] publicI = new byte[exchange.InitiatorPublicSize];
        byte[] publicR = new byte[exchange.ResponderPublicSize];
        byte[] secretI = new byte[exchange.SharedSecretSize];
        byte[] secretR = new byte[exchange.SharedSecretSize];
        using KeyExchangeState state = exchange.Offer(new SeededRandom(1), publicI);
        Assert.Equal(exchange.Method, state.Method);
        Assert.Equal(KeyExchangeStatus.Ok, exchange.Respond(publicI, new SeededRandom(2), publicR, secretR));
        Assert.Equal(KeyExchangeStatus.WrongSize, exchange.Finish(state, publicR.AsSpan(1), secretI));
        Assert.NotEqual(KeyExchangeStatus.Ok, exchange.Finish(state, new byte[publicR.Length], secretI));
        Assert.Equal(KeyExchangeStatus.Ok, exchange.Finish(state, publicR, secretI));
        Assert.Equal(secretR, secretI);
        Assert.Equal(KeyExchangeStatus.Ok, exchange.Finish(state, publicR, secretI));
        Assert.Equal(secretR, secretI);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Misuse_throws(string name, int method)
    {
        IKeyExchange exchange = Get(name, method);
        byte[] publicI = new byte[exchange.InitiatorPublicSize];
        byte[] secret = new byte[exchange.SharedSecretSize];
        var random = new SeededRandom(1);
        Assert.Throws<ArgumentException>(() => exchange.Offer(random, new byte[publicI.Length + 1]));
        Assert.Throws<ArgumentNullException>(() => exchange.Offer(null!, publicI));
        KeyExchangeState state = exchange.Offer(random, publicI);
        Assert.Throws<ArgumentException>(() => exchange.Respond(publicI, random, new byte[1], secret));
        Assert.Throws<ArgumentException>(() => exchange.Respond(publicI, random, new byte[publicI.Length], new byte[1]));
        Assert.Throws<ArgumentException>(() => exchange.Finish(state, publicI, new byte[1]));

        IKeyExchange other = BouncyCastleProvider.Instance.GetKeyExchange(
            exchange.Method == KeyExchangeMethod.Curve25519 ? KeyExchangeMethod.Ecp256 : KeyExchangeMethod.Curve25519)!;
        Assert.Throws<ArgumentException>(() => other.Finish(state, publicI, new byte[other.SharedSecretSize]));

        state.Dispose();
        state.Dispose();
        Assert.Throws<ObjectDisposedException>(() => exchange.Finish(state, publicI, secret));
        Assert.DoesNotContain(Isakmp.Testing.Hex.Format(publicI), state.ToString()!, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The objects are shared by threads: many at once get what one alone gets.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Threads_share_a_method(string name, int method)
    {
        IKeyExchange exchange = Get(name, method);
        var expected = Enumerable.Range(1, 2).Select(seed => Run(exchange, seed)).ToList();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            Transcript actual = Run(exchange, 1 + (i % 2));
            Assert.Equal(expected[i % 2].PublicI, actual.PublicI);
            Assert.Equal(expected[i % 2].SecretI, actual.SecretI);
            Assert.Equal(expected[i % 2].SecretR, actual.SecretR);
        });
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
