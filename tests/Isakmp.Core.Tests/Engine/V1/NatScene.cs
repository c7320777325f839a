using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Main mode with a NAT on the way, in one of the dialects of NAT traversal.</summary>
internal static class NatScene
{
    /// <summary>The addresses after both sides have moved to port 4500, or stayed where they are.</summary>
    public static PacketInfo PathOf(bool floats) => floats
        ? new PacketInfo(new NetEndPoint(Subject.Path.Local.Address, 4500), new NetEndPoint(Subject.Path.Remote.Address, 4500), Encapsulation.NonEspMarker)
        : Subject.Path;

    /// <summary>The endpoint answers.</summary>
    public static void Run(Subject subject, out ScriptedPeer peer, string dialect, PayloadType type, bool remoteIsBehindNat = false, bool localIsBehindNat = false, bool floats = true)
    {
        peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        peer.TakeChoice(subject.Ask(peer.Open(peer.Opening(V1Payload.Vendor(dialect)))));
        peer.TakeKeyShare(subject.Ask(peer.SendKeyShare(Hashes(peer, type, localIsBehindNat, remoteIsBehindNat))));
        peer.TakeProof(subject.Ask(peer.Prove(), PathOf(floats)));
        subject.TakeEvent<IkeSaEstablishedEvent>();
        subject.Events.Clear();
    }

    /// <summary>NAT-D payloads of the peer: the address that it sends to, as it knows it, and its own.</summary>
    public static Payload[] Hashes(ScriptedPeer peer, PayloadType type, bool localIsBehindNat, bool remoteIsBehindNat) =>
    [
        peer.NatD(localIsBehindNat ? NetEndPoint.Parse("203.0.113.1:500") : Subject.Path.Local, type),
        peer.NatD(remoteIsBehindNat ? NetEndPoint.Parse("10.2.0.1:500") : Subject.Path.Remote, type),
    ];
}
