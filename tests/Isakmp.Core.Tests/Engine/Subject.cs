using System.Text;
using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine;

/// <summary>The endpoint under test with a clock that the test moves; takes its outputs after each input.</summary>
internal sealed class Subject : IDisposable
{
    public static readonly PacketInfo Path = new(NetEndPoint.Parse("192.0.2.1:500"), NetEndPoint.Parse("198.51.100.2:500"));

    private readonly byte[] _buffer = new byte[65_535];

    public Subject(IkeEndpointOptions options) => Endpoint = new IkeEndpoint(options);

    public IkeEndpoint Endpoint { get; }

    public IkeInstant Now { get; set; } = IkeInstant.Start(DateTimeOffset.UnixEpoch);

    public List<IkeEvent> Events { get; } = [];

    public List<IkeOperation> Operations { get; } = [];

    public Queue<(byte[] Message, PacketInfo Path)> Sent { get; } = new();

    public EndpointStatistics Statistics => Endpoint.Statistics;

    /// <summary>Whether outputs are taken after each input.</summary>
    public bool TakesOutput { get; set; } = true;

    public static PeerProfile Profile(string suite, Func<PeerProfileBuilder, PeerProfileBuilder>? configure = null)
    {
        PeerProfileBuilder builder = new PeerProfileBuilder("net")
            .WithLocalIdentity("alice.example")
            .WithRemoteIdentity("bob.example")
            .WithProposals(suite);
        if (configure is not null)
        {
            return configure(builder).Build(CryptoProvider.Default);
        }

        return WithNet(builder).Build(CryptoProvider.Default);
    }

    public static PeerProfileBuilder WithNet(PeerProfileBuilder builder, string esp = "aes256gcm16") => builder.AddChild(
        "net", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24").WithEspProposals(esp));

    public static IkeEndpointOptions Options(
        PeerProfile[] profiles, EndpointQuestions questions = default, CredentialStore? credentials = null, ulong seed = 1, int cookieThreshold = 100) => new()
        {
            Crypto = CryptoProvider.Default,
            Random = new SeededRandom(seed),
            Credentials = credentials ?? new CredentialStore().AddSharedKey(ScriptedPeer.Secret),
            Profiles = [.. profiles],
            Questions = questions,
            CookieThreshold = cookieThreshold,
        };

    public ReceiveResult Receive(byte[] datagram, PacketInfo? path = null)
    {
        ReceiveResult result = Endpoint.Receive(datagram, path ?? Path, Now);
        Drain();
        return result;
    }

    /// <summary>Hands a request in and returns the one datagram that comes back.</summary>
    public byte[] Ask(byte[] request, PacketInfo? path = null)
    {
        ReceiveResult result = Receive(request, path);
        Assert.True(Sent.Count > 0, $"no answer: {result}; {string.Join(" ", Events.Select(Describe))}");
        return TakeSent();
    }

    public byte[] TakeSent() => Sent.Dequeue().Message;

    public bool Complete<TResult>(IkeOperation<TResult> operation, TResult result)
    {
        bool taken = Endpoint.Complete(operation, result, Now);
        Drain();
        return taken;
    }

    public TOperation TakeOperation<TOperation>()
        where TOperation : IkeOperation
    {
        TOperation operation = Assert.IsType<TOperation>(Assert.Single(Operations));
        Operations.Clear();
        return operation;
    }

    /// <summary>Lets time pass, waking the endpoint whenever it asks for it.</summary>
    public void Pass(TimeSpan time)
    {
        const int MaxWakings = 1000;
        IkeInstant end = Now + time;
        int wakings = 0;
        while (Endpoint.NextTimeout is { } next && next <= end)
        {
            wakings = next > Now ? 0 : wakings + 1;
            Assert.True(wakings < MaxWakings, $"the endpoint is not done with {Endpoint.NextTimeoutReason} and wants to be woken again and again");
            Now = next > Now ? next : Now;
            Endpoint.Advance(Now);
            Drain();
        }

        Now = end;
        Endpoint.Advance(Now);
        Drain();
    }

    public void Drain()
    {
        if (!TakesOutput)
        {
            return;
        }

        while (Endpoint.TryGetTransmit(_buffer, out Transmit transmit) == TransmitStatus.Ready)
        {
            Sent.Enqueue((_buffer[..transmit.Length], transmit.Path));
        }

        while (Endpoint.TryGetOperation(out IkeOperation? operation))
        {
            Operations.Add(operation);
        }

        while (Endpoint.TryGetEvent(out IkeEvent? happened))
        {
            Events.Add(happened);
        }
    }

    public TEvent TakeEvent<TEvent>()
        where TEvent : IkeEvent
    {
        IkeEvent? found = Events.Find(happened => happened is TEvent);
        Assert.True(found is not null, $"no {typeof(TEvent).Name} among: {string.Join(" ", Events.Select(Describe))}");
        Events.Remove(found);
        return (TEvent)found;
    }

    public IkeSaInfo OnlySa => Assert.Single(Endpoint.ListIkeSas());

    /// <summary>Everything that can be seen of the endpoint but its counters.</summary>
    public string Snapshot()
    {
        var text = new StringBuilder();
        text.Append($"{Endpoint.IkeSaCount} SAs, {Endpoint.HalfOpenCount} half-open, {Endpoint.ConnectionCount} connections, ");
        text.AppendLine($"next {Endpoint.NextTimeout?.MonotonicTicks} {Endpoint.NextTimeoutReason}, {Sent.Count} sent, {Operations.Count} operations, {Events.Count} events");
        foreach (IkeSaInfo sa in Endpoint.ListIkeSas())
        {
            text.Append($"{sa.Connection} {sa.Id} {sa.ProfileName} {sa.Role} {sa.State} {sa.InitiatorSpi} {sa.ResponderSpi} {sa.LocalIdentity} {sa.RemoteIdentity} ");
            text.AppendLine($"{sa.Path} {sa.Path.Encapsulation} {sa.Proposal} {sa.IsLocalBehindNat} {sa.IsRemoteBehindNat} {sa.EstablishedAt}");
            foreach (ChildSaInfo child in sa.Children)
            {
                text.Append($"  {child.Id} {child.Name} {child.Protocol} {child.Mode} {child.InboundSpi} {child.OutboundSpi} {child.Proposal} {child.Path} ");
                text.AppendLine($"{string.Join(',', child.LocalSelectors)} {string.Join(',', child.RemoteSelectors)}");
            }
        }

        return text.ToString();
    }

    public void Dispose() => Endpoint.Dispose();

    private static string Describe(IkeEvent happened) => happened switch
    {
        IkeSaClosedEvent closed => $"IkeSaClosed({closed.Reason}: {closed.Failure})",
        ChildSaFailedEvent failed => $"ChildSaFailed({failed.Failure})",
        NegotiationRefusedEvent refused => $"Refused({refused.Failure})",
        ConnectionClosedEvent closed => $"ConnectionClosed({closed.Reason}: {closed.Failure})",
        _ => happened.GetType().Name,
    };
}
