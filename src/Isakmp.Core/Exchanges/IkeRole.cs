namespace Isakmp.Exchanges;

/// <summary>Who began an IKE SA; the roles of single exchanges are another matter.</summary>
public enum IkeRole
{
    /// <summary>We sent the first message.</summary>
    Initiator,

    /// <summary>The peer sent the first message.</summary>
    Responder,
}
