using System.Globalization;
using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>The same seed gives the same datagrams, octet for octet, whatever provider computes.</summary>
public sealed class DeterminismTests
{
    public static TheoryData<string> Proposals => [.. Suites.Ike];

    [Theory]
    [MemberData(nameof(Proposals))]
    public void The_same_seed_gives_the_same_log_with_and_without_native_code(string proposal)
    {
        string[] first = Log(proposal, 1, CryptoProvider.Default);
        Assert.Equal(first, Log(proposal, 1, CryptoProvider.Default));
        Assert.Equal(first, Log(proposal, 1, CryptoProvider.ManagedOnly));
    }

    [Theory]
    [InlineData("aes256gcm16-prfsha256-x25519")]
    [InlineData("aes128-sha256-ecp256")]
    public void Another_seed_gives_another_log(string proposal)
    {
        string[] first = Log(proposal, 1, CryptoProvider.Default);
        string[] second = Log(proposal, 2, CryptoProvider.Default);
        Assert.NotEqual(first[0], second[0]);
    }

    [Theory]
    [InlineData("x25519", "modp2048")]
    [InlineData("ecp384", "ecp256")]
    public void The_same_seed_gives_the_same_log_through_cookies_and_another_group(string guessed, string wanted)
    {
        string[] first = LogOfDetour(guessed, wanted, CryptoProvider.Default);
        Assert.Equal(first, LogOfDetour(guessed, wanted, CryptoProvider.Default));
        Assert.Equal(first, LogOfDetour(guessed, wanted, CryptoProvider.ManagedOnly));
    }

    [Fact]
    public void Who_watches_changes_nothing()
    {
        const string Proposal = "aes128-sha256-x25519";
        var tap = new CountingTap();
        Assert.Equal(Log(Proposal, 1, CryptoProvider.Default), Log(Proposal, 1, CryptoProvider.Default, tap));
        Assert.True(tap.Count >= 8);
    }

    private static string[] Log(string proposal, ulong seed, ICryptoProvider crypto, IMessageTap? tap = null)
    {
        using var pair = new Pair(new PairOptions
        {
            Seed = seed,
            Crypto = crypto,
            Tap = tap,
            Proposal = proposal,
            EspProposal = "aes256-sha256",
            Both = profile => profile.WithLiveness(TimeSpan.FromSeconds(10)).WithRetransmission(new RetransmissionPolicy { Jitter = 0.5 }),
            Conditions = new NetworkConditions { Loss = 0.1, Duplication = 0.1, MaximumDelay = TimeSpan.FromMilliseconds(300) },
        });
        pair.ConnectAlice();
        Assert.True(pair.RunUntil(() => pair.Alice.Established.Any() && pair.Bob.Established.Any(), TimeSpan.FromMinutes(5)));
        pair.RunFor(TimeSpan.FromSeconds(25));
        pair.Bob.Call((endpoint, now) =>
        {
            endpoint.CloseAll(now);
            return true;
        });
        pair.RunFor(TimeSpan.FromMinutes(5));
        Assert.True(pair.Network.Sent.Count >= 8, $"only {pair.Network.Sent.Count} datagrams");
        return Describe(pair);
    }

    private static string[] LogOfDetour(string guessed, string wanted, ICryptoProvider crypto)
    {
        using var pair = new Pair(new PairOptions
        {
            Seed = 7,
            Crypto = crypto,
            CookieThreshold = 0,
            Proposal = $"aes256-sha256-{guessed}-{wanted}",
            BobProposal = $"aes256-sha256-{wanted}",
        });
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(8, pair.Network.Sent.Count); // first message, cookie, with cookie, other group, again, answer, IKE_AUTH and its answer
        pair.AssertAgreement();
        return Describe(pair);
    }

    private sealed class CountingTap : IMessageTap
    {
        public int Count { get; private set; }

        public void OnMessage(bool outbound, in PacketInfo path, ReadOnlySpan<byte> message, PayloadType firstInner, ReadOnlySpan<byte> plaintext) => Count++;
    }

    private static string[] Describe(Pair pair) =>
    [
        .. pair.Network.Sent.Select(static sent => $"{sent.Time.MonotonicTicks.ToString(CultureInfo.InvariantCulture)} {sent}"),
        .. new[] { pair.Alice, pair.Bob }.SelectMany(static host => host.EventsOf<ChildSaEstablishedEvent>()
            .Select(happened => $"{host.Name} {happened.Info.InboundSpi} {Convert.ToHexString(happened.Keys.InboundEncryption.Span)}")),
    ];
}
