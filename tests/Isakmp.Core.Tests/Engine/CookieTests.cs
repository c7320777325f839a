using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine;

/// <summary>Cookies as responder: no state before the peer has shown that it receives at its address (RFC 7296 section 2.6).</summary>
public sealed class CookieTests
{
    [Fact]
    public void A_peer_that_returns_its_cookie_is_let_in_and_proves_the_second_request()
    {
        using Subject subject = Endpoint();
        ScriptedPeer peer = Peer();
        List<Payload> opening = peer.Opening();
        Payload cookie = AskForCookie(subject, peer.Open(opening));
        Assert.Equal((0, 0), (subject.Endpoint.IkeSaCount, subject.Endpoint.HalfOpenCount));
        peer.TakeInitResponse(subject.Ask(peer.Open([cookie, .. opening])));
        subject.Ask(peer.Request(ExchangeType.IkeAuth, [.. peer.Proof(), .. peer.Child()]));
        Assert.Equal(IkeSaState.Established, subject.OnlySa.State);
        Assert.Equal((1L, 1L), (subject.Statistics.CookiesSent, subject.Statistics.CookiesAccepted));
    }

    [Fact]
    public void A_cookie_is_good_for_its_nonce_its_SPI_and_its_address_alone()
    {
        using Subject subject = Endpoint();
        ScriptedPeer peer = Peer();
        List<Payload> opening = peer.Opening();
        Payload cookie = AskForCookie(subject, peer.Open(opening));
        for (int bit = 0; bit < cookie.NotifyData.Length * 8; bit++)
        {
            byte[] forged = cookie.NotifyData;
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(cookie.NotifyData, AskForCookie(subject, peer.Open([Payload.Notify(NotifyType.Cookie, forged), .. opening])).NotifyData);
        }

        Assert.NotEqual(cookie.NotifyData, AskForCookie(subject, peer.Open([cookie, .. opening]), "198.51.100.3:500").NotifyData);
        Assert.NotEqual(cookie.NotifyData, AskForCookie(subject, peer.Open([cookie, .. opening]), "198.51.100.2:501").NotifyData);
        Assert.NotEqual(cookie.NotifyData, AskForCookie(subject, peer.Open([cookie, opening[0], opening[1], Payload.Nonce(new byte[32])])).NotifyData);
        peer.InitiatorSpi++;
        Assert.NotEqual(cookie.NotifyData, AskForCookie(subject, peer.Open([cookie, .. opening])).NotifyData);
        peer.InitiatorSpi--;
        AskForCookie(subject, peer.Open([Payload.Notify(NotifyType.Cookie), .. opening]));
        AskForCookie(subject, peer.Open([Payload.Notify(NotifyType.Cookie, cookie.NotifyData[..^1]), .. opening]));
        AskForCookie(subject, peer.Open([Payload.Notify(NotifyType.Cookie, [.. cookie.NotifyData, 0]), .. opening]));
        Assert.Equal(0, subject.Endpoint.IkeSaCount);
        Assert.Equal(0, subject.Statistics.CookiesAccepted);
        Assert.Equal(ReceiveResult.Processed, subject.Receive(peer.Open([cookie, .. opening])));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(61, true)] // one rotation
    [InlineData(119, true)]
    [InlineData(121, false)] // two
    [InlineData(100_000, false)]
    public void A_cookie_lives_for_one_to_two_rotations(int seconds, bool isGood)
    {
        using Subject subject = Endpoint();
        ScriptedPeer peer = Peer();
        List<Payload> opening = peer.Opening();
        Payload cookie = AskForCookie(subject, peer.Open(opening));
        for (int i = 0; i < Math.Min(seconds, 1000); i++)
        {
            subject.Now += TimeSpan.FromSeconds(seconds / Math.Min(seconds, 1000));
            AskForCookie(subject, Peer(1000 + (ulong)i).Open()); // others keep the secret turning
        }

        Assert.Equal(isGood ? ReceiveResult.Processed : ReceiveResult.AnsweredStateless, subject.Receive(peer.Open([cookie, .. opening])));
    }

    [Fact]
    public void A_cookie_dies_in_a_long_silence_too()
    {
        using Subject subject = Endpoint();
        ScriptedPeer peer = Peer();
        List<Payload> opening = peer.Opening();
        Payload cookie = AskForCookie(subject, peer.Open(opening));
        subject.Now += TimeSpan.FromSeconds(121);
        AskForCookie(subject, peer.Open([cookie, .. opening]));
    }

