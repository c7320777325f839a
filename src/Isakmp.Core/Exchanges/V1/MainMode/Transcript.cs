namespace Isakmp.Exchanges.V1.MainMode;

/// <summary>What the proofs of both sides cover beside cookies and identities (RFC 2409 section 5).</summary>
/// <param name="Association">SAi_b: the body of the initiator's SA payload.</param>
/// <param name="InitiatorPublic">g^xi.</param>
/// <param name="ResponderPublic">g^xr.</param>
internal sealed record Transcript(ReadOnlyMemory<byte> Association, ReadOnlyMemory<byte> InitiatorPublic, ReadOnlyMemory<byte> ResponderPublic);
