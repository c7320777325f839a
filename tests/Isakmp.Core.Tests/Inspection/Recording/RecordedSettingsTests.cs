using System.Collections;
using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Inspection.Recording;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Recording;

/// <summary>Configurations come out of a recording as they went in.</summary>
public class RecordedSettingsTests
{
    private static readonly string[] s_identities =
    [
        "alice.example", "alice@example.org", "192.0.2.1", "2001:db8::1", "CN=Alice, O=Example", "keyid:#0a0b0cff", "@#00ff", "fqdn:192.0.2.1", "email:nobody", "keyid:plain text",
    ];

    [Fact]
    public void A_profile_comes_back_as_it_was()
    {
        var random = new SeededRandom(11);
        for (int i = 0; i < 500; i++)
        {
            PeerProfile profile = Make(random);
            using var line = new LineWriter();
            ProfileNotation.Write(line.Begin(), profile);
            PeerProfile again = ProfileNotation.Read(LineReader.Read(line.End(), 1), CryptoProvider.Default);
            AssertSame(profile, again, nameof(PeerProfile));
        }
    }

    /// <summary>Whoever adds a setting must write it into recordings too, else they replay otherwise.</summary>
    [Fact]
    public void No_setting_is_forgotten()
    {
        string[] written =
        [
            // in the endpoint's line
            nameof(IkeEndpointOptions.Questions), nameof(IkeEndpointOptions.OperationTimeout), nameof(IkeEndpointOptions.CookieThreshold), nameof(IkeEndpointOptions.HalfOpenLimit),
            nameof(IkeEndpointOptions.HalfOpenLimitPerAddress), nameof(IkeEndpointOptions.PreparedCiphers), nameof(IkeEndpointOptions.StatelessOutputLimit),
            nameof(IkeEndpointOptions.LingerTime), nameof(IkeEndpointOptions.ResponseLifetime),
            // in lines of their own
            nameof(IkeEndpointOptions.Profiles), nameof(IkeEndpointOptions.Credentials), nameof(IkeEndpointOptions.Random),
            // the caller's of a replay
            nameof(IkeEndpointOptions.Crypto),
            // refused
            nameof(IkeEndpointOptions.CookieSecret),
            // listeners, which change nothing
            nameof(IkeEndpointOptions.Tap), nameof(IkeEndpointOptions.KeyLog), nameof(IkeEndpointOptions.Journal),
        ];
        Assert.Equal(written.Order(), typeof(IkeEndpointOptions).GetProperties().Select(static property => property.Name).Order());
    }

    [Fact]
    public void Options_come_back_as_they_were()
    {
        var options = new IkeEndpointOptions
        {
            Crypto = CryptoProvider.Default, Random = new SeededRandom(1), OperationTimeout = TimeSpan.FromSeconds(1.5), CookieThreshold = 2, HalfOpenLimit = 3, HalfOpenLimitPerAddress = 4,
            PreparedCiphers = 5, StatelessOutputLimit = 6, LingerTime = TimeSpan.FromTicks(7), ResponseLifetime = TimeSpan.FromHours(8),
            Questions = Isakmp.Exchanges.EndpointQuestions.Authorize | Isakmp.Exchanges.EndpointQuestions.AllocateSpi,
        };
        using var line = new LineWriter();
        OptionsNotation.Write(line.Begin(), options, []);
        IkeEndpointOptions again = OptionsNotation.Read(LineReader.Read(line.End(), 1), options.Crypto, options.Random, options.Credentials, []);
        AssertSame(options, again, nameof(IkeEndpointOptions));
    }

