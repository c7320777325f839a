using System.Text;
using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine;

/// <summary>A handshake of an endpoint that asks its caller, run until it asks what the test wants to answer itself; all else is agreed to.</summary>
internal sealed class Dialogue : CallersAnswers, IDisposable
{
    private readonly bool _initiates;
    private int _step;

    public Dialogue(bool initiates, EndpointQuestions questions, CredentialStore? credentials = null, Func<PeerProfileBuilder, PeerProfileBuilder>? configure = null)
    {
        _initiates = initiates;
        Profile = Subject.Profile(Scene.DefaultSuite, configure);
        bool asksForKey = questions.HasFlag(EndpointQuestions.SharedKey);
        credentials ??= asksForKey ? new CredentialStore() : new CredentialStore().AddSharedKey(ScriptedPeer.Secret);
        Subject = new Subject(Subject.Options(initiates || questions.HasFlag(EndpointQuestions.SelectProfile) ? [] : [Profile], questions, credentials));
        Peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: !initiates, 7);
    }

    public override Subject Subject { get; }

    public ScriptedPeer Peer { get; }

    public override PeerProfile Profile { get; }

    /// <summary>The connection, if the endpoint began it.</summary>
    public ConnectionId Connection { get; private set; }

    /// <summary>The message of the peer that was handed in last.</summary>
    public byte[] LastInput { get; private set; } = [];

    /// <summary>The types of the questions so far.</summary>
    public List<string> Asked { get; } = [];

    public TOperation RunTo<TOperation>(int occurrence = 1)
        where TOperation : IkeOperation
    {
        while (true)
        {
            if (Subject.Operations.Count > 0)
            {
                IkeOperation operation = Assert.Single(Subject.Operations);
                Subject.Operations.Clear();
                Asked.Add(operation.GetType().Name);
                if (operation is TOperation wanted && --occurrence == 0)
                {
                    return wanted;
                }

                Assert.True(Agree(operation));
                continue;
            }

            Assert.True(Step(), $"{typeof(TOperation).Name} was not asked, only {string.Join(' ', Asked)}");
        }
    }

    /// <summary>Runs until a question waits to be answered.</summary>
    public void RunToAny()
    {
        while (Subject.Operations.Count == 0)
        {
            Assert.True(Step());
        }
    }

    /// <summary>Runs to the end.</summary>
    public void Finish()
    {
        do
        {
            while (Subject.Operations.Count > 0)
            {
                IkeOperation operation = Subject.Operations[0];
                Subject.Operations.RemoveAt(0);
                Asked.Add(operation.GetType().Name);
                Assert.True(Agree(operation));
            }
        }
        while (Step());
    }

    public void Dispose() => Subject.Dispose();

    private bool Step() => _initiates ? StepAsInitiator() : StepAsResponder();

    private bool StepAsResponder()
    {
        switch (_step++)
        {
            case 0:
                Hand(Peer.Open());
                return true;
            case 1 when Subject.Sent.Count > 0:
                Peer.TakeInitResponse(Subject.TakeSent());
                Hand(Peer.Request(ExchangeType.IkeAuth, [.. Peer.Proof(), .. Peer.Child()]));
                return true;
            default:
                return false;
        }
    }

    private bool StepAsInitiator()
    {
        switch (_step++)
        {
            case 0:
                Connection = Subject.Endpoint.Connect(Profile, Subject.Path, Subject.Now);
                Subject.Drain();
                return true;
            case 1 when Subject.Sent.Count > 0:
                Hand(Peer.Answer(Subject.TakeSent()));
                return true;
            case 2 when Subject.Sent.Count > 0:
                Hand(Peer.Respond(Subject.TakeSent(), [.. Peer.Proof(), .. Peer.Child()]));
                return true;
            default:
                return false;
        }
    }

    private void Hand(byte[] message)
    {
        LastInput = message;
        Assert.Equal(ReceiveResult.Processed, Subject.Receive(message));
    }
}
