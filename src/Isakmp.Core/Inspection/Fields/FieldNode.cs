using System.Collections.Immutable;

namespace Isakmp.Inspection.Fields;

/// <summary>A field of a message, a payload, or the whole message: what it is called, what it holds, and where it stands.</summary>
/// <remarks>Values are what is on the wire, in full: they are as secret as the message. Passwords in EAP are left out.</remarks>
public sealed class FieldNode
{
    internal FieldNode(string name) => Name = name;

    /// <summary>The name, unique among its siblings: a second <c>V</c> is <c>V #2</c>.</summary>
    public string Name { get; }

    /// <summary>The value as text: a registry's name, a number, an address, hexadecimal digits; null if the children say it all.</summary>
    public string? Value { get; internal init; }

    /// <summary>Where it starts, in octets from the start of the message; inside an encrypted payload from the start of the decrypted chain.</summary>
    public int Offset { get; internal init; }

    /// <summary>Its size, in octets.</summary>
    public int Length { get; internal init; }

    /// <summary>The fields inside, in the order of the wire.</summary>
    public ImmutableArray<FieldNode> Children { get; internal init; } = [];

    /// <summary>What is wrong with it, for example <c>LengthTooLarge at octet 30</c>; null if nothing is.</summary>
    public string? Fault { get; internal init; }

    /// <summary>Finds a field below this one.</summary>
    /// <param name="path">Names separated by slashes, for example <c>SA/Proposal 1/Transform ENCR</c>.</param>
    /// <returns>The field, or null.</returns>
    public FieldNode? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        FieldNode? found = this;
        foreach (string name in path.Split('/'))
        {
            found = found?.Children.FirstOrDefault(child => child.Name == name);
        }

        return found;
    }

    /// <summary>Returns name and value.</summary>
    /// <returns>For example <c>Key Length: 256</c>.</returns>
    public override string ToString() => Value is null ? Name : $"{Name}: {Value}";
}