    [Fact]
    public void Endpoints_that_share_the_secret_honour_each_others_cookies()
    {
        using var secret = new CookieSecret(CryptoProvider.Default, new SeededRandom(5));
        using Subject first = Endpoint(secret: secret);
        using Subject second = Endpoint(secret: secret);
        using Subject stranger = Endpoint(seed: 99);
        ScriptedPeer peer = Peer();
        List<Payload> opening = peer.Opening();
        Payload cookie = AskForCookie(first, peer.Open(opening));
        AskForCookie(stranger, peer.Open([cookie, .. opening]));
        Assert.Equal(ReceiveResult.Processed, second.Receive(peer.Open([cookie, .. opening])));
    }

    [Fact]
    public void Cookies_begin_at_the_threshold_and_end_below_it()
    {
        using Subject subject = Endpoint(threshold: 2);
        ScriptedPeer[] peers = [Peer(1), Peer(2), Peer(3)];
        peers[0].TakeInitResponse(subject.Ask(peers[0].Open()));
        peers[1].TakeInitResponse(subject.Ask(peers[1].Open()));
        List<Payload> opening = peers[2].Opening();
        AskForCookie(subject, peers[2].Open(opening));
        subject.Ask(peers[0].Request(ExchangeType.IkeAuth, [.. peers[0].Proof(), .. peers[0].Child()]));
        Assert.Equal(1, subject.Endpoint.HalfOpenCount);
        Assert.Equal(ReceiveResult.Processed, subject.Receive(peers[2].Open(opening)));
    }

    [Fact]
    public void A_cookie_comes_before_another_group_and_stays_good()
    {
        using Subject subject = Endpoint(suite: "aes256gcm16-prfsha256-ecp256");
        ScriptedPeer peer = Peer();
        Payload offer = Payload.Sa("aes256gcm16-prfsha256-x25519-ecp256", SecurityProtocol.Ike);
        List<Payload> opening = peer.Opening();
        opening[0] = offer;
        Payload cookie = AskForCookie(subject, peer.Open(opening));
        Payload group = Assert.Single(ScriptedPeer.ReadPlain(subject.Ask(peer.Open([cookie, .. opening]))));
        Assert.Equal(NotifyType.InvalidKePayload, group.NotifyType);
        Assert.Equal(0, subject.Endpoint.IkeSaCount);
        peer.Suite = new PeerSuite("aes256gcm16-prfsha256-ecp256");
        opening = peer.Opening();
        opening[0] = offer;
        peer.TakeInitResponse(subject.Ask(peer.Open([cookie, .. opening])));
        subject.Ask(peer.Request(ExchangeType.IkeAuth, [.. peer.Proof(), .. peer.Child()]));
        Assert.Equal(IkeSaState.Established, subject.OnlySa.State);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(257)]
    [InlineData(1000)]
    public void No_cookie_for_a_nonce_that_is_none(int size)
    {
        using Subject subject = Endpoint();
        ScriptedPeer peer = Peer();
        List<Payload> opening = peer.Opening();
        opening[2] = Payload.Nonce(new byte[size]);
        Assert.Equal(ReceiveResult.Malformed, subject.Receive(peer.Open(opening)));
        Assert.Empty(subject.Sent);
    }

    private static Subject Endpoint(int threshold = 0, CookieSecret? secret = null, ulong seed = 1, string suite = Scene.DefaultSuite) => new(new IkeEndpointOptions
    {
        Crypto = CryptoProvider.Default,
        Random = new SeededRandom(seed),
        Credentials = new Isakmp.Authentication.CredentialStore().AddSharedKey(ScriptedPeer.Secret),
        Profiles = [Subject.Profile(suite)],
        CookieThreshold = threshold,
        CookieSecret = secret,
    });

    private static ScriptedPeer Peer(ulong seed = 7) => new(Scene.DefaultSuite, isInitiator: true, seed);

    private static Payload AskForCookie(Subject subject, byte[] request, string? from = null)
    {
        PacketInfo path = from is null ? Subject.Path : new PacketInfo(Subject.Path.Local, NetEndPoint.Parse(from));
        Payload cookie = Assert.Single(ScriptedPeer.ReadPlain(subject.Ask(request, path)));
        Assert.Equal(NotifyType.Cookie, cookie.NotifyType);
        Assert.InRange(cookie.NotifyData.Length, 1, 64); // RFC 7296 2.6
        return cookie;
    }
}
