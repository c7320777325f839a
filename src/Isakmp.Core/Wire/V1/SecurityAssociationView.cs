using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>An SA payload: DOI, situation, and proposals validated down to the last attribute (RFC 2408 3.4, RFC 2407 4.6.1).</summary>
/// <remarks>
/// <code>
/// +---------------------------------------------------------------+
/// |                Domain of Interpretation  (DOI)                |
/// +---------------------------------------------------------------+
/// |                    Situation (variable)                       |
/// +---------------------------------------------------------------+
/// |                           Proposals                           |
/// +---------------------------------------------------------------+
/// </code>
/// Only the DOI says how long a situation is, so behind one that is not IPSEC everything is kept as it came, in <see cref="Rest"/>.
/// </remarks>
public readonly ref struct SecurityAssociationView
{
    private const int DoiSize = 4;
    private const int SituationSize = 4;

    private SecurityAssociationView(DomainOfInterpretation doi, ReadOnlySpan<byte> rest)
    {
        Doi = doi;
        Rest = rest;
    }

    /// <summary>The domain of interpretation.</summary>
    public DomainOfInterpretation Doi { get; }

    /// <summary>All that follows the DOI, as it came.</summary>
    public ReadOnlySpan<byte> Rest { get; }

    /// <summary>The DOI is IPSEC: situation and proposals were read and checked.</summary>
    public bool IsIpsec => Doi == DomainOfInterpretation.Ipsec;

    /// <summary>The situation; none if the DOI is not IPSEC.</summary>
    public SituationFlags Situation { get; private init; }

    /// <summary>The labels of the situation; default without SIT_SECRECY and SIT_INTEGRITY.</summary>
    public SituationLabelsView Labels { get; private init; }

    /// <summary>All proposals as they came; empty if the DOI is not IPSEC.</summary>
    public ReadOnlySpan<byte> Proposals { get; private init; }

    /// <summary>Reads a body and checks every proposal, transform and attribute in it, so that enumerating them cannot fail.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>The first fault. Numbers, and what is proposed, are not looked at: that is policy.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out SecurityAssociationView view)
    {
        WireStatus status = TryReadSituation(body, out SecurityAssociationView situation);
        view = default;
        if (status.IsOk && situation.IsIpsec)
        {
            status = CheckProposals(situation.Proposals).Shift(body.Length - situation.Proposals.Length);
        }

        if (status.IsOk)
        {
            view = situation;
        }

        return status;
    }

    /// <summary>Enumerates the proposals in the peer's order of preference.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(Proposals);

    /// <summary>Reads as far as the proposals, which are not looked at.</summary>
    internal static WireStatus TryReadSituation(ReadOnlySpan<byte> body, out SecurityAssociationView view)
    {
        view = default;
        if (body.Length < DoiSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        var doi = new DomainOfInterpretation(BinaryPrimitives.ReadUInt32BigEndian(body));
        if (doi != DomainOfInterpretation.Ipsec)
        {
            view = new SecurityAssociationView(doi, body[DoiSize..]);
            return WireStatus.Ok;
        }

        if (body.Length < DoiSize + SituationSize)
        {
            return new WireStatus(WireError.Truncated, DoiSize);
        }

        var situation = (SituationFlags)BinaryPrimitives.ReadUInt32BigEndian(body[DoiSize..]);
        int position = DoiSize + SituationSize;
        SituationLabelsView labels = default;
        if ((situation & SituationFlags.Labelled) != 0)
        {
            WireStatus status = SituationLabelsView.TryRead(body[position..], situation, out labels);
            if (!status.IsOk)
            {
                return status.Shift(position);
            }

            position += labels.Raw.Length;
        }

        view = new SecurityAssociationView(doi, body[DoiSize..]) { Situation = situation, Labels = labels, Proposals = body[position..] };
        return WireStatus.Ok;
    }

    private static WireStatus CheckProposals(ReadOnlySpan<byte> proposals)
    {
        int position = 0;
        bool isLast;
        do
        {
            WireStatus status = ProposalView.TryRead(proposals[position..], out ProposalView proposal);
            if (!status.IsOk)
            {
                return status.Shift(position);
            }

            position += proposal.Raw.Length;
            isLast = proposal.IsLast;
        }
        while (!isLast);

        return position == proposals.Length ? WireStatus.Ok : new WireStatus(WireError.TrailingData, position);
    }

    /// <summary>Steps through the proposals.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> proposals)
        {
            _rest = proposals;
        }

        /// <summary>The proposal.</summary>
        public ProposalView Current { get; private set; }

        /// <summary>Goes to the next proposal.</summary>
        /// <returns>False at the end.</returns>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            Current = ProposalView.ReadValidated(_rest);
            _rest = _rest[Current.Raw.Length..];
            return true;
        }
    }
}
