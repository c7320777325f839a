using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>An endpoint and a scripted peer, brought to a state by the peer's own means.</summary>
internal sealed class Scene : IDisposable
{
    public const string DefaultSuite = "aes256gcm16-prfsha256-x25519";

    private Scene(Subject subject, ScriptedPeer peer, PeerProfile profile)
    {
        Subject = subject;
        Peer = peer;
        Profile = profile;
    }

    public Subject Subject { get; }

    public ScriptedPeer Peer { get; }

    public PeerProfile Profile { get; }

    /// <summary>The connection, if the endpoint began it.</summary>
    public ConnectionId Connection { get; private set; }

    /// <summary>The request of the endpoint that waits for the peer's answer, where the state has one.</summary>
    public byte[] Pending { get; private set; } = [];

    /// <summary>The last request that the endpoint answered, and its answer, where the state has one.</summary>
    public byte[] LastRequest { get; private set; } = [];

    public byte[] LastResponse { get; private set; } = [];

    public IkeEndpoint Endpoint => Subject.Endpoint;

    public static bool EndpointInitiates(SceneState state) =>
        state is SceneState.Initiating or SceneState.Authenticating or SceneState.EstablishedAsInitiator or SceneState.ClosingAsInitiator;

    public static Scene Begin(
        SceneState state,
        string suite = DefaultSuite,
        EndpointQuestions questions = default,
        Func<PeerProfileBuilder, PeerProfileBuilder>? configure = null,
        CredentialStore? credentials = null,
        ulong seed = 1,
        Func<IkeEndpointOptions, IkeEndpointOptions>? options = null)
    {
        PeerProfile profile = Subject.Profile(suite, configure);
        bool initiates = EndpointInitiates(state);
        IkeEndpointOptions made = Subject.Options(initiates ? [] : [profile], questions, credentials, seed);
        var subject = new Subject(options is null ? made : options(made));
        var scene = new Scene(subject, new ScriptedPeer(suite, isInitiator: !initiates, seed + 1000), profile);
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

    public void Dispose() => Subject.Dispose();

    private void BringUpAsResponder(SceneState state)
    {
        LastRequest = Peer.Open();
        LastResponse = Subject.Ask(LastRequest);
        Peer.TakeInitResponse(LastResponse);
        if (state == SceneState.HalfOpen)
        {
            return;
        }

        LastRequest = Peer.Request(ExchangeType.IkeAuth, [.. Peer.Proof(), .. Peer.Child()]);
        LastResponse = Subject.Ask(LastRequest);
        Connection = Subject.TakeEvent<IkeSaEstablishedEvent>().Connection;
        Subject.TakeEvent<ChildSaEstablishedEvent>().Keys.Dispose();
        Finish(state);
    }

    private void BringUpAsInitiator(SceneState state)
    {
        Connection = Endpoint.Connect(Profile, Subject.Path, Subject.Now);
        Subject.Drain();
        Pending = Subject.TakeSent();
        Peer.InitiatorSpi = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(Pending);
        if (state == SceneState.Initiating)
        {
            return;
        }

        Pending = Subject.Ask(Peer.Answer(Pending));
        if (state == SceneState.Authenticating)
        {
            return;
        }

        Subject.Receive(Peer.Respond(Pending, [.. Peer.Proof(), .. Peer.Child()]));
        Subject.TakeEvent<IkeSaEstablishedEvent>();
        Subject.TakeEvent<ChildSaEstablishedEvent>().Keys.Dispose();
        Pending = [];
        Finish(state);
    }

    private void Finish(SceneState state)
    {
        Subject.Events.Clear();
        if (state is SceneState.ClosingAsInitiator or SceneState.ClosingAsResponder)
        {
            Assert.True(Endpoint.Close(Connection, Subject.Now));
            Subject.Drain();
            Pending = Subject.TakeSent();
        }
        else if (state == SceneState.Asking)
        {
            Assert.True(Endpoint.CheckLiveness(Connection, Subject.Now));
            Subject.Drain();
            Pending = Subject.TakeSent();
        }
    }
}
