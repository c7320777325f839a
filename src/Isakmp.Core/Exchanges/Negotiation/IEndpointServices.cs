using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>What an endpoint has for all its IKE SAs.</summary>
internal interface IEndpointServices
{
    /// <summary>The latest time that the caller has told.</summary>
    IkeInstant Now { get; }

    ICryptoProvider Crypto { get; }

    IRandomSource Random { get; }

    /// <summary>The size of our nonces, in octets.</summary>
    int NonceSize { get; }

    CredentialStore Credentials { get; }

    /// <summary>Which decisions the caller takes by operations.</summary>
    EndpointQuestions Questions { get; }

    /// <summary>The endpoint's profiles that fit these addresses, in their order, of both versions.</summary>
    IEnumerable<PeerProfile> ProfilesFor(PacketInfo path);

    /// <summary>Takes an inbound SPI that is not in use.</summary>
    ChildSpi TakeChildSpi();

    /// <summary>Gives back an SPI that <see cref="TakeChildSpi"/> has yielded.</summary>
    void ReturnChildSpi(ChildSpi spi);

    /// <summary>Takes a Compression Parameter Index that is not in use; null if nearly all are.</summary>
    ushort? TakeCompressionIndex();

    /// <summary>Gives back an index that <see cref="TakeCompressionIndex"/> has yielded.</summary>
    void ReturnCompressionIndex(ushort index);

    /// <summary>A number that nothing else in the endpoint has.</summary>
    ulong NextId();
}
