using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Exchanges;

/// <summary>What went wrong, for the caller alone: the peer is told no more than the RFC allows.</summary>
/// <param name="Kind">Who is at fault.</param>
/// <param name="Message">One sentence, without secrets.</param>
/// <param name="Notify">The error notify that the peer sent or was sent, if there was one.</param>
/// <param name="SentByPeer">Whether <paramref name="Notify"/> came from the peer.</param>
/// <param name="Report">The comparison of offers and policies, where that was the matter.</param>
public sealed record IkeFailure(
    FailureKind Kind, string Message, NotifyType? Notify = null, bool SentByPeer = false, NegotiationReport? Report = null)
{
    /// <summary>In IKEv1 what stands in the place of <see cref="Notify"/>: the numbers of both versions differ.</summary>
    public V1NotifyType? V1Notify { get; init; }

    /// <summary>Returns the sentence.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Message;
}
