using System.Text;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.Describe;

namespace Isakmp.Core.Tests.Wire;

/// <summary>A million mutants of real messages and of their decrypted insides go through everything that reads.</summary>
public class MutationTests
{
    private const int Mutants = 1_050_000;
    private const int Room = 8192;

    private readonly byte[] _mutant = new byte[Room];
    private readonly byte[] _once = new byte[2 * Room];
    private readonly byte[] _twice = new byte[2 * Room];
    private readonly StringBuilder _text = new();

    private bool _isV1;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_million_mutants_throw_nothing_and_are_written_again_as_they_were_read(byte majorVersion)
    {
        _isV1 = majorVersion == 1;
        RecordedMessage[] messages = [.. RecordedMessage.All.Where(message => message.IsV1 == _isV1)];
        RecordedMessage[] withInside = [.. messages.Where(message => message.Chain is { Length: > 0 })];
        var mutator = new Mutator(0x15A4A97, majorVersion);
        int inside = 0;
        int walked = 0;
        int accepted = 0;
        for (int i = 0; i < Mutants; i++)
        {
            // Of five mutants three are insides: what an authenticated peer could send.
            bool isInside = i % 5 < 3;
            RecordedMessage recorded = isInside
                ? withInside[mutator.Next(withInside.Length)]
                : messages[mutator.Next(messages.Length)];
            byte[] source = isInside ? recorded.Chain! : recorded.Message;
            source.CopyTo(_mutant, 0);
            PayloadType first = recorded.First;
            int length = mutator.Mutate(_mutant, source.Length, isInside ? 0 : IkeHeader.Size, ref first);
            Outcome outcome = isInside ? Chain(_mutant.AsSpan(0, length), first) : Message(_mutant.AsSpan(0, length));

            walked += outcome >= Outcome.Walked ? 1 : 0;
            inside += isInside && outcome >= Outcome.Walked ? 1 : 0;
            accepted += outcome == Outcome.Accepted ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"IKEv{majorVersion}, {Mutants} mutants: {walked} walked to the end, {inside} of them insides, {accepted} accepted whole");
        Assert.InRange(inside, Mutants * 3 / 10, Mutants);
        Assert.InRange(walked, Mutants * 5 / 10, Mutants);
        // Both verdicts are common, else the mutants test little.
        Assert.InRange(accepted, Mutants * 2 / 10, Mutants * 8 / 10);
    }

    private Outcome Message(ReadOnlySpan<byte> message)
    {
        _text.Clear();
        WireDescriber.Describe(message, _text);
        WireDescriber.Summary(message, _text);
        CheckText(message.Length);

        int length = Rewriter.Message(message, _once);
        if (length == 0)
        {
            return IkeHeader.TryRead(message, out IkeHeader header).IsOk ? Walk(message, IkeHeader.Size, header.NextPayload) : Outcome.Refused;
        }

        // Reserved bits alone may differ: written again, nothing changes any more.
        Assert.Equal(message.Length, length);
        Assert.Equal(length, Rewriter.Message(_once.AsSpan(0, length), _twice));
        Assert.True(_once.AsSpan(0, length).SequenceEqual(_twice.AsSpan(0, length)));
        return Outcome.Accepted;
    }

    private Outcome Chain(ReadOnlySpan<byte> chain, PayloadType first)
    {
        _text.Clear();
        var header = new IkeHeader { MajorVersion = (byte)(_isV1 ? 1 : 2) };
        WireDescriber.DescribeChain(header, chain, first, _text);
        _text.Append(WireDescriber.Summary(header, chain, first));
        CheckText(chain.Length);

        if (!Rewriter.Chain(_isV1, chain, first, _once, out int length))
        {
            return Walk(chain, 0, first);
        }

        Assert.Equal(chain.Length, length);
        Assert.True(Rewriter.Chain(_isV1, _once.AsSpan(0, length), first, _twice, out int again));
        Assert.Equal(length, again);
        Assert.True(_once.AsSpan(0, length).SequenceEqual(_twice.AsSpan(0, length)));
        return Outcome.Accepted;
    }

    private Outcome Walk(ReadOnlySpan<byte> message, int start, PayloadType first)
    {
        WireStatus status = PayloadIndex.TryBuild(message, start, first, out PayloadIndex index, allowTrailing: _isV1);
        if (!status.IsOk)
        {
            Assert.InRange(status.Offset, start, message.Length);
            Assert.Equal(0, index.Count);
            return Outcome.Refused;
        }

        for (int i = 0; i < index.Count; i++)
        {
            PayloadView view = index.View(message, i);
            Assert.Equal(index.TypeAt(i), view.Type);
        }

        return index.Count > 0 ? Outcome.Walked : Outcome.Refused;
    }

    // A description is bounded by what is described.
    private void CheckText(int octets) => Assert.InRange(_text.Length, 1, 1000 + (80 * octets));

    private enum Outcome
    {
        Refused,
        Walked,
        Accepted,
    }
}
