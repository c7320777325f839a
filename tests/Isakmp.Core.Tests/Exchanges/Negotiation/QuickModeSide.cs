using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>One side of a Quick Mode: its profile, its services, its Child SAs.</summary>
internal sealed class QuickModeSide
{
    /// <summary>SKEYID_d of every pair that says nothing else.</summary>
    public static readonly byte[] DerivationKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public QuickModeSide(PeerProfile profile, PacketInfo path, ulong seed)
    {
        Services = new FakeServices(seed);
        Context = new FakeContext(Services, path);
        Terms = new QuickModeTerms { Profile = profile, Prf = CryptoProvider.Default.GetPrf(PseudorandomFunction.HmacSha2_256)!, Path = path };
    }

    public FakeServices Services { get; }

    public FakeContext Context { get; }

    public QuickModeTerms Terms { get; set; }

    public ChildSaTable Children { get; } = new();

    public byte[] Key { get; set; } = DerivationKey;

    public ChildProfile Child => Terms.Profile.Children[0];

    public ChildSaEstablishedEvent Established => Assert.Single(Context.Events.OfType<ChildSaEstablishedEvent>());

    public static PeerProfile Profile(params Action<ChildProfileBuilder>[] children)
    {
        PeerProfileBuilder builder = new PeerProfileBuilder("test").WithVersion(IkeVersion.V1);
        for (int i = 0; i < children.Length; i++)
        {
            Action<ChildProfileBuilder> configure = children[i];
            builder.AddChild(i == 0 ? "net" : $"net{i + 1}", child => configure(child));
        }

        return builder.Build(CryptoProvider.Default);
    }

    public static string Text(ChildSaKeys keys) => string.Join(' ', ((SecretBuffer[])
        [keys.InboundEncryption, keys.InboundIntegrity, keys.OutboundEncryption, keys.OutboundIntegrity, keys.InboundAh, keys.OutboundAh])
        .Select(key => Convert.ToHexStringLower(key.Span)));

    /// <summary>Begins a Quick Mode for the first child, or for a pair of selectors.</summary>
    public QuickModeInitiator Initiate(string? local = null, string? remote = null, ChildSa? replaces = null, ChildProfile? child = null)
    {
        ChildProfile profile = child ?? Child;
        return new QuickModeInitiator(
            Terms,
            profile,
            local is null ? profile.ResolveLocal(Terms.Path.Local.Address)[0] : TrafficSelector.Parse(local),
            remote is null ? profile.ResolveRemote(Terms.Path.Remote.Address)[0] : TrafficSelector.Parse(remote),
            replaces);
    }

    public QuickModeResponder Respond() => new(Terms, Children);

    public byte[] Offer(QuickModeInitiator initiator)
    {
        var writer = MessageWriter.ForChain(new byte[8_192]);
        initiator.WriteOffer(Context, ref writer);
        return writer.Written[..writer.Finish()].ToArray();
    }

    public byte[] Answer(QuickModeResponder responder)
    {
        var writer = MessageWriter.ForChain(new byte[8_192]);
        responder.WriteAnswer(Context, ref writer);
        return writer.Written[..writer.Finish()].ToArray();
    }

    public NegotiationStep Read(QuickModeResponder responder, byte[] offer)
    {
        PayloadIndex index = Index(offer);
        return responder.ReadOffer(Context, new PayloadList(offer, ref index), Key);
    }

    public NegotiationStep Read(QuickModeInitiator initiator, byte[] answer)
    {
        PayloadIndex index = Index(answer);
        return initiator.ReadAnswer(Context, new PayloadList(answer, ref index), Key);
    }

    /// <summary>The types of the payloads of a chain that begins with SA.</summary>
    public static int[] Types(byte[] chain)
    {
        PayloadIndex index = Index(chain);
        return [.. Enumerable.Range(0, index.Count).Select(i => (int)index.TypeAt(i).Value)];
    }

    /// <summary>The body of a payload of a chain that begins with SA.</summary>
    public static byte[] Body(byte[] chain, PayloadType type, int position = 0)
    {
        PayloadIndex index = Index(chain);
        int at = index.IndexOf(type);
        for (; position > 0; position--)
        {
            at = index.IndexOf(type, at + 1);
        }

        return index.View(chain, at).Body.ToArray();
    }

    private static PayloadIndex Index(byte[] chain)
    {
        Assert.True(PayloadIndex.TryBuild(chain, 0, PayloadType.V1SecurityAssociation, out PayloadIndex index, allowTrailing: true).IsOk);
        return index;
    }
}
