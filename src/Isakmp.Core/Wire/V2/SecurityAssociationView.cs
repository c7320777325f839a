namespace Isakmp.Wire.V2;

/// <summary>A security association payload: the proposals, validated down to the last attribute (RFC 7296 3.3).</summary>
public readonly ref struct SecurityAssociationView
{
    private SecurityAssociationView(ReadOnlySpan<byte> proposals)
    {
        Proposals = proposals;
    }

    /// <summary>All proposals as they came.</summary>
    public ReadOnlySpan<byte> Proposals { get; }

    /// <summary>Reads a body and checks every proposal, transform and attribute in it, so that enumerating them cannot fail.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>The first fault. The numbers of the proposals and what they propose are not looked at: that is policy.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out SecurityAssociationView view)
    {
        view = default;
        int position = 0;
        bool isLast;
        do
        {
            WireStatus status = ProposalView.TryRead(body[position..], out ProposalView proposal);
            if (!status.IsOk)
            {
                return status.Shift(position);
            }

            position += proposal.Raw.Length;
            isLast = proposal.IsLast;
        }
        while (!isLast);

        if (position != body.Length)
        {
            return new WireStatus(WireError.TrailingData, position);
        }

        view = new SecurityAssociationView(body);
        return WireStatus.Ok;
    }

    /// <summary>Enumerates the proposals in the peer's order of preference.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(Proposals);

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
