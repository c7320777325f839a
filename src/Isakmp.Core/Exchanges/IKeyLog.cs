namespace Isakmp.Exchanges;

/// <summary>Is told every new key as soon as it is derived: for diagnosis, as for decrypting a capture of the traffic.</summary>
/// <remarks>
/// Whoever has what it is told can read everything that the SAs carry, so it is for tests and for finding faults, and nothing is told unless the caller asks for it.
/// It is called inside the endpoint's inputs, before the peer is authenticated and before it is certain that the SA comes to be: take a copy and return. An exception
/// changes nothing for the SA; it is counted in <c>EndpointStatistics.KeyLogFaults</c>. The spans hold the endpoint's own keys and are valid during the call only.
/// </remarks>
public interface IKeyLog
{
    /// <summary>An IKE SA has its keys: IKE_SA_INIT is done (RFC 7296 section 2.14), or in IKEv1 the key exchange of phase 1 (RFC 2409 section 5).</summary>
    /// <param name="secrets">The keys and what they belong to.</param>
    void OnIkeSa(in IkeSaSecrets secrets);

    /// <summary>A Child SA has its keys (RFC 7296 section 2.17, RFC 2409 section 5.5).</summary>
    /// <param name="secrets">The keys of both directions and what they belong to.</param>
    void OnChildSa(in ChildSaSecrets secrets);
}
