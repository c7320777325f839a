using System.Collections;
using System.Reflection;
using System.Text;
using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>No secret is in any text that the library makes of its events, questions, snapshots, reports and keys.</summary>
public sealed class SecrecyTests
{
    private const EndpointQuestions All = EndpointQuestions.SelectProfile | EndpointQuestions.SharedKey | EndpointQuestions.Authorize
        | EndpointQuestions.AllocateSpi | EndpointQuestions.InstallInbound | EndpointQuestions.KeyAgreement;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_secret_in_any_text_of_a_handshake(bool initiates)
    {
        using var dialogue = new Dialogue(initiates, All);
        var seen = new List<object>();
        while (dialogue.Subject.Endpoint.ListIkeSas().All(sa => sa.State != IkeSaState.Established))
        {
            IkeOperation operation = NextQuestion(dialogue);
            seen.Add(operation);
            if (operation is KeyAgreementOperation agreement)
            {
                KeyAgreementAnswer answer = dialogue.Compute(agreement);
                seen.Add(answer);
                seen.Add(answer.ToString());
                Assert.True(dialogue.Subject.Complete(agreement, answer));
                continue;
            }

            Assert.True(dialogue.Agree(operation));
        }

        seen.AddRange(dialogue.Subject.Events);
        seen.AddRange(dialogue.Subject.Endpoint.ListIkeSas());
        seen.Add(dialogue.Subject.Statistics);
        seen.Add(dialogue.Profile);
        seen.Add(new CredentialStore().AddSharedKey(ScriptedPeer.Secret, "alice.example"));
        ChildSaKeys keys = dialogue.Subject.Events.OfType<ChildSaEstablishedEvent>().Single().Keys;
        List<byte[]> secrets = Secrets(dialogue.Peer);
        secrets.AddRange([keys.InboundEncryption.Span.ToArray(), keys.OutboundEncryption.Span.ToArray()]);
        int objects = Check(seen, secrets);
        Assert.True(objects > 50, $"only {objects} objects were looked at");
        keys.Dispose();
    }

    [Fact]
    public void No_secret_in_any_text_of_a_failure()
    {
        var seen = new List<object>();
        var secrets = new List<byte[]>();
        foreach ((SceneState state, Func<Scene, List<Payload>> wrong) in ((SceneState, Func<Scene, List<Payload>>)[])
        [
            (SceneState.HalfOpen, scene => [.. scene.Peer.Proof("another key"), .. scene.Peer.Child()]),
            (SceneState.HalfOpen, scene => [.. scene.Peer.Proof(), .. scene.Peer.Child("aes128-sha1")]),
            (SceneState.HalfOpen, scene => [.. scene.Peer.Proof(), scene.Peer.Child()[0], Payload.TsI("10.9.0.0/16"), Payload.TsR("10.9.0.0/16")]),
            (SceneState.HalfOpen, scene => [scene.Peer.Proof()[0], .. scene.Peer.Child()]),
            (SceneState.Authenticating, scene => [.. scene.Peer.Proof("another key"), .. scene.Peer.Child()]),
            (SceneState.Authenticating, scene => [.. scene.Peer.Proof(), .. scene.Peer.Child("aes128-sha1")]),
            (SceneState.Authenticating, scene => [.. scene.Peer.Proof(), Payload.Notify(NotifyType.TsUnacceptable)]),
            (SceneState.Authenticating, _ => [Payload.Notify(NotifyType.AuthenticationFailed)]),
        ])
        {
            using Scene scene = Scene.Begin(state);
            List<Payload> payloads = wrong(scene);
            scene.Subject.Receive(state == SceneState.HalfOpen
                ? scene.Peer.Request(ExchangeType.IkeAuth, payloads)
                : scene.Peer.Respond(scene.Pending, payloads));
            scene.Subject.Pass(TimeSpan.FromMinutes(5));
            seen.AddRange(scene.Subject.Events);
            secrets.AddRange(Secrets(scene.Peer));
        }

        IEnumerable<NegotiationReport> reports = seen.Select(happened => (happened as IkeSaClosedEvent)?.Failure?.Report ?? (happened as ChildSaFailedEvent)?.Failure.Report).OfType<NegotiationReport>();
        List<object> texts = [.. reports.SelectMany(report => (string[])[report.ToText(), report.ToJson(), report.ToString()])];
        Assert.True(texts.Count >= 18, $"{texts.Count}");
        Check([.. seen, .. texts], secrets);
    }

