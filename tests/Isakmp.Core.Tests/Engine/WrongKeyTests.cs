using System.Buffers.Binary;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>The wrong-key half: whatever nobody with the keys has sealed changes nothing but counters, and at most makes us ask an established peer whether it lives.</summary>
public sealed class WrongKeyTests
{
    private static readonly PacketInfo s_elsewhere = new(Subject.Path.Local, NetEndPoint.Parse("203.0.113.9:4500"));

    private static readonly SceneState[] s_states = [.. Enum.GetValues<SceneState>().Where(state => state != SceneState.Initiating)];

    public static TheoryData<SceneState, string> Rows =>
        new(s_states.SelectMany(state => (string[])["aes256gcm16-prfsha256-x25519", "aes128-sha1-x25519"], (state, suite) => (state, suite)));

    public static TheoryData<SceneState> States => [.. s_states];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_message_with_one_bit_turned_changes_nothing(SceneState state, string suite)
    {
        using Scene scene = Quiet(state, suite);
        string before = scene.Subject.Snapshot();
        foreach (byte[] genuine in Genuine(scene))
        {
            for (int bit = 0; bit < genuine.Length * 8; bit++)
            {
                byte[] forged = [.. genuine];
                forged[bit / 8] ^= (byte)(1 << (bit % 8));
                ReceiveResult result = scene.Subject.Receive(forged, bit % 2 == 0 ? null : s_elsewhere);
                if (bit / 8 == 17 && result == ReceiveResult.AnsweredStateless)
                {
                    scene.Subject.Sent.Clear(); // RFC 7296 2.5: another major version is answered without looking at the SA
                }

                // RFC 7296 2.5: the minor version, the version flag and reserved flags mean nothing, but they are authenticated all the same
                Assert.NotEqual(ReceiveResult.Processed, result);
                Unchanged(before, scene, $"bit {bit} of {(forged[19] & 0x20) >> 5}/{forged[18]}: {result}");
            }
        }

        StillWorks(scene);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_message_of_another_key_changes_nothing(SceneState state, string suite)
    {
        using Scene scene = Quiet(state, suite);
        string before = scene.Subject.Snapshot();
        PeerKeys wrong = scene.Peer.WrongKeys();
        foreach (byte[] genuine in Genuine(scene))
        {
            var exchange = new ExchangeType(genuine[18]);
            bool isResponse = (genuine[19] & 0x20) != 0;
            uint id = BinaryPrimitives.ReadUInt32BigEndian(genuine.AsSpan(20));
            foreach (Payload[] payloads in (Payload[][])[[], [Payload.DeleteIke()], [Payload.Notify(NotifyType.InvalidSyntax)], [.. scene.Peer.Proof(), .. scene.Peer.Child()]])
            {
                byte first = payloads.Length == 0 ? (byte)0 : payloads[0].Type.Value;
                byte[] forged = scene.Peer.SealChain(exchange, isResponse, id, first, Payload.Chain(payloads), wrong);
                Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(forged));
                Unchanged(before, scene, $"{exchange}");

                // the right key of the other direction: a message of ours that comes back
                byte[] reflected = scene.Peer.SealChain(exchange, isResponse, id, first, Payload.Chain(payloads), scene.Peer.Keys!.Swapped());
                Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(reflected));
                Unchanged(before, scene, $"{exchange} reflected");
            }
        }

        StillWorks(scene);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_message_cut_short_or_drawn_out_changes_nothing(SceneState state, string suite)
    {
        using Scene scene = Quiet(state, suite);
        string before = scene.Subject.Snapshot();
        foreach (byte[] genuine in Genuine(scene))
        {
            for (int length = 0; length < genuine.Length + 40; length++)
            {
                if (length == genuine.Length)
                {
                    continue;
                }

                byte[] forged = new byte[length];
                genuine.AsSpan(0, Math.Min(length, genuine.Length)).CopyTo(forged);
                Assert.Equal(ReceiveResult.Malformed, scene.Subject.Receive(forged));
                if (length >= 28)
                {
                    BinaryPrimitives.WriteUInt32BigEndian(forged.AsSpan(24), (uint)length);
                    Assert.NotEqual(ReceiveResult.Processed, scene.Subject.Receive(forged));
                }

                if (length >= 32)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(forged.AsSpan(30), (ushort)(length - 28));
                    Assert.NotEqual(ReceiveResult.Processed, scene.Subject.Receive(forged));
                }

                Unchanged(before, scene, $"length {length}");
            }
        }

