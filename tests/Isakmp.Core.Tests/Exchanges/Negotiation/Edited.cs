using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>Messages of Quick Mode that somebody else might have written: chains that begin with SA, one thing changed.</summary>
internal static class Edited
{
    public static ImmutableArray<V1Proposal> ProposalsOf(byte[] chain)
    {
        Assert.True(SecurityAssociationView.TryRead(QuickModeSide.Body(chain, PayloadType.V1SecurityAssociation), out SecurityAssociationView view).IsOk);
        return V1Proposals.Read(view);
    }

    /// <summary>Changes each proposal.</summary>
    public static byte[] Proposals(byte[] chain, Func<V1Proposal, V1Proposal> change) =>
        ProposalList(chain, proposals => [.. proposals.Select(change)]);

    public static byte[] ProposalList(byte[] chain, Func<ImmutableArray<V1Proposal>, ImmutableArray<V1Proposal>> change) =>
        Payloads(chain, (type, body) => type == PayloadType.V1SecurityAssociation ? WriteProposals(change(ProposalsOf(chain))) : body);

    /// <summary>Changes each transform.</summary>
    public static byte[] Transforms(byte[] chain, Func<V1Transform, V1Transform> change) =>
        Proposals(chain, proposal => proposal with { Transforms = [.. proposal.Transforms.Select(change)] });

    /// <summary>Puts another value into an attribute, or takes it away.</summary>
    public static byte[] Attribute(byte[] chain, ushort type, ushort? value) => Transforms(chain, transform => transform with
    {
        Attributes = [.. transform.Attributes
            .Where(attribute => attribute.Type != type || value is not null)
            .Select(attribute => attribute.Type == type ? V1Attribute.Short(type, value!.Value) : attribute)],
    });

    /// <summary>Changes the bodies of payloads; null takes one away.</summary>
    public static byte[] Payloads(byte[] chain, Func<PayloadType, byte[], byte[]?> change) =>
        List(chain, payloads => [.. payloads.Select(payload => (payload.Type, Body: change(payload.Type, payload.Body))).Where(payload => payload.Body is not null)
            .Select(payload => (payload.Type, payload.Body!))]);

    /// <summary>Puts another body into a payload; null takes all of the type away.</summary>
    public static byte[] Payload(byte[] chain, PayloadType type, byte[]? body) => Payloads(chain, (candidate, old) => candidate == type ? body : old);

    /// <summary>Adds a payload at the end.</summary>
    public static byte[] Append(byte[] chain, PayloadType type, byte[] body) => List(chain, payloads => [.. payloads, (type, body)]);

    /// <summary>Puts others in the place of the client identities.</summary>
    public static byte[] Identities(byte[] chain, params string[] selectors) => List(chain, payloads =>
    [
        .. payloads.Where(payload => payload.Type != PayloadType.V1Identification),
        .. selectors.Select(selector => (PayloadType.V1Identification, IdentityBody(selector))),
    ]);

    public static byte[] List(byte[] chain, Func<IReadOnlyList<(PayloadType Type, byte[] Body)>, IReadOnlyList<(PayloadType Type, byte[] Body)>> change)
    {
        Assert.True(PayloadIndex.TryBuild(chain, 0, PayloadType.V1SecurityAssociation, out PayloadIndex index, allowTrailing: true).IsOk);
        var payloads = new List<(PayloadType, byte[])>();
        for (int i = 0; i < index.Count; i++)
        {
            payloads.Add((index.TypeAt(i), index.View(chain, i).Body.ToArray()));
        }

        var writer = MessageWriter.ForChain(new byte[65_000]);
        foreach ((PayloadType type, byte[] body) in change(payloads))
        {
            writer.WritePayload(type, body);
        }

        return writer.Written[..writer.Finish()].ToArray();
    }

    public static byte[] IdentityBody(string selector)
    {
        var writer = MessageWriter.ForChain(new byte[64]);
        V1ClientIdentities.Write(ref writer, TrafficSelector.Parse(selector));
        return writer.Written[4..writer.Finish()].ToArray();
    }

    private static byte[] WriteProposals(ImmutableArray<V1Proposal> proposals)
    {
        var writer = MessageWriter.ForChain(new byte[65_000]);
        V1Proposals.Write(ref writer, proposals);
        return writer.Written[4..writer.Finish()].ToArray();
    }
}
