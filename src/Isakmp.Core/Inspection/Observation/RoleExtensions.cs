using Isakmp.Exchanges;

namespace Isakmp.Inspection.Observation;

/// <summary>The other of two roles.</summary>
internal static class RoleExtensions
{
    public static IkeRole Other(this IkeRole role) => role == IkeRole.Initiator ? IkeRole.Responder : IkeRole.Initiator;

    public static string Word(this IkeRole role) => role == IkeRole.Initiator ? "initiator" : "responder";
}
