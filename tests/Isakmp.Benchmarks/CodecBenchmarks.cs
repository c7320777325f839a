using System.Text;
using BenchmarkDotNet.Attributes;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.Describe;
using Isakmp.Wire.V2;

namespace Isakmp.Benchmarks;

/// <summary>Reads and writes of real messages; the floor is reading their octets once.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    // A recorded IKE_SA_INIT request of strongSwan: SA KE Ni and five notifications, 464 octets.
    private static readonly byte[] s_init = Convert.FromHexString(
        "b4eef11381d8264300000000000000002120220800000000000001d0220000300000002c010100040300000c0100000c800e0100030000080300"
        + "000c0300000802000005000000080400000e28000108000e00008db2893019385e0d8abec6af7e7912abab1746861f5cf6e6149e5f0f8a9ce2c2"
        + "7e5d6e138dbeb3a1b0354f56484e8d7249d33f08349caf3862fbc830968214b34861ee8495bb811b0e657b86902d6e9386e5ee9cd5b0002d32fd"
        + "3dccb7f6a360a89f41f407e0eb77dbee68e2308eb101f0a305d190a0e1ac30ee5ae571007a3bfee11f12e26825663ad314693e7e6df50e96909c"
        + "eebb216719787ca7762f8fc93d8aa50cdfcbcf2a1ed304c74653ca5b725e50463c908c146caf7af01eab9f0d96c703f71c7fd6ea12a0dea9c9ee"
        + "9aff74aea9cec07c26b1700ac88a0a36f9c5397a9f039c3bceeec769cef04a04107e0c713562a08d4c45d7a3732c31f339f929000024658b516a"
        + "7bc133cc9c54389a4d9fd7d0f482b27acd22853d1b5b059636c1fc292900001c00004004eb1c41b5c0120b624bdc61508078bd56b692609b2900"
        + "001c00004005786eba400da9c400258edd92f40f302f060152d4290000080000402e290000100000402f00020003000400050000000800004016");

    // What was inside its IKE_AUTH request: IDi CERTREQ IDr AUTH CP SA TSi TSr and six notifications.
    private static readonly byte[] s_auth = Convert.FromHexString(
        "2900001202000000616c6963652e7465737426000008000040002400001904f3325647fc36304da4e3c0ef3a2c7145d4e2429227000010020000"
        + "00626f622e746573742f00002802000000a9818d9fe8e79b50ac5eadd65c9f094379c9e9b8086ecb66e1f3fe836ce4e70b2100000c0100000000"
        + "0100002c00002400000020010304021e2586c50300000c01000014800e010000000008050000002d00001801000000070000100000ffff000000"
        + "00ffffffff2900001801000000070000100000ffff0a0200000a0200ff290000080000400c290000080000400f29000008000040142900000800"
        + "0040210000000800004024");

    private readonly byte[] _buffer = new byte[1024];
    private readonly StringBuilder _text = new(4096);

    [Benchmark(Baseline = true)]
    public int ReadEachOctetOnce()
    {
        int sum = 0;
        foreach (byte octet in s_init)
        {
            sum += octet;
        }

        return sum;
    }

    [Benchmark]
    public bool ReadHeader() => IkeHeader.TryRead(s_init, out _).IsOk;

    [Benchmark]
    public int IndexInit()
    {
        IkeHeader.TryRead(s_init, out IkeHeader header);
        PayloadIndex.TryBuild(s_init, IkeHeader.Size, header.NextPayload, out PayloadIndex index);
        return index.Count;
    }

    [Benchmark]
    public int ReadInitToTheLastTransform()
    {
        IkeHeader.TryRead(s_init, out IkeHeader header);
        PayloadIndex.TryBuild(s_init, IkeHeader.Size, header.NextPayload, out PayloadIndex index);
        return ReadAll(s_init, index);
    }

    [Benchmark]
    public int ReadInsideOfAuth()
    {
        PayloadIndex.TryBuild(s_auth, 0, PayloadType.IdentificationInitiator, out PayloadIndex index);
        return ReadAll(s_auth, index);
    }

    [Benchmark]
    public int WriteInit()
    {
        var writer = new MessageWriter(_buffer);
        writer.WriteHeader(new Spi(1), default, ExchangeType.IkeSaInit, HeaderFlags.Initiator, default);
        var sa = SecurityAssociationWriter.Begin(ref writer);
        sa.BeginProposal(ref writer, 1, SecurityProtocol.Ike, default);
        sa.AddTransform(ref writer, TransformType.Encryption, EncryptionAlgorithm.AesCbc.Value, 256);
        sa.AddTransform(ref writer, TransformType.Integrity, IntegrityAlgorithm.HmacSha2_256_128.Value);
        sa.AddTransform(ref writer, TransformType.PseudorandomFunction, PseudorandomFunction.HmacSha2_256.Value);
        sa.AddTransform(ref writer, TransformType.KeyExchange, KeyExchangeMethod.Modp2048.Value);
        sa.EndProposal(ref writer);
        sa.End(ref writer);
        KeyExchangePayload.Write(ref writer, KeyExchangeMethod.Modp2048, s_init.AsSpan(84, 256));
        NoncePayload.Write(ref writer, s_init.AsSpan(344, 32));
        NotifyPayload.Write(ref writer, NotifyType.NatDetectionSourceIp, s_init.AsSpan(384, 20));
        NotifyPayload.Write(ref writer, NotifyType.NatDetectionDestinationIp, s_init.AsSpan(412, 20));
        NotifyPayload.Write(ref writer, NotifyType.IkeV2FragmentationSupported);
        NotifyPayload.Write(ref writer, NotifyType.SignatureHashAlgorithms, s_init.AsSpan(448, 8));
        NotifyPayload.Write(ref writer, NotifyType.RedirectSupported);
        return writer.Finish();
    }

    [Benchmark]
    public int SummarizeInit()
    {
        _text.Clear();
        WireDescriber.Summary(s_init, _text);
        return _text.Length;
    }

    [Benchmark]
    public int DescribeInit()
    {
        _text.Clear();
        WireDescriber.Describe(s_init, _text);
        return _text.Length;
    }

    private static int ReadAll(ReadOnlySpan<byte> message, in PayloadIndex index)
    {
        int read = 0;
        for (int i = 0; i < index.Count; i++)
        {
            PayloadView payload = index.View(message, i);
            read += payload.Type.Value switch
            {
                33 => ReadProposals(payload.Body),
                34 => KeyExchangePayloadView.TryRead(payload.Body, out KeyExchangePayloadView ke).IsOk ? ke.Data.Length : 0,
                35 or 36 => IdentificationPayloadView.TryRead(payload.Body, out IdentificationPayloadView id).IsOk ? id.Data.Length : 0,
                38 => CertificateRequestPayloadView.TryRead(payload.Body, out CertificateRequestPayloadView request).IsOk ? request.AuthorityCount : 0,
                39 => AuthenticationPayloadView.TryRead(payload.Body, out AuthenticationPayloadView auth).IsOk ? auth.Data.Length : 0,
                40 => NoncePayloadView.TryRead(payload.Body, out NoncePayloadView nonce).IsOk ? nonce.Data.Length : 0,
                41 => NotifyPayloadView.TryRead(payload.Body, out NotifyPayloadView notify).IsOk ? notify.Type.Value : 0,
                44 or 45 => ReadSelectors(payload.Body),
                47 => ConfigurationPayloadView.TryRead(payload.Body, out ConfigurationPayloadView configuration).IsOk ? configuration.Attributes.Length : 0,
                _ => 0,
            };
        }

        return read;
    }

    private static int ReadProposals(ReadOnlySpan<byte> body)
    {
        int sum = 0;
        if (SecurityAssociationView.TryRead(body, out SecurityAssociationView view).IsOk)
        {
            foreach (ProposalView proposal in view)
            {
                foreach (TransformView transform in proposal)
                {
                    sum += transform.Id + (transform.KeyLength ?? 0);
                }
            }
        }

        return sum;
    }

    private static int ReadSelectors(ReadOnlySpan<byte> body)
    {
        int sum = 0;
        if (TrafficSelectorPayloadView.TryRead(body, out TrafficSelectorPayloadView view).IsOk)
        {
            foreach (TrafficSelectorView selector in view)
            {
                sum += selector.EndPort + selector.StartAddress.Length;
            }
        }

        return sum;
    }
}
