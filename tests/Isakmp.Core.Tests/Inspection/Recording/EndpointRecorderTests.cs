using System.Text;
using Isakmp.Authentication;
using Isakmp.Core.Tests.Hosting;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Inspection.Recording;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Recording;

public class EndpointRecorderTests
{
    [Fact]
    public async Task A_host_is_recorded_by_one_line_and_replayed_by_two()
    {
        var aliceText = new StringWriter();
        var bobText = new StringWriter();
        using (var aliceRecorder = new EndpointRecorder(aliceText))
        using (var bobRecorder = new EndpointRecorder(bobText))
        {
            await using (HostPair hosts = HostPair.Start(aliceJournal: aliceRecorder, bobJournal: bobRecorder))
            {
                HostConnection connection = await hosts.ConnectAsync();
                Assert.True(hosts.Alice.Call((endpoint, now) => endpoint.CheckLiveness(connection.Id, now)));
                Assert.True(await hosts.Alice.TerminateAsync(connection.Id));
            }

            Assert.Null(aliceRecorder.Fault);
        }

        foreach (StringWriter text in (StringWriter[])[aliceText, bobText])
        {
            using var recording = new StringReader(text.ToString());
            Replay.Run(recording, CryptoProvider.Default).ThrowIfDifferent();
            Assert.True(Isakmp.Inspection.Recording.Recording.Read(new StringReader(text.ToString())).Datagrams.Length >= 6, text.ToString());
        }
    }

