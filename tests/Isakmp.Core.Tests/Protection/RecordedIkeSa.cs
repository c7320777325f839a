using Isakmp.Crypto;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Protection;

/// <summary>An IKE SA between real gateways: the inputs of its key schedule, and what strongSwan's log says came of them.</summary>
public sealed class RecordedIkeSa
{
    private readonly Dictionary<string, byte[]> _values;

    private RecordedIkeSa(string recording, string suite, Dictionary<string, byte[]> values, List<byte[]> messages)
    {
        Recording = recording;
        SuiteNotation = suite;
        _values = values;
        Sealed = messages;
    }

    public static IReadOnlyList<RecordedIkeSa> All { get; } = [.. File
        .ReadAllText(Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recorded-keys.txt"))
        .Split("\n\n")
        .Where(paragraph => paragraph.StartsWith("recording:", StringComparison.Ordinal))
        .Select(Read)];

    public string Recording { get; }

    public string SuiteNotation { get; }

    /// <summary>The protected messages as they went over the wire.</summary>
    public IReadOnlyList<byte[]> Sealed { get; }

    public byte[] this[string name] => _values[name];

    public bool Has(string name) => _values.ContainsKey(name);

    internal IkeSuite Suite()
    {
        Assert.True(IkeSuite.TryCreate(CryptoProvider.Default, ProposalNotation.Parse(SuiteNotation, SecurityProtocol.Ike), out IkeSuite? suite));
        return suite;
    }

    internal SkKeys Derive(IkeSuite suite) => KeySchedule.DeriveIkeKeys(
        suite, this["shared secret"], this["initiator nonce"], this["responder nonce"], Spi.Read(this["response"]), Spi.Read(this["response"].AsSpan(8)));

    public override string ToString() => Recording;

    private static RecordedIkeSa Read(string paragraph)
    {
        var values = new Dictionary<string, byte[]>();
        var messages = new List<byte[]>();
        string recording = "";
        string suite = "";
        foreach (string[] field in paragraph.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)))
        {
            switch (field[0])
            {
                case "recording":
                    recording = field[1];
                    break;
                case "suite":
                    suite = field[1];
                    break;
                case "sealed":
                    messages.Add(Hex.Parse(field[1]));
                    break;
                default:
                    values.Add(field[0], Hex.Parse(field[1]));
                    break;
            }
        }

        return new RecordedIkeSa(recording, suite, values, messages);
    }
}
