using System.Buffers;
using Isakmp.Exchanges;
using Isakmp.Registry;

namespace Isakmp.Inspection.KeyLog;

/// <summary>Writes keys as the tables that Wireshark reads from a profile's folder, so that it shows what is encrypted; whoever reads them can read the traffic.</summary>
/// <remarks>
/// Each row is flushed as soon as it is written, so that a capture under way can be read with it. Several endpoints may share one log. A comment stands in place of a row
/// where Wireshark cannot decrypt: it has no name for the cipher, or the Child SA is AH, which encrypts nothing. Lines end by a line feed alone.
/// </remarks>
public sealed class WiresharkKeyLog : IKeyLog
{
    /// <summary>The name that the table for IKEv1 has in a profile's folder.</summary>
    public const string IkeV1FileName = "ikev1_decryption_table";

    /// <summary>The name that the table for IKEv2 has in a profile's folder.</summary>
    public const string IkeV2FileName = "ikev2_decryption_table";

    /// <summary>The name that the table for ESP has in a profile's folder.</summary>
    public const string EspFileName = "esp_sa";

    private readonly Lock _gate = new();

    /// <summary>Takes the rows of <c>ikev1_decryption_table</c>: the initiator's cookie and the encryption key; null to leave them out.</summary>
    public TextWriter? IkeV1Table { get; init; }

    /// <summary>Takes the rows of <c>ikev2_decryption_table</c>: both SPIs, SK_ei, SK_er, their algorithm, SK_ai, SK_ar, their algorithm; null to leave them out.</summary>
    public TextWriter? IkeV2Table { get; init; }

    /// <summary>Takes the rows of <c>esp_sa</c>, one for each direction: addresses, SPI, algorithms and keys, the salt behind the key; null to leave them out.</summary>
    public TextWriter? EspTable { get; init; }

    /// <summary>Whether an IKE SA whose cipher Wireshark does not know gets a row all the same, with the registry's name; false, the default, for a comment.</summary>
    /// <remarks>Wireshark refuses such a row with a message and reads the others; <see cref="Keys.DecryptionKeys"/> reads it.</remarks>
    public bool WritesForeignCiphers { get; init; }

    /// <inheritdoc/>
    public void OnIkeSa(in IkeSaSecrets secrets)
    {
        bool isV1 = secrets.MajorVersion == 1;
        if ((isV1 ? IkeV1Table : IkeV2Table) is not { } table)
        {
            return;
        }

        lock (_gate)
        {
            if (isV1)
            {
                WriteIkeV1(table, secrets);
            }
            else
            {
                WriteIkeV2(table, secrets, WritesForeignCiphers);
            }

            table.Flush();
        }
    }

    /// <inheritdoc/>
    public void OnChildSa(in ChildSaSecrets secrets)
    {
        if (EspTable is not { } table)
        {
            return;
        }

        lock (_gate)
        {
            WriteEsp(table, secrets);
            table.Flush();
        }
    }

    private static void WriteIkeV1(TextWriter table, in IkeSaSecrets secrets)
    {
        table.Write(secrets.InitiatorSpi.ToString());
        table.Write(',');
        WriteHex(table, secrets.InitiatorEncryption);
        table.Write('\n');
    }

