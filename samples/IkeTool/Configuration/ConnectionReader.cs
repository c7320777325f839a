using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Policies;

namespace IkeTool.Configuration;

/// <summary>Turns the section of a connection into a profile.</summary>
/// <param name="provider">The algorithms that there are.</param>
/// <param name="errors">Takes what is wrong.</param>
/// <param name="isCutShort">Whether the file was not read to its end, so that what is missing may stand there.</param>
internal sealed class ConnectionReader(ICryptoProvider provider, ConfigErrors errors, bool isCutShort)
{
    private const ushort IkePort = 500;

    private static readonly Dictionary<string, IkeVersion> Versions = new(StringComparer.Ordinal) { ["1"] = IkeVersion.V1, ["2"] = IkeVersion.V2 };

    private static readonly Dictionary<string, AuthenticationKind> Authentications = new(StringComparer.Ordinal) { ["psk"] = AuthenticationKind.PreSharedKey };

    private static readonly Dictionary<string, ChildMode> Modes = new(StringComparer.Ordinal)
    {
        ["tunnel"] = ChildMode.Tunnel,
        ["transport"] = ChildMode.Transport,
    };

    private static readonly Dictionary<string, ConnectionAction> StartActions = new(StringComparer.Ordinal)
    {
        ["none"] = ConnectionAction.None,
        ["trap"] = ConnectionAction.OnDemand,
        ["start"] = ConnectionAction.Start,
    };

    private static readonly Dictionary<string, ConnectionAction> UnresponsiveActions = new(StringComparer.Ordinal)
    {
        ["clear"] = ConnectionAction.None,
        ["none"] = ConnectionAction.None,
        ["trap"] = ConnectionAction.OnDemand,
        ["restart"] = ConnectionAction.Start,
        ["start"] = ConnectionAction.Start,
    };

    /// <summary>Reads one connection.</summary>
    /// <param name="member">Its name and section.</param>
    /// <returns>The connection; null if it is wrong.</returns>
    public ConfiguredConnection? Read(ConfigMember member)
    {
        // The version decides which words there are.
        bool isV1 = member.Value.Members.Find(inner => inner.Word == "version") is { Value.Text: "1" };
        var reader = new SectionReader(member.Value, isV1 ? Vocabulary.ConnectionV1 : Vocabulary.Connection, errors);
        // Who looks on wants to know at once that the peer refused, though anybody on the way could have said so (RFC 7296 2.21.1).
        PeerProfileBuilder builder = new PeerProfileBuilder(member.Word).WithFailureOnUnauthenticatedError();
        _ = builder.WithVersion(reader.Choice("version", Versions, "0") ?? IkeVersion.V2);
        ReadPeers(reader, builder, member);
        ReadTimes(reader, builder);
        if (isV1)
        {
            new PolicyReader(errors).Read(reader, builder);
        }

        KeepUpPolicy keepUp = ReadChildren(reader, builder, member, isV1);
        if (ReadTries(reader) is { } tries)
        {
            keepUp = keepUp with { Tries = tries };
        }

        _ = builder.WithKeepUp(keepUp);
        int? localPort = reader.Number("local_port", 1, ushort.MaxValue);
        int? remotePort = reader.Number("remote_port", 1, ushort.MaxValue);
        if (!builder.TryBuild(provider, out PeerProfile? profile, out ImmutableArray<PolicyError> found))
        {
            Report(member, found);
            return null;
        }

        return new ConfiguredConnection(profile, member.Line, (ushort?)localPort, (ushort)(remotePort ?? IkePort));
    }

    private static string[] Texts(ImmutableArray<ConfigNode> list) => list.IsDefaultOrEmpty ? [] : [.. list.Select(item => item.Text)];

    private static ConfigMember? Resolve(ConfigNode section, string path) => section.Members
        .Select(member => path == member.Word ? member
            : path.StartsWith(member.Word + ".", StringComparison.Ordinal) ? Resolve(member.Value, path[(member.Word.Length + 1)..]) ?? member
            : null)
        .FirstOrDefault(found => found is not null);

    private void ReadPeers(SectionReader reader, PeerProfileBuilder builder, ConfigMember connection)
    {
        _ = builder.WithLocalAddresses(HostNames.Resolve(reader.List("local_addrs"), errors));
        _ = builder.WithRemoteAddresses(HostNames.Resolve(reader.List("remote_addrs"), errors));
        _ = builder.WithProposals(Texts(reader.List("proposals")));
        (AuthenticationKind localKind, string? localId) = ReadAuthentication(reader, "local", connection);
        (AuthenticationKind remoteKind, string? remoteId) = ReadAuthentication(reader, "remote", connection);
        _ = builder.WithAuthentication(localKind, remoteKind);
        if (localId is not null)
        {
            _ = builder.WithLocalIdentity(localId);
        }

        if (remoteId is not null)
        {
            _ = builder.WithRemoteIdentity(remoteId);
        }
    }

