using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>Reports about identities, authentication, and what is neither that nor a proposal.</summary>
internal static class AuthenticationReports
{
    private const int MaximumIdentityLength = 200;

    public static ReportContent NoProfile(NetAddress local, NetAddress remote, Identity? claimed) => new(
        NegotiationFailure.NoProfile,
        claimed is null
            ? $"No connection is configured between {local} and {remote}."
            : $"No connection between {local} and {remote} expects a peer that is {Text(claimed)}.",
        claimed is null
            ? "Add a connection whose local_addrs and remote_addrs include these, or leave them at %any."
            : $"Set remote {{ id = {Text(claimed)} }} in the connection that is meant.",
        [
            new("localAddress", "our address", [local.ToString()]), new("remoteAddress", "the peer's address", [remote.ToString()]),
            .. claimed is null ? Array.Empty<ReportFact>() : [Claimed(claimed)],
        ]);

    public static ReportContent OtherVersion(NetAddress local, NetAddress remote, IkeVersion offered) => new(
        NegotiationFailure.NoProfile,
        $"The peer speaks IKEv{(int)offered}; what is configured between {local} and {remote} speaks IKEv{3 - (int)offered}.",
        $"Set version = {(int)offered} here, or version = {3 - (int)offered} on the peer, or add a connection of version {(int)offered} here.",
        [new("localAddress", "our address", [local.ToString()]), new("remoteAddress", "the peer's address", [remote.ToString()])]);

    public static ReportContent Identity(Identity claimed, IdentityPattern expected)
    {
        // The usual mistake: the same characters as another type.
        bool isSameText = expected.Identity is { } identity && identity.Type != claimed.Type && identity.Data.SequenceEqual(claimed.Data);
        string type = isSameText ? $" as {claimed.Type}, not as {expected.Identity!.Type}" : string.Empty;
        return new(
            NegotiationFailure.IdentityMismatch,
            $"Peer identity does not match policy! The peer claims to be {Text(claimed)}{type}; we expect {expected}.",
            $"If this is the right peer, set remote {{ id = {Text(claimed)} }} here, or local {{ id = {expected} }} on the peer.",
            [Claimed(claimed), new("expectedIdentity", "expected identity", [expected.ToString()])]);
    }

    public static ReportContent NoSharedKey(Identity local, Identity remote) => new(
        NegotiationFailure.NoSharedKey,
        $"No shared key is configured for {Text(local)} (us) and {Text(remote)} (the peer).",
        $"Add a secret for the pair: secrets {{ ike-1 {{ id-1 = {Text(local)}, id-2 = {Text(remote)}, secret = ... }} }}.",
        Pair(local, remote));

    public static ReportContent Wrong(Identity local, Identity remote) => new(
        NegotiationFailure.AuthenticationWrong,
        $"The AUTH payload of {Text(remote)} is wrong: the shared keys of both sides differ.",
        $"Give both sides the same secret for {Text(local)} and {Text(remote)}, and look for blanks, quotation marks and encodings (0x..., 0s...).",
        Pair(local, remote));

    public static ReportContent Method(Identity remote, AuthenticationMethod used, AuthenticationKind expected) => new(
        NegotiationFailure.AuthenticationMethod,
        $"Authentication method offered does not match policy! {Text(remote)} uses {used}; we expect {Word(expected)}.",
        $"Set local {{ auth = {Word(expected)} }} on the peer.",
        [Claimed(remote), new("usedMethod", "method used", [used.ToString()]), new("expectedMethod", "method expected", [Word(expected)])]);

    public static ReportContent Refused(Identity local, Identity? remote) => new(
        NegotiationFailure.AuthenticationRefused,
        $"The peer refused our authentication as {Text(local)} (AUTHENTICATION_FAILED); it does not say why.",
        $"Check on the peer that a connection has remote {{ id = {Text(local)} }}, that it has a secret for this identity, and that the secret is the same as here.",
        remote is null ? [new("localIdentity", "our identity", [Text(local)])] : Pair(local, remote));

    public static ReportContent PeerError(NotifyType error) =>
        new(NegotiationFailure.PeerError, $"The peer answered with the error {error}.", HintFor(error), [new("error", "error", [error.ToString()])]);

    public static ReportContent NoAnswer(NetEndPoint remote, int transmissions, NotifyType? heard) => new(
        NegotiationFailure.NoAnswer,
        heard is { } error
            ? $"{remote} gave no valid answer to {transmissions} transmissions; without protection it said {error}."
            : $"{remote} did not answer {transmissions} transmissions.",
        heard == NotifyType.NoProposalChosen ? "If that error is genuine, the peer accepts none of our proposals, or has no connection for these addresses."
            : heard is { } other ? HintFor(other)
            : "Check the address, whether the peer runs, and that UDP ports 500 and 4500 pass on the way.",
        [new("remoteAddress", "the peer's address", [remote.ToString()]), .. heard is { } said ? [new ReportFact("unprotectedError", "unprotected error", [said.ToString()])] : Array.Empty<ReportFact>()]);

    public static ImmutableArray<ReportFact> Pair(Identity local, Identity remote) =>
        [new("localIdentity", "our identity", [Text(local)]), new("remoteIdentity", "the peer's identity", [Text(remote)])];

    private static string? HintFor(NotifyType error)
    {
        if (error == NotifyType.AuthenticationFailed)
        {
            return "Check identities and secrets on both sides.";
        }

        if (error == NotifyType.TsUnacceptable)
        {
            return "The peer's remote_ts must overlap our local_ts, and its local_ts our remote_ts.";
        }

        if (error == NotifyType.InvalidMajorVersion)
        {
            return "The peer does not speak this version of IKE: set version on one of the sides.";
        }

        if (error == NotifyType.NoAdditionalSas)
        {
            return "The peer accepts no further Child SA on this IKE SA: put the selectors into one child, or open another connection.";
        }

        return error == NotifyType.InvalidSyntax ? "The peer could not read our message, or decrypted it with other keys." : null;
    }

    private static string Word(AuthenticationKind kind) => kind switch
    {
        AuthenticationKind.PreSharedKey => "psk",
        _ => kind.ToString(),
    };

    private static ReportFact Claimed(Identity identity) => new("claimedIdentity", "claimed identity", [Text(identity)]);

    private static string Text(Identity identity)
    {
        string text = identity.ToString();
        return text.Length <= MaximumIdentityLength ? text : $"{text[..MaximumIdentityLength]}...";
    }
}