    private static void WriteIkeV2(TextWriter table, in IkeSaSecrets secrets, bool writesForeign)
    {
        string? encryption = WiresharkAlgorithms.TryGetIkeName(secrets.Encryption, secrets.EncryptionKeyLength ?? 0, out string? known) ? known
            : writesForeign && secrets.Encryption.IsKnown ? secrets.Encryption.Name
            : null;
        if (encryption is null)
        {
            table.Write($"# {secrets.InitiatorSpi},{secrets.ResponderSpi}: Wireshark cannot decrypt {secrets.Encryption}\n");
            return;
        }

        if (!WiresharkAlgorithms.TryGetIkeName(secrets.Integrity, out string? integrity, out bool takesKey))
        {
            table.Write($"# {secrets.InitiatorSpi},{secrets.ResponderSpi}: Wireshark does not know {secrets.Integrity}\n");
            return;
        }

        table.Write($"{secrets.InitiatorSpi},{secrets.ResponderSpi},");
        WriteHex(table, secrets.InitiatorEncryption);
        table.Write(',');
        WriteHex(table, secrets.ResponderEncryption);
        table.Write($",\"{encryption}\",");
        WriteHex(table, takesKey ? secrets.InitiatorIntegrity : default);
        table.Write(',');
        WriteHex(table, takesKey ? secrets.ResponderIntegrity : default);
        table.Write($",\"{integrity}\"\n");
    }

    private static void WriteEsp(TextWriter table, in ChildSaSecrets secrets)
    {
        ChildSaInfo info = secrets.Info;
        if (info.Protocol != SecurityProtocol.Esp)
        {
            table.Write($"# {info.Path.Local.Address}, {info.Path.Remote.Address}: {info.Protocol} encrypts nothing, and Wireshark does not check it\n");
            return;
        }

        IntegrityAlgorithm negotiated = info.Proposal.Integrity ?? IntegrityAlgorithm.None;
        if (info.Proposal.Encryption is not { } algorithm || !WiresharkAlgorithms.TryGetEspName(algorithm, out string? encryption))
        {
            table.Write($"# {info.InboundSpi}, {info.OutboundSpi}: Wireshark cannot decrypt {info.Proposal.Encryption}\n");
            return;
        }

        if (!WiresharkAlgorithms.TryGetEspName(negotiated, out string? integrity, out bool takesKey))
        {
            table.Write($"# {info.InboundSpi}, {info.OutboundSpi}: Wireshark does not know {negotiated}\n");
            return;
        }

        string local = info.Path.Local.Address.ToString();
        string remote = info.Path.Remote.Address.ToString();
        string family = info.Path.Local.Address.IsIPv6 ? "IPv6" : "IPv4";
        string algorithms = $"\"{encryption}\",\"0x";
        WriteEspDirection(table, $"\"{family}\",\"{remote}\",\"{local}\",\"0x{info.InboundSpi}\",{algorithms}", secrets.InboundEncryption, integrity, takesKey ? secrets.InboundIntegrity : default, info);
        WriteEspDirection(table, $"\"{family}\",\"{local}\",\"{remote}\",\"0x{info.OutboundSpi}\",{algorithms}", secrets.OutboundEncryption, integrity, takesKey ? secrets.OutboundIntegrity : default, info);
    }

    private static void WriteEspDirection(
        TextWriter table, string begin, ReadOnlySpan<byte> encryptionKey, string integrity, ReadOnlySpan<byte> integrityKey, ChildSaInfo info)
    {
        table.Write(begin);
        WriteHex(table, encryptionKey);
        table.Write($"\",\"{integrity}\",\"");
        table.Write(integrityKey.IsEmpty ? "" : "0x");
        WriteHex(table, integrityKey);

        // The last two columns are newer than Wireshark 4.0, which warns and leaves them out: without them a newer one checks ICVs without the upper half of the number.
        table.Write(info.ExtendedSequenceNumbers ? "\",\"64-bit\",\"0\"\n" : "\"\n");
    }

    // No string is made of a key: what the pool gets back holds nothing of it.
    private static void WriteHex(TextWriter table, ReadOnlySpan<byte> key)
    {
        char[] digits = ArrayPool<char>.Shared.Rent(2 * key.Length);
        try
        {
            _ = Convert.TryToHexStringLower(key, digits, out int length);
            table.Write(digits.AsSpan(0, length));
        }
        finally
        {
            digits.AsSpan(0, 2 * key.Length).Clear();
            ArrayPool<char>.Shared.Return(digits);
        }
    }
}
