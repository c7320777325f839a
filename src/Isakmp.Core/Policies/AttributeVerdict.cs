using System.Collections.Immutable;

namespace Isakmp.Policies;

/// <summary>What became of one attribute of an offered proposal when it was held against a policy.</summary>
/// <param name="Attribute">The RFC's short name: ENCR, INTEG, PRF, KE, ADDKE1 to ADDKE7, ESN, or Protocol, SPI, Number.</param>
/// <param name="Name">The name that network engineers know, for example <c>Hash algorithm</c>.</param>
/// <param name="Offered">The alternatives on offer in swanctl's words; none if the offer leaves the attribute out.</param>
/// <param name="Accepted">The alternatives of the policy in swanctl's words; none if the policy has none.</param>
/// <param name="Reason">Why it does not fit, or <see cref="MismatchReason.None"/>.</param>
public sealed record AttributeVerdict(
    string Attribute,
    string Name,
    ImmutableArray<string> Offered,
    ImmutableArray<string> Accepted,
    MismatchReason Reason)
{
    /// <summary>Whether offer and policy agree.</summary>
    public bool IsMatch => Reason == MismatchReason.None;

    /// <summary>Why it does not fit, as a clause; empty where it fits.</summary>
    public string Explanation => Reason switch
    {
        MismatchReason.None => string.Empty,
        MismatchReason.NothingInCommon => "nothing in common",
        MismatchReason.KeyLength => "the same algorithm with another key length",
        MismatchReason.UnknownAttribute => "the algorithm carries an attribute that is not understood",
        MismatchReason.NotOffered => "the policy demands one, the offer has none",
        MismatchReason.NotInPolicy => "the offer demands one, the policy has none",
        MismatchReason.IntegrityMode => "a combined-mode cipher goes without integrity algorithm, any other cipher with one",
        MismatchReason.UnknownTransformType => "a kind of transform that is not understood",
        MismatchReason.Protocol => "another protocol",
        MismatchReason.SpiSize => "an SPI of the wrong size",
        MismatchReason.ProposalNumber => "proposals are numbered 1, 2, 3 in their order",
        MismatchReason.LifetimeTooLong => "longer than the policy lets it be",
        MismatchReason.LifetimeDiffers => "the policy demands its own lifetime exactly",
        MismatchReason.ProtocolSet => "other protocols hold together",
        _ => Reason.ToString(),
    };
}
