using System.Reflection;
using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Isakmp.Crypto.Native;

/// <summary>Finds the system's libcrypto, which need not be there.</summary>
internal static class LibcryptoLoader
{
    /// <summary>The oldest major version with the functions that <see cref="Libcrypto"/> declares.</summary>
    private const uint MinimumMajorVersion = 3;

    private static readonly Lazy<nint> s_handle = new(Load);

    /// <summary>Whether a libcrypto of OpenSSL 3.0 or later was found; loads it on first use and never throws.</summary>
    public static bool IsAvailable => s_handle.Value != 0;

    /// <summary>The version text, for example <c>OpenSSL 3.0.19 27 Jan 2026</c>; empty if there is none.</summary>
    public static string Version => IsAvailable ? Marshal.PtrToStringUTF8(Libcrypto.OpenSSL_version(0)) ?? string.Empty : string.Empty;

    /// <summary>Opens the first of the named libraries that is there and new enough; 0 if none is.</summary>
    internal static nint TryOpen(ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (!NativeLibrary.TryLoad(name, typeof(LibcryptoLoader).Assembly, DllImportSearchPath.SafeDirectories, out nint library))
            {
                continue;
            }

            if (MajorVersion(library) >= MinimumMajorVersion)
            {
                return library;
            }

            NativeLibrary.Free(library);
        }

        return 0;
    }

    private static nint Load()
    {
        nint library = TryOpen(CandidateNames());
        if (library == 0)
        {
            return 0;
        }

        try
        {
            NativeLibrary.SetDllImportResolver(typeof(LibcryptoLoader).Assembly, Resolve);
            return library;
        }
        catch (InvalidOperationException)
        {
            // The program has set a resolver for this assembly itself: do without libcrypto.
            return 0;
        }

        nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Libcrypto.LibraryName ? library : 0;
    }

    private static string[] CandidateNames() =>
        OperatingSystem.IsWindows() ? RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => ["libcrypto-3-x64.dll", "libcrypto-3.dll"],
            Architecture.Arm64 => ["libcrypto-3-arm64.dll", "libcrypto-3.dll"],
            _ => ["libcrypto-3.dll"],
        }
        : OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() || OperatingSystem.IsMacCatalyst()
            ? ["libcrypto.3.dylib", "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib", "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib"]
            : ["libcrypto.so.3"];

    private static unsafe uint MajorVersion(nint library)
    {
        // OPENSSL_version_major came with 3.0: a library without it is too old (or not OpenSSL).
        if (!NativeLibrary.TryGetExport(library, "OPENSSL_version_major", out nint function))
        {
            return 0;
        }

        return ((delegate* unmanaged[Cdecl]<uint>)function)();
    }
}