    private (AuthenticationKind Kind, string? Identity) ReadAuthentication(SectionReader connection, string side, ConfigMember member)
    {
        const string Mend = "swanctl's default is pubkey, which is not supported yet: write \"auth\": \"psk\"";
        if (connection.Find(side) is not { } section)
        {
            if (!isCutShort)
            {
                errors.Add(member.Line, $"connection '{member.Word}' has no section '{side}'; {Mend} in it");
            }

            return default;
        }

        if (section.Value.Kind != ConfigNodeKind.Section)
        {
            errors.Add(section.Value, $"'{side}' is {section.Value.KindInWords}, but must be a section {{ \"auth\": \"psk\", \"id\": ... }}");
            return default;
        }

        var reader = new SectionReader(section.Value, Vocabulary.Authentication, errors);
        AuthenticationKind? kind = reader.Choice("auth", Authentications, "pubkey", "eap", "xauth", "rsa", "ecdsa", "bliss", "null", "any");
        if (reader.Find("auth") is null && !isCutShort)
        {
            errors.Add(section.Line, $"'{side}' does not say how it authenticates; {Mend}");
        }

        return (kind ?? default, reader.Scalar("id")?.Text);
    }

    private static void ReadTimes(SectionReader reader, PeerProfileBuilder builder)
    {
        if (reader.Duration("dpd_delay") is { } delay && delay > TimeSpan.Zero)
        {
            _ = builder.WithLiveness(delay);
        }

        if (reader.Boolean("encap") is { } encap)
        {
            _ = builder.WithForcedEncapsulation(encap);
        }
    }

    private static int? ReadTries(SectionReader reader) =>
        reader.Find("keyingtries") is { Value.Text: "%forever" } ? 0 : reader.Number("keyingtries", 0, int.MaxValue);

    private KeepUpPolicy ReadChildren(SectionReader reader, PeerProfileBuilder builder, ConfigMember connection, bool isV1)
    {
        var keepUp = new KeepUpPolicy();
        if (reader.Find("children") is not { } children || children.Value is { Kind: ConfigNodeKind.Section, Members: [] })
        {
            if (!isCutShort)
            {
                errors.Add(connection.Line, $"connection '{connection.Word}' has no child, so it would protect nothing; "
                    + "add \"children\": { \"name\": { \"remote_ts\": \"...\" } }");
            }

            return keepUp;
        }

        foreach (ConfigMember member in SectionReader.Sections(children, errors))
        {
            var child = new SectionReader(member.Value, isV1 ? Vocabulary.ChildV1 : Vocabulary.Child, errors);
            ConnectionAction onLoad = child.Choice("start_action", StartActions, "trap|start") ?? ConnectionAction.None;
            ConnectionAction onClose = child.Choice("close_action", StartActions) ?? ConnectionAction.None;
            ConnectionAction onUnresponsive = child.Choice("dpd_action", UnresponsiveActions) ?? ConnectionAction.None;
            _ = builder.AddChild(member.Word, settings => Configure(child, settings, isV1).WithActions(onLoad, onClose, onUnresponsive));
            keepUp = keepUp with
            {
                OnLoad = Stronger(keepUp.OnLoad, onLoad),
                OnClose = Stronger(keepUp.OnClose, onClose),
                OnUnresponsive = Stronger(keepUp.OnUnresponsive, onUnresponsive),
            };
        }

        return keepUp;
    }

    private static ConnectionAction Stronger(ConnectionAction a, ConnectionAction b) => (ConnectionAction)Math.Max((int)a, (int)b);

    private static ChildProfileBuilder Configure(SectionReader child, ChildProfileBuilder builder, bool isV1)
    {
        _ = isV1 ? PolicyReader.Configure(child, builder) : builder;
        return builder.WithLocalSelectors(Texts(child.List("local_ts")))
            .WithRemoteSelectors(Texts(child.List("remote_ts")))
            .WithEspProposals(Texts(child.List("esp_proposals")))
            .WithAhProposals(Texts(child.List("ah_proposals")))
            .WithMode(child.Choice("mode", Modes, "transport_proxy", "beet", "pass", "drop") ?? ChildMode.Tunnel);
    }

    // The builder names its settings as the file does.
    private void Report(ConfigMember connection, ImmutableArray<PolicyError> found)
    {
        foreach (PolicyError error in found.Where(error => error.Setting != "children"))
        {
            ConfigMember place = Resolve(connection.Value, error.Setting) ?? connection;
            errors.Add(ItemOf(place.Value, error.Message)?.Line ?? place.Line, error.Message.TrimEnd('.'));
        }
    }

    // Of a list on several lines: the item that the message names, or of which it quotes a part.
    private static ConfigNode? ItemOf(ConfigNode list, string message)
    {
        string[] quoted = [.. message.Split('\'').Where((_, index) => index % 2 == 1)];
        return list.Items
            .Select(item => (Item: item, Likeness: message.Contains(item.Text, StringComparison.Ordinal)
                ? item.Text.Length
                : quoted.Any(part => item.Text.Contains(part, StringComparison.Ordinal)) ? 1 : 0))
            .Where(pair => pair.Likeness > 0)
            .OrderByDescending(pair => pair.Likeness)
            .FirstOrDefault().Item;
    }
}
