using System.Globalization;
using Isakmp.Exchanges;
using Isakmp.Policies;

namespace IkeTool.Output;

/// <summary>Says what SAs are, in words for people.</summary>
internal static class SaText
{
    /// <summary>Describes an IKE SA on several lines.</summary>
    /// <param name="ikeSa">The IKE SA.</param>
    /// <param name="us">What to call our side.</param>
    /// <returns>Lines with a margin.</returns>
    public static string Describe(IkeSaInfo ikeSa, string us = "us")
    {
        string ours = ikeSa.Role == IkeRole.Initiator ? $"initiator ({us})" : "initiator";
        string theirs = ikeSa.Role == IkeRole.Responder ? $"responder ({us})" : "responder";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
                path        {ikeSa.Path}, {Nat(ikeSa)}
                algorithms  {(ikeSa.Proposal is { } proposal ? ProposalNotation.Format(proposal) : "not negotiated")}
                SPIs        {ikeSa.InitiatorSpi} {ours}, {ikeSa.ResponderSpi} {theirs}
            """) + Version1(ikeSa);
    }

    /// <summary>Describes a Child SA on several lines.</summary>
    /// <param name="child">The Child SA.</param>
    /// <returns>Lines with a margin.</returns>
    public static string Describe(ChildSaInfo child) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
            traffic     {Selectors(child)}
            protection  {child.Protocol} {Mode(child)}, {ProposalNotation.Format(child.Proposal)}{(child.IsUdpEncapsulated ? ", in UDP" : "")}
            SPIs        {Spis(child)}
        """) + Negotiated(child);

    /// <summary>Both sides' selectors in swanctl's form.</summary>
    /// <param name="child">The Child SA.</param>
    /// <returns>The text.</returns>
    public static string Selectors(ChildSaInfo child) =>
        $"{string.Join(", ", child.LocalSelectors)} === {string.Join(", ", child.RemoteSelectors)}";

    /// <summary>The SPIs of both directions.</summary>
    /// <param name="child">The Child SA.</param>
    /// <returns>The text.</returns>
    public static string Spis(ChildSaInfo child) => $"{child.InboundSpi} in, {child.OutboundSpi} out";

    /// <summary>The mode in swanctl's word.</summary>
    /// <param name="child">The Child SA.</param>
    /// <returns>The text.</returns>
    public static string Mode(ChildSaInfo child) => child.Mode == ChildMode.Transport ? "transport" : "tunnel";

    /// <summary>Who is behind a NAT.</summary>
    /// <param name="ikeSa">The IKE SA.</param>
    /// <returns>The text.</returns>
    public static string Nat(IkeSaInfo ikeSa) => (ikeSa.IsLocalBehindNat, ikeSa.IsRemoteBehindNat) switch
    {
        (true, true) => "both behind NAT",
        (true, false) => "we are behind NAT",
        (false, true) => "the peer is behind NAT",
        _ => "no NAT",
    };

    /// <summary>A reason as people say it.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The text.</returns>
    public static string Reason(CloseReason reason) => reason switch
    {
        CloseReason.LocalRequest => "on request",
        CloseReason.PeerDeleted => "by the peer",
        CloseReason.PeerUnresponsive => "the peer does not answer",
        CloseReason.NegotiationTimeout => "the negotiation took too long",
        CloseReason.PeerIncompatible => "no common ground with the peer",
        CloseReason.AuthenticationFailed => "authentication failed",
        CloseReason.PeerMisbehaved => "the peer broke the protocol",
        CloseReason.Malformed => "the peer's message cannot be read",
        CloseReason.Denied => "refused here",
        CloseReason.IkeSaClosed => "with its IKE SA",
        CloseReason.Expired => "its lifetime is over",
        CloseReason.Replaced => "another has taken its place",
        _ => "by a fault of this program",
    };

    private static string Version1(IkeSaInfo ikeSa) => ikeSa.Version == IkeVersion.V1
        ? string.Create(CultureInfo.InvariantCulture, $"\n    version     1, lifetime {(ikeSa.Lifetime is { } lifetime ? $"{lifetime.TotalSeconds:0} s" : "without limit")}")
        : "";

    // What IKEv1 alone negotiates, a line each.
    private static string Negotiated(ChildSaInfo child)
    {
        string text = "";
        if (child.Ah is { } ah)
        {
            text += $"\n    AH around   {ProposalNotation.Format(ah.Proposal)}, SPIs {ah.InboundSpi} in, {ah.OutboundSpi} out";
        }

        if (child.Compression is { } compression)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"\n    compressed  {compression.Algorithm}, CPIs {compression.InboundCpi} in, {compression.OutboundCpi} out");
        }

        if (child.Lifetime is not null || child.LifetimeKilobytes is not null)
        {
            text += $"\n    lifetime    {Lifetime(child)}";
        }

        if (child.OriginalAddresses is { } original)
        {
            text += $"\n    before NAT  {(original.Local.IsUnspecified ? "" : $"{original.Local} here, ")}{original.Remote} there";
        }

        return text;
    }

    private static string Lifetime(ChildSaInfo child)
    {
        string time = child.Lifetime is { } lifetime ? string.Create(CultureInfo.InvariantCulture, $"{lifetime.TotalSeconds:0} s") : "";
        string traffic = child.LifetimeKilobytes is { } kilobytes ? string.Create(CultureInfo.InvariantCulture, $"{kilobytes} kB") : "";
        return time.Length > 0 && traffic.Length > 0 ? $"{time}, {traffic}" : time + traffic;
    }
}
