using Isakmp.Wire.V2;

namespace Isakmp.Wire.Describe;

/// <summary>Prints an EAP packet, its type-data by length alone: it may hold a password (RFC 3748).</summary>
internal static class EapDescriber
{
    public static WireStatus Describe(ReadOnlySpan<byte> body, DescriptionWriter writer)
    {
        WireStatus status = EapPayloadView.TryRead(body, out EapPayloadView view);
        if (!status.IsOk)
        {
            return status;
        }

        writer.Begin(CodeName(view.Code)).Text(", identifier ").Number(view.Identifier);
        if (view.Type is { } type)
        {
            writer.Text(", type ").Text(TypeName(type)).Text(" (").Number(type).Text("), ").Length(view.Data);
        }

        writer.End();
        return status;
    }

    // RFC 3748 4, RFC 6696 5.1
    private static string CodeName(byte code) => code switch
    {
        EapPayloadView.RequestCode => "request",
        EapPayloadView.ResponseCode => "response",
        EapPayloadView.SuccessCode => "success",
        EapPayloadView.FailureCode => "failure",
        5 => "initiate",
        6 => "finish",
        _ => "unknown code",
    };

    internal static string TypeName(byte type) => type switch
    {
        1 => "Identity",
        2 => "Notification",
        3 => "Nak",
        4 => "MD5-Challenge",
        6 => "GTC",
        13 => "TLS",
        18 => "SIM",
        21 => "TTLS",
        23 => "AKA",
        25 => "PEAP",
        26 => "MSCHAPv2",
        50 => "AKA'",
        254 => "Expanded",
        _ => "unknown",
    };
}
