namespace Isakmp.Policies.V1;

/// <summary>What to make of a lifetime that is not the one of the policy: the choices of RFC 2407 4.5.4, in the words of racoon's <c>proposal_check</c>.</summary>
public enum LifetimeRule
{
    /// <summary>The shorter one holds; where it is ours, a responder of Quick Mode says so by RESPONDER-LIFETIME. The default.</summary>
    Claim,

    /// <summary>The peer's one holds.</summary>
    Obey,

    /// <summary>One longer than ours is a mismatch; a shorter one holds.</summary>
    Strict,

    /// <summary>Any other than ours is a mismatch.</summary>
    Exact,
}
