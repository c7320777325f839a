namespace Isakmp.Engine;

/// <summary>The ways into an endpoint.</summary>
internal enum EndpointInputKind
{
    Receive,
    Advance,
    Complete,
    Connect,
    AddOnDemand,
    Acquire,
    Close,
    CloseAll,
    DeleteChild,
    CheckLiveness,
    CreateChild,
    RekeyChild,
    Reauthenticate,
    ReportTraffic,
    Dispose,
}
