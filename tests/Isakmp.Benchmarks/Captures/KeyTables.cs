namespace Isakmp.Benchmarks.Captures;

/// <summary>The key tables of a generated capture, as Wireshark and <c>ike decode --keys</c> read them.</summary>
internal sealed class KeyTables : IDisposable
{
    private readonly StreamWriter _ikeV1;
    private readonly StreamWriter _ikeV2;

    public KeyTables(string folder)
    {
        Directory.CreateDirectory(folder);
        _ikeV1 = new StreamWriter(Path.Combine(folder, "ikev1_decryption_table"));
        _ikeV2 = new StreamWriter(Path.Combine(folder, "ikev2_decryption_table"));
    }

    public void Add(GeneratedSession session)
    {
        foreach (string row in session.Rows())
        {
            (row.Count(letter => letter == ',') == 1 ? _ikeV1 : _ikeV2).Write(row + "\n");
        }
    }

    public void Dispose()
    {
        _ikeV1.Dispose();
        _ikeV2.Dispose();
    }
}