    [Fact]
    public void Without_secrets_no_secret_is_in_it_and_it_can_still_be_read()
    {
        var drawn = new List<byte[]>();
        (string whole, ChildSaKeys keys) = Record(null, drawn);
        using (keys)
        {
            (string text, ChildSaKeys again) = Record(new EndpointRecorderOptions { IncludesSecrets = false });
            again.Dispose();
            Assert.Equal(whole[..whole.IndexOf("{\"secrets\"", StringComparison.Ordinal)], text);
            byte[][] secrets =
            [
                keys.InboundEncryption.Span.ToArray(), keys.OutboundEncryption.Span.ToArray(), "correct horse battery staple"u8.ToArray(),
                .. drawn.Where(static draw => draw.Length == 32).Skip(1), // the nonce is on the wire
                drawn[0],
            ];
            Assert.All(secrets, secret => Assert.DoesNotContain(Convert.ToHexStringLower(secret), text, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain("correct horse", text, StringComparison.Ordinal);
            // the keys of the Child SA are in no section: they follow from the others
            Assert.DoesNotContain(Convert.ToHexStringLower(keys.InboundEncryption.Span), whole, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(Convert.ToHexStringLower(drawn[0]), whole, StringComparison.Ordinal); // what is looked for can be found

            var recording = Isakmp.Inspection.Recording.Recording.Read(new StringReader(text));
            Assert.False(recording.HasSecrets);
            Assert.Equal(4, recording.Datagrams.Length);
            RecordingException fault = Assert.Throws<RecordingException>(() => Replay.Run(recording, CryptoProvider.Default));
            Assert.Contains("no secrets", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Secrets_may_have_a_file_of_their_own()
    {
        using var secrets = new StringWriter();
        (string text, ChildSaKeys keys) = Record(new EndpointRecorderOptions { Secrets = secrets });
        keys.Dispose();
        Assert.DoesNotContain("{\"secrets\"", text, StringComparison.Ordinal);
        Replay.Run(new StringReader(text), CryptoProvider.Default, new ReplayOptions { Secrets = new StringReader(secrets.ToString()) }).ThrowIfDifferent();
        RecordingException fault = Assert.Throws<RecordingException>(
            () => Replay.Run(new StringReader(text), CryptoProvider.Default, new ReplayOptions { Secrets = new StringReader(secrets.ToString()[..^20]) }));
        Assert.Contains("In the secrets", fault.Message, StringComparison.Ordinal);
        // and whoever has both may put them together
        Replay.Run(new StringReader(text + secrets), CryptoProvider.Default).ThrowIfDifferent();
    }

    [Fact]
    public void A_full_disk_disturbs_nobody()
    {
        using var full = new FullDisk(2_000);
        using var recorder = new EndpointRecorder(full);
        using (var pair = new Testing.Pair(new PairOptions { AliceJournal = recorder }))
        {
            pair.ConnectAlice();
            pair.RunFor(TimeSpan.FromSeconds(1));
            pair.AssertAgreement();
        }

        recorder.Dispose();
        Assert.Equal("The disk is full.", Assert.IsType<IOException>(recorder.Fault).Message);
    }

    [Fact]
    public void A_recording_has_a_largest_size()
    {
        (string text, _) = Record(new EndpointRecorderOptions { MaximumLength = 3_000 }, expectsFault: true);
        Assert.True(text.Length <= 3_000 + 1, $"{text.Length}");
        RecordingException fault = Assert.Throws<RecordingException>(() => Replay.Run(new StringReader(text), CryptoProvider.Default));
        Assert.Contains("cut off", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EndpointRecorder(TextWriter.Null, new EndpointRecorderOptions { MaximumLength = 0 }));
    }

    [Fact]
    public void A_recorder_serves_one_endpoint()
    {
        using var recorder = new EndpointRecorder(TextWriter.Null);
        IkeEndpointOptions options = new() { Crypto = CryptoProvider.Default, Random = new SeededRandom(1), Journal = recorder };
        using var first = new IkeEndpoint(options);
        Assert.Contains("one for each endpoint", Assert.Throws<ArgumentException>(() => new IkeEndpoint(options)).Message, StringComparison.Ordinal);
        using var cookies = new CookieSecret(CryptoProvider.Default, new SeededRandom(2));
        using var second = new EndpointRecorder(TextWriter.Null);
        ArgumentException shared = Assert.Throws<ArgumentException>(() => new IkeEndpoint(
            new() { Crypto = CryptoProvider.Default, Random = new SeededRandom(1), Journal = second, CookieSecret = cookies }));
        Assert.Contains("leave CookieSecret out", shared.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_that_did_nothing_is_a_recording_too()
    {
        using var text = new StringWriter();
        using (var recorder = new EndpointRecorder(text))
        {
            using var endpoint = new IkeEndpoint(new() { Crypto = CryptoProvider.Default, Random = new SeededRandom(1), Journal = recorder });
        }

        Replay.Run(new StringReader(text.ToString()), CryptoProvider.Default).ThrowIfDifferent();
    }

    [Fact]
    public void A_wall_clock_that_jumps_is_kept()
    {
        using var text = new StringWriter();
        using (var recorder = new EndpointRecorder(text))
        {
            using var endpoint = new IkeEndpoint(new() { Crypto = CryptoProvider.Default, Random = new SeededRandom(1), Journal = recorder });
            long utc = new DateTime(2026, 3, 29, 1, 0, 0, DateTimeKind.Utc).Ticks;
            endpoint.Advance(new IkeInstant(1_000, utc));
            endpoint.Advance(new IkeInstant(2_000, utc + 1_000 + TimeSpan.TicksPerHour));
            endpoint.Advance(new IkeInstant(3_000, utc + 2_000 + TimeSpan.TicksPerHour));
            endpoint.Advance(new IkeInstant(4_000, 0));
        }

        Assert.Contains("\"at\":0.0001,\"drift\":36000000000,", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"at\":0.0002,\"do\"", text.ToString(), StringComparison.Ordinal);
        Replay.Run(new StringReader(text.ToString()), CryptoProvider.Default).ThrowIfDifferent();
    }

    [Fact]
    public void Wording_may_be_left_out_of_the_comparison()
    {
        using var text = new StringWriter();
        using (var recorder = new EndpointRecorder(text))
        {
            using var pair = new Testing.Pair(new PairOptions { AliceJournal = recorder, BobProposal = "aes128-sha256-modp2048", AliceOnly = static profile => profile.WithFailureOnUnauthenticatedError() });
            pair.ConnectAlice();
            pair.RunFor(TimeSpan.FromSeconds(1));
        }

        string[] lines = [.. text.ToString().Split('\n').Select(static line => line.Contains("The peer refused", StringComparison.Ordinal)
            ? line.Replace("The peer refused", "The other side refused", StringComparison.Ordinal)[..^20] + "}"
            : line)];
        string edited = string.Join('\n', lines);
        Assert.False(Replay.Run(new StringReader(edited), CryptoProvider.Default).IsSame);
        Replay.Run(new StringReader(edited), CryptoProvider.Default, new ReplayOptions { ComparesWording = false }).ThrowIfDifferent();
    }

    [Fact]
    public void Nothing_is_paid_without_a_recorder()
    {
        using var endpoint = new IkeEndpoint(new() { Crypto = CryptoProvider.Default, Random = new SeededRandom(1) });
        var now = IkeInstant.Start(DateTimeOffset.UnixEpoch);
        endpoint.Advance(now);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            endpoint.Advance(now + TimeSpan.FromTicks(i));
            _ = endpoint.Receive([1, 2, 3], default, now);
            _ = endpoint.Close(default, now);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (string Text, ChildSaKeys Keys) Record(EndpointRecorderOptions? options, List<byte[]>? drawn = null, bool expectsFault = false)
    {
        var text = new StringWriter();
        using var recorder = new EndpointRecorder(text, options);
        using var pair = new Testing.Pair(new PairOptions { AliceJournal = recorder, AliceRandom = random => new Tap(random, drawn) });
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        ChildSaKeys held = pair.Alice.EventsOf<ChildSaEstablishedEvent>().Single().Keys;
        var keys = new ChildSaKeys(
            new SecretBuffer(held.InboundEncryption.Span), new SecretBuffer(held.InboundIntegrity.Span),
            new SecretBuffer(held.OutboundEncryption.Span), new SecretBuffer(held.OutboundIntegrity.Span));
        pair.Dispose();
        recorder.Dispose();
        Assert.Equal(expectsFault, recorder.Fault is not null);
        return (text.ToString(), keys);
    }

    private sealed class Tap(IRandomSource inner, List<byte[]>? drawn) : IRandomSource
    {
        public void Fill(Span<byte> destination)
        {
            inner.Fill(destination);
            drawn?.Add(destination.ToArray());
        }
    }

    private sealed class FullDisk(int room) : TextWriter
    {
        private int _room = room;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            if (--_room < 0)
            {
                throw new IOException("The disk is full.");
            }
        }
    }
}
