using System.Text;
using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Main mode and a Quick Mode of an endpoint that asks its caller, run until it asks what the test wants to answer itself; all else is agreed to.</summary>
internal sealed class Dialogue : CallersAnswers, IDisposable
{
    public const string Esp = "aes128-sha1-ecp256";

    private readonly bool _initiates;
    private int _step;

    public Dialogue(bool initiates, EndpointQuestions questions)
    {
        _initiates = initiates;
        Profile = Scene.MakeProfile(Scene.DefaultSuite, builder => Subject.WithNet(builder, Esp));
        CredentialStore credentials = questions.HasFlag(EndpointQuestions.SharedKey) ? new CredentialStore() : new CredentialStore().AddSharedKey(ScriptedPeer.Secret);
        Subject = new Subject(Subject.Options(initiates || questions.HasFlag(EndpointQuestions.SelectProfile) ? [] : [Profile], questions, credentials));
        Peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: !initiates, 7);
    }

    public override Subject Subject { get; }

    public ScriptedPeer Peer { get; }

    public override PeerProfile Profile { get; }

    public PeerQuickMode? Quick { get; private set; }

    /// <summary>The message of the peer that was handed in last.</summary>
    public byte[] LastInput { get; private set; } = [];

    /// <summary>The types of the questions so far, without "Operation".</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Runs until so many questions have been asked and answers all but the last, which it returns.</summary>
    public IkeOperation RunToQuestion(int number)
    {
        while (true)
        {
            IkeOperation operation = RunToAny();
            if (Asked.Count == number)
            {
                return operation;
            }

            Assert.True(Agree(operation));
        }
    }

    /// <summary>Runs to the next question.</summary>
    public IkeOperation RunToAny()
    {
        while (Subject.Operations.Count == 0)
        {
            Assert.True(Step(), $"no further question after {string.Join(' ', Asked)}");
        }

        IkeOperation operation = Assert.Single(Subject.Operations);
        Subject.Operations.Clear();
        Asked.Add(operation.GetType().Name.Replace("Operation", "", StringComparison.Ordinal));
        return operation;
    }

    /// <summary>Runs to the end.</summary>
    public void Finish()
    {
        do
        {
            while (Subject.Operations.Count > 0)
            {
                Assert.True(Agree(RunToAny()));
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
                return Hand(Peer.Open());
            case 1 when Subject.Sent.Count > 0:
                Peer.TakeChoice(Subject.TakeSent());
                return Hand(Peer.SendKeyShare());
            case 2 when Subject.Sent.Count > 0:
                Peer.TakeKeyShare(Subject.TakeSent());
                return Hand(Peer.Prove());
            case 3 when Subject.Sent.Count > 0:
                Peer.TakeProof(Subject.TakeSent());
                Quick = new PeerQuickMode(Peer, Esp);
                return Hand(Quick.Open());
            case 4 when Subject.Sent.Count > 0:
                Quick!.TakeAnswer(Subject.TakeSent());
                return Hand(Quick.Confirm());
            default:
                return false;
        }
    }

    private bool StepAsInitiator()
    {
        switch (_step++)
        {
            case 0:
                Subject.Endpoint.Connect(Profile, Subject.Path, Subject.Now);
                Subject.Drain();
                return true;
            case 1 when Subject.Sent.Count > 0:
                return Hand(Peer.Choose(Subject.TakeSent()));
            case 2 when Subject.Sent.Count > 0:
                return Hand(Peer.AnswerKeyShare(Subject.TakeSent()));
            case 3 when Subject.Sent.Count > 0:
                Peer.TakeProof(Subject.TakeSent());
                return Hand(Peer.Prove());
            case 4:
                Subject.Pass(Scene.Quiet);
                return true;
            case 5 when Subject.Sent.Count > 0:
                Quick = new PeerQuickMode(Peer, Esp, isInitiator: false);
                Quick.TakeOffer(Subject.TakeSent());
                return Hand(Quick.Answer());
            case 6 when Subject.Sent.Count > 0:
                Quick!.TakeConfirmation(Subject.TakeSent());
                return true;
            default:
                return false;
        }
    }

    private bool Hand(byte[] message)
    {
        LastInput = message;
        Assert.Equal(ReceiveResult.Processed, Subject.Receive(message));
        return true;
    }
}
