using Isakmp.Authentication;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>An endpoint and a scripted peer of IKEv1, brought to a state by the peer's own means.</summary>
internal sealed class Scene : IDisposable
{
    public const string DefaultSuite = "aes128-sha256-ecp256";

    public const string DefaultEsp = "aes128-sha1";

    /// <summary>How long a fresh initiator waits before its first Quick Mode, at most.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20);

    private readonly string _esp;

    private Scene(SceneState state, Subject subject, ScriptedPeer peer, PeerProfile profile, string esp)
    {
        State = state;
        Subject = subject;
        Peer = peer;
        Profile = profile;
        _esp = esp;
    }

    public SceneState State { get; }

    public Subject Subject { get; }

    public ScriptedPeer Peer { get; }

    public PeerProfile Profile { get; }

    /// <summary>The connection, once it is known.</summary>
    public ConnectionId Connection { get; private set; }

    /// <summary>The Quick Mode of the state, or the one that made its Child SA.</summary>
    public PeerQuickMode Quick { get; private set; } = null!;

    /// <summary>The message of the endpoint that waits for the peer's answer, where the state has one.</summary>
    public byte[] Pending { get; private set; } = [];

    /// <summary>The last message of the peer that the endpoint answered, and its answer, where the state has one.</summary>
    public byte[] LastRequest { get; private set; } = [];

    public byte[] LastResponse { get; private set; } = [];

    public IkeEndpoint Endpoint => Subject.Endpoint;

    public static bool EndpointInitiates(SceneState state) =>
        state is SceneState.Initiating or SceneState.ExchangingKeys or SceneState.Proving or SceneState.EstablishedAsInitiator or SceneState.QuickOffered;

    public static PeerProfile MakeProfile(string suite, Func<PeerProfileBuilder, PeerProfileBuilder>? configure = null)
    {
        PeerProfileBuilder builder = new PeerProfileBuilder("net")
            .WithVersion(IkeVersion.V1)
            .WithLocalIdentity("alice.example")
            .WithRemoteIdentity("bob.example")
            .WithProposals(suite)
            .WithDefaultPolicy(false);
        return (configure is null ? Subject.WithNet(builder, DefaultEsp) : configure(builder)).Build(CryptoProvider.Default);
    }

    public static Scene Begin(
        SceneState state,
        string suite = DefaultSuite,
        string esp = DefaultEsp,
        EndpointQuestions questions = default,
        Func<PeerProfileBuilder, PeerProfileBuilder>? configure = null,
        CredentialStore? credentials = null,
        ulong seed = 1,
        Func<IkeEndpointOptions, IkeEndpointOptions>? options = null)
    {
        PeerProfile profile = MakeProfile(suite, configure ?? (builder => Subject.WithNet(builder, esp)));
        bool initiates = EndpointInitiates(state);
        IkeEndpointOptions made = Subject.Options([profile], questions, credentials, seed);
        var scene = new Scene(state, new Subject(options is null ? made : options(made)), new ScriptedPeer(suite, isInitiator: !initiates, seed + 1000), profile, esp);
        if (initiates)
        {
            scene.BringUpAsInitiator(state);
        }
        else
        {
            scene.BringUpAsResponder(state);
        }

        return scene;
    }

    /// <summary>Takes the events of a Child SA that has come up and checks its keys against those of the peer.</summary>
    public ChildSaInfo TakeChild(PeerQuickMode quick)
    {
        ChildSaEstablishedEvent made = Subject.TakeEvent<ChildSaEstablishedEvent>();
        using ChildSaKeys keys = made.Keys;
        Assert.Equal(quick.Inbound.Encryption, keys.OutboundEncryption.Span.ToArray());
        Assert.Equal(quick.Inbound.Integrity, keys.OutboundIntegrity.Span.ToArray());
        Assert.Equal(quick.Outbound.Encryption, keys.InboundEncryption.Span.ToArray());
        Assert.Equal(quick.Outbound.Integrity, keys.InboundIntegrity.Span.ToArray());
        Assert.Equal(quick.Spi, made.Info.OutboundSpi.Value);
        Assert.Equal(quick.OtherSpi, V1Payload.Spi(made.Info.InboundSpi.Value));
        return made.Info;
    }

