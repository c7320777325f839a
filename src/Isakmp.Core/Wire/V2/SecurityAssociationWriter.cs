using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes a security association payload: proposals, transforms, attributes; counts, lengths and markers follow of themselves (RFC 7296 3.3).</summary>
/// <remarks>The struct holds positions only; the <see cref="MessageWriter"/> that it began with is passed to every call.</remarks>
public struct SecurityAssociationWriter
{
    private const int None = -1;
    private const int LengthOffset = 2;
    private const int TransformCountOffset = 7;

    private int _proposalAt;
    private int _previousProposalAt;
    private int _transformAt;
    private int _previousTransformAt;
    private int _transformCount;

    /// <summary>Begins the payload.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <returns>The writer of proposals.</returns>
    public static SecurityAssociationWriter Begin(ref MessageWriter writer)
    {
        writer.BeginPayload(PayloadType.SecurityAssociation);
        return new SecurityAssociationWriter
        {
            _proposalAt = None,
            _previousProposalAt = None,
            _transformAt = None,
            _previousTransformAt = None,
        };
    }

    /// <summary>Begins a proposal.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="number">1 for the first of an offer, one more for each that follows; in an answer the number that is accepted.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="spi">Our SPI for it; empty in IKE_SA_INIT.</param>
    /// <exception cref="InvalidOperationException">A proposal is open.</exception>
    /// <exception cref="ArgumentException">The SPI is longer than 255 octets.</exception>
    public void BeginProposal(ref MessageWriter writer, byte number, SecurityProtocol protocol, scoped ReadOnlySpan<byte> spi)
    {
        if (_proposalAt != None)
        {
            throw new InvalidOperationException("A proposal is open: call EndProposal before the next BeginProposal.");
        }

        if (spi.Length > byte.MaxValue)
        {
            throw new ArgumentException("The size of an SPI is one octet: give at most 255 octets.", nameof(spi));
        }

        if (_previousProposalAt != None)
        {
            writer.Patch(_previousProposalAt, ProposalView.MoreMarker);
        }

        _proposalAt = writer.Length;
        _previousTransformAt = None;
        _transformCount = 0;
        writer.WriteUInt32(ProposalView.LastMarker);
        writer.WriteByte(number);
        writer.WriteByte(protocol.Value);
        writer.WriteByte((byte)spi.Length);
        writer.WriteByte(0);
        writer.WriteBytes(spi);
    }

    /// <summary>Writes a transform with the attribute Key Length or with none.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="type">The kind of algorithm.</param>
    /// <param name="id">The algorithm.</param>
    /// <param name="keyLength">The key length in bits; null for algorithms whose key has one length only (RFC 7296 3.3.5).</param>
    public void AddTransform(ref MessageWriter writer, TransformType type, ushort id, ushort? keyLength = null)
    {
        BeginTransform(ref writer, type, id);
        if (keyLength is { } bits)
        {
            AddAttribute(ref writer, TransformAttributeType.KeyLength, bits);
        }

        EndTransform(ref writer);
    }

    /// <summary>Begins a transform, for attributes to follow.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="type">The kind of algorithm.</param>
    /// <param name="id">The algorithm.</param>
    /// <exception cref="InvalidOperationException">No proposal is open, a transform is, or the proposal has 255 already.</exception>
    public void BeginTransform(ref MessageWriter writer, TransformType type, ushort id)
    {
        if (_proposalAt == None || _transformAt != None)
        {
            throw new InvalidOperationException("Transforms stand in a proposal, one after the other: call BeginProposal, or EndTransform, first.");
        }

        if (_transformCount == byte.MaxValue)
        {
            throw new InvalidOperationException("A proposal has 255 transforms at most: begin another proposal.");
        }

        if (_previousTransformAt != None)
        {
            writer.Patch(_previousTransformAt, TransformView.MoreMarker);
        }

        _transformAt = writer.Length;
        _transformCount++;
        writer.WriteUInt32(TransformView.LastMarker);
        writer.WriteByte(type.Value);
        writer.WriteByte(0);
        writer.WriteUInt16(id);
    }

    /// <summary>Writes an attribute of the short form into the open transform.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="type">The type, 15 bits.</param>
    /// <param name="value">The value.</param>
    public readonly void AddAttribute(ref MessageWriter writer, TransformAttributeType type, ushort value)
    {
        CheckAttribute(type);
        writer.WriteUInt16((ushort)(type.Value | TransformAttributeView.ShortFormat));
        writer.WriteUInt16(value);
    }

    /// <summary>Writes an attribute of the long form into the open transform.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="type">The type, 15 bits.</param>
    /// <param name="value">The value; 65,535 octets at most.</param>
    public readonly void AddLongAttribute(ref MessageWriter writer, TransformAttributeType type, scoped ReadOnlySpan<byte> value)
    {
        CheckAttribute(type);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ushort.MaxValue, nameof(value));
        writer.WriteUInt16(type.Value);
        writer.WriteUInt16((ushort)value.Length);
        writer.WriteBytes(value);
    }

    /// <summary>Writes attributes into the open transform as they came.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="attributes">Whole attributes, one after the other: <see cref="TransformView.Attributes"/>.</param>
    public readonly void AddRawAttributes(ref MessageWriter writer, scoped ReadOnlySpan<byte> attributes)
    {
        CheckAttribute(default);
        writer.WriteBytes(attributes);
    }

    /// <summary>Ends the open transform.</summary>
    /// <param name="writer">The writer.</param>
    /// <exception cref="InvalidOperationException">No transform is open.</exception>
    public void EndTransform(ref MessageWriter writer)
    {
        CheckAttribute(default);
        writer.PatchLength(_transformAt + LengthOffset, writer.Length - _transformAt);
        _previousTransformAt = _transformAt;
        _transformAt = None;
    }

    /// <summary>Ends the open proposal.</summary>
    /// <param name="writer">The writer.</param>
    /// <exception cref="InvalidOperationException">No proposal is open, or a transform still is.</exception>
    public void EndProposal(ref MessageWriter writer)
    {
        if (_proposalAt == None || _transformAt != None)
        {
            throw new InvalidOperationException("EndProposal ends a proposal whose transforms are ended: call BeginProposal, or EndTransform, first.");
        }

        writer.PatchLength(_proposalAt + LengthOffset, writer.Length - _proposalAt);
        writer.Patch(_proposalAt + TransformCountOffset, (byte)_transformCount);
        _previousProposalAt = _proposalAt;
        _proposalAt = None;
    }

    /// <summary>Ends the payload.</summary>
    /// <param name="writer">The writer.</param>
    /// <exception cref="InvalidOperationException">A proposal is open, or there is none (RFC 7296 3.3: one or more).</exception>
    public readonly void End(ref MessageWriter writer)
    {
        if (_proposalAt != None || _previousProposalAt == None)
        {
            throw new InvalidOperationException("An SA payload has one proposal at least, and all are ended: call EndProposal first.");
        }

        writer.EndPayload();
    }

    private readonly void CheckAttribute(TransformAttributeType type)
    {
        if (_transformAt == None)
        {
            throw new InvalidOperationException("Attributes stand in a transform: call BeginTransform first.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(type.Value, TransformAttributeView.ShortFormat, nameof(type));
    }
}
