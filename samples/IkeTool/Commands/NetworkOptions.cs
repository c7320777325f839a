using System.Collections.Immutable;
using System.CommandLine;
using IkeTool.Configuration;
using IkeTool.Output;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Hosting;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace IkeTool.Commands;

/// <summary>The arguments and options that <c>connect</c> and <c>listen</c> share, and what follows from them.</summary>
internal sealed class NetworkOptions
{
    private readonly Argument<string> _config = new("CONFIG") { Description = "The configuration file: JSON with comments and the words of swanctl.conf." };

    private readonly Option<string[]> _local = new("--local")
    {
        Description = "A local address to use instead of local_addrs; may stand several times.",
        HelpName = "ADDRESS",
    };

    private readonly Option<ushort?> _port = new("--port")
    {
        Description = "The UDP port for IKE, 500 unless local_port says otherwise; 0 lets the system choose.",
        HelpName = "PORT",
    };

    private readonly Option<ushort> _natPort = new("--port-nat-t")
    {
        Description = "The UDP port that IKE shares with ESP; 0 lets the system choose.",
        HelpName = "PORT",
        DefaultValueFactory = _ => PeerProfile.DefaultNatTraversalPort,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object a line." };

    private readonly Option<bool> _xfrm = new("--print-xfrm")
    {
        Description = "Print the 'ip xfrm' commands that install each Child SA, with its keys; other text becomes comments.",
    };

    private readonly TrafficOptions _traffic = new();

    private readonly Option<bool> _managed = new("--managed") { Description = "Use managed cryptography alone, not the system's libcrypto." };

    public NetworkOptions()
    {
        _local.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => !NetAddress.TryParse(text, out _)))
            {
                result.AddError($"--local: '{text}' is no IPv4 or IPv6 address.");
            }
        });
    }

    /// <summary>Puts the file argument first and the options into a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Arguments.Insert(0, _config);
        foreach (Option option in (Option[])[_local, _port, _natPort, _xfrm, _json, _managed])
        {
            command.Options.Add(option);
        }

        _traffic.AddTo(command);
    }

    /// <summary>The file as the user named it.</summary>
    /// <param name="result">The command line.</param>
    /// <returns>The path.</returns>
    public string ConfigPath(ParseResult result) => result.GetRequiredValue(_config);

    /// <summary>Whether the commands that install Child SAs are wanted.</summary>
    /// <param name="result">The command line.</param>
    /// <returns>The answer.</returns>
    public bool PrintsXfrm(ParseResult result) => result.GetValue(_xfrm);

    /// <summary>Where to print.</summary>
    /// <param name="result">The command line.</param>
    /// <returns>The output.</returns>
    public ToolOutput Output(ParseResult result) => ToolOutput.ForProcess(result.GetValue(_json), PrintsXfrm(result));

    /// <summary>The algorithms.</summary>
    /// <param name="result">The command line.</param>
    /// <returns>The provider.</returns>
    public CryptoProvider Provider(ParseResult result) => result.GetValue(_managed) ? CryptoProvider.ManagedOnly : CryptoProvider.Default;

    /// <summary>Reads the configuration; its errors are printed.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="output">Takes the errors.</param>
    /// <returns>The configuration, or null.</returns>
    public IkeConfiguration? Read(ParseResult result, ToolOutput output)
    {
        if (result.GetValue(_port) is { } port && port != 0 && port == result.GetValue(_natPort))
        {
            output.Error($"--port and --port-nat-t are both {port}; give them two different ports");
            return null;
        }

        IkeConfiguration? configuration = ConfigReader.ReadFile(ConfigPath(result), Provider(result), out IReadOnlyList<ConfigError> errors);
        foreach (ConfigError error in errors)
        {
            output.FileError(error.ToString());
        }

        return configuration;
    }

    /// <summary>Opens the files that keys and datagrams are written to; what is wrong with them is printed.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="output">Takes errors.</param>
    /// <returns>The open files, or null.</returns>
    public TrafficLog? OpenTraffic(ParseResult result, ToolOutput output) => _traffic.Open(result, output);

    /// <summary>Starts a host for some connections.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="connections">The connections in use.</param>
    /// <param name="profiles">The profiles for peers that call us.</param>
    /// <param name="traffic">Takes keys and datagrams.</param>
    /// <returns>The host.</returns>
    /// <exception cref="IkeBindException">A local address and port cannot be bound.</exception>
    public IkeHost Start(
        ParseResult result,
        IkeConfiguration configuration,
        IReadOnlyList<ConfiguredConnection> connections,
        ImmutableArray<PeerProfile> profiles,
        TrafficLog traffic) =>
        IkeHost.Start(
            new IkeEndpointOptions
            {
                Crypto = Provider(result),
                Random = SystemRandomSource.Instance,
                Credentials = configuration.Credentials,
                Profiles = profiles,
                KeyLog = traffic.HasKeys ? traffic : null,
            },
            new IkeHostOptions
            {
                LocalAddresses = Addresses(result, connections),
                Port = result.GetValue(_port) ?? connections.Select(connection => connection.LocalPort).FirstOrDefault(port => port is not null) ?? PortOfIke,
                NatTraversalPort = result.GetValue(_natPort),
                DatagramTap = traffic.HasCapture ? traffic : null,
            });

    private const ushort PortOfIke = 500;

    // Every address, unless each connection names its own.
    private ImmutableArray<NetAddress> Addresses(ParseResult result, IReadOnlyList<ConfiguredConnection> connections)
    {
        if (result.GetValue(_local) is { Length: > 0 } given)
        {
            return [.. given.Select(NetAddress.Parse)];
        }

        var found = new SortedSet<NetAddress>();
        foreach (AddressPattern pattern in connections.SelectMany(connection => connection.Profile.LocalAddresses))
        {
            if (!pattern.TryGetAddress(out NetAddress address))
            {
                return [];
            }

            _ = found.Add(address);
        }

        return [.. found];
    }
}
