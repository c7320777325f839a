using System.Collections.Immutable;
using Isakmp.Inspection.Fields;

namespace Isakmp.Inspection.Foreign;

/// <summary>In what our messages may differ from those of another implementation that negotiates the same.</summary>
public static class ForeignTolerances
{
    /// <summary>What is not negotiated, not spoken here yet, or different in each message.</summary>
    public static ImmutableArray<FieldTolerance> Default { get; } =
    [
        new($"*{MessageComparison.OrderName}", "the order of payloads is free (RFC 7296 section 2.5)"),
        new("SK/IV", "each message has a fresh one"),
        new("SK/AUTH/Data", "it covers our own IKE_SA_INIT message, which is not the other's octet for octet"),
        new("V*", "a vendor ID names the implementation"),
        new("SK/V*", "a vendor ID names the implementation"),
        new("*CERTREQ*", "whoever has certificates tells so, also when a shared key is used"),
        new("N(IKEV2_FRAGMENTATION_SUPPORTED)", "fragmentation is not spoken yet (RFC 7383)"),
        new("N(SIGNATURE_HASH_ALGORITHMS)", "digital signatures are not spoken yet (RFC 7427)"),
        new("N(REDIRECT_SUPPORTED)", "redirection is not spoken yet (RFC 5685)"),
        new("N(CHILDLESS_IKEV2_SUPPORTED)", "childless initiation is not spoken yet (RFC 6023)"),
        new("*N(MULTIPLE_AUTH_SUPPORTED)", "several authentications are not spoken yet (RFC 4739)"),
        new("N(COOKIE)", "a cookie is the responder's secret"),
        new("N(NAT_DETECTION_*", "who forces encapsulation sends a hash of no address, and who listens on other addresses another one"),
        new("SK/N(INITIAL_CONTACT)", "it is not sent yet (RFC 7296 section 2.4)"),
        new("SK/N(MOBIKE_SUPPORTED)", "MOBIKE is not spoken yet (RFC 4555)"),
        new("SK/N(NO_ADDITIONAL_ADDRESSES)", "MOBIKE is not spoken yet (RFC 4555)"),
        new("SK/N(ADDITIONAL_IP*", "MOBIKE is not spoken yet (RFC 4555)"),
        new("SK/N(EAP_ONLY_AUTHENTICATION)", "EAP is not spoken yet (RFC 5998)"),
        new("SK/N(IKEV2_MESSAGE_ID_SYNC_SUPPORTED)", "synchronization of Message IDs is not spoken yet (RFC 6311)"),
        new("SK/N(ESP_TFC_PADDING_NOT_SUPPORTED)", "it is not sent (RFC 7296 section 1.3.1)"),
        new("(path)*", "an implementation of MOBIKE moves to port 4500 without a NAT as well (RFC 4555 section 3.3)"),
    ];
}
