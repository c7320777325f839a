using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes an SA payload, proposals, transforms and attributes; counts, lengths and markers follow of themselves (RFC 2408 3.4).</summary>
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

    /// <summary>Begins the payload with the IPSEC DOI and the situation SIT_IDENTITY_ONLY, as all of IKE does (RFC 2407 4.2.1).</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <returns>The writer of proposals.</returns>
    public static SecurityAssociationWriter Begin(ref MessageWriter writer) => Begin(ref writer, SituationFlags.IdentityOnly);

    /// <summary>Begins the payload with the IPSEC DOI, a situation and its labels.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="situation">The situation.</param>
    /// <param name="labels">The labels as on the wire (<see cref="SituationLabelsView.Raw"/>); empty without them.</param>
    /// <returns>The writer of proposals.</returns>
    /// <exception cref="ArgumentException">Labels are missing, malformed, or not asked for by the situation.</exception>
    public static SecurityAssociationWriter Begin(
        ref MessageWriter writer, SituationFlags situation, scoped ReadOnlySpan<byte> labels = default)
    {
        bool isLabelled = (situation & SituationFlags.Labelled) != 0;
        bool isSound = isLabelled
            ? SituationLabelsView.TryRead(labels, situation, out SituationLabelsView view).IsOk && view.Raw.Length == labels.Length
            : labels.IsEmpty;
        if (!isSound)
        {
            throw new ArgumentException("Labels in the form of RFC 2407 4.6.1 follow Secrecy and Integrity alone.", nameof(labels));
        }

        writer.BeginPayload(PayloadType.V1SecurityAssociation);
        writer.WriteUInt32(DomainOfInterpretation.Ipsec.Value);
        writer.WriteUInt32((uint)situation);
        writer.WriteBytes(labels);
        return new SecurityAssociationWriter
        {
            _proposalAt = None,
            _previousProposalAt = None,
            _transformAt = None,
            _previousTransformAt = None,
        };
    }

    /// <summary>Writes a whole payload of another DOI, whose content is the caller's.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="doi">The DOI.</param>
    /// <param name="rest">All that follows it (<see cref="SecurityAssociationView.Rest"/>).</param>
    public static void WriteRaw(ref MessageWriter writer, DomainOfInterpretation doi, scoped ReadOnlySpan<byte> rest)
    {
        writer.BeginPayload(PayloadType.V1SecurityAssociation);
        writer.WriteUInt32(doi.Value);
        writer.WriteBytes(rest);
        writer.EndPayload();
    }

    /// <summary>Begins a proposal.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="number">The number; proposals that are to hold together have the same; an answer has the number that it accepts.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="spi">Our SPI for it; empty for ISAKMP (RFC 2408 3.5).</param>
    /// <exception cref="InvalidOperationException">A proposal is open.</exception>
    /// <exception cref="ArgumentException">The SPI is longer than 255 octets.</exception>
    public void BeginProposal(ref MessageWriter writer, byte number, V1Protocol protocol, scoped ReadOnlySpan<byte> spi)
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

    /// <summary>Begins a transform, for attributes to follow.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="number">The number: unique in the proposal; an answer has the number that it accepts.</param>
    /// <param name="id">The identifier, of the registry that belongs to the protocol.</param>
    /// <exception cref="InvalidOperationException">No proposal is open, a transform is, or the proposal has 255 already.</exception>
    public void BeginTransform(ref MessageWriter writer, byte number, byte id)
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
        writer.WriteByte(number);
        writer.WriteByte(id);
        writer.WriteUInt16(0);
    }

    /// <summary>Writes an attribute of the short form into the open transform.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="type">The type, 15 bits.</param>
    /// <param name="value">The value.</param>
    public readonly void AddAttribute(ref MessageWriter writer, ushort type, ushort value)
    {
        CheckOpen();
        AttributeWriter.Write(ref writer, type, value);
    }

    /// <summary>Writes an attribute of the long form into the open transform.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="type">The type, 15 bits.</param>
    /// <param name="value">The value; 65,535 octets at most.</param>
    public readonly void AddLongAttribute(ref MessageWriter writer, ushort type, scoped ReadOnlySpan<byte> value)
    {
        CheckOpen();
        AttributeWriter.WriteLong(ref writer, type, value);
    }

    /// <summary>Writes a lifetime or another variable number into the open transform: short if 16 bits will do, else long.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="type">The type, 15 bits.</param>
    /// <param name="value">The value.</param>
    public readonly void AddNumber(ref MessageWriter writer, ushort type, uint value)
    {
        CheckOpen();
        AttributeWriter.WriteNumber(ref writer, type, value);
    }

    /// <summary>Writes attributes into the open transform as they came.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="attributes">Whole attributes, one after the other: <see cref="TransformView.Attributes"/>.</param>
    public readonly void AddRawAttributes(ref MessageWriter writer, scoped ReadOnlySpan<byte> attributes)
    {
        CheckOpen();
        writer.WriteBytes(attributes);
    }

    /// <summary>Ends the open transform.</summary>
    /// <param name="writer">The writer.</param>
    /// <exception cref="InvalidOperationException">No transform is open.</exception>
    public void EndTransform(ref MessageWriter writer)
    {
        CheckOpen();
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
    /// <exception cref="InvalidOperationException">A proposal is open, or there is none (RFC 2408 4.2: one or more).</exception>
    public readonly void End(ref MessageWriter writer)
    {
        if (_proposalAt != None || _previousProposalAt == None)
        {
            throw new InvalidOperationException("An SA payload has one proposal at least, and all are ended: call EndProposal first.");
        }

        writer.EndPayload();
    }

    private readonly void CheckOpen()
    {
        if (_transformAt == None)
        {
            throw new InvalidOperationException("Attributes stand in a transform: call BeginTransform first.");
        }
    }
}
