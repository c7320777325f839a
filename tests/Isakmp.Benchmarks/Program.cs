using System.Reflection;
using BenchmarkDotNet.Running;
using Isakmp.Benchmarks;

if (args is ["handshakes", ..])
{
    HandshakeLoop.Run(args.Length > 1 ? args[1] : null);
}
else
{
    BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
}
