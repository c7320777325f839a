using Isakmp.Core.Tests.Wire;
using Isakmp.Crypto;
using Isakmp.Framing;
using Isakmp.Inspection.Decoding;
using Isakmp.Inspection.Keys;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire.Describe;

namespace Isakmp.Core.Tests.Inspection.Decoding;

/// <summary>Whatever comes, a decoder neither throws nor hands out what is not there.</summary>
public sealed class DecoderFuzzTests
{
    [Theory]
    [InlineData("ikev1-main-psk-3des-md5-modp1024-pfs", 1)]
    [InlineData("ikev1-aggr-rsa", 2)]
    [InlineData("ikev2-rsa-frag", 3)]
    public void Mutated_messages_do_no_harm(string name, ulong seed)
    {
        var recording = DaemonRecording.Read(Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recordings", name + ".pcap"));
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        using var decoder = new MessageDecoder(keys, CryptoProvider.Default, new MessageDecoderOptions { MaximumSas = 4, MaximumExchanges = 4, MaximumReassemblies = 4 });
        byte[][] messages = [.. recording.ReadDatagrams().Select(datagram => datagram.TryGetIkeMessage(out byte[] message) ? message : null).OfType<byte[]>()];
        var mutator = new Mutator(seed, (byte)(messages[0][17] >> 4));
        byte[] buffer = new byte[ushort.MaxValue];
        int decrypted = 0;
        for (int round = 0; round < 60_000; round++)
        {
            byte[] message = messages[mutator.Next(messages.Length)];
            message.CopyTo(buffer, 0);
            int length = message.Length;
            PayloadType first = default;
            if (mutator.Next(4) != 0)
            {
                length = mutator.Mutate(buffer, length, mutator.Next(2) * 28, ref first);
            }

            DecodedMessage decoded = decoder.Decode(buffer.AsSpan(0, length), default);
            decrypted += decoded.IsDecrypted ? 1 : 0;
            Assert.Equal(decoded.Problem == DecodeProblem.None, decoded.Error is null);
            Assert.True(decoded.ErrorOffset >= 0 && decoded.ErrorOffset <= Math.Max(decoded.Message.Length, decoded.Chain.Length) + 28, $"{decoded.Problem} at {decoded.ErrorOffset}");
            if (round % 8 == 0)
            {
                Assert.NotEmpty(WireDescriber.DescribeChain(decoded.Header, decoded.Chain, decoded.FirstPayload));
            }
        }

        Assert.True(decrypted > 1000, $"{decrypted} decrypted");
    }

    [Fact]
    public void Every_beginning_of_every_message_does_no_harm()
    {
        foreach (string name in (string[])["ikev1-main-psk-3des-md5-modp1024-pfs", "ikev1-aggr-rsa", "ikev2-rsa-frag"])
        {
            var recording = DaemonRecording.Read(Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recordings", name + ".pcap"));
            using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
            using var decoder = new MessageDecoder(keys, CryptoProvider.Default);
            foreach (PcapDatagram datagram in recording.ReadDatagrams())
            {
                if (!datagram.TryGetIkeMessage(out byte[] message))
                {
                    continue;
                }

                for (int length = 0; length <= message.Length; length++)
                {
                    byte[] cut = message[..length];
                    Assert.Equal(length < message.Length, decoder.Decode(cut, default(PacketInfo)).Problem is DecodeProblem.NoHeader or DecodeProblem.LengthMismatch);
                    if (length is >= 28 and < 2000 && length < message.Length)
                    {
                        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(cut.AsSpan(24), length);
                        _ = decoder.Decode(cut, default).Error;
                    }
                }
            }
        }
    }
}
