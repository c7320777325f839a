namespace Isakmp.Wire.V1;

/// <summary>Steps through the attributes of a transform or of an attribute payload.</summary>
public ref struct AttributeEnumerator
{
    private ReadOnlySpan<byte> _rest;

    internal AttributeEnumerator(ReadOnlySpan<byte> attributes)
    {
        _rest = attributes;
    }

    /// <summary>The attribute.</summary>
    public AttributeView Current { get; private set; }

    /// <summary>Goes to the next attribute.</summary>
    /// <returns>False at the end.</returns>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        Current = AttributeView.ReadValidated(_rest);
        _rest = _rest[Current.Raw.Length..];
        return true;
    }
}
