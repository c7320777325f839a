using Isakmp.Framing;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Wire;

/// <summary>The codec allocates nothing: reads and writes of every payload kind, sound and malformed.</summary>
public class AllocationTests
{
    private readonly byte[] _buffer = new byte[ushort.MaxValue];

    [Fact]
    public void Reading_and_writing_every_kind_of_payload_allocates_nothing()
    {
        RecordedMessage[] messages = [.. RecordedMessage.All];
        Allocations.AssertNone("codec", () =>
        {
            foreach (RecordedMessage recorded in messages)
            {
                Message(recorded.Message);
                if (recorded.Chain is { } chain)
                {
                    Rewriter.Chain(recorded.IsV1, chain, recorded.First, _buffer, out _);
                }
            }
        }, warmUp: 50, rounds: 1);
    }

    [Fact]
    public void Refusing_allocates_nothing()
    {
        byte[] mutant = new byte[4096];
        RecordedMessage[] messages = [.. RecordedMessage.All];
        Allocations.AssertNone("codec", () =>
        {
            foreach (RecordedMessage recorded in messages)
            {
                byte[] source = recorded.Message;
                for (int at = 0; at < source.Length; at += 3)
                {
                    source.CopyTo(mutant, 0);
                    mutant[at] ^= 0x41;
                    Message(mutant.AsSpan(0, source.Length));
                }
            }
        }, warmUp: 2, rounds: 1);
    }

    [Fact]
    public void Writing_without_room_allocates_nothing()
    {
        byte[] message = RecordedMessage.All[0].Message;
        Allocations.AssertNone("codec", () =>
        {
            for (int room = 0; room < message.Length; room++)
            {
                Rewriter.Message(message, _buffer.AsSpan(0, room));
            }
        }, warmUp: 10, rounds: 1);
    }

    private void Message(ReadOnlySpan<byte> message)
    {
        UdpEncapsulation.Classify(message, nonEspMarker: false, out ReadOnlySpan<byte> payload);
        if (IkeHeader.TryRead(payload, out IkeHeader header).IsOk
            && PayloadIndex.TryBuild(payload, IkeHeader.Size, header.NextPayload, out PayloadIndex index).IsOk)
        {
            index.IndexOf(PayloadType.Notify);
            index.CountOf(PayloadType.Notify);
            for (int i = 0; i < index.Count; i++)
            {
                _ = index.View(payload, i).Body.Length;
            }
        }

        Rewriter.Message(message, _buffer);
    }
}
