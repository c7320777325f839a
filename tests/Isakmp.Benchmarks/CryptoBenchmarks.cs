using BenchmarkDotNet.Attributes;
using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Registry;

namespace Isakmp.Benchmarks;

/// <summary>The floor under a handshake, suite by suite, with everything and with managed code alone.</summary>
[MemoryDiagnoser]
public class HandshakeFloorBenchmarks
{
    private HandshakeFloor _floor = null!;

    public static IEnumerable<HandshakeSuite> Suites => HandshakeSuite.All;

    [ParamsSource(nameof(Suites))]
    public HandshakeSuite Suite { get; set; } = null!;

    [Params("Default", "ManagedOnly")]
    public string Provider { get; set; } = null!;

    [GlobalSetup]
    public void Setup() => _floor = new HandshakeFloor(Suite, Provider == "Default" ? CryptoProvider.Default : CryptoProvider.ManagedOnly);

    [Benchmark]
    public void BothSides() => _floor.Run();

    [Benchmark]
    public void SymmetricPart() => _floor.RunSymmetric();
}

/// <summary>Each half of a key exchange, for every provider that has the method.</summary>
[MemoryDiagnoser]
public class KeyExchangeBenchmarks
{
    private IKeyExchange _exchange = null!;
    private KeyExchangeState _state = null!;
    private byte[] _publicI = null!;
    private byte[] _publicR = null!;
    private byte[] _secret = null!;

    public static IEnumerable<string> Cases =>
        from method in new[]
        {
            KeyExchangeMethod.Modp2048, KeyExchangeMethod.Modp3072, KeyExchangeMethod.Modp4096,
            KeyExchangeMethod.Ecp256, KeyExchangeMethod.Ecp384, KeyExchangeMethod.Curve25519,
        }
        from provider in Providers
        where provider.Value.GetKeyExchange(method) is not null
        select $"{method.Value} {provider.Key}";

    /// <summary>The number of the method and the provider.</summary>
    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = null!;

    private static Dictionary<string, ICryptoProvider> Providers
    {
        get
        {
            var providers = new Dictionary<string, ICryptoProvider>
            {
                ["DotNet"] = DotNetProvider.Instance,
                ["BouncyCastle"] = BouncyCastleProvider.Instance,
            };
            if (LibcryptoProvider.Instance is { } libcrypto)
            {
                providers.Add("Libcrypto", libcrypto);
            }

            return providers;
        }
    }

    [GlobalSetup]
    public void Setup()
    {
        string[] parts = Case.Split(' ');
        _exchange = Providers[parts[1]].GetKeyExchange(new KeyExchangeMethod(ushort.Parse(parts[0], null)))!;
        _publicI = new byte[_exchange.InitiatorPublicSize];
        _publicR = new byte[_exchange.ResponderPublicSize];
        _secret = new byte[_exchange.SharedSecretSize];
        _state = _exchange.Offer(SystemRandomSource.Instance, _publicI);
        _ = Respond();
    }

    [Benchmark]
    public void Offer() => _exchange.Offer(SystemRandomSource.Instance, _publicI).Dispose();

    [Benchmark]
    public KeyExchangeStatus Respond() => _exchange.Respond(_publicI, SystemRandomSource.Instance, _publicR, _secret);

    [Benchmark]
    public KeyExchangeStatus Finish() => _exchange.Finish(_state, _publicR, _secret);
}
