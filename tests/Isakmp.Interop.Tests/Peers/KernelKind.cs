namespace Isakmp.Interop.Tests.Peers;

/// <summary>What a charon installs its Child SAs into: not every kernel that tests run on has ESP.</summary>
public enum KernelKind
{
    /// <summary>A preloaded shim has the kernel acknowledge SAs that it does not install: every mode negotiates, nothing is carried.</summary>
    Acknowledging,

    /// <summary>The kernel-libipsec plugin: ESP in UDP in user space. It always forces NAT traversal and does tunnel mode only.</summary>
    UserSpace,

    /// <summary>The kernel as it is: without ESP in it, the IKE SA comes up and the Child SA fails.</summary>
    Native,
}
