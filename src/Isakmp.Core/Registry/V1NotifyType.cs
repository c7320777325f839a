namespace Isakmp.Registry;

/// <summary>What a notification of IKEv1 says (RFC 2408 3.14.1, RFC 2407 4.6.3).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1NotifyType(ushort Value)
{
    private const ushort FirstStatus = 16384;

    /// <summary>INVALID-PAYLOAD-TYPE, 1 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidPayloadType => new(1);

    /// <summary>DOI-NOT-SUPPORTED, 2 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType DoiNotSupported => new(2);

    /// <summary>SITUATION-NOT-SUPPORTED, 3 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType SituationNotSupported => new(3);

    /// <summary>INVALID-COOKIE, 4 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidCookie => new(4);

    /// <summary>INVALID-MAJOR-VERSION, 5 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidMajorVersion => new(5);

    /// <summary>INVALID-MINOR-VERSION, 6 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidMinorVersion => new(6);

    /// <summary>INVALID-EXCHANGE-TYPE, 7 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidExchangeType => new(7);

    /// <summary>INVALID-FLAGS, 8 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidFlags => new(8);

    /// <summary>INVALID-MESSAGE-ID, 9 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidMessageId => new(9);

    /// <summary>INVALID-PROTOCOL-ID, 10 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidProtocolId => new(10);

    /// <summary>INVALID-SPI, 11 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidSpi => new(11);

    /// <summary>INVALID-TRANSFORM-ID, 12 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidTransformId => new(12);

    /// <summary>ATTRIBUTES-NOT-SUPPORTED, 13 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType AttributesNotSupported => new(13);

    /// <summary>NO-PROPOSAL-CHOSEN, 14 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType NoProposalChosen => new(14);

    /// <summary>BAD-PROPOSAL-SYNTAX, 15 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType BadProposalSyntax => new(15);

    /// <summary>PAYLOAD-MALFORMED, 16 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType PayloadMalformed => new(16);

    /// <summary>INVALID-KEY-INFORMATION, 17 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidKeyInformation => new(17);

    /// <summary>INVALID-ID-INFORMATION, 18 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidIdInformation => new(18);

    /// <summary>INVALID-CERT-ENCODING, 19 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidCertificateEncoding => new(19);

    /// <summary>INVALID-CERTIFICATE, 20 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidCertificate => new(20);

    /// <summary>CERT-TYPE-UNSUPPORTED, 21 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType CertificateTypeUnsupported => new(21);

    /// <summary>INVALID-CERT-AUTHORITY, 22 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidCertificateAuthority => new(22);

    /// <summary>INVALID-HASH-INFORMATION, 23 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidHashInformation => new(23);

    /// <summary>AUTHENTICATION-FAILED, 24 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType AuthenticationFailed => new(24);

    /// <summary>INVALID-SIGNATURE, 25 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType InvalidSignature => new(25);

    /// <summary>ADDRESS-NOTIFICATION, 26 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType AddressNotification => new(26);

    /// <summary>NOTIFY-SA-LIFETIME, 27 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType NotifySaLifetime => new(27);

    /// <summary>CERTIFICATE-UNAVAILABLE, 28 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType CertificateUnavailable => new(28);

    /// <summary>UNSUPPORTED-EXCHANGE-TYPE, 29 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType UnsupportedExchangeType => new(29);

    /// <summary>UNEQUAL-PAYLOAD-LENGTHS, 30 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType UnequalPayloadLengths => new(30);

    /// <summary>CONNECTED, 16384 (RFC 2408 3.14.1).</summary>
    public static V1NotifyType Connected => new(16384);

    /// <summary>RESPONDER-LIFETIME, 24576 (RFC 2407 4.6.3.1).</summary>
    public static V1NotifyType ResponderLifetime => new(24576);

    /// <summary>REPLAY-STATUS, 24577 (RFC 2407 4.6.3.2).</summary>
    public static V1NotifyType ReplayStatus => new(24577);

    /// <summary>INITIAL-CONTACT, 24578 (RFC 2407 4.6.3.3).</summary>
    public static V1NotifyType InitialContact => new(24578);

    /// <summary>CISCO-HELLO, 30000 (private use).</summary>
    public static V1NotifyType CiscoHello => new(30000);

    /// <summary>CISCO-WWTEBR, 30001 (private use).</summary>
    public static V1NotifyType CiscoWwtebr => new(30001);

    /// <summary>CISCO-SHUT-UP, 30002 (private use).</summary>
    public static V1NotifyType CiscoShutUp => new(30002);

    /// <summary>IOS-KEEP-ALIVE-REQ, 32768 (private use).</summary>
    public static V1NotifyType IosKeepAliveRequest => new(32768);

    /// <summary>IOS-KEEP-ALIVE-ACK, 32769 (private use).</summary>
    public static V1NotifyType IosKeepAliveAcknowledge => new(32769);

    /// <summary>R-U-THERE, 36136 (RFC 3706 5.4).</summary>
    public static V1NotifyType RUThere => new(36136);

    /// <summary>R-U-THERE-ACK, 36137 (RFC 3706 5.4).</summary>
    public static V1NotifyType RUThereAcknowledge => new(36137);

    /// <summary>NETSCREEN-NHTB-INFORM, 40001 (private use).</summary>
    public static V1NotifyType NetScreenNhtbInform => new(40001);

    /// <summary>NOTIFY_STATUS, 40003 (MS-IKEE 2.2.6).</summary>
    public static V1NotifyType MicrosoftStatus => new(40003);

    /// <summary>NOTIFY_DOS_COOKIE, 40004 (MS-IKEE 2.2.6).</summary>
    public static V1NotifyType MicrosoftDosCookie => new(40004);

    /// <summary>EXCHANGE_INFO, 40005 (MS-IKEE 2.2.6).</summary>
    public static V1NotifyType MicrosoftExchangeInfo => new(40005);

    /// <summary>UNITY-LOAD-BALANCE, 40501 (private use).</summary>
    public static V1NotifyType UnityLoadBalance => new(40501);

    /// <summary>UNITY-UNKNOWN, 40502 (private use).</summary>
    public static V1NotifyType UnityUnknown => new(40502);

    /// <summary>UNITY-GROUP-HASH, 40503 (private use).</summary>
    public static V1NotifyType UnityGroupHash => new(40503);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The number says that something failed: below 16384 (RFC 2408 3.14.1).</summary>
    public bool IsError => Value < FirstStatus;

    /// <summary>The number tells a status: 16384 and above (RFC 2408 3.14.1).</summary>
    public bool IsStatus => Value >= FirstStatus;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "INVALID-PAYLOAD-TYPE",
        2 => "DOI-NOT-SUPPORTED",
        3 => "SITUATION-NOT-SUPPORTED",
        4 => "INVALID-COOKIE",
        5 => "INVALID-MAJOR-VERSION",
        6 => "INVALID-MINOR-VERSION",
        7 => "INVALID-EXCHANGE-TYPE",
        8 => "INVALID-FLAGS",
        9 => "INVALID-MESSAGE-ID",
        10 => "INVALID-PROTOCOL-ID",
        11 => "INVALID-SPI",
        12 => "INVALID-TRANSFORM-ID",
        13 => "ATTRIBUTES-NOT-SUPPORTED",
        14 => "NO-PROPOSAL-CHOSEN",
        15 => "BAD-PROPOSAL-SYNTAX",
        16 => "PAYLOAD-MALFORMED",
        17 => "INVALID-KEY-INFORMATION",
        18 => "INVALID-ID-INFORMATION",
        19 => "INVALID-CERT-ENCODING",
        20 => "INVALID-CERTIFICATE",
        21 => "CERT-TYPE-UNSUPPORTED",
        22 => "INVALID-CERT-AUTHORITY",
        23 => "INVALID-HASH-INFORMATION",
        24 => "AUTHENTICATION-FAILED",
        25 => "INVALID-SIGNATURE",
        26 => "ADDRESS-NOTIFICATION",
        27 => "NOTIFY-SA-LIFETIME",
        28 => "CERTIFICATE-UNAVAILABLE",
        29 => "UNSUPPORTED-EXCHANGE-TYPE",
        30 => "UNEQUAL-PAYLOAD-LENGTHS",
        16384 => "CONNECTED",
        24576 => "RESPONDER-LIFETIME",
        24577 => "REPLAY-STATUS",
        24578 => "INITIAL-CONTACT",
        30000 => "CISCO-HELLO",
        30001 => "CISCO-WWTEBR",
        30002 => "CISCO-SHUT-UP",
        32768 => "IOS-KEEP-ALIVE-REQ",
        32769 => "IOS-KEEP-ALIVE-ACK",
        36136 => "R-U-THERE",
        36137 => "R-U-THERE-ACK",
        40001 => "NETSCREEN-NHTB-INFORM",
        40003 => "NOTIFY_STATUS",
        40004 => "NOTIFY_DOS_COOKIE",
        40005 => "EXCHANGE_INFO",
        40501 => "UNITY-LOAD-BALANCE",
        40502 => "UNITY-UNKNOWN",
        40503 => "UNITY-GROUP-HASH",
        _ => null,
    };
}
