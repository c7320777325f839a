using System.Globalization;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>Reports about identities and keys in phase 1 of IKEv1, where a wrong pre-shared key shows as nonsense or as silence.</summary>
internal static class Phase1AuthenticationReports
{
    public static ReportContent DifferentKeys(Identity local, Identity remote) => AuthenticationReports.Wrong(local, remote) with
    {
        Summary = "What the peer encrypted cannot be decrypted: the pre-shared keys of both sides differ, most likely.",
    };

    public static ReportContent NoSharedKey(Identity local, Identity remote) => AuthenticationReports.NoSharedKey(local, remote) with
    {
        Summary = $"No shared key is configured for {local} (us) and {remote} (the peer); main mode needs it before the peer says who it is, so that a peer whose identity is no fixed one is known by its address.",
    };

    /// <summary>The peer refuses the key exchange, before we have said who we are.</summary>
    public static ReportContent NoSharedKeyThere(NetEndPoint address, V1NotifyType error) => new(
        NegotiationFailure.AuthenticationRefused,
        $"{address} refused the key exchange ({error}): it has no pre-shared key for us, most likely.",
        "Main mode finds the key by our address, before we say who we are: add a secret for our address or our identity on the peer, to the connection that is for our address.",
        [new("remoteAddress", "the peer's address", [address.ToString()])]);

    public static ReportContent Refused(Identity local, Identity remote, V1NotifyType error) => AuthenticationReports.Refused(local, remote) with
    {
        Summary = $"The peer refused us as {local} ({error}); it does not say why.",
        Hint = error == V1NotifyType.InvalidIdInformation
            ? $"Check on the peer that the connection for our address has remote {{ id = {local} }}, and here that the peer is to be {remote}."
            : $"Check on the peer that the connection for our address has remote {{ id = {local} }} and a secret, and that the secret is the same as here.",
    };

    /// <summary>The peer has answered the key exchange, and never our proof.</summary>
    public static ReportContent NoProof(NetEndPoint address, Identity local, Identity remote, int transmissions) => new(
        NegotiationFailure.NoAnswer,
        string.Create(CultureInfo.InvariantCulture, $"{address} took part in the key exchange, and did not answer our proof, sent {transmissions} times."),
        "Mostly the pre-shared keys of both sides differ, for then the peer cannot read our proof, and many say nothing; or it has no connection for our identity; "
        + "or, with a NAT between, UDP port 4500 is closed on the way. The peer's log tells which.",
        [new("remoteAddress", "the peer's address", [address.ToString()]), .. AuthenticationReports.Pair(local, remote)]);

    /// <summary>The peer has chosen a transform, and never sent its half of the key exchange.</summary>
    public static ReportContent NoKeyExchange(NetEndPoint address, int transmissions) => new(
        NegotiationFailure.NoAnswer,
        string.Create(CultureInfo.InvariantCulture, $"{address} chose one of our transforms, and did not answer the key exchange, sent {transmissions} times."),
        "Some peers say nothing where they have no pre-shared key for our address; else longer messages are lost on the way. The peer's log tells which.",
        [new("remoteAddress", "the peer's address", [address.ToString()])]);
}
