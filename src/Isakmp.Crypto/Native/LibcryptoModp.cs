using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;

namespace Isakmp.Crypto.Native;

/// <summary>MODP Diffie-Hellman by libcrypto, in constant time; what depends on the modulus alone is computed once.</summary>
/// <remarks>The number functions take our exponent: the DH keys of libcrypto would draw theirs from its own generator.</remarks>
internal sealed class LibcryptoModp : ScalarArithmetic
{
    private readonly BigNumberHandle _prime;
    private readonly BigNumberHandle _generator;
    private readonly MontgomeryHandle _montgomery;
    private readonly NativeSlot<Workspace> _workspaces = new(() => new Workspace());

    public LibcryptoModp(ModpGroup group)
    {
        _prime = NativeNumbers.Create(group.Prime);
        _generator = NativeNumbers.Create([ModpGroup.Generator]);
        _montgomery = NativeNumbers.Require(Libcrypto.BN_MONT_CTX_new());
        using var workspace = new Workspace();
        NativeNumbers.Require(Libcrypto.BN_MONT_CTX_set(_montgomery, _prime, workspace.Context));
    }

    protected override void ComputePublicValue(ReadOnlySpan<byte> privateValue, Span<byte> publicValue)
    {
        Workspace workspace = _workspaces.Take();
        Power(workspace, _generator, privateValue, publicValue);
        _workspaces.Return(workspace);
    }

    protected override KeyExchangeStatus ComputeSharedSecret(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        Workspace workspace = _workspaces.Take();
        NativeNumbers.Set(workspace.Value, peerPublic);
        Power(workspace, workspace.Value, privateValue, sharedSecret);
        _workspaces.Return(workspace);
        return KeyExchangeStatus.Ok;
    }

    private void Power(Workspace workspace, BigNumberHandle value, ReadOnlySpan<byte> exponent, Span<byte> result)
    {
        try
        {
            NativeNumbers.Set(workspace.Exponent, exponent);
            NativeNumbers.Require(Libcrypto.BN_mod_exp_mont_consttime(
                workspace.Result, value, workspace.Exponent, _prime, workspace.Context, _montgomery));
            NativeNumbers.Get(workspace.Result, result);
        }
        finally
        {
            Libcrypto.BN_clear(workspace.Exponent);
            Libcrypto.BN_clear(workspace.Result);
        }
    }

    private sealed class Workspace : IDisposable
    {
        public BigNumberContextHandle Context { get; } = NativeNumbers.Require(Libcrypto.BN_CTX_new());

        public BigNumberHandle Value { get; } = NativeNumbers.Create();

        public BigNumberHandle Exponent { get; } = NativeNumbers.Create(constantTime: true);

        public BigNumberHandle Result { get; } = NativeNumbers.Create();

        public void Dispose()
        {
            Context.Dispose();
            Value.Dispose();
            Exponent.Dispose();
            Result.Dispose();
        }
    }
}
