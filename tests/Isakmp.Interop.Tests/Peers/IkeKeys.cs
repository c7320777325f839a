namespace Isakmp.Interop.Tests.Peers;

/// <summary>The keys of one IKE SA (RFC 7296 2.14) as lower-case hex; an AEAD has no SK_a, and its SK_e ends in the salt.</summary>
public sealed record IkeKeys(
    string Skeyseed, string SkD, string SkAi, string SkAr, string SkEi, string SkEr, string SkPi, string SkPr);
