using System.Collections.Immutable;
using Isakmp.Authentication;
using Isakmp.Policies;

namespace IkeTool.Configuration;

/// <summary>A connection of the file.</summary>
/// <param name="Profile">The connection as the library knows it.</param>
/// <param name="Line">Where it stands.</param>
/// <param name="LocalPort">The port to send from, null if the file does not say.</param>
/// <param name="RemotePort">The peer's port.</param>
internal sealed record ConfiguredConnection(PeerProfile Profile, int Line, ushort? LocalPort, ushort RemotePort);

/// <summary>A configuration file that is right.</summary>
/// <param name="Connections">The connections in their order.</param>
/// <param name="Credentials">The secrets.</param>
internal sealed record IkeConfiguration(ImmutableArray<ConfiguredConnection> Connections, CredentialStore Credentials);