    [Fact]
    public void The_search_finds_a_secret_where_there_is_one()
    {
        byte[] secret = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        foreach (object leak in (object[])[Convert.ToHexString(secret), Convert.ToBase64String(secret), string.Join(',', secret), new { Inner = new { Key = Convert.ToHexStringLower(secret) } }])
        {
            Assert.Throws<Xunit.Sdk.FalseException>(() => Check([leak], [secret]));
        }
    }

    private static IkeOperation NextQuestion(Dialogue dialogue)
    {
        dialogue.RunToAny();
        IkeOperation operation = dialogue.Subject.Operations[0];
        dialogue.Subject.Operations.Clear();
        return operation;
    }

    private static List<byte[]> Secrets(ScriptedPeer peer)
    {
        PeerKeys keys = peer.Keys!;
        return
        [
            Encoding.UTF8.GetBytes(ScriptedPeer.Secret), "another key"u8.ToArray(), keys.Seed, keys.D, keys.EncryptionInitiator, keys.EncryptionResponder, keys.ProofInitiator, keys.ProofResponder,
            keys.Keymat(32), peer.AuthData(),
        ];
    }

    /// <summary>Looks at an object's text and those of everything that its public properties lead to.</summary>
    internal static int Check(List<object> roots, List<byte[]> secrets)
    {
        List<string> forms = [.. secrets.SelectMany(FormsOf).Distinct()];
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Queue<(object Value, string Where)>(roots.Select(root => (root, root.GetType().Name)));
        while (waiting.TryDequeue(out (object Value, string Where) item))
        {
            if (!item.Value.GetType().IsValueType && !visited.Add(item.Value))
            {
                continue;
            }

            string text = item.Value.ToString() ?? "";
            foreach (string form in forms)
            {
                Assert.False(text.Contains(form, StringComparison.OrdinalIgnoreCase), $"{item.Where}: {text}");
            }

            foreach ((object value, string name) in Properties(item.Value))
            {
                if (item.Where.Length < 200)
                {
                    waiting.Enqueue((value, $"{item.Where}.{name}"));
                }
            }
        }

        return visited.Count;
    }

    private static IEnumerable<string> FormsOf(byte[] secret)
    {
        byte[] part = secret[..Math.Min(secret.Length, 10)];
        yield return Convert.ToHexString(part);
        yield return string.Join('-', part.Select(octet => octet.ToString("X2")));
        yield return string.Join(' ', part.Select(octet => octet.ToString("X2")));
        yield return Convert.ToBase64String(part[..9]);
        yield return string.Join(',', part);
        yield return string.Join(", ", part);
        if (part.All(octet => octet is >= 32 and < 127))
        {
            yield return Encoding.ASCII.GetString(part);
        }
    }

    private static IEnumerable<(object Value, string Name)> Properties(object value)
    {
        if (value is string or Type or Assembly || value.GetType().IsPrimitive || value.GetType().IsEnum)
        {
            yield break;
        }

        if (value is IEnumerable items)
        {
            bool isDefault = value.GetType().GetProperty("IsDefault")?.GetValue(value) is true;
            foreach (object? item in isDefault ? Array.Empty<object>() : items.Cast<object?>().Take(50))
            {
                if (item is not null)
                {
                    yield return (item, "item");
                }
            }

            yield break;
        }

        if (value.GetType().Namespace?.StartsWith("Isakmp", StringComparison.Ordinal) is not true && !value.GetType().Name.StartsWith("<>", StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0 || property.PropertyType.IsByRefLike)
            {
                continue;
            }

            object? inner;
            try
            {
                inner = property.GetValue(value);
            }
            catch (TargetInvocationException)
            {
                continue; // a property that does not apply to this value, or is disposed
            }

            if (inner is not null)
            {
                yield return (inner, property.Name);
            }
        }
    }
}
