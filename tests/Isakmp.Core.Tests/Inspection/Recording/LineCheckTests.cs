using System.Text;
using Isakmp.Inspection.Recording;

namespace Isakmp.Core.Tests.Inspection.Recording;

public class LineCheckTests
{
    [Theory]
    [InlineData("", 0x00000000)]
    [InlineData("123456789", 0xCBF43926)] // the check value of CRC-32 in its catalogues
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339)]
    public void The_check_is_CRC_32(string text, uint check) => Assert.Equal(check, LineCheck.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void One_changed_octet_is_found_anywhere()
    {
        byte[] line = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"step\":1,\"datagram\":\"0123456789abcdef\"", 60)));
        uint check = LineCheck.Compute(line);
        for (int at = 0; at < line.Length; at += 7)
        {
            byte original = line[at];
            line[at] = (byte)(original == 'x' ? 'y' : 'x');
            Assert.True(LineCheck.TryLocate(line, check, out int position, out byte found));
            Assert.Equal((at, original), (position, found));
            line[at] = original;
        }
    }

    [Fact]
    public void Two_changed_octets_are_no_single_one()
    {
        byte[] line = Encoding.ASCII.GetBytes("{\"step\":1,\"at\":0,\"do\":\"Advance\"}");
        uint check = LineCheck.Compute(line);
        (line[3], line[20]) = ((byte)'X', (byte)'Y');
        Assert.False(LineCheck.TryLocate(line, check, out _, out _));
    }
}
