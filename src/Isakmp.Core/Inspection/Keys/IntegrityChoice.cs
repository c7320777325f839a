using Isakmp.Registry;

namespace Isakmp.Inspection.Keys;

/// <summary>What a row of a key table says of the ICV.</summary>
/// <param name="Algorithm">The algorithm; NONE if there is none, or the ICV is not to be checked.</param>
/// <param name="KeySize">What the column of the key holds, in octets; 0 where it is not looked at.</param>
/// <param name="UncheckedIcvSize">How many octets of ICV stand at the end of a message although nobody checks them.</param>
internal readonly record struct IntegrityChoice(IntegrityAlgorithm Algorithm, int KeySize, int UncheckedIcvSize);
