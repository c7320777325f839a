using System.CommandLine;
using IkeTool;
using IkeTool.Commands;

var root = new RootCommand(
    "Negotiates IPsec keys by IKEv2. It installs nothing: 'connect' and 'listen' show what was negotiated, and --print-xfrm prints what would install it.")
{
    DemoCommand.Create(),
    ExplainCommand.Create(),
    ConnectCommand.Create(),
    ListenCommand.Create(),
    DecodeCommand.Create(),
    WatchCommand.Create(),
};
return await CommandRunner.RunAsync(root, args);
