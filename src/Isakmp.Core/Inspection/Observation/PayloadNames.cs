using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Observation;

/// <summary>The payloads of a message in short.</summary>
internal static class PayloadNames
{
    private const int MaximumNames = 32;

    public static IReadOnlyList<string> Of(scoped in ObservedInput input)
    {
        List<string> names = [];
        var walker = new PayloadWalker(input.Chain, input.First);
        while (walker.MoveNext())
        {
            if (names.Count == MaximumNames)
            {
                names.Add("...");
                break;
            }

            names.Add(NameOf(walker.Current));
        }

        return names;
    }

    private static string NameOf(scoped in PayloadView payload)
    {
        if (payload.Type == PayloadType.Notify && Wire.V2.NotifyPayloadView.TryRead(payload.Body, out Wire.V2.NotifyPayloadView notify).IsOk)
        {
            return $"N({notify.Type})";
        }

        return payload.Type == PayloadType.V1Notification && Wire.V1.NotifyPayloadView.TryRead(payload.Body, out Wire.V1.NotifyPayloadView old).IsOk
            ? $"N({old.Type})"
            : payload.Type.Notation;
    }
}
