using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Authentication;

namespace IkeTool.Configuration;

/// <summary>Reads a configuration file, and either all of it is right or all that is wrong is told.</summary>
internal static class ConfigReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file as the user named it.</param>
    /// <param name="provider">The algorithms that there are.</param>
    /// <param name="errors">All that is wrong; empty on success.</param>
    /// <returns>The configuration, or null.</returns>
    public static IkeConfiguration? ReadFile(string path, ICryptoProvider provider, out IReadOnlyList<ConfigError> errors)
    {
        try
        {
            return Read(path, File.ReadAllBytes(path), provider, out errors);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors = [new ConfigError(path, 0, exception is FileNotFoundException or DirectoryNotFoundException
                ? "there is no such file"
                : $"the file cannot be read: {exception.Message}")];
            return null;
        }
    }

    /// <summary>Reads the octets of a file.</summary>
    /// <param name="path">The file as the user named it, for messages.</param>
    /// <param name="bytes">Its octets.</param>
    /// <param name="provider">The algorithms that there are.</param>
    /// <param name="errors">All that is wrong; empty on success.</param>
    /// <returns>The configuration, or null.</returns>
    public static IkeConfiguration? Read(string path, byte[] bytes, ICryptoProvider provider, out IReadOnlyList<ConfigError> errors)
    {
        var found = new ConfigErrors(path);
        var source = new JsonSource(bytes, found);
        var credentials = new CredentialStore();
        var connections = ImmutableArray.CreateBuilder<ConfiguredConnection>();
        if (source.Read() is { } root)
        {
            var file = new SectionReader(root, Vocabulary.File, found);
            int secrets = SecretsReader.Read(file.Find("secrets"), credentials, found);
            var reader = new ConnectionReader(provider, found, source.IsCutShort);
            ReadConnections(file, reader, connections, found);
            if (secrets == 0 && !source.IsCutShort && file.Find("connections") is { Value.Members: [var first, ..] })
            {
                found.Add(first.Line, $"connection '{first.Word}' needs a pre-shared key, but there is none; "
                    + "add \"secrets\": { \"ike-1\": { \"id\": \"...\", \"secret\": \"...\" } }");
            }

            if (!source.IsCutShort && file.Find("connections") is null or { Value: { Kind: ConfigNodeKind.Section, Members: [] } })
            {
                found.Add(root, "there is no connection; add \"connections\": { \"name\": { ... } }");
            }
        }

        errors = found.All;
        if (found.IsEmpty)
        {
            return new IkeConfiguration(connections.ToImmutable(), credentials);
        }

        credentials.Dispose();
        return null;
    }

    private static void ReadConnections(
        SectionReader file, ConnectionReader reader, ImmutableArray<ConfiguredConnection>.Builder connections, ConfigErrors errors)
    {
        if (file.Find("connections") is not { } section)
        {
            return;
        }

        foreach (ConfigMember member in SectionReader.Sections(section, errors))
        {
            if (reader.Read(member) is { } connection)
            {
                connections.Add(connection);
            }
        }
    }
}
