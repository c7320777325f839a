using System.Security.Cryptography;
using System.Text;
using Isakmp.Core.Tests.Protection.V1;
using Isakmp.Exchanges.V1;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Exchanges.V1;

public sealed class NatDialectTests
{
    /// <summary>RFC 3947 section 3.1: the vendor ID is the MD5 hash of the name.</summary>
    [Fact]
    public void A_vendor_ID_is_the_hash_of_the_name()
    {
        Assert.Equal(5, NatDialect.All.Length);
        foreach (NatDialect dialect in NatDialect.All)
        {
            Assert.Equal(MD5.HashData(Encoding.ASCII.GetBytes(dialect.Name)), dialect.VendorId.ToArray());
            Assert.Same(dialect, NatDialect.Find(dialect.VendorId));
        }

        Assert.Null(NatDialect.Find(MD5.HashData(Encoding.ASCII.GetBytes("RFC 3948"))));
        Assert.Null(NatDialect.Find([]));
    }

    [Fact]
    public void The_RFC_is_better_than_a_draft_and_a_draft_than_nothing()
    {
        NatDialect rfc = NatDialect.All[0];
        NatDialect draft = NatDialect.All[^1];
        Assert.Same(rfc, NatDialect.Better(draft, rfc));
        Assert.Same(rfc, NatDialect.Better(rfc, draft));
        Assert.Same(draft, NatDialect.Better(null, draft));
        Assert.Same(draft, NatDialect.Better(draft, null));
        Assert.Null(NatDialect.Better(null, null));
    }

    /// <summary>RFC 3947 sections 3.2 and 5.2 for 20 and 21; the drafts took 130 and 131.</summary>
    [Fact]
    public void Numbers_and_ports_are_those_of_the_dialect()
    {
        Assert.Equal((20, 21, true), (NatDialect.All[0].Detection.Value, NatDialect.All[0].OriginalAddress.Value, NatDialect.All[0].Floats));
        Assert.All(NatDialect.All.Skip(1), draft => Assert.Equal((130, 131), (draft.Detection.Value, draft.OriginalAddress.Value)));
        Assert.Equal([true, true, true, true, false], NatDialect.All.Select(dialect => dialect.Floats));
    }

    [Fact]
    public void What_strongSwan_announced_is_recognized()
    {
        RecordedIsakmpSa sa = RecordedIsakmpSa.All[0];
        var walker = new PayloadWalker(sa.Messages[0].AsSpan(IkeHeader.Size), 0, sa.First(0), isV1: true);
        NatDialect? best = null;
        int found = 0;
        while (walker.MoveNext())
        {
            if (walker.Current.Type == PayloadType.V1VendorId && NatDialect.Find(walker.Current.Body) is { } dialect)
            {
                best = NatDialect.Better(best, dialect);
                found++;
            }
        }

        Assert.Equal("RFC 3947", best?.ToString());
        Assert.Equal(2, found); // the RFC, and draft 02 with the line feed
    }
}
