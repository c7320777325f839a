using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>A request that its sender has sealed with the right keys and that is wrong inside, or odd and right.</summary>
/// <param name="Name">What is odd.</param>
/// <param name="Build">Makes the request; takes one Message ID.</param>
/// <param name="Answer">The notify that the RFC wants in the response; null for an empty response.</param>
/// <param name="Data">The data of the notify.</param>
/// <param name="Closes">Whether the IKE SA ends.</param>
internal sealed record BrokenRequest(string Name, Func<ScriptedPeer, byte[]> Build, NotifyType? Answer, byte[] Data, bool Closes)
{
    /// <summary>The requests that an endpoint may meet on an established or closing IKE SA.</summary>
    public static IReadOnlyList<BrokenRequest> Established { get; } =
    [
        .. Malformed(ExchangeType.Informational),
        .. Malformed(ExchangeType.CreateChildSa),
        .. UnknownPayloads(ExchangeType.Informational, []),
        .. Bodies(),
        .. WrongExchanges([ExchangeType.IkeAuth.Value, 0, 1, 33, 38, 43, 44, 200, 255]),
        Syntax("CREATE_CHILD_SA without SA", ExchangeType.CreateChildSa, Nonce()),
        Syntax("CREATE_CHILD_SA without a nonce", ExchangeType.CreateChildSa, Sa()),
        Syntax("CREATE_CHILD_SA with two SAs", ExchangeType.CreateChildSa, Sa(), Sa(), Nonce()),
        Syntax("CREATE_CHILD_SA with two nonces", ExchangeType.CreateChildSa, Sa(), Nonce(), Nonce()),
        Syntax("CREATE_CHILD_SA with two TSi", ExchangeType.CreateChildSa, Sa(), Nonce(), Payload.TsI("10.0.0.0/8"), Payload.TsI("10.0.0.0/8")),
        Fine("an empty request"),
        Fine("an unknown status notify", Payload.Notify(new NotifyType(40_000), 1, 2, 3)),
        Fine("an unknown error notify", Payload.Notify(new NotifyType(9_999), 1, 2, 3)),
        Fine("an error notify that ends nothing", Payload.Notify(NotifyType.InvalidSelectors)),
        Fine("a delete of a Child SA that does not exist", Payload.DeleteEsp(0x01020304)),
        Fine("a delete of no Child SA", Payload.DeleteEsp()),
        Fine("a delete by an unknown protocol", new Payload(PayloadType.Delete, [99, 4, 0, 1, 1, 2, 3, 4])),
        Fine("a delete with SPIs of 8 octets", new Payload(PayloadType.Delete, [3, 8, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8])),
        new("minor version 15", peer => peer.SealChain(ExchangeType.Informational, false, peer.NextId++, 0, [], minor: 15), null, [], false),
        new("the longest padding", peer => peer.SealChain(ExchangeType.Informational, false, peer.NextId++, 0, [], padding: Longest(peer)), null, [], false),
        new("an unprotected payload before SK", peer => peer.SealChain(
            ExchangeType.Informational, false, peer.NextId++, 0, [], outer: Payload.Notify(NotifyType.InvalidSyntax)), null, [], false),
    ];

    /// <summary>What a half-open responder may meet instead of a right IKE_AUTH request.</summary>
    public static IReadOnlyList<BrokenRequest> HalfOpen { get; } =
    [
        .. Malformed(ExchangeType.IkeAuth),
        .. UnknownPayloads(ExchangeType.IkeAuth, null),
        .. WrongExchanges([0, 1, 33, ExchangeType.CreateChildSa.Value, ExchangeType.Informational.Value, 38, 43, 44, 200, 255]),
        .. AuthPayloads(),
        new("an empty IKE_AUTH", peer => peer.Request(ExchangeType.IkeAuth), NotifyType.InvalidSyntax, [], true),
        new("CREATE_CHILD_SA that is right", peer => peer.Request(ExchangeType.CreateChildSa, Sa(), Nonce()), NotifyType.InvalidSyntax, [], true),
        new("no AUTH, which asks for EAP", peer => peer.Request(ExchangeType.IkeAuth, [peer.Proof()[0], .. peer.Child()]), NotifyType.AuthenticationFailed, [], true),
        new("a wrong AUTH", peer => peer.Request(ExchangeType.IkeAuth, [.. peer.Proof("another key"), .. peer.Child()]), NotifyType.AuthenticationFailed, [], true),
        .. ((byte[])[0, 1, 3, 9, 13, 14, 255]).Select(method => new BrokenRequest(
            $"authentication method {method}",
            peer => peer.Request(ExchangeType.IkeAuth, [peer.Proof()[0], Payload.Auth(peer.AuthData(), method), .. peer.Child()]),
            NotifyType.AuthenticationFailed, [], true)),
    ];