        StillWorks(scene);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void A_notify_without_protection_changes_nothing(SceneState state)
    {
        using Scene scene = Quiet(state);
        string before = scene.Subject.Snapshot();
        long notifies = scene.Subject.Statistics.UnprotectedNotifies;
        foreach (ushort type in Enumerable.Range(0, 50).Concat(Enumerable.Range(16_384, 60)).Append(40_000).Select(type => (ushort)type))
        {
            foreach (byte exchange in (byte[])[34, 35, 36, 37, 43])
            {
                foreach (bool isResponse in (bool[])[false, true])
                {
                    for (uint id = 0; id < 4; id++)
                    {
                        byte[] forged = scene.Peer.Plain(new ExchangeType(exchange), isResponse, id, Payload.Notify(new NotifyType(type), 0, 19));
                        if (exchange == 34 && !isResponse)
                        {
                            BinaryPrimitives.WriteUInt64BigEndian(forged.AsSpan(8), scene.Peer.ResponderSpi); // else it is a first message, which may be answered
                        }

                        ReceiveResult result = scene.Subject.Receive(forged, type % 2 == 0 ? null : s_elsewhere);
                        Assert.NotEqual(ReceiveResult.Processed, result);
                        Unchanged(before, scene, $"N({type}) in {exchange} {isResponse} {id}");
                    }
                }
            }
        }

        Assert.True(scene.Subject.Statistics.UnprotectedNotifies > notifies);
        StillWorks(scene);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void What_was_answered_long_ago_changes_nothing(SceneState state)
    {
        using Scene scene = Quiet(state);
        if (state is SceneState.HalfOpen or SceneState.Authenticating)
        {
            return; // nothing has been answered there but IKE_SA_INIT
        }

        var old = new List<byte[]>();
        for (int i = 0; i < 5; i++)
        {
            old.Add(scene.Peer.Request(ExchangeType.Informational, Payload.Notify(NotifyType.InitialContact)));
            scene.Subject.Ask(old[^1]);
        }

        byte[] last = old[^1];
        old.RemoveAt(4);
        string before = scene.Subject.Snapshot();
        for (int round = 0; round < 3; round++)
        {
            Assert.All(old, message => Assert.Equal(ReceiveResult.Unexpected, scene.Subject.Receive(message, s_elsewhere)));
            Assert.Equal(ReceiveResult.Unexpected, scene.Subject.Receive(scene.Peer.Seal(ExchangeType.Informational, false, scene.Peer.NextId + 1), s_elsewhere));
            Unchanged(before, scene, "replay");
        }

        Assert.Equal(ReceiveResult.AnsweredFromCache, scene.Subject.Receive(last, s_elsewhere));
        Assert.Equal(s_elsewhere, scene.Subject.Sent.Dequeue().Path);
        Unchanged(before, scene, "duplicate");
        StillWorks(scene);
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsInitiator)]
    [InlineData(SceneState.EstablishedAsResponder)]
    public void Notifies_without_protection_make_us_ask_once_in_ten_seconds(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        byte[] forged = scene.Peer.Plain(ExchangeType.Informational, false, scene.Peer.NextId, Payload.Notify(NotifyType.InvalidIkeSpi));
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(forged));
            }

            byte[] question = Assert.Single(scene.Subject.Sent).Message; // RFC 7296 2.4
            scene.Subject.Sent.Clear();
            Assert.Empty(scene.Peer.Read(question));
            scene.Subject.Receive(scene.Peer.Respond(question));
            scene.Subject.Pass(TimeSpan.FromSeconds(9.9));
            Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(forged));
            Assert.Empty(scene.Subject.Sent);
            scene.Subject.Pass(TimeSpan.FromSeconds(0.1));
        }

        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
        Assert.Equal(303, scene.Subject.Statistics.UnprotectedNotifies);
    }

    /// <summary>A scene whose right to ask for a sign of life is used up for the moment.</summary>
    private static Scene Quiet(SceneState state, string suite = Scene.DefaultSuite)
    {
        Scene scene = Scene.Begin(state, suite);
        scene.Subject.Receive(scene.Peer.Plain(ExchangeType.Informational, false, scene.Peer.NextId, Payload.Notify(NotifyType.InvalidIkeSpi)));
        if (scene.Subject.Sent.TryDequeue(out (byte[] Message, PacketInfo) question))
        {
            scene.Subject.Receive(scene.Peer.Respond(question.Message));
        }

        return scene;
    }

    /// <summary>Messages that the endpoint would take now, with the right keys.</summary>
    private static List<byte[]> Genuine(Scene scene)
    {
        ScriptedPeer peer = scene.Peer;
        var messages = new List<byte[]>();
        if (scene.Pending.Length > 0)
        {
            bool isAuth = scene.Pending[18] == ExchangeType.IkeAuth.Value;
            messages.Add(isAuth ? peer.Respond(scene.Pending, [.. peer.Proof(), .. peer.Child()]) : peer.Respond(scene.Pending));
        }

        switch (scene.Subject.OnlySa)
        {
            case { State: IkeSaState.Authenticating, Role: IkeRole.Responder }:
                messages.Add(peer.Seal(ExchangeType.IkeAuth, false, 1, [.. peer.Proof(), .. peer.Child()]));
                break;
            case { State: IkeSaState.Authenticating }:
                break;
            default:
                messages.Add(peer.Seal(ExchangeType.Informational, false, peer.NextId));
                messages.Add(peer.Seal(ExchangeType.Informational, false, peer.NextId, Payload.DeleteIke()));
                messages.Add(peer.Seal(ExchangeType.CreateChildSa, false, peer.NextId, [.. peer.Child(), Payload.Nonce(new byte[32])]));
                break;
        }

        return messages;
    }

    private static void Unchanged(string before, Scene scene, string what)
    {
        string after = scene.Subject.Snapshot();
        Assert.True(before == after, $"{what} changed\n{before}\nto\n{after}");
    }

    /// <summary>The genuine messages are taken after all that.</summary>
    private static void StillWorks(Scene scene)
    {
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
        Assert.All(Genuine(scene).Take(1), message => Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(message)));
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
    }
}
