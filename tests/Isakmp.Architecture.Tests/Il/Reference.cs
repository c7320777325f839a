namespace Isakmp.Architecture.Tests.Il;

/// <summary>One mention of a type, or of a member of it, in the metadata or the IL of another type.</summary>
/// <param name="From">The outermost type that holds the mention.</param>
/// <param name="Where">The member, or the part of the declaration, that holds it.</param>
/// <param name="To">The outermost type that is mentioned.</param>
/// <param name="Member">The mentioned member's metadata name (<c>get_Now</c>, <c>.ctor</c>), or null where only the type is.</param>
internal sealed record Reference(TypeName From, string Where, TypeName To, string? Member)
{
    public override string ToString() => $"{From}, {Where}: {To}{(Member is null ? "" : "." + Member)}";
}