    public override string ToString() => Name;

    private static Payload Sa() => Payload.Sa("aes256gcm16", SecurityProtocol.Esp, 7);

    private static Payload Nonce() => Payload.Nonce(new byte[32]);

    private static byte[] Longest(ScriptedPeer peer)
    {
        byte[] padding = new byte[peer.Suite.IsAead ? 256 : 256 - (256 % peer.Suite.BlockSize)];
        Array.Fill(padding, (byte)0xEE); // RFC 7296 3.14: any content
        padding[^1] = (byte)(padding.Length - 1);
        return padding;
    }

    private static BrokenRequest Syntax(string name, ExchangeType exchange, params Payload[] payloads) =>
        new(name, peer => peer.Request(exchange, payloads), NotifyType.InvalidSyntax, [], true);

    private static BrokenRequest Fine(string name, params Payload[] payloads) =>
        new(name, peer => peer.Request(ExchangeType.Informational, payloads), null, [], false);

    /// <summary>The message as a whole cannot be read (RFC 7296 section 2.21.3).</summary>
    private static IEnumerable<BrokenRequest> Malformed(ExchangeType exchange)
    {
        (string Name, byte First, byte[] Chain)[] chains =
        [
            ("a payload header cut short", 41, [0, 0, 0]),
            ("a payload of length 0", 41, [0, 0, 0, 0]),
            ("a payload of length 3", 41, [0, 0, 0, 3]),
            ("a payload that goes past the end", 41, [0, 0, 0, 9, 0, 0, 0x40, 0]),
            ("octets after the last payload", 41, [0, 0, 0, 8, 0, 0, 0x40, 0, 1]),
            ("a chain that goes on past the end", 41, [41, 0, 0, 8, 0, 0, 0x40, 0]),
            ("octets and no payload", 0, [1, 2, 3, 4]),
            ("65 payloads", 43, Payload.Chain([.. Enumerable.Repeat(new Payload(PayloadType.VendorId, [1]), 65)])),
            ("a notify cut short", 41, [0, 0, 0, 7, 0, 0, 0x40]),
            ("a notify whose SPI goes past the end", 41, [0, 0, 0, 9, 3, 4, 0x40, 0, 1]),
        ];
        foreach ((string name, byte first, byte[] chain) in chains)
        {
            yield return new($"{exchange} with {name}", peer => peer.SealChain(exchange, false, peer.NextId++, first, chain), NotifyType.InvalidSyntax, [], true);
        }

        // the last octet says that there is more padding than there are octets
        yield return new($"{exchange} with more padding than octets", peer =>
        {
            byte[] padding = new byte[16];
            padding[15] = 16;
            return peer.SealChain(exchange, false, peer.NextId++, 0, [], padding: padding);
        }, NotifyType.InvalidSyntax, [], true);
    }

