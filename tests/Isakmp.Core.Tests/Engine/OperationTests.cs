using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>Questions to the caller: the exchange parks, what comes meanwhile is ignored, and no answer is a refusal.</summary>
public sealed class OperationTests
{
    private const EndpointQuestions All = EndpointQuestions.SelectProfile | EndpointQuestions.SharedKey | EndpointQuestions.Authorize
        | EndpointQuestions.AllocateSpi | EndpointQuestions.InstallInbound | EndpointQuestions.KeyAgreement;

    // what is asked in each role, in this order
    private static readonly string[] s_responder =
    [
        "SelectProfileOperation", "KeyAgreementOperation", "SelectProfileOperation", "GetSharedKeyOperation", "AuthorizeOperation", "AllocateSpiOperation", "InstallInboundOperation",
    ];

    private static readonly string[] s_initiator =
        ["KeyAgreementOperation", "GetSharedKeyOperation", "AllocateSpiOperation", "AuthorizeOperation", "InstallInboundOperation"];

    public static TheoryData<string, int, bool> Questions
    {
        get
        {
            var data = new TheoryData<string, int, bool>();
            for (int i = 0; i < s_responder.Length; i++)
            {
                data.Add(s_responder[i], s_responder.Take(i + 1).Count(name => name == s_responder[i]), false);
            }

            foreach (string name in s_initiator)
            {
                data.Add(name, 1, true);
            }

            return data;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_questions_in_their_order_and_the_same_keys(bool initiates)
    {
        using var dialogue = new Dialogue(initiates, All);
        dialogue.Finish();
        Assert.Equal(initiates ? s_initiator : s_responder, dialogue.Asked);
        using ChildSaKeys keys = dialogue.Subject.TakeEvent<ChildSaEstablishedEvent>().Keys;
        byte[] keymat = dialogue.Peer.Keys!.Keymat(72);
        Assert.Equal(initiates ? keymat[..36] : keymat[36..], keys.OutboundEncryption.Span.ToArray());
        Assert.Equal(0x51510000u, Assert.Single(dialogue.Subject.OnlySa.Children).InboundSpi.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_question_where_none_is_wanted(bool initiates)
    {
        using var dialogue = new Dialogue(initiates, EndpointQuestions.None);
        dialogue.Finish();
        Assert.Empty(dialogue.Asked);
        Assert.Equal(IkeSaState.Established, dialogue.Subject.OnlySa.State);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void The_exchange_waits_and_goes_on(string question, int occurrence, bool initiates)
    {
        using var dialogue = new Dialogue(initiates, All);
        IkeOperation operation = RunTo(dialogue, question, occurrence);
        Subject subject = dialogue.Subject;
        Assert.False(operation.IsAnswered);
        Assert.Equal(subject.Now + TimeSpan.FromSeconds(10), operation.Deadline);
        Assert.Equal(TimerReason.OperationDeadline, subject.Endpoint.NextTimeoutReason);
        string before = subject.Snapshot();
        for (int i = 0; i < 3; i++)
        {
            ReceiveResult result = subject.Receive(dialogue.LastInput);
            Assert.True(result is ReceiveResult.Duplicate || (initiates && question is "GetSharedKeyOperation" or "AllocateSpiOperation"), $"{result}");
            Assert.Equal(before, subject.Snapshot());
        }

        if (dialogue.Peer.Keys is not null && !initiates)
        {
            Assert.Equal(ReceiveResult.Unexpected, subject.Receive(dialogue.Peer.Seal(ExchangeType.IkeAuth, false, 1, [.. dialogue.Peer.Proof()])));
            Assert.Equal(before, subject.Snapshot());
        }

        subject.Pass(TimeSpan.FromSeconds(9));
        Assert.Empty(subject.Sent);
        Assert.True(dialogue.Agree(operation));
        Assert.True(operation.IsAnswered);
        Assert.False(dialogue.Deny(operation));
        dialogue.Finish();
        Assert.Equal(IkeSaState.Established, subject.OnlySa.State);
        Assert.Single(subject.OnlySa.Children);
        subject.Pass(TimeSpan.FromSeconds(60));
        Assert.Equal(IkeSaState.Established, subject.OnlySa.State);
        Assert.Equal(0, subject.Statistics.InternalFaults);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void A_refusal_ends_what_was_asked_about(string question, int occurrence, bool initiates)
    {
        using var dialogue = new Dialogue(initiates, All);
        IkeOperation operation = RunTo(dialogue, question, occurrence);
        Assert.True(dialogue.Deny(operation));
        if (operation is KeyAgreementOperation && initiates)
        {
            CheckStillWaiting(dialogue);
            return;
        }

        CheckRefusal(dialogue, question, occurrence, initiates);
    }

    /// <summary>The answer with the unfit value may have been forged: the request is sent again, and a better answer wins (RFC 7296 2.21.1).</summary>
    private static void CheckStillWaiting(Dialogue dialogue)
    {
        Subject subject = dialogue.Subject;
        Assert.Equal(IkeSaState.Initiating, subject.OnlySa.State);
        subject.Pass(TimeSpan.FromMinutes(1));
        Assert.NotEmpty(subject.Sent);
        Assert.Equal(0, subject.Statistics.InternalFaults);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void No_answer_in_time_is_a_refusal(string question, int occurrence, bool initiates)
    {
        using var dialogue = new Dialogue(initiates, All);
        IkeOperation operation = RunTo(dialogue, question, occurrence);
        dialogue.Subject.Pass(TimeSpan.FromSeconds(9.99));
        Assert.Empty(dialogue.Subject.Sent);
        Assert.False(operation.IsAnswered);
        dialogue.Subject.Pass(TimeSpan.FromSeconds(0.02));
        Assert.True(operation.IsAnswered);
        Assert.False(AgreeLate(dialogue, operation));
        CheckRefusal(dialogue, question, occurrence, initiates);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void The_IKE_SA_may_end_while_a_question_is_open(string question, int occurrence, bool initiates)
    {
        using var dialogue = new Dialogue(initiates, All);
        IkeOperation operation = RunTo(dialogue, question, occurrence);
        Assert.True(dialogue.Subject.Endpoint.Close(operation.Connection, dialogue.Subject.Now));
        dialogue.Subject.Drain();
        if (initiates && question != "KeyAgreementOperation")
        {
            // the peer may be established already: we say goodbye as soon as we can
            Assert.True(dialogue.Agree(operation));
            dialogue.Finish();
            byte[] deletion = dialogue.Subject.TakeSent();
            Assert.Equal(Payload.DeleteIke().Body, Assert.Single(dialogue.Peer.Read(deletion)).Body);
            dialogue.Subject.Receive(dialogue.Peer.Respond(deletion));
        }
        else
        {
            Assert.False(AgreeLate(dialogue, operation));
            Assert.Empty(dialogue.Subject.Sent);
        }

        Assert.Empty(dialogue.Subject.Endpoint.ListIkeSas());
        dialogue.Subject.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal((0, 0), (dialogue.Subject.Endpoint.IkeSaCount, dialogue.Subject.Endpoint.ConnectionCount));
        Assert.Null(dialogue.Subject.Endpoint.NextTimeout);
        Assert.Equal(0, dialogue.Subject.Statistics.InternalFaults);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void An_endpoint_may_be_disposed_of_while_a_question_is_open(string question, int occurrence, bool initiates)
    {
        var dialogue = new Dialogue(initiates, All);
        IkeOperation operation = RunTo(dialogue, question, occurrence);
        dialogue.Dispose();
        Assert.Throws<ObjectDisposedException>(() => AgreeLate(dialogue, operation));
        if (operation is InstallInboundOperation install)
        {
            Assert.True(install.Keys.InboundEncryption.IsDisposed);
        }
    }

    [Fact]
    public void An_answer_to_another_endpoint_is_no_answer()
    {
        using var first = new Dialogue(initiates: false, All);
        using var second = new Dialogue(initiates: false, All);
        var operation = first.RunTo<AuthorizeOperation>();
        var same = second.RunTo<AuthorizeOperation>();
        Assert.Equal(operation.Id, same.Id);
        Assert.False(second.Subject.Endpoint.Complete(operation, true, second.Subject.Now));
        Assert.False(same.IsAnswered);
    }

    [Fact]
    public void A_question_that_was_not_taken_is_gone_when_it_is_no_longer_open()
    {
        using var dialogue = new Dialogue(initiates: false, EndpointQuestions.Authorize);
        dialogue.Peer.TakeInitResponse(dialogue.Subject.Ask(dialogue.Peer.Open()));
        dialogue.Subject.TakesOutput = false;
        dialogue.Subject.Receive(dialogue.Peer.Request(ExchangeType.IkeAuth, [.. dialogue.Peer.Proof(), .. dialogue.Peer.Child()]));
        Assert.Equal(dialogue.Subject.Now, dialogue.Subject.Endpoint.NextTimeout);
        Assert.Equal(TimerReason.Output, dialogue.Subject.Endpoint.NextTimeoutReason);
        dialogue.Subject.Now += TimeSpan.FromSeconds(11);
        dialogue.Subject.Endpoint.Advance(dialogue.Subject.Now);
        Assert.False(dialogue.Subject.Endpoint.TryGetOperation(out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_gate_holds_back_what_makes_the_peer_send(bool initiates)
    {
        using var dialogue = new Dialogue(initiates, EndpointQuestions.InstallInbound);
        InstallInboundOperation gate = dialogue.RunTo<InstallInboundOperation>();
        Assert.Empty(dialogue.Subject.Sent);
        Assert.Empty(dialogue.Subject.Events.OfType<ChildSaEstablishedEvent>());
        byte[] inbound = gate.Keys.InboundEncryption.Span.ToArray();
        byte[] keymat = dialogue.Peer.Keys!.Keymat(72);
        Assert.Equal(initiates ? keymat[36..] : keymat[..36], inbound);
        Assert.True(dialogue.Subject.Complete(gate, true));
        ChildSaEstablishedEvent established = dialogue.Subject.TakeEvent<ChildSaEstablishedEvent>();
        Assert.Same(gate.Keys, established.Keys);
        Assert.Equal(gate.Info.InboundSpi, established.Info.InboundSpi);
        Assert.Equal(inbound, established.Keys.InboundEncryption.Span.ToArray());
        Assert.Equal(established.Child, dialogue.Subject.TakeEvent<ActivateOutboundEvent>().Child);
        Assert.Equal(initiates ? 0 : 1, dialogue.Subject.Sent.Count);
        established.Keys.Dispose();
    }

    [Fact]
    public void SPIs_are_given_back_when_the_proof_of_the_peer_fails()
    {
        using var dialogue = new Dialogue(initiates: true, EndpointQuestions.AllocateSpi);
        AllocateSpiOperation allocate = dialogue.RunTo<AllocateSpiOperation>();
        Assert.Equal(SecurityProtocol.Esp, allocate.Protocol);
        Assert.True(dialogue.Agree(allocate));
        byte[] request = dialogue.Subject.TakeSent();
        dialogue.Subject.Receive(dialogue.Peer.Respond(request, [.. dialogue.Peer.Proof("another key"), .. dialogue.Peer.Child()]));
        Assert.Equal(0x51510000u, dialogue.Subject.TakeEvent<SpiReleasedEvent>().Spi.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SPIs_are_given_back_when_the_child_ends(bool initiates)
    {
        using var dialogue = new Dialogue(initiates, EndpointQuestions.AllocateSpi);
        dialogue.Finish();
        Assert.Empty(dialogue.Subject.Events.OfType<SpiReleasedEvent>());
        dialogue.Subject.Sent.Clear();
        dialogue.Peer.NextId = initiates ? 0u : 2u;
        dialogue.Subject.Ask(dialogue.Peer.Request(ExchangeType.Informational, Payload.DeleteEsp(dialogue.Peer.EspSpi)));
        Assert.Equal(0x51510000u, dialogue.Subject.TakeEvent<SpiReleasedEvent>().Spi.Value);
    }

    [Fact]
    public void A_profile_is_asked_for_by_addresses_and_again_by_identities()
    {
        using var dialogue = new Dialogue(initiates: false, EndpointQuestions.SelectProfile);
        SelectProfileOperation first = dialogue.RunTo<SelectProfileOperation>();
        Assert.Equal((Subject.Path, null, null), (first.Path, first.RemoteIdentity, first.Current));
        PeerProfile other = Subject.Profile(Scene.DefaultSuite, builder => Subject.WithNet(builder).WithLocalIdentity("other.example"));
        Assert.True(dialogue.Subject.Complete(first, other));
        SelectProfileOperation second = dialogue.RunTo<SelectProfileOperation>();
        Assert.Equal("bob.example", second.RemoteIdentity!.ToString());
        Assert.Same(other, second.Current);
        Assert.Null(second.RequestedIdentity);
        Assert.True(dialogue.Agree(second));
        Assert.Equal("alice.example", dialogue.Subject.OnlySa.LocalIdentity!.ToString());
    }

    [Fact]
    public void A_key_that_is_held_is_not_asked_for()
    {
        using var dialogue = new Dialogue(initiates: false, EndpointQuestions.SharedKey, new CredentialStore().AddSharedKey(ScriptedPeer.Secret));
        dialogue.Finish();
        Assert.Empty(dialogue.Asked);
        Assert.Equal(IkeSaState.Established, dialogue.Subject.OnlySa.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_key_that_was_answered_is_zeroed_afterwards(bool initiates)
    {
        using var dialogue = new Dialogue(initiates, EndpointQuestions.SharedKey);
        GetSharedKeyOperation question = dialogue.RunTo<GetSharedKeyOperation>();
        Assert.Equal(("alice.example", "bob.example"), (question.LocalIdentity.ToString(), question.RemoteIdentity.ToString()));
        var key = new SecretBuffer("correct horse battery staple"u8);
        Assert.True(dialogue.Subject.Complete(question, key));
        dialogue.Finish();
        Assert.Equal(IkeSaState.Established, dialogue.Subject.OnlySa.State);
        Assert.True(key.IsDisposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_empty_key_is_no_key(bool initiates)
    {
        using var dialogue = new Dialogue(initiates, EndpointQuestions.SharedKey);
        GetSharedKeyOperation question = dialogue.RunTo<GetSharedKeyOperation>();
        Assert.True(dialogue.Subject.Complete(question, new SecretBuffer(0)));
        Assert.Equal(CloseReason.AuthenticationFailed, dialogue.Subject.TakeEvent<IkeSaClosedEvent>().Reason);
    }

    private static IkeOperation RunTo(Dialogue dialogue, string question, int occurrence) => question switch
    {
        nameof(SelectProfileOperation) => dialogue.RunTo<SelectProfileOperation>(occurrence),
        nameof(KeyAgreementOperation) => dialogue.RunTo<KeyAgreementOperation>(occurrence),
        nameof(GetSharedKeyOperation) => dialogue.RunTo<GetSharedKeyOperation>(occurrence),
        nameof(AuthorizeOperation) => dialogue.RunTo<AuthorizeOperation>(occurrence),
        nameof(AllocateSpiOperation) => dialogue.RunTo<AllocateSpiOperation>(occurrence),
        _ => dialogue.RunTo<InstallInboundOperation>(occurrence),
    };

    /// <summary>Agrees to a question that is no longer open; the private value of a key agreement is gone with it.</summary>
    private static bool AgreeLate(Dialogue dialogue, IkeOperation operation) => operation is KeyAgreementOperation agreement
        ? dialogue.Subject.Complete(agreement, new KeyAgreementAnswer(new SecretBuffer(32), new byte[32]))
        : dialogue.Agree(operation);

    private static void CheckRefusal(Dialogue dialogue, string question, int occurrence, bool initiates)
    {
        Subject subject = dialogue.Subject;
        bool isAboutChild = question == nameof(InstallInboundOperation) || (question == nameof(AllocateSpiOperation) && !initiates);
        if (isAboutChild)
        {
            CheckChildRefusal(dialogue, question, initiates);
        }
        else if (initiates)
        {
            CheckInitiatorRefusal(dialogue, question);
        }
        else
        {
            NotifyType told = question == nameof(KeyAgreementOperation) ? NotifyType.InvalidSyntax
                : question == nameof(SelectProfileOperation) && occurrence == 1 ? NotifyType.NoProposalChosen : NotifyType.AuthenticationFailed;
            byte[] answer = subject.TakeSent();
            List<Payload> inside = answer[18] == ExchangeType.IkeSaInit.Value ? ScriptedPeer.ReadPlain(answer) : dialogue.Peer.Read(answer);
            Assert.Equal(told, Assert.Single(inside).NotifyType);
            Assert.Empty(subject.Endpoint.ListIkeSas());
            Assert.Single(subject.Events, happened => happened is IkeSaClosedEvent or NegotiationRefusedEvent);
        }

        Assert.Empty(subject.Operations);
        Assert.Equal(0, subject.Endpoint.HalfOpenCount);
        Assert.Equal(0, subject.Statistics.InternalFaults);
    }

    private static void CheckInitiatorRefusal(Dialogue dialogue, string question)
    {
        if (question == nameof(AuthorizeOperation))
        {
            byte[] report = dialogue.Subject.TakeSent();
            Assert.Equal(NotifyType.AuthenticationFailed, Assert.Single(dialogue.Peer.Read(report)).NotifyType);
            dialogue.Subject.Receive(dialogue.Peer.Respond(report));
        }

        Assert.Empty(dialogue.Subject.Sent);
        Assert.Empty(dialogue.Subject.Endpoint.ListIkeSas());
        CloseReason expected = question == nameof(GetSharedKeyOperation) ? CloseReason.AuthenticationFailed : CloseReason.Denied;
        Assert.Equal(expected, dialogue.Subject.TakeEvent<IkeSaClosedEvent>().Reason);
        Assert.Equal(question == nameof(AuthorizeOperation) ? 1 : 0, dialogue.Subject.Events.OfType<SpiReleasedEvent>().Count());
    }

    private static void CheckChildRefusal(Dialogue dialogue, string question, bool initiates)
    {
        Subject subject = dialogue.Subject;
        Assert.Equal(IkeSaState.Established, subject.OnlySa.State);
        Assert.Empty(subject.OnlySa.Children);
        Assert.Equal(FailureKind.Denied, subject.TakeEvent<ChildSaFailedEvent>().Failure.Kind);
        Assert.Equal(question == nameof(InstallInboundOperation) ? 1 : 0, subject.Events.OfType<SpiReleasedEvent>().Count());
        List<Payload> told = dialogue.Peer.Read(subject.TakeSent());
        if (initiates)
        {
            Assert.Equal(Payload.DeleteEsp(0x51510000).Body, Assert.Single(told).Body);
        }
        else
        {
            Assert.Equal(NotifyType.NoAdditionalSas, told.Single(payload => payload.Type == PayloadType.Notify).NotifyType);
            Assert.Contains(told, payload => payload.Type == PayloadType.Authentication);
        }
    }
}
