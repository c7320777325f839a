using System.Text;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Core.Tests.Wire;

/// <summary>Names an exchange of IKEv1 and the payloads of a chain as strongSwan's log does: its log is the oracle.</summary>
internal static class V1CharonWords
{
    public static string Of(ReadOnlySpan<byte> message, int start, PayloadType first)
    {
        var words = new StringBuilder();
        var walker = new PayloadWalker(message, start, first, isV1: true);
        while (walker.MoveNext())
        {
            words.Append(Word(walker.Current)).Append(' ');
        }

        Assert.True(walker.Status.Error is WireError.None or WireError.TrailingData, walker.Status.ToString());
        Assert.False(message[walker.Position..].ContainsAnyExcept((byte)0));
        return words.ToString().TrimEnd();
    }

    public static string Exchange(ExchangeType type) => type.Value switch
    {
        2 => "ID_PROT",
        4 => "AGGRESSIVE",
        5 => "INFORMATIONAL_V1",
        6 => "TRANSACTION",
        32 => "QUICK_MODE",
        _ => type.Name,
    };

    private static string Word(in PayloadView payload)
    {
        ReadOnlySpan<byte> body = payload.Body;
        switch (payload.Type.Value)
        {
            case 10:
                Assert.True(NoncePayloadView.TryRead(body, out _).IsOk);
                return "No";
            case 11:
                Assert.True(NotifyPayloadView.TryRead(body, out NotifyPayloadView notify).IsOk);
                return $"N({Notification(notify.Type)})";
            case 14:
                Assert.True(ConfigurationPayloadView.TryRead(body, out ConfigurationPayloadView configuration).IsOk);
                return Configuration(configuration);
            case 132:
                Assert.True(FragmentPayloadView.TryRead(body, out FragmentPayloadView fragment).IsOk);
                return fragment.IsLast ? $"FRAG({fragment.FragmentNumber}/{fragment.FragmentNumber})" : $"FRAG({fragment.FragmentNumber})";
            default:
                return payload.Type.Notation;
        }
    }

    private static string Notification(V1NotifyType type) =>
        type == V1NotifyType.InitialContact ? "INITIAL_CONTACT"
        : type == V1NotifyType.PayloadMalformed ? "PLD_MAL"
        : type == V1NotifyType.RUThere ? "DPD"
        : type == V1NotifyType.RUThereAcknowledge ? "DPD_ACK"
        : type.Name;

    private static string Configuration(in ConfigurationPayloadView configuration)
    {
        List<string> attributes = [];
        foreach (AttributeView attribute in configuration)
        {
            attributes.Add(attribute.Type switch
            {
                1 => "ADDR",
                3 => "DNS",
                16521 => "X_USER",
                16522 => "X_PWD",
                16527 => "X_STATUS",
                _ => $"{attribute.Type}",
            });
        }

        string name = configuration.Type.Value switch { 1 => "CPRQ", 2 => "CPRP", 3 => "CPS", _ => "CPA" };
        return $"{name}({string.Join(' ', attributes)})";
    }
}
