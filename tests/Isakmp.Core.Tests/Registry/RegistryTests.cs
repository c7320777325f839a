using System.Reflection;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Registry;

public class RegistryTests
{
    public static TheoryData<Type> Registries => [.. typeof(PayloadType).Assembly.GetTypes()
        .Where(type => type.Namespace == "Isakmp.Registry" && type.IsValueType && type.GetProperty("Name") is not null && type.IsPublic)];

    [Theory]
    [MemberData(nameof(Registries))]
    public void Members_are_known_and_have_numbers_of_their_own(Type registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        object[] members = [.. registry.GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(member => member.PropertyType == registry)
            .Select(member => member.GetValue(null)!)];

        Assert.NotEmpty(members);
        Assert.Equal(members.Length, members.Distinct().Count());
        foreach (object member in members)
        {
            Assert.True((bool)registry.GetProperty("IsKnown")!.GetValue(member)!);
            string name = (string)registry.GetProperty("Name")!.GetValue(member)!;
            Assert.NotEmpty(name);
            Assert.DoesNotContain("unknown", name);
        }
    }

    // Numbers newer than the tables: RFC 9838, RFC 9867, RFC 9827.
    [Fact]
    public void Newer_numbers_have_members()
    {
        Assert.Equal(49, NotifyType.RegistrationFailed.Value);
        Assert.Equal(16445, NotifyType.UsePpkInt.Value);
        Assert.Equal(16446, NotifyType.PpkIdentityKey.Value);
        Assert.Equal(13, TransformType.KeyWrap.Value);
        Assert.Equal(14, TransformType.GroupControllerAuthentication.Value);
        Assert.Equal(2, ExtendedSequenceNumbers.Unspecified.Value);
        Assert.Equal(6, TransformType.AdditionalKeyExchange1.Value);
        Assert.Equal(12, TransformType.AdditionalKeyExchange7.Value);
        Assert.Equal(37, KeyExchangeMethod.MlKem1024.Value);
    }

    [Fact]
    public void An_unknown_number_is_kept_and_says_so()
    {
        var type = new NotifyType(40123);
        Assert.False(type.IsKnown);
        Assert.Equal("unknown (40123)", type.ToString());
        Assert.Equal(40123, type.Value);
        Assert.Equal("unknown (200)", new PayloadType(200).Notation);
    }

    [Theory]
    [InlineData(16383, true)]
    [InlineData(16384, false)]
    [InlineData(1, true)]
    [InlineData(65535, false)]
    public void A_notification_below_16384_is_an_error(ushort value, bool isError)
    {
        Assert.Equal(isError, new NotifyType(value).IsError);
        Assert.Equal(!isError, new NotifyType(value).IsStatus);
    }

    [Fact]
    public void A_payload_type_prints_as_the_RFC_writes_it()
    {
        Assert.Equal("TSi", PayloadType.TrafficSelectorInitiator.ToString());
        Assert.Equal("Traffic Selector - Initiator", PayloadType.TrafficSelectorInitiator.Name);
        Assert.Equal("SKF", $"{PayloadType.EncryptedFragment}");
    }
}
