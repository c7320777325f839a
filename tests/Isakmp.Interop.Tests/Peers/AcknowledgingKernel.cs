namespace Isakmp.Interop.Tests.Peers;

/// <summary>The shim that has a kernel without ESP acknowledge charon's SAs; compiled once per test run.</summary>
internal static class AcknowledgingKernel
{
    private static readonly Lazy<Task<string>> s_library = new(CompileAsync);

    /// <summary>The path of the shared library for LD_PRELOAD.</summary>
    public static Task<string> LibraryAsync() => s_library.Value;

    private static async Task<string> CompileAsync()
    {
        string library = Path.Combine(TestFolder.Create("shim").Path, "xfrmfake.so");
        string source = Path.Combine(AppContext.BaseDirectory, "Peers", "xfrmfake.c");
        await Command.RunAsync("gcc", ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"]);
        return library;
    }
}