    private static PeerProfile Make(SeededRandom random)
    {
        TimeSpan Time() => TimeSpan.FromTicks(1 + random.Next(int.MaxValue));
        string Pick(params string[] of) => of[random.Next(of.Length)];
        PeerProfileBuilder builder = new PeerProfileBuilder(Pick("net", "a \"quoted\" name", "Büro € 1", "back\\slash"))
            .WithLocalAddresses(Pick("%any", "192.0.2.1", "192.0.2.0/24", "2001:db8::1-2001:db8::9", "%any6"))
            .WithRemoteAddresses(Pick("%any", "198.51.100.7", "%any4"), Pick("203.0.113.0/25", "2001:db8::/32"))
            .WithRemoteIdentity(Pick([.. s_identities, "%any", "*.example.org", "*@example.org", "192.0.2.0/24", "CN=*, O=Example"]))
            .WithProposals(Pick("aes256gcm16-prfsha256-x25519", "aes256-aes128-sha256-sha384-modp2048-ecp256", "default", "aes128-sha1-prfsha256-modp3072,chacha20poly1305-prfsha512-ecp384"))
            .WithRetransmission(new() { InitialTimeout = Time(), Base = 1 + (random.Next(1000) / 777.0), Tries = random.Next(9), Limit = random.Chance(0.5) ? Time() : null, Jitter = random.Next(1000) / 1000.0 })
            .WithLiveness(random.Chance(0.5) ? Time() : null)
            .WithKeepAlive(random.Chance(0.5) ? Time() : null)
            .WithNegotiationTimeout(Time())
            .WithForcedEncapsulation(random.Chance(0.5))
            .WithNatTraversalPorts((ushort)random.Next(65_536), (ushort)random.Next(65_536))
            .WithFailureOnUnauthenticatedError(random.Chance(0.5))
            .WithKeepUp(new() { OnLoad = Action(random), OnClose = Action(random), OnUnresponsive = Action(random), Tries = random.Next(5), RetryDelay = Time(), MaximumRetryDelay = Time() });
        if (random.Chance(0.7))
        {
            builder.WithLocalIdentity(Pick(s_identities));
        }

        for (int child = 0; child <= random.Next(3); child++)
        {
            builder.AddChild($"child {child}", settings =>
            {
                settings
                    .WithLocalSelectors(Pick("dynamic", "10.1.0.0/24", "10.1.0.0/24[tcp/80]", "10.0.0.1-10.0.0.9[udp/1000-2000]"), Pick("10.9.0.0/16[icmp/8]", "10.9.0.0/16[icmp/3(1)-4]", "dynamic[gre]"))
                    .WithRemoteSelectors(Pick("dynamic", "0.0.0.0/0", "10.2.0.0/24[/53]", "10.2.0.0/24[47/any]", "10.2.0.1/32[tcp/opaque]"))
                    .WithMode(random.Chance(0.5) ? ChildMode.Transport : ChildMode.Tunnel)
                    .WithActions(Action(random), Action(random), Action(random));
                _ = random.Chance(0.7)
                    ? settings.WithEspProposals(Pick("aes256gcm16", "aes128-sha256-modp2048-esn-noesn", "default", "aes256gcm16-x25519,aes128-sha1"))
                    : settings.WithAhProposals(Pick("sha256", "sha384-sha512-esn"));
            });
        }

        return builder.Build(CryptoProvider.Default);
    }

    private static ConnectionAction Action(SeededRandom random) => (ConnectionAction)random.Next(3);

    /// <summary>Compares by every property, so that one that is added later is compared too.</summary>
    private static void AssertSame(object? expected, object? actual, string path)
    {
        if (expected is null || actual is null || expected is string || expected.GetType().IsPrimitive || expected is ICollection { Count: 0 })
        {
            Assert.True(Equals(expected, actual) || (expected is ICollection && actual is ICollection { Count: 0 }), $"{path}: {actual} instead of {expected}");
            return;
        }

        if (expected is IEnumerable list)
        {
            object?[] left = [.. list.Cast<object?>()];
            object?[] right = [.. ((IEnumerable)actual).Cast<object?>()];
            Assert.True(left.Length == right.Length, path);
            for (int i = 0; i < left.Length; i++)
            {
                AssertSame(left[i], right[i], $"{path}[{i}]");
            }

            return;
        }

        bool isOurs = expected.GetType().Namespace == typeof(PeerProfile).Namespace || expected is IkeEndpointOptions;
        if (!isOurs || expected is AddressPattern || expected.GetType().IsEnum)
        {
            Assert.True(Equals(expected, actual), $"{path}: {actual} instead of {expected}");
            return;
        }

        foreach (System.Reflection.PropertyInfo property in expected.GetType().GetProperties().Where(static property => property.GetMethod is { IsStatic: false }))
        {
            AssertSame(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}");
        }
    }
}
