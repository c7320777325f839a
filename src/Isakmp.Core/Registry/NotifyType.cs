namespace Isakmp.Registry;

/// <summary>What a notification says: error types below 16384, status types from there on (RFC 7296 3.10.1).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct NotifyType(ushort Value)
{
    private const ushort FirstStatus = 16384;

    /// <summary>UNSUPPORTED_CRITICAL_PAYLOAD, 1 (RFC 7296 3.10.1).</summary>
    public static NotifyType UnsupportedCriticalPayload => new(1);

    /// <summary>INVALID_IKE_SPI, 4 (RFC 7296 3.10.1).</summary>
    public static NotifyType InvalidIkeSpi => new(4);

    /// <summary>INVALID_MAJOR_VERSION, 5 (RFC 7296 3.10.1).</summary>
    public static NotifyType InvalidMajorVersion => new(5);

    /// <summary>INVALID_SYNTAX, 7 (RFC 7296 3.10.1).</summary>
    public static NotifyType InvalidSyntax => new(7);

    /// <summary>INVALID_MESSAGE_ID, 9 (RFC 7296 3.10.1).</summary>
    public static NotifyType InvalidMessageId => new(9);

    /// <summary>INVALID_SPI, 11 (RFC 7296 3.10.1).</summary>
    public static NotifyType InvalidSpi => new(11);

    /// <summary>NO_PROPOSAL_CHOSEN, 14 (RFC 7296 3.10.1).</summary>
    public static NotifyType NoProposalChosen => new(14);

    /// <summary>INVALID_KE_PAYLOAD, 17 (RFC 7296 3.10.1).</summary>
    public static NotifyType InvalidKePayload => new(17);

    /// <summary>AUTHENTICATION_FAILED, 24 (RFC 7296 3.10.1).</summary>
    public static NotifyType AuthenticationFailed => new(24);

    /// <summary>SINGLE_PAIR_REQUIRED, 34 (RFC 7296 3.10.1).</summary>
    public static NotifyType SinglePairRequired => new(34);

    /// <summary>NO_ADDITIONAL_SAS, 35 (RFC 7296 3.10.1).</summary>
    public static NotifyType NoAdditionalSas => new(35);

    /// <summary>INTERNAL_ADDRESS_FAILURE, 36 (RFC 7296 3.10.1).</summary>
    public static NotifyType InternalAddressFailure => new(36);

    /// <summary>FAILED_CP_REQUIRED, 37 (RFC 7296 3.10.1).</summary>
    public static NotifyType FailedCpRequired => new(37);

    /// <summary>TS_UNACCEPTABLE, 38 (RFC 7296 3.10.1).</summary>
    public static NotifyType TsUnacceptable => new(38);

    /// <summary>INVALID_SELECTORS, 39 (RFC 7296 3.10.1).</summary>
    public static NotifyType InvalidSelectors => new(39);

    /// <summary>UNACCEPTABLE_ADDRESSES, 40 (RFC 4555).</summary>
    public static NotifyType UnacceptableAddresses => new(40);

    /// <summary>UNEXPECTED_NAT_DETECTED, 41 (RFC 4555).</summary>
    public static NotifyType UnexpectedNatDetected => new(41);

    /// <summary>USE_ASSIGNED_HoA, 42 (RFC 5026).</summary>
    public static NotifyType UseAssignedHoA => new(42);

    /// <summary>TEMPORARY_FAILURE, 43 (RFC 7296 3.10.1).</summary>
    public static NotifyType TemporaryFailure => new(43);

    /// <summary>CHILD_SA_NOT_FOUND, 44 (RFC 7296 3.10.1).</summary>
    public static NotifyType ChildSaNotFound => new(44);

    /// <summary>INVALID_GROUP_ID, 45 (RFC 9838).</summary>
    public static NotifyType InvalidGroupId => new(45);

    /// <summary>AUTHORIZATION_FAILED, 46 (RFC 9838).</summary>
    public static NotifyType AuthorizationFailed => new(46);

    /// <summary>STATE_NOT_FOUND, 47 (RFC 9370).</summary>
    public static NotifyType StateNotFound => new(47);

    /// <summary>TS_MAX_QUEUE, 48 (RFC 9611).</summary>
    public static NotifyType TsMaxQueue => new(48);

    /// <summary>REGISTRATION_FAILED, 49 (RFC 9838).</summary>
    public static NotifyType RegistrationFailed => new(49);

    /// <summary>INITIAL_CONTACT, 16384 (RFC 7296 3.10.1).</summary>
    public static NotifyType InitialContact => new(16384);

    /// <summary>SET_WINDOW_SIZE, 16385 (RFC 7296 3.10.1).</summary>
    public static NotifyType SetWindowSize => new(16385);

    /// <summary>ADDITIONAL_TS_POSSIBLE, 16386 (RFC 7296 3.10.1).</summary>
    public static NotifyType AdditionalTsPossible => new(16386);

    /// <summary>IPCOMP_SUPPORTED, 16387 (RFC 7296 2.22).</summary>
    public static NotifyType IpCompSupported => new(16387);

    /// <summary>NAT_DETECTION_SOURCE_IP, 16388 (RFC 7296 3.10.1).</summary>
    public static NotifyType NatDetectionSourceIp => new(16388);

    /// <summary>NAT_DETECTION_DESTINATION_IP, 16389 (RFC 7296 3.10.1).</summary>
    public static NotifyType NatDetectionDestinationIp => new(16389);

    /// <summary>COOKIE, 16390 (RFC 7296 3.10.1).</summary>
    public static NotifyType Cookie => new(16390);

    /// <summary>USE_TRANSPORT_MODE, 16391 (RFC 7296 3.10.1).</summary>
    public static NotifyType UseTransportMode => new(16391);

    /// <summary>HTTP_CERT_LOOKUP_SUPPORTED, 16392 (RFC 7296 3.10.1).</summary>
    public static NotifyType HttpCertLookupSupported => new(16392);

    /// <summary>REKEY_SA, 16393 (RFC 7296 3.10.1).</summary>
    public static NotifyType RekeySa => new(16393);

    /// <summary>ESP_TFC_PADDING_NOT_SUPPORTED, 16394 (RFC 7296 3.10.1).</summary>
    public static NotifyType EspTfcPaddingNotSupported => new(16394);

    /// <summary>NON_FIRST_FRAGMENTS_ALSO, 16395 (RFC 7296 3.10.1).</summary>
    public static NotifyType NonFirstFragmentsAlso => new(16395);

    /// <summary>MOBIKE_SUPPORTED, 16396 (RFC 4555).</summary>
    public static NotifyType MobikeSupported => new(16396);

    /// <summary>ADDITIONAL_IP4_ADDRESS, 16397 (RFC 4555).</summary>
    public static NotifyType AdditionalIp4Address => new(16397);

    /// <summary>ADDITIONAL_IP6_ADDRESS, 16398 (RFC 4555).</summary>
    public static NotifyType AdditionalIp6Address => new(16398);

    /// <summary>NO_ADDITIONAL_ADDRESSES, 16399 (RFC 4555).</summary>
    public static NotifyType NoAdditionalAddresses => new(16399);

    /// <summary>UPDATE_SA_ADDRESSES, 16400 (RFC 4555).</summary>
    public static NotifyType UpdateSaAddresses => new(16400);

    /// <summary>COOKIE2, 16401 (RFC 4555).</summary>
    public static NotifyType Cookie2 => new(16401);

    /// <summary>NO_NATS_ALLOWED, 16402 (RFC 4555).</summary>
    public static NotifyType NoNatsAllowed => new(16402);

    /// <summary>AUTH_LIFETIME, 16403 (RFC 4478).</summary>
    public static NotifyType AuthLifetime => new(16403);

    /// <summary>MULTIPLE_AUTH_SUPPORTED, 16404 (RFC 4739).</summary>
    public static NotifyType MultipleAuthSupported => new(16404);

    /// <summary>ANOTHER_AUTH_FOLLOWS, 16405 (RFC 4739).</summary>
    public static NotifyType AnotherAuthFollows => new(16405);

    /// <summary>REDIRECT_SUPPORTED, 16406 (RFC 5685).</summary>
    public static NotifyType RedirectSupported => new(16406);

    /// <summary>REDIRECT, 16407 (RFC 5685).</summary>
    public static NotifyType Redirect => new(16407);

    /// <summary>REDIRECTED_FROM, 16408 (RFC 5685).</summary>
    public static NotifyType RedirectedFrom => new(16408);

    /// <summary>TICKET_LT_OPAQUE, 16409 (RFC 5723).</summary>
    public static NotifyType TicketLtOpaque => new(16409);

    /// <summary>TICKET_REQUEST, 16410 (RFC 5723).</summary>
    public static NotifyType TicketRequest => new(16410);

    /// <summary>TICKET_ACK, 16411 (RFC 5723).</summary>
    public static NotifyType TicketAck => new(16411);

    /// <summary>TICKET_NACK, 16412 (RFC 5723).</summary>
    public static NotifyType TicketNack => new(16412);

    /// <summary>TICKET_OPAQUE, 16413 (RFC 5723).</summary>
    public static NotifyType TicketOpaque => new(16413);

    /// <summary>LINK_ID, 16414 (RFC 5739).</summary>
    public static NotifyType LinkId => new(16414);

    /// <summary>USE_WESP_MODE, 16415 (RFC 5840).</summary>
    public static NotifyType UseWespMode => new(16415);

    /// <summary>ROHC_SUPPORTED, 16416 (RFC 5857).</summary>
    public static NotifyType RohcSupported => new(16416);

    /// <summary>EAP_ONLY_AUTHENTICATION, 16417 (RFC 5998).</summary>
    public static NotifyType EapOnlyAuthentication => new(16417);

    /// <summary>CHILDLESS_IKEV2_SUPPORTED, 16418 (RFC 6023).</summary>
    public static NotifyType ChildlessIkeV2Supported => new(16418);

    /// <summary>QUICK_CRASH_DETECTION, 16419 (RFC 6290).</summary>
    public static NotifyType QuickCrashDetection => new(16419);

    /// <summary>IKEV2_MESSAGE_ID_SYNC_SUPPORTED, 16420 (RFC 6311).</summary>
    public static NotifyType IkeV2MessageIdSyncSupported => new(16420);

    /// <summary>IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED, 16421 (RFC 6311).</summary>
    public static NotifyType IpsecReplayCounterSyncSupported => new(16421);

    /// <summary>IKEV2_MESSAGE_ID_SYNC, 16422 (RFC 6311).</summary>
    public static NotifyType IkeV2MessageIdSync => new(16422);

    /// <summary>IPSEC_REPLAY_COUNTER_SYNC, 16423 (RFC 6311).</summary>
    public static NotifyType IpsecReplayCounterSync => new(16423);

    /// <summary>SECURE_PASSWORD_METHODS, 16424 (RFC 6467).</summary>
    public static NotifyType SecurePasswordMethods => new(16424);

    /// <summary>PSK_PERSIST, 16425 (RFC 6631).</summary>
    public static NotifyType PskPersist => new(16425);

    /// <summary>PSK_CONFIRM, 16426 (RFC 6631).</summary>
    public static NotifyType PskConfirm => new(16426);

    /// <summary>ERX_SUPPORTED, 16427 (RFC 6867).</summary>
    public static NotifyType ErxSupported => new(16427);

    /// <summary>IFOM_CAPABILITY, 16428 (3GPP TS 24.302).</summary>
    public static NotifyType IfomCapability => new(16428);

    /// <summary>SENDER_REQUEST_ID, 16429 ("GROUP_SENDER" since RFC 9838).</summary>
    public static NotifyType SenderRequestId => new(16429);

    /// <summary>IKEV2_FRAGMENTATION_SUPPORTED, 16430 (RFC 7383).</summary>
    public static NotifyType IkeV2FragmentationSupported => new(16430);

    /// <summary>SIGNATURE_HASH_ALGORITHMS, 16431 (RFC 7427).</summary>
    public static NotifyType SignatureHashAlgorithms => new(16431);

    /// <summary>CLONE_IKE_SA_SUPPORTED, 16432 (RFC 7791).</summary>
    public static NotifyType CloneIkeSaSupported => new(16432);

    /// <summary>CLONE_IKE_SA, 16433 (RFC 7791).</summary>
    public static NotifyType CloneIkeSa => new(16433);

    /// <summary>PUZZLE, 16434 (RFC 8019).</summary>
    public static NotifyType Puzzle => new(16434);

    /// <summary>USE_PPK, 16435 (RFC 8784).</summary>
    public static NotifyType UsePpk => new(16435);

    /// <summary>PPK_IDENTITY, 16436 (RFC 8784).</summary>
    public static NotifyType PpkIdentity => new(16436);

    /// <summary>NO_PPK_AUTH, 16437 (RFC 8784).</summary>
    public static NotifyType NoPpkAuth => new(16437);

    /// <summary>INTERMEDIATE_EXCHANGE_SUPPORTED, 16438 (RFC 9242).</summary>
    public static NotifyType IntermediateExchangeSupported => new(16438);

    /// <summary>IP4_ALLOWED, 16439 (RFC 8983).</summary>
    public static NotifyType Ip4Allowed => new(16439);

    /// <summary>IP6_ALLOWED, 16440 (RFC 8983).</summary>
    public static NotifyType Ip6Allowed => new(16440);

    /// <summary>ADDITIONAL_KEY_EXCHANGE, 16441 (RFC 9370).</summary>
    public static NotifyType AdditionalKeyExchange => new(16441);

    /// <summary>USE_AGGFRAG, 16442 (RFC 9347).</summary>
    public static NotifyType UseAggfrag => new(16442);

    /// <summary>SUPPORTED_AUTH_METHODS, 16443 (RFC 9593).</summary>
    public static NotifyType SupportedAuthMethods => new(16443);

    /// <summary>SA_RESOURCE_INFO, 16444 (RFC 9611).</summary>
    public static NotifyType SaResourceInfo => new(16444);

    /// <summary>USE_PPK_INT, 16445 (RFC 9867).</summary>
    public static NotifyType UsePpkInt => new(16445);

    /// <summary>PPK_IDENTITY_KEY, 16446 (RFC 9867).</summary>
    public static NotifyType PpkIdentityKey => new(16446);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The number is that of an error: below 16384; unknown errors fail the whole request (RFC 7296 3.10.1).</summary>
    public bool IsError => Value < FirstStatus;

    /// <summary>The number is that of a status: 16384 and above; unknown statuses are ignored (RFC 7296 3.10.1).</summary>
    public bool IsStatus => Value >= FirstStatus;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "UNSUPPORTED_CRITICAL_PAYLOAD",
        4 => "INVALID_IKE_SPI",
        5 => "INVALID_MAJOR_VERSION",
        7 => "INVALID_SYNTAX",
        9 => "INVALID_MESSAGE_ID",
        11 => "INVALID_SPI",
        14 => "NO_PROPOSAL_CHOSEN",
        17 => "INVALID_KE_PAYLOAD",
        24 => "AUTHENTICATION_FAILED",
        34 => "SINGLE_PAIR_REQUIRED",
        35 => "NO_ADDITIONAL_SAS",
        36 => "INTERNAL_ADDRESS_FAILURE",
        37 => "FAILED_CP_REQUIRED",
        38 => "TS_UNACCEPTABLE",
        39 => "INVALID_SELECTORS",
        40 => "UNACCEPTABLE_ADDRESSES",
        41 => "UNEXPECTED_NAT_DETECTED",
        42 => "USE_ASSIGNED_HoA",
        43 => "TEMPORARY_FAILURE",
        44 => "CHILD_SA_NOT_FOUND",
        45 => "INVALID_GROUP_ID",
        46 => "AUTHORIZATION_FAILED",
        47 => "STATE_NOT_FOUND",
        48 => "TS_MAX_QUEUE",
        49 => "REGISTRATION_FAILED",
        16384 => "INITIAL_CONTACT",
        16385 => "SET_WINDOW_SIZE",
        16386 => "ADDITIONAL_TS_POSSIBLE",
        16387 => "IPCOMP_SUPPORTED",
        16388 => "NAT_DETECTION_SOURCE_IP",
        16389 => "NAT_DETECTION_DESTINATION_IP",
        16390 => "COOKIE",
        16391 => "USE_TRANSPORT_MODE",
        16392 => "HTTP_CERT_LOOKUP_SUPPORTED",
        16393 => "REKEY_SA",
        16394 => "ESP_TFC_PADDING_NOT_SUPPORTED",
        16395 => "NON_FIRST_FRAGMENTS_ALSO",
        16396 => "MOBIKE_SUPPORTED",
        16397 => "ADDITIONAL_IP4_ADDRESS",
        16398 => "ADDITIONAL_IP6_ADDRESS",
        16399 => "NO_ADDITIONAL_ADDRESSES",
        16400 => "UPDATE_SA_ADDRESSES",
        16401 => "COOKIE2",
        16402 => "NO_NATS_ALLOWED",
        16403 => "AUTH_LIFETIME",
        16404 => "MULTIPLE_AUTH_SUPPORTED",
        16405 => "ANOTHER_AUTH_FOLLOWS",
        16406 => "REDIRECT_SUPPORTED",
        16407 => "REDIRECT",
        16408 => "REDIRECTED_FROM",
        16409 => "TICKET_LT_OPAQUE",
        16410 => "TICKET_REQUEST",
        16411 => "TICKET_ACK",
        16412 => "TICKET_NACK",
        16413 => "TICKET_OPAQUE",
        16414 => "LINK_ID",
        16415 => "USE_WESP_MODE",
        16416 => "ROHC_SUPPORTED",
        16417 => "EAP_ONLY_AUTHENTICATION",
        16418 => "CHILDLESS_IKEV2_SUPPORTED",
        16419 => "QUICK_CRASH_DETECTION",
        16420 => "IKEV2_MESSAGE_ID_SYNC_SUPPORTED",
        16421 => "IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED",
        16422 => "IKEV2_MESSAGE_ID_SYNC",
        16423 => "IPSEC_REPLAY_COUNTER_SYNC",
        16424 => "SECURE_PASSWORD_METHODS",
        16425 => "PSK_PERSIST",
        16426 => "PSK_CONFIRM",
        16427 => "ERX_SUPPORTED",
        16428 => "IFOM_CAPABILITY",
        16429 => "SENDER_REQUEST_ID",
        16430 => "IKEV2_FRAGMENTATION_SUPPORTED",
        16431 => "SIGNATURE_HASH_ALGORITHMS",
        16432 => "CLONE_IKE_SA_SUPPORTED",
        16433 => "CLONE_IKE_SA",
        16434 => "PUZZLE",
        16435 => "USE_PPK",
        16436 => "PPK_IDENTITY",
        16437 => "NO_PPK_AUTH",
        16438 => "INTERMEDIATE_EXCHANGE_SUPPORTED",
        16439 => "IP4_ALLOWED",
        16440 => "IP6_ALLOWED",
        16441 => "ADDITIONAL_KEY_EXCHANGE",
        16442 => "USE_AGGFRAG",
        16443 => "SUPPORTED_AUTH_METHODS",
        16444 => "SA_RESOURCE_INFO",
        16445 => "USE_PPK_INT",
        16446 => "PPK_IDENTITY_KEY",
        _ => null,
    };
}
