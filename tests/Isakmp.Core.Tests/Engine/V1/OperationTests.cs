using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Questions to the caller in IKEv1: the exchange parks, what comes meanwhile is ignored, and no answer is a refusal.</summary>
public sealed class OperationTests
{
    private const EndpointQuestions All = EndpointQuestions.SelectProfile | EndpointQuestions.SharedKey | EndpointQuestions.Authorize
        | EndpointQuestions.AllocateSpi | EndpointQuestions.InstallInbound | EndpointQuestions.KeyAgreement;

    // what is asked in each role, in this order: the key before the peer has said who it is
    private static readonly string[] s_responder =
        ["SelectProfile", "GetSharedKey", "KeyAgreement", "SelectProfile", "Authorize", "AllocateSpi", "KeyAgreement", "InstallInbound"];

    private static readonly string[] s_initiator = ["KeyAgreement", "GetSharedKey", "Authorize", "AllocateSpi", "KeyAgreement", "InstallInbound"];

    /// <summary>Each question by its place, from 1, and whether the endpoint initiates.</summary>
    public static TheoryData<int, bool> Questions =>
        new(Enumerable.Range(1, s_responder.Length).Select(number => (number, false)).Concat(Enumerable.Range(1, s_initiator.Length).Select(number => (number, true))));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_questions_in_their_order_and_the_same_keys(bool initiates)
    {
        using var dialogue = new Dialogue(initiates, All);
        dialogue.Finish();
        Assert.Equal(initiates ? s_initiator : s_responder, dialogue.Asked);
        using ChildSaKeys keys = dialogue.Subject.TakeEvent<ChildSaEstablishedEvent>().Keys;
        Assert.Equal(dialogue.Quick!.Inbound.Encryption, keys.OutboundEncryption.Span.ToArray());
        Assert.Equal(dialogue.Quick.Outbound.Integrity, keys.InboundIntegrity.Span.ToArray());
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
        Assert.Single(dialogue.Subject.OnlySa.Children);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_key_is_asked_for_by_the_names_of_the_profile(bool initiates)
    {
        using var dialogue = new Dialogue(initiates, EndpointQuestions.SharedKey);
        GetSharedKeyOperation operation = Assert.IsType<GetSharedKeyOperation>(dialogue.RunToAny());
        Assert.Equal((Identity.FromHostName("alice.example"), Identity.FromHostName("bob.example")), (operation.LocalIdentity, operation.RemoteIdentity));
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void The_exchange_waits_and_goes_on(int number, bool initiates)
    {
        using var dialogue = new Dialogue(initiates, All);
        IkeOperation operation = dialogue.RunToQuestion(number);
        Subject subject = dialogue.Subject;
        Assert.False(operation.IsAnswered);
        Assert.Equal(subject.Now + TimeSpan.FromSeconds(10), operation.Deadline);
        string before = subject.Snapshot();
        bool isOurOwn = initiates && operation is AllocateSpiOperation; // nothing of the peer waits there: what came last is over
        for (int i = 0; i < 3; i++)
        {
            ReceiveResult result = subject.Receive(dialogue.LastInput);
            Assert.True(result == ReceiveResult.Duplicate || isOurOwn, $"{result}");
            subject.Sent.Clear();
            Assert.Equal(before, subject.Snapshot());
        }

        subject.Pass(TimeSpan.FromSeconds(9));
        Assert.DoesNotContain(subject.Sent, sent => sent.Message[18] == ExchangeType.QuickMode.Value);
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
    public void A_refusal_ends_what_was_asked_about(int number, bool initiates)
    {
        using var dialogue = new Dialogue(initiates, All);
        IkeOperation operation = dialogue.RunToQuestion(number);
        Assert.True(dialogue.Deny(operation));
        CheckRefusal(dialogue, operation, number, initiates);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void No_answer_in_time_is_a_refusal(int number, bool initiates)
    {
        using var dialogue = new Dialogue(initiates, All);
        IkeOperation operation = dialogue.RunToQuestion(number);
        dialogue.Subject.Pass(TimeSpan.FromSeconds(11));
        Assert.True(operation.IsExpired);
        Assert.False(dialogue.Deny(operation)); // it is too late to answer
        CheckRefusal(dialogue, operation, number, initiates);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void An_endpoint_that_ends_leaves_no_question_open(int number, bool initiates)
    {
        var dialogue = new Dialogue(initiates, All);
        IkeOperation operation = dialogue.RunToQuestion(number);
        dialogue.Dispose();
        Assert.False(operation.IsAnswered);
        if (operation is InstallInboundOperation install)
        {
            Assert.True(install.Keys.InboundEncryption.IsDisposed && install.Keys.OutboundEncryption.IsDisposed);
        }
    }

    private static void CheckRefusal(Dialogue dialogue, IkeOperation operation, int number, bool initiates)
    {
        Subject subject = dialogue.Subject;
        bool isPhase1 = number <= (initiates ? 3 : 5);
        if (isPhase1)
        {
            subject.Pass(TimeSpan.FromMinutes(5)); // where another message may still be the right one, the time of the negotiation runs out
            Assert.Equal((0, 0), (subject.Endpoint.IkeSaCount, subject.Endpoint.HalfOpenCount));
            Assert.DoesNotContain(subject.Events, happened => happened is IkeSaEstablishedEvent or ChildSaEstablishedEvent);
        }
        else
        {
            Assert.Equal(IkeSaState.Established, subject.OnlySa.State);
            Assert.Empty(subject.OnlySa.Children);
            ChildSaFailedEvent failed = subject.TakeEvent<ChildSaFailedEvent>();
            Assert.Contains(failed.Failure.Kind, (FailureKind[])[FailureKind.Denied, FailureKind.PeerMisbehaved]);
            bool isAllocated = operation is not AllocateSpiOperation;
            Assert.Equal(isAllocated ? 1 : 0, subject.Events.OfType<SpiReleasedEvent>().Count(released => released.Spi.Value == 0x51510000));
            if (operation is InstallInboundOperation install)
            {
                Assert.True(install.Keys.InboundEncryption.IsDisposed && install.Keys.OutboundEncryption.IsDisposed);
            }
        }

        Assert.Equal(0, subject.Statistics.InternalFaults);
        subject.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(0, subject.Statistics.InternalFaults);
    }
}
