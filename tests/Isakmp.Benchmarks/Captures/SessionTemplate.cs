using System.Reflection;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;

namespace Isakmp.Benchmarks.Captures;

/// <summary>A recorded session between real gateways, as the steps of others like it.</summary>
internal sealed class SessionTemplate
{
    private SessionTemplate(IReadOnlyList<Step> steps) => Steps = steps;

    public static IReadOnlyList<SessionTemplate> All { get; } = ReadAll();

    public IReadOnlyList<Step> Steps { get; }

    private static List<SessionTemplate> ReadAll()
    {
        Assembly assembly = typeof(SessionTemplate).Assembly;
        List<SessionTemplate> templates = [];
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".pcap", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using Stream file = assembly.GetManifestResourceStream(name)!;
            templates.Add(new SessionTemplate(Read(file)));
        }

        return templates;
    }

    private static List<Step> Read(Stream file)
    {
        using var reader = new CaptureReader(file);
        List<Step> steps = [];
        PacketInfo first = default;
        while (reader.TryRead(out CapturedDatagram datagram))
        {
            if (datagram.Kind == DatagramKind.Ike)
            {
                first = steps.Count == 0 ? datagram.Path : first;
                steps.Add(new Step(datagram.Path.Local.Address == first.Local.Address, datagram.Path.Encapsulation == Encapsulation.NonEspMarker, datagram.Message.ToArray()));
            }
        }

        return steps;
    }

    /// <summary>One message: who sends it, and whether on port 4500.</summary>
    internal sealed record Step(bool IsFromInitiator, bool IsMarked, byte[] Message);
}