    /// <summary>Every payload type that RFC 7296 does not define, with and without the critical bit (section 2.5).</summary>
    private static IEnumerable<BrokenRequest> UnknownPayloads(ExchangeType exchange, Payload[]? others)
    {
        for (int type = 1; type <= 255; type++)
        {
            if (type is (>= 33 and <= 48) or 53)
            {
                continue; // defined there, or the end of a chain (RFC 7383)
            }

            var payload = new Payload(new PayloadType((byte)type), [1, 2, 3], Critical: true);
            yield return new(
                $"{exchange} with unknown critical payload {type}",
                peer => peer.Request(exchange, [.. others ?? [.. peer.Proof(), .. peer.Child()], payload]),
                NotifyType.UnsupportedCriticalPayload, [(byte)type], Closes: others is null);
            if (others is not null)
            {
                yield return Fine($"unknown payload {type}", [payload with { Critical = false }]);
            }
        }
    }

    /// <summary>Payloads of every defined type that an INFORMATIONAL request does not need, with bodies that are none.</summary>
    private static IEnumerable<BrokenRequest> Bodies()
    {
        byte[][] bodies = [[], [0xff], [0xff, 0xff, 0xff], [.. Enumerable.Repeat((byte)0xff, 12)]];
        foreach (byte type in Enumerable.Range(33, 16).Where(type => type != PayloadType.Encrypted.Value).Select(type => (byte)type))
        {
            for (int i = 0; i < bodies.Length; i++)
            {
                var payload = new Payload(new PayloadType(type), bodies[i], Critical: true); // the bit means nothing for a payload that is known
                bool isRead = type == PayloadType.Notify.Value || type == PayloadType.Delete.Value;
                yield return new(
                    $"INFORMATIONAL with {payload.Type} of {bodies[i].Length} octets",
                    peer => peer.Request(ExchangeType.Informational, payload),
                    isRead ? NotifyType.InvalidSyntax : null, [], isRead);
            }
        }
    }

    private static IEnumerable<BrokenRequest> WrongExchanges(byte[] types) => types.Select(type => new BrokenRequest(
        $"exchange type {type}", peer => peer.Request(new ExchangeType(type), [.. peer.Proof(), .. peer.Child()]), NotifyType.InvalidSyntax, [], true));

    /// <summary>Each payload of IKE_AUTH missing, twice, and with a body that is none.</summary>
    private static IEnumerable<BrokenRequest> AuthPayloads()
    {
        (string Name, int Position, bool IsRequired)[] rows = [("IDi", 0, true), ("AUTH", 1, false), ("SA", 2, false), ("TSi", 3, true), ("TSr", 4, true)];
        foreach ((string name, int position, bool isRequired) in rows)
        {
            if (isRequired)
            {
                yield return Auth($"no {name}", list => list.RemoveAt(position));
            }

            yield return Auth($"two {name}", list => list.Add(list[position]));
            yield return Auth($"an empty {name}", list => list[position] = list[position] with { Body = [] });
            yield return Auth($"{name} of 3 octets", list => list[position] = list[position] with { Body = [1, 2, 3] });
        }

        yield return Auth("two IDr", list => list.AddRange([Payload.IdR(new(IdentificationType.Fqdn, [65])), Payload.IdR(new(IdentificationType.Fqdn, [65]))]));
        yield return Auth("an empty IDr", list => list.Add(new(PayloadType.IdentificationResponder, [])));
        yield return Auth("two CP", list => list.AddRange([new(PayloadType.Configuration, [1, 0, 0, 0]), new(PayloadType.Configuration, [1, 0, 0, 0])]));
        yield return Auth("an SA whose lengths disagree", list => list[2].Body[3] ^= 4);
        yield return Auth("an SA whose counts disagree", list => list[2].Body[7] ^= 1);
        yield return Auth("a TSi whose count disagrees", list => list[3].Body[0] ^= 2);
        yield return Auth("a TSr whose lengths disagree", list => list[4].Body[7] ^= 8);
        yield return Auth("an empty notify", list => list.Add(new(PayloadType.Notify, [])));
    }

    private static BrokenRequest Auth(string name, Action<List<Payload>> change) => new(
        $"IKE_AUTH with {name}",
        peer =>
        {
            List<Payload> payloads = [.. peer.Proof(), .. peer.Child()];
            change(payloads);
            return peer.Request(ExchangeType.IkeAuth, payloads);
        },
        NotifyType.InvalidSyntax, [], true);
}
