using System.Text.Json;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Recording;

/// <summary>Questions and answers in a recording; secrets of an answer go into the section of the secrets.</summary>
internal static class OperationNotation
{
    public static void Write(LineWriter line, IkeOperation operation)
    {
        Utf8JsonWriter json = line.Json;
        json.WriteString("question", NameOf(operation));
        json.WriteNumber("id", operation.Id);
        line.Handle("connection", operation.Connection.Value);
        line.Handle("ikeSa", operation.IkeSa.Value);
        line.Instant("deadline", operation.Deadline);
        switch (operation)
        {
            case AllocateSpiOperation allocation:
                json.WriteString("protocol", allocation.Protocol.Name);
                line.Path(allocation.Path);
                break;
            case AuthorizeOperation authorization:
                json.WriteString("localIdentity", authorization.LocalIdentity.ToString());
                json.WriteString("remoteIdentity", authorization.RemoteIdentity.ToString());
                json.WriteString("profile", authorization.Profile.Name);
                break;
            case GetSharedKeyOperation sharedKey:
                json.WriteString("localIdentity", sharedKey.LocalIdentity.ToString());
                json.WriteString("remoteIdentity", sharedKey.RemoteIdentity.ToString());
                break;
            case InstallInboundOperation installation:
                EventNotation.Write(line, installation.Info);
                json.WriteString("keys", EventNotation.Fingerprint(installation.Keys));
                break;
            case KeyAgreementOperation agreement:
                json.WriteString("method", agreement.KeyExchange.Method.Name);
                json.WriteBoolean("initiates", agreement.State is not null);
                line.Octets("peerPublic", agreement.PeerPublic.Span);
                break;
            case SelectProfileOperation selection:
                line.Path(selection.Path);
                json.WriteString("remoteIdentity", selection.RemoteIdentity?.ToString());
                json.WriteString("requestedIdentity", selection.RequestedIdentity?.ToString());
                json.WriteString("profile", selection.Current?.Name);
                break;
            default:
                break;
        }
    }

    /// <summary>Writes the part of an answer that is no secret.</summary>
    public static void WriteAnswer(LineWriter line, object? answer, Func<PeerProfile, int> numberOf)
    {
        Utf8JsonWriter json = line.Json;
        switch (answer)
        {
            case bool yes:
                json.WriteBoolean("answer", yes);
                break;
            case ChildSpi spi:
                json.WriteString("answer", spi.ToString());
                break;
            case PeerProfile profile:
                json.WriteNumber("answer", numberOf(profile));
                break;
            case SecretBuffer or KeyAgreementAnswer:
                json.WriteString("answer", "secret");
                break;
            default:
                json.WriteNull("answer");
                break;
        }
    }

    /// <summary>The secret octets of an answer, if it has any.</summary>
    public static ReadOnlySpan<byte> SecretOf(object? answer) => answer switch
    {
        SecretBuffer { IsDisposed: false } secret => secret.Span,
        KeyAgreementAnswer { SharedSecret: { IsDisposed: false } secret } => secret.Span,
        _ => default,
    };

    public static string NameOf(IkeOperation operation) => operation.GetType().Name.Replace("Operation", null, StringComparison.Ordinal);
}
