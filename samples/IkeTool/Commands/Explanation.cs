using System.Collections.Immutable;
using Isakmp.Crypto;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace IkeTool.Commands;

/// <summary>Makes an offer and policies out of words, and a report out of both.</summary>
/// <param name="protocol">What is negotiated.</param>
internal sealed class Explanation(SecurityProtocol protocol)
{
    private readonly List<string> _errors = [];

    /// <summary>What is wrong with the words; empty if nothing is.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Explains for IKEv2.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="policies">The policies.</param>
    /// <returns>The report; null if the words are wrong.</returns>
    public NegotiationReport? ForV2(string offer, string[] policies)
    {
        var options = new SelectionOptions(protocol == SecurityProtocol.Ike ? NegotiationKind.InitialIkeSa : NegotiationKind.ChildSa);
        ImmutableArray<Proposal> offered = [.. Parse("the offer", offer).Select(proposal => proposal with { Spi = [.. new byte[options.SpiSize]] })];
        ImmutableArray<Proposal> accepted = [.. policies.SelectMany((policy, index) => Parse($"policy {index + 1}", policy))];
        return _errors.Count > 0 ? null : NegotiationReport.ForProposals(offered, accepted, options);
    }

    /// <summary>Explains for IKEv1.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="policies">The policies.</param>
    /// <returns>The report; null if the words are wrong.</returns>
    public NegotiationReport? ForV1(string offer, string[] policies)
    {
        return protocol == SecurityProtocol.Ike ? ForPhase1(offer, policies) : ForPhase2(offer, policies);
    }

    private NegotiationReport? ForPhase1(string offer, string[] policies)
    {
        ImmutableArray<IsakmpPolicy> offered = ParsePolicies("the offer", offer);
        ImmutableArray<IsakmpPolicy> accepted = [.. policies.SelectMany((policy, index) => ParsePolicies($"policy {index + 1}", policy))
            .Take(IsakmpPolicy.DefaultPriority).Select((policy, index) => policy.WithPriority(index + 1))];
        return _errors.Count > 0 ? null : NegotiationReport.ForPhase1(Phase1Offer.For(offered).Proposals, accepted);
    }

    private NegotiationReport? ForPhase2(string offer, string[] policies)
    {
        PeerProfile? initiator = Build("the offer", offer);
        PeerProfile? responder = Build("the policies", policies);
        if (initiator is null || responder is null)
        {
            return null;
        }

        V1EncapsulationMode mode = EncapsulationModes.For(ChildMode.Tunnel, isUdpEncapsulated: false);
        ImmutableArray<byte> spi = [0, 0, 1, 0];
        return NegotiationReport.ForPhase2(Phase2Offer.For(initiator.Children[0], mode).WithSpis(_ => spi), responder.Children[0], mode);
    }

    private ImmutableArray<IsakmpPolicy> ParsePolicies(string which, string text)
    {
        if (!IsakmpPolicy.TryParseList(text, out ImmutableArray<IsakmpPolicy> policies, out string? error))
        {
            _errors.Add($"{which}: {error.TrimEnd('.')}");
        }

        return policies;
    }

    private ImmutableArray<Proposal> Parse(string which, string text)
    {
        if (!ProposalNotation.TryParseList(text, protocol, out ImmutableArray<Proposal> proposals, out string? error))
        {
            _errors.Add($"{which}: {error.TrimEnd('.')}");
        }

        return proposals;
    }

    private PeerProfile? Build(string which, params string[] words)
    {
        PeerProfileBuilder builder = new PeerProfileBuilder("explain").WithVersion(IkeVersion.V1)
            .AddChild("child", child => _ = protocol == SecurityProtocol.Ah ? child.WithAhProposals(words) : child.WithEspProposals(words));
        _ = builder.TryBuild(CryptoProvider.Default, out PeerProfile? profile, out ImmutableArray<PolicyError> errors);
        _errors.AddRange(errors.Select(error => $"{which}: {error.Message.TrimEnd('.')}"));
        return profile;
    }
}
