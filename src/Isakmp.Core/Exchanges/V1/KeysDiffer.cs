using Isakmp.Messages;
using Isakmp.Policies;

namespace Isakmp.Exchanges.V1;

/// <summary>In main mode a wrong pre-shared key shows as a message that decrypts to nonsense, because the key goes into SKEYID (RFC 2409 section 5.4).</summary>
internal static class KeysDiffer
{
    public static IkeFailure Explain(IsakmpSession session)
    {
        Identity local = PreSharedKey.LocalOf(session.Profile!, session.Path);
        Identity remote = session.RemoteIdentity ?? PreSharedKey.RemoteOf(session.Profile!, session.Path);
        return new IkeFailure(
            FailureKind.NotAuthenticated,
            $"What the peer encrypted cannot be decrypted: the pre-shared keys of {local} and {remote} differ, most likely.",
            Report: NegotiationReport.ForDifferentKeys(local, remote));
    }
}
