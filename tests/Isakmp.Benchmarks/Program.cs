using System.Reflection;
using BenchmarkDotNet.Running;
using Isakmp.Benchmarks;
using Isakmp.Benchmarks.Captures;

if (args is ["handshakes", ..])
{
    HandshakeLoop.Run(args.Length > 1 ? args[1] : null);
}
else if (args is ["capture", ..])
{
    CaptureGenerator.Run(args.AsSpan(1));
}
else if (args is ["capture-read", ..])
{
    CaptureLoop.Run(args.AsSpan(1));
}
else if (args is ["compare-tshark", ..])
{
    return TsharkLoop.Run(args.AsSpan(1));
}
else
{
    BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
}

return 0;
