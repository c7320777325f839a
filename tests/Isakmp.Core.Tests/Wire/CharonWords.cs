using System.Text;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Core.Tests.Wire;

/// <summary>Names the payloads of a chain as strongSwan's log does: its log is the oracle.</summary>
internal static class CharonWords
{
    private static readonly Dictionary<int, string> s_notifies = new()
    {
        [14] = "NO_PROP",
        [17] = "INVAL_KE",
        [38] = "TS_UNACCEPT",
        [16384] = "INIT_CONTACT",
        [16387] = "IPCOMP_SUP",
        [16388] = "NATD_S_IP",
        [16389] = "NATD_D_IP",
        [16390] = "COOKIE",
        [16391] = "USE_TRANSP",
        [16396] = "MOBIKE_SUP",
        [16399] = "NO_ADD_ADDR",
        [16404] = "MULT_AUTH",
        [16406] = "REDIR_SUP",
        [16417] = "EAP_ONLY",
        [16418] = "CHDLESS_SUP",
        [16420] = "MSG_ID_SYN_SUP",
        [16430] = "FRAG_SUP",
        [16431] = "HASH_ALG",
        [16435] = "USE_PPK",
        [16436] = "PPK_ID",
    };

    public static string Of(ReadOnlySpan<byte> message, int start, PayloadType first)
    {
        var words = new StringBuilder();
        var walker = new PayloadWalker(message, start, first);
        while (walker.MoveNext())
        {
            words.Append(Word(walker.Current)).Append(' ');
        }

        Assert.Equal(WireStatus.Ok, walker.Status);
        return words.ToString().TrimEnd();
    }

    private static string Word(in PayloadView payload)
    {
        if (payload.Type == PayloadType.Nonce)
        {
            return "No";
        }

        if (payload.Type == PayloadType.Notify)
        {
            Assert.True(NotifyPayloadView.TryRead(payload.Body, out NotifyPayloadView notify).IsOk);
            return $"N({s_notifies[notify.Type.Value]})";
        }

        if (payload.Type == PayloadType.Configuration)
        {
            return Configuration(payload.Body);
        }

        return payload.Type == PayloadType.Eap ? Eap(payload.Body) : payload.Type.Notation;
    }

    private static string Configuration(ReadOnlySpan<byte> body)
    {
        Assert.True(ConfigurationPayloadView.TryRead(body, out ConfigurationPayloadView view).IsOk);
        List<string> attributes = [];
        foreach (ConfigurationAttributeView attribute in view)
        {
            attributes.Add(attribute.Type == ConfigurationAttributeType.InternalIp4Address ? "ADDR"
                : attribute.Type == ConfigurationAttributeType.InternalIp4Dns ? "DNS"
                : attribute.Type.Name);
        }

        string name = view.Type == ConfigurationType.Request ? "CPRQ" : "CPRP";
        return $"{name}({string.Join(' ', attributes)})";
    }

    private static string Eap(ReadOnlySpan<byte> body)
    {
        Assert.True(EapPayloadView.TryRead(body, out EapPayloadView view).IsOk);
        string code = view.Code switch { 1 => "REQ", 2 => "RES", 3 => "SUCC", _ => "FAIL" };
        string type = view.Type switch { null => "", 1 => "/ID", 4 => "/MD5", { } other => $"/{other}" };
        return $"EAP/{code}{type}";
    }
}
