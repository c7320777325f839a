namespace Isakmp.Interop.Tests.Peers;

/// <summary>The keys of one phase 1 (RFC 2409 section 5 and appendix B) as lower-case hex: SKEYID, what is derived of it, and the key of the cipher.</summary>
public sealed record IkeV1Keys(string Skeyid, string SkeyidD, string SkeyidA, string SkeyidE, string EncryptionKey);
