namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>A transform as a scripted peer offers it: any octets for attributes (RFC 2408 sections 3.3 and 3.6).</summary>
internal sealed record OfferedTransform(byte Number, byte Id, byte[] Attributes)
{
    /// <summary>An attribute in the basic form.</summary>
    public static byte[] Short(ushort type, ushort value) => [.. Payload.Octets(type | 0x8000), .. Payload.Octets(value)];

    /// <summary>An attribute in the variable form.</summary>
    public static byte[] Long(ushort type, params byte[] value) => [.. Payload.Octets(type), .. Payload.Octets(value.Length), .. value];

    public byte[] Write(bool isLast) => [(byte)(isLast ? 0 : 3), 0, .. Payload.Octets(8 + Attributes.Length), Number, Id, 0, 0, .. Attributes];
}
