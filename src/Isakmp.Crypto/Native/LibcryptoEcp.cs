using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;

namespace Isakmp.Crypto.Native;

/// <summary>Elliptic curve Diffie-Hellman by libcrypto's point functions, in constant time.</summary>
internal sealed class LibcryptoEcp : ScalarArithmetic
{
    private readonly EcpGroup _group;
    private readonly CurveHandle _curve;
    private readonly NativeSlot<Workspace> _workspaces;

    private LibcryptoEcp(EcpGroup group, CurveHandle curve)
    {
        _group = group;
        _curve = curve;
        _workspaces = new NativeSlot<Workspace>(() => new Workspace(_curve));
    }

    /// <summary>Makes the arithmetic of a curve, or answers null if this libcrypto was built without it.</summary>
    public static LibcryptoEcp? TryCreate(EcpGroup group)
    {
        CurveHandle curve = Libcrypto.EC_GROUP_new_by_curve_name(group.NativeId);
        if (curve.IsInvalid)
        {
            Libcrypto.ERR_clear_error();
            return null;
        }

        return new LibcryptoEcp(group, curve);
    }

    protected override void ComputePublicValue(ReadOnlySpan<byte> privateValue, Span<byte> publicValue)
    {
        Workspace workspace = _workspaces.Take();
        try
        {
            NativeNumbers.Set(workspace.Scalar, privateValue);
            NativeNumbers.Require(Libcrypto.EC_POINT_mul_base(_curve, workspace.Product, workspace.Scalar, 0, 0, workspace.Context));
            WriteProduct(workspace);
            NativeNumbers.Get(workspace.X, publicValue[.._group.SharedSecretSize]);
            NativeNumbers.Get(workspace.Y, publicValue[_group.SharedSecretSize..]);
        }
        finally
        {
            workspace.Clear(_curve);
        }

        _workspaces.Return(workspace);
    }

    protected override KeyExchangeStatus ComputeSharedSecret(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        Workspace workspace = _workspaces.Take();
        KeyExchangeStatus status;
        try
        {
            status = Multiply(workspace, privateValue, peerPublic, sharedSecret);
        }
        finally
        {
            workspace.Clear(_curve);
        }

        _workspaces.Return(workspace);
        return status;
    }

    private KeyExchangeStatus Multiply(Workspace workspace, ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        NativeNumbers.Set(workspace.X, peerPublic[.._group.SharedSecretSize]);
        NativeNumbers.Set(workspace.Y, peerPublic[_group.SharedSecretSize..]);

        // RFC 6989 2.3: setting a point checks that it is on the curve.
        if (Libcrypto.EC_POINT_set_affine_coordinates(_curve, workspace.Peer, workspace.X, workspace.Y, workspace.Context) != Libcrypto.Ok)
        {
            Libcrypto.ERR_clear_error();
            return KeyExchangeStatus.InvalidPublicValue;
        }

        NativeNumbers.Set(workspace.Scalar, privateValue);
        NativeNumbers.Require(Libcrypto.EC_POINT_mul_point(_curve, workspace.Product, 0, workspace.Peer, workspace.Scalar, workspace.Context));
        WriteProduct(workspace);
        NativeNumbers.Get(workspace.X, sharedSecret);
        return KeyExchangeStatus.Ok;
    }

    private void WriteProduct(Workspace workspace) => NativeNumbers.Require(
        Libcrypto.EC_POINT_get_affine_coordinates(_curve, workspace.Product, workspace.X, workspace.Y, workspace.Context));

    private sealed class Workspace(CurveHandle curve) : IDisposable
    {
        public BigNumberContextHandle Context { get; } = NativeNumbers.Require(Libcrypto.BN_CTX_new());

        public BigNumberHandle Scalar { get; } = NativeNumbers.Create(constantTime: true);

        public BigNumberHandle X { get; } = NativeNumbers.Create();

        public BigNumberHandle Y { get; } = NativeNumbers.Create();

        public PointHandle Peer { get; } = NativeNumbers.Require(Libcrypto.EC_POINT_new(curve));

        public PointHandle Product { get; } = NativeNumbers.Require(Libcrypto.EC_POINT_new(curve));

        /// <summary>Zeroes what was secret.</summary>
        public void Clear(CurveHandle group)
        {
            Libcrypto.BN_clear(Scalar);
            Libcrypto.BN_clear(X);
            Libcrypto.BN_clear(Y);
            _ = Libcrypto.EC_POINT_set_to_infinity(group, Product);
        }

        public void Dispose()
        {
            Context.Dispose();
            Scalar.Dispose();
            X.Dispose();
            Y.Dispose();
            Peer.Dispose();
            Product.Dispose();
        }
    }
}
