using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Groups;

/// <summary>The initiator's private value between its request and the answer.</summary>
internal sealed class PrivateValue(DiffieHellman owner, GroupPrivateKey key) : KeyExchangeState
{
    private bool _disposed;

    /// <summary>The object whose Offer made this.</summary>
    public DiffieHellman Owner => owner;

    public override KeyExchangeMethod Method => owner.Method;

    /// <summary>The private value.</summary>
    /// <exception cref="ObjectDisposedException">The state has been disposed.</exception>
    public GroupPrivateKey Key
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return key;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        key.Dispose();
    }
}
