namespace Isakmp.Architecture.Tests.Il;

/// <summary>A type by namespace and metadata name; a nested type is written as its outermost one.</summary>
internal readonly record struct TypeName(string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";
}
