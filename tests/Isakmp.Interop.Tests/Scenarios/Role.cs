namespace Isakmp.Interop.Tests.Scenarios;

/// <summary>Who begins the first exchange and who answers it.</summary>
public enum Role
{
    /// <summary>Begins; machine A of the network.</summary>
    Initiator,

    /// <summary>Answers; machine B of the network.</summary>
    Responder,
}
