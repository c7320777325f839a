using Isakmp.Architecture.Tests.Il;

namespace Isakmp.Architecture.Tests;

public class LayerTests
{
    private static readonly string s_core = Path.Combine(AppContext.BaseDirectory, "Isakmp.Core.dll");
    private static readonly LayerMap s_fixture = new("Fixture");
    private static readonly string s_tests = typeof(LayerTests).Assembly.Location;

    public static TheoryData<Type> Wrong => [.. typeof(LayerTests).Assembly.GetTypes().Where(type => type.Name.StartsWith("Wrong", StringComparison.Ordinal))];

    public static TheoryData<Type> Right => [.. typeof(LayerTests).Assembly.GetTypes().Where(type => type.Name.StartsWith("Right", StringComparison.Ordinal))];

    [Fact]
    public void Core_imports_only_upwards() =>
        Findings.None(new LayerMap("Isakmp").Violations(ReferenceReader.Types(s_core), ReferenceReader.Read(s_core)));

    [Fact]
    public void The_reader_sees_core()
    {
        // A reader that finds nothing would let everything pass.
        Assert.Contains(ReferenceReader.Types(s_core), type => type.ToString() == "Isakmp.Primitives.Spi");
        Assert.Contains(ReferenceReader.Read(s_core), reference => reference.From.Name == "Spi" && reference.To.Name == "BinaryPrimitives");
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_import_is_found(Type type) => Assert.NotEmpty(ViolationsOf(type));

    [Theory]
    [MemberData(nameof(Right))]
    public void A_right_import_is_none(Type type) => Assert.Empty(ViolationsOf(type));

    [Theory]
    [InlineData("Fixture.Wire", 3)]
    [InlineData("Fixture.Wire.V2", 3)]
    [InlineData("Fixture.Exchanges.Negotiation", 9)]
    [InlineData("Fixture.Wired", -1)]
    [InlineData("Fixture", -1)]
    [InlineData("Fixture.Elsewhere", -1)]
    public void A_namespace_stands_in_its_layer(string space, int layer) => Assert.Equal(layer, s_fixture.LayerOf(space));

    [Fact]
    public void A_type_in_no_layer_is_found() =>
        Assert.Single(s_fixture.Violations([new TypeName("Fixture.Elsewhere", "Stray"), new TypeName("Fixture.Wire", "Home")], []));

    private static IEnumerable<string> ViolationsOf(Type type) =>
        s_fixture.Violations([], ReferenceReader.Read(s_tests).Where(reference => reference.From == new TypeName(type.Namespace!, type.Name)));
}
