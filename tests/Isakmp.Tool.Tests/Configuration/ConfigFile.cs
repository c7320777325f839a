using System.Text;
using IkeTool.Configuration;
using Isakmp.Crypto;

namespace Isakmp.Tool.Tests.Configuration;

/// <summary>Reads configuration texts as the tool reads its file.</summary>
internal static class ConfigFile
{
    public const string Good = """
        {
          "connections": {
            "net": {
              "remote_addrs": "192.0.2.2",
              "local": { "auth": "psk", "id": "alice.test" },
              "remote": { "auth": "psk", "id": "bob.test" },
              "children": {
                "net": {
                  "local_ts": "10.1.0.0/24"
                }
              }
            }
          },
          "secrets": { "ike-1": { "id": "bob.test", "secret": "correct horse" } }
        }
        """;

    public static IkeConfiguration Read(string text)
    {
        IkeConfiguration? configuration = ConfigReader.Read("test.json", Encoding.UTF8.GetBytes(text), CryptoProvider.Default, out IReadOnlyList<ConfigError> errors);
        Assert.Empty(errors);
        return configuration!;
    }

    public static string[] Errors(string text)
    {
        IkeConfiguration? configuration = ConfigReader.Read("test.json", Encoding.UTF8.GetBytes(text), CryptoProvider.Default, out IReadOnlyList<ConfigError> errors);
        Assert.Null(configuration);
        Assert.NotEmpty(errors);
        return [.. errors.Select(error => error.ToString())];
    }

    /// <summary>The good file with a line put into the connection, on line 4, or into the child, on line 9.</summary>
    public static string With(string connectionLine = "", string childLine = "")
    {
        List<string> lines = [.. Good.ReplaceLineEndings("\n").Split('\n')];
        if (childLine.Length > 0)
        {
            lines.Insert(8, childLine + ",");
        }

        if (connectionLine.Length > 0)
        {
            lines.Insert(3, connectionLine + ",");
        }

        return string.Join('\n', lines);
    }
}
