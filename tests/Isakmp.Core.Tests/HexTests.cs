using Isakmp.Testing;

namespace Isakmp.Core.Tests;

public class HexTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("0x0aFF", "0aff")]
    [InlineData(" 00:11-22_33\n44 ", "0011223344")]
    public void Parses_what_logs_print(string text, string expected) => Assert.Equal(expected, Hex.Format(Hex.Parse(text)));

    [Theory]
    [InlineData("0")]
    [InlineData("zz")]
    public void Refuses_what_is_no_hex(string text) => Assert.Throws<FormatException>(() => Hex.Parse(text));
}