    /// <summary>Runs a whole Quick Mode that the peer begins.</summary>
    public PeerQuickMode RunQuickMode(string? esp = null, uint id = 0)
    {
        var quick = new PeerQuickMode(Peer, esp ?? _esp, id);
        LastRequest = quick.Open();
        quick.TakeAnswer(LastResponse = Subject.Ask(LastRequest));
        Assert.Equal(ReceiveResult.Processed, Subject.Receive(quick.Confirm()));
        return quick;
    }

    /// <summary>Waits for the Quick Mode that the endpoint begins and opens its first message.</summary>
    public PeerQuickMode MeetQuickMode(string? esp = null)
    {
        if (Subject.Sent.Count == 0)
        {
            Subject.Pass(Quiet);
        }

        var quick = new PeerQuickMode(Peer, esp ?? _esp, isInitiator: false);
        Pending = Subject.TakeSent();
        quick.TakeOffer(Pending);
        return quick;
    }

    public void Dispose() => Subject.Dispose();

    private void BringUpAsResponder(SceneState state)
    {
        LastRequest = Peer.Open();
        Peer.TakeChoice(LastResponse = Subject.Ask(LastRequest));
        if (state == SceneState.Chosen)
        {
            return;
        }

        LastRequest = Peer.SendKeyShare();
        Peer.TakeKeyShare(LastResponse = Subject.Ask(LastRequest));
        if (state == SceneState.Keyed)
        {
            return;
        }

        LastRequest = Peer.Prove();
        Peer.TakeProof(LastResponse = Subject.Ask(LastRequest));
        Connection = Subject.TakeEvent<IkeSaEstablishedEvent>().Connection;
        if (state == SceneState.Childless)
        {
            return;
        }

        if (state == SceneState.QuickAnswered)
        {
            Quick = new PeerQuickMode(Peer, _esp);
            LastRequest = Quick.Open();
            Quick.TakeAnswer(LastResponse = Subject.Ask(LastRequest));
            return;
        }

        Quick = RunQuickMode();
        TakeChild(Quick);
        Subject.Events.Clear();
        if (state == SceneState.Asking)
        {
            Assert.True(Endpoint.CheckLiveness(Connection, Subject.Now));
            Subject.Drain();
            Pending = Subject.TakeSent();
        }
    }

    private void BringUpAsInitiator(SceneState state)
    {
        Connection = Endpoint.Connect(Profile, Subject.Path, Subject.Now);
        Subject.Drain();
        Pending = Subject.TakeSent();
        Peer.InitiatorCookie = Pending[..8];
        if (state == SceneState.Initiating)
        {
            return;
        }

        LastRequest = Peer.Choose(Pending);
        Pending = LastResponse = Subject.Ask(LastRequest);
        if (state == SceneState.ExchangingKeys)
        {
            return;
        }

        LastRequest = Peer.AnswerKeyShare(Pending);
        Pending = LastResponse = Subject.Ask(LastRequest);
        Peer.TakeProof(Pending);
        if (state == SceneState.Proving)
        {
            return;
        }

        Assert.Equal(ReceiveResult.Processed, Subject.Receive(Peer.Prove()));
        Subject.TakeEvent<IkeSaEstablishedEvent>();
        Quick = MeetQuickMode();
        if (state == SceneState.QuickOffered)
        {
            return;
        }

        LastRequest = Quick.Answer();
        Quick.TakeConfirmation(LastResponse = Subject.Ask(LastRequest));
        TakeChild(Quick);
        Pending = [];
        Subject.Events.Clear();
    }
}
