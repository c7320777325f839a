using Isakmp.Exchanges.Negotiation;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>Offers and answers with random damage: each is taken or refused with a reason, nothing throws, and every SPI comes back.</summary>
public sealed class QuickModeMutationTests
{
    private const int Rounds = 4_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Damage_is_refused_or_does_no_harm(bool isTransport)
    {
        var random = new SeededRandom(20_261_123);
        QuickModePair pair = QuickModePair.Of(child => child
            .WithEspProposals("aes128-aes256-sha1-sha256-ecp256", "3des-md5-ecp256").WithAhProposals("sha1").WithCompression()
            .WithMode(isTransport ? ChildMode.Transport : ChildMode.Tunnel).WithLifetime(TimeSpan.FromSeconds(1_000), 5_000_000));
        if (isTransport)
        {
            pair.ThroughNat(isAliceBehind: true, isBobBehind: true);
        }

        QuickModePair.Succeed(pair.TryOffer());
        byte[] answer = Edited.Append(pair.Bob.Answer(pair.Responder!), PayloadType.V1Notification, Convert.FromHexString("0000000103006000800100018002012c"));
        pair.Responder!.Abandon(pair.Bob.Context);
        pair.Initiator!.Abandon(pair.Alice.Context);
        (int done, int failed, int unreadable) = (0, 0, 0);
        for (int i = 0; i < Rounds; i++)
        {
            bool isOffer = random.Chance(0.5);
            byte[] changed = Damage(isOffer ? pair.Offer : answer, random);
            if (!PayloadIndex.TryBuild(changed, 0, PayloadType.V1SecurityAssociation, out PayloadIndex index, allowTrailing: true).IsOk)
            {
                unreadable++;
                continue;
            }

            QuickModeSide side = isOffer ? pair.Bob : pair.Alice;
            NegotiationStep step;
            if (isOffer)
            {
                QuickModeResponder responder = side.Respond();
                step = responder.ReadOffer(side.Context, new PayloadList(changed, ref index), side.Key);
                if (step.IsDone)
                {
                    Assert.NotEmpty(side.Answer(responder));
                }

                responder.Abandon(side.Context);
            }
            else
            {
                QuickModeInitiator initiator = side.Initiate();
                Assert.True(initiator.Prepare(side.Context).IsDone);
                step = initiator.ReadAnswer(side.Context, new PayloadList(changed, ref index), side.Key);
                initiator.Abandon(side.Context);
            }

            Assert.False(step.IsPending);
            if (step.IsFailed)
            {
                Assert.NotNull(step.Failure!.V1Notify);
                Assert.NotEmpty(step.Failure.Message);
                _ = step.Failure.Report?.ToText();
                _ = step.Failure.Report?.ToJson();
            }

            Assert.Empty(side.Services.Taken);
            Assert.Empty(side.Services.Indices);
            (done, failed) = step.IsDone ? (done + 1, failed) : (done, failed + 1);
        }

        Assert.True(done > 50 && failed > 500 && unreadable > 50, $"{done} taken, {failed} refused, {unreadable} unreadable");
    }

    private static byte[] Damage(byte[] chain, SeededRandom random)
    {
        byte[] copy = [.. chain];
        switch (random.Next(5))
        {
            case 0:
                return copy[..random.Next(4, copy.Length)];
            case 1:
                copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
                return copy;
            case 2:
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
                return copy;
            case 3:
                int from = random.Next(copy.Length);
                random.Fill(copy.AsSpan(from, Math.Min(random.Next(1, 8), copy.Length - from)));
                return copy;
            default:
                return Edited.List(chain, payloads =>
                {
                    var list = payloads.ToList();
                    int at = random.Next(1, list.Count);
                    (PayloadType Type, byte[] Body) payload = list[at];
                    if (random.Chance(0.3))
                    {
                        list.RemoveAt(at);
                    }
                    else if (random.Chance(0.5))
                    {
                        list.Insert(random.Next(1, list.Count), payload);
                    }
                    else
                    {
                        list[at] = (payload.Type, random.NextBytes(random.Next(300)));
                    }

                    return list;
                });
        }
    }
}
