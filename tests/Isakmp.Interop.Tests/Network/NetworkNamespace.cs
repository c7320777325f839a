using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Isakmp.Interop.Tests.Network;

/// <summary>A named network namespace, and how code of this process gets its sockets into it.</summary>
public sealed class NetworkNamespace(string name)
{
    private const int CloneNewNet = 0x40000000;

    /// <summary>The name that <c>ip netns</c> knows.</summary>
    public string Name { get; } = name;

    /// <summary>The file that stands for the namespace.</summary>
    public string FilePath => "/run/netns/" + Name;

    /// <summary>Runs synchronous code inside the namespace and returns its result.</summary>
    /// <remarks>
    /// A socket stays in the namespace in which it was created, whichever thread uses it later. So this is the place to create and bind
    /// sockets; to send and receive on them needs nothing special. The code runs on a thread of its own, which ends afterwards, because
    /// a thread that has changed its namespace must not go back to the pool.
    /// </remarks>
    public T Run<T>(Func<T> code)
    {
        T? result = default;
        ExceptionDispatchInfo? fault = null;
        Thread thread = new(() =>
        {
            try
            {
                Enter();
                result = code();
            }
            catch (Exception e)
            {
                fault = ExceptionDispatchInfo.Capture(e);
            }
        })
        { IsBackground = true, Name = "in " + Name };
        thread.Start();
        thread.Join();
        fault?.Throw();
        return result!;
    }

    /// <summary>Runs synchronous code inside the namespace.</summary>
    public void Run(Action code) => Run(() =>
    {
        code();
        return true;
    });

    private void Enter()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(FilePath);
        if (SetNamespace(file, CloneNewNet) != 0)
        {
            throw new InvalidOperationException($"setns({FilePath}) failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNamespace(Microsoft.Win32.SafeHandles.SafeFileHandle file, int kind);
}
