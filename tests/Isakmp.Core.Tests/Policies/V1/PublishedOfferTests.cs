using System.Buffers.Binary;
using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Core.Tests.Policies.V1;

/// <summary>Offers and answers of phase 1 in captures that others published: gateways and clients of many makers.</summary>
public class PublishedOfferTests
{
    private const int HeaderSize = 28;

    [Fact]
    public void Answers_are_one_of_the_offers_and_every_offer_is_judged()
    {
        string folder = SharedFolder.Require("captures");
        (int offers, int answers) = (0, 0);
        foreach (string path in Directory.EnumerateFiles(folder, "*.*cap", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var offered = new Dictionary<ulong, ImmutableArray<V1Proposal>>();
            foreach ((byte[] message, ImmutableArray<V1Proposal> proposals) in Read(path))
            {
                ulong initiator = BinaryPrimitives.ReadUInt64BigEndian(message);
                if (BinaryPrimitives.ReadUInt64BigEndian(message.AsSpan(8)) == 0)
                {
                    offered.TryAdd(initiator, proposals);
                    offers++;
                    Judge(proposals);
                }
                else if (offered.TryGetValue(initiator, out ImmutableArray<V1Proposal> offer) && proposals is [{ Transforms: [V1Transform answer] }])
                {
                    answers++;
                    Assert.Contains(offer.SelectMany(proposal => proposal.Transforms), transform => IsAnswer(transform, answer));
                }
            }
        }

        Assert.InRange(offers, 11, 1000);
        Assert.InRange(answers, 9, 1000);
    }

    // As we judge an answer to ourselves: attributes in any order and form, the lifetime aside.
    private static bool IsAnswer(V1Transform offered, V1Transform answer) =>
        AnswerComparison.Describe(offered, answer, default, LifetimeRule.Claim, default, isPhase1: true) is null;

    private static void Judge(ImmutableArray<V1Proposal> offer)
    {
        // A policy made of a transform that we have words for accepts the offer at that transform or before it.
        foreach (V1Transform transform in offer.SelectMany(proposal => proposal.Transforms))
        {
            var parameters = V1IkeParameters.Read(transform);
            IsakmpPolicyBuilder builder = new IsakmpPolicyBuilder(1)
                .WithEncryption(parameters.Encryption ?? default, parameters.KeyLength).WithHash(parameters.Hash ?? default)
                .WithGroup(parameters.Group ?? default).WithAuthentication(parameters.AuthenticationMethod ?? default);
            bool isOurs = builder.TryBuild(out IsakmpPolicy? policy, out _) && parameters.Unresolved.IsEmpty && transform.Id == 1;
            bool isAccepted = Phase1Selection.TrySelect(offer, [policy ?? IsakmpPolicy.Default], out Phase1Choice? choice, out NegotiationReport report);
            Assert.True(!isOurs || isAccepted, report.ToText());
            Assert.Equal(isAccepted, report.Failure == NegotiationFailure.None);
            Assert.True(choice is null || offer.Any(proposal => proposal.Transforms.Contains(choice.Answer.Transforms[0])));
        }
    }

    private static IEnumerable<(byte[] Message, ImmutableArray<V1Proposal> Proposals)> Read(string path)
    {
        foreach (PcapDatagram datagram in PcapFile.ReadDatagrams(path))
        {
            bool isPhase1 = datagram.TryGetIkeMessage(out byte[] message) && message[17] == 0x10
                && message[18] is 2 or 4 && (message[19] & (byte)HeaderFlags.Encryption) == 0;
            if (isPhase1 && FindOffer(message) is { } proposals)
            {
                yield return (message, proposals);
            }
        }
    }

    private static ImmutableArray<V1Proposal>? FindOffer(byte[] message)
    {
        var walker = new PayloadWalker(message.AsSpan(HeaderSize), new PayloadType(message[16]));
        while (walker.MoveNext())
        {
            if (walker.Current.Type == PayloadType.V1SecurityAssociation && SecurityAssociationView.TryRead(walker.Current.Body, out SecurityAssociationView view).IsOk)
            {
                return V1Proposals.Read(view);
            }
        }

        return null;
    }
}
