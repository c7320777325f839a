using System.Collections.Immutable;
using System.Text.Json;
using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Recording;

/// <summary>The set-up of an endpoint in a recording, without profiles and keys, which have lines of their own.</summary>
internal static class OptionsNotation
{
    public static void Write(LineWriter line, IkeEndpointOptions options, IEnumerable<int> profiles)
    {
        Utf8JsonWriter json = line.Json;
        json.WriteString("questions", options.Questions.ToString());
        line.Duration("operationTimeout", options.OperationTimeout);
        json.WriteNumber("cookieThreshold", options.CookieThreshold);
        json.WriteNumber("halfOpenLimit", options.HalfOpenLimit);
        json.WriteNumber("halfOpenLimitPerAddress", options.HalfOpenLimitPerAddress);
        json.WriteNumber("preparedCiphers", options.PreparedCiphers);
        json.WriteNumber("statelessOutputLimit", options.StatelessOutputLimit);
        line.Duration("lingerTime", options.LingerTime);
        line.Duration("responseLifetime", options.ResponseLifetime);
        json.WriteStartArray("profiles");
        foreach (int profile in profiles)
        {
            json.WriteNumberValue(profile);
        }

        json.WriteEndArray();
    }

    /// <summary>Makes the options anew.</summary>
    /// <exception cref="RecordingException">A setting is missing or wrong.</exception>
    public static IkeEndpointOptions Read(
        RecordedValue value, ICryptoProvider crypto, IRandomSource random, CredentialStore credentials, ImmutableArray<PeerProfile> profiles) => new()
    {
        Crypto = crypto,
        Random = random,
        Credentials = credentials,
        Profiles = profiles,
        Questions = value["questions"].Enum<EndpointQuestions>(),
        OperationTimeout = value["operationTimeout"].Duration(),
        CookieThreshold = value["cookieThreshold"].Int32(),
        HalfOpenLimit = value["halfOpenLimit"].Int32(),
        HalfOpenLimitPerAddress = value["halfOpenLimitPerAddress"].Int32(),
        PreparedCiphers = value["preparedCiphers"].Int32(),
        StatelessOutputLimit = value["statelessOutputLimit"].Int32(),
        LingerTime = value["lingerTime"].Duration(),
        ResponseLifetime = value["responseLifetime"].Duration(),
    };
}
