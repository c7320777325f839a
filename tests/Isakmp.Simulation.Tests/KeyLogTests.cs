using Isakmp.Exchanges;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>The key log is told the keys that protect the traffic, at the moment that they come to be, and cannot disturb the SA.</summary>
public sealed class KeyLogTests
{
    [Theory]
    [InlineData("aes256gcm16-prfsha256-x25519", "aes128gcm16")]
    [InlineData("aes128-sha256-x25519", "aes256-sha1")]
    [InlineData("chacha20poly1305-prfsha512-ecp256", "chacha20poly1305")]
    public void Both_sides_are_told_the_same_keys(string proposal, string esp)
    {
        var alice = new Log();
        var bob = new Log();
        using Pair pair = Pair.Connected(new PairOptions { Proposal = proposal, EspProposal = esp, AliceKeyLog = alice, BobKeyLog = bob });

        Assert.Equal(2, alice.Entries.Count);
        Assert.Equal(alice.Entries, bob.Entries);
        ChildSaEstablishedEvent established = Assert.Single(pair.Alice.EventsOf<ChildSaEstablishedEvent>());
        Assert.Contains(Hex.Format(established.Keys.InboundEncryption.Span), alice.Entries[1], StringComparison.Ordinal);
        Assert.Contains(Hex.Format(established.Keys.OutboundEncryption.Span), alice.Entries[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_keys_of_the_IKE_SA_come_before_the_first_message_that_they_protect()
    {
        var log = new Log();
        using var pair = new Pair(new PairOptions { AliceKeyLog = log });
        pair.ConnectAlice();
        Assert.True(pair.RunUntil(() => pair.Network.Sent.Count == 3, TimeSpan.FromSeconds(1))); // two messages of IKE_SA_INIT, then IKE_AUTH
        Assert.Single(log.Entries);
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(2, log.Entries.Count);
    }

    [Fact]
    public void A_log_that_throws_costs_nothing_but_a_count()
    {
        var failing = new Log { Fails = true };
        using Pair pair = Pair.Connected(new PairOptions { AliceKeyLog = failing, BobKeyLog = failing });
        pair.AssertAgreement();
        Assert.Equal((2, 0), (pair.Alice.Endpoint.Statistics.KeyLogFaults, pair.Alice.Endpoint.Statistics.InternalFaults));
        Assert.Equal(2, pair.Bob.Endpoint.Statistics.KeyLogFaults);
        Assert.Equal(4, failing.Calls);
    }

    [Fact]
    public void What_is_sent_does_not_depend_on_the_log()
    {
        using Pair without = Pair.Connected();
        using Pair with = Pair.Connected(new PairOptions { AliceKeyLog = new Log(), BobKeyLog = new Log { Fails = true } });
        Assert.Equal(without.Network.Sent.Select(sent => Hex.Format(sent.Octets)), with.Network.Sent.Select(sent => Hex.Format(sent.Octets)));
    }

    [Fact]
    public void An_answered_key_agreement_is_told_too()
    {
        var log = new Log();
        using var pair = new Pair(new PairOptions
        {
            AliceKeyLog = log, BobKeyLog = log, AliceQuestions = EndpointQuestions.KeyAgreement, BobQuestions = EndpointQuestions.KeyAgreement,
        });
        pair.Alice.Answers = new OperationAnswers(pair.Alice, pair.Options.AliceProfile, pair.Clock, 0x1000).Answer;
        pair.Bob.Answers = new OperationAnswers(pair.Bob, pair.Options.BobProfile, pair.Clock, 0x2000).Answer;
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(4, log.Entries.Count);
        Assert.Equal(2, log.Entries.Distinct().Count());
    }

    /// <summary>Puts down each entry as seen by both sides alike.</summary>
    private sealed class Log : IKeyLog
    {
        public List<string> Entries { get; } = [];

        public bool Fails { get; init; }

        public int Calls { get; private set; }

        public void OnIkeSa(in IkeSaSecrets secrets)
        {
            Enter();
            Assert.Equal(2, secrets.MajorVersion);
            Assert.True(secrets.Derivation.Length > 0 && secrets.InitiatorAuthentication.Length > 0 && secrets.ResponderAuthentication.Length > 0);
            Assert.Equal(secrets.Integrity == IntegrityAlgorithm.None, secrets.InitiatorIntegrity.IsEmpty);
            Entries.Add($"{secrets.InitiatorSpi} {secrets.ResponderSpi} {secrets.Encryption} {secrets.EncryptionKeyLength} {secrets.Integrity} {secrets.Prf} "
                + $"{Hex.Format(secrets.InitiatorEncryption)} {Hex.Format(secrets.ResponderEncryption)} {Hex.Format(secrets.InitiatorIntegrity)} {Hex.Format(secrets.ResponderIntegrity)} "
                + $"{Hex.Format(secrets.Derivation)} {Hex.Format(secrets.InitiatorAuthentication)} {Hex.Format(secrets.ResponderAuthentication)}");
        }

        public void OnChildSa(in ChildSaSecrets secrets)
        {
            Enter();
            string inbound = $"{secrets.Info.InboundSpi} {Hex.Format(secrets.InboundEncryption)} {Hex.Format(secrets.InboundIntegrity)}";
            string outbound = $"{secrets.Info.OutboundSpi} {Hex.Format(secrets.OutboundEncryption)} {Hex.Format(secrets.OutboundIntegrity)}";
            Entries.Add(string.CompareOrdinal(inbound, outbound) < 0 ? $"{inbound} {outbound}" : $"{outbound} {inbound}");
        }

        private void Enter()
        {
            Calls++;
            if (Fails)
            {
                throw new InvalidOperationException("The disk is full.");
            }
        }
    }
}
