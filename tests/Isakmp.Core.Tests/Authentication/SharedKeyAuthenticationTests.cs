using Isakmp.Authentication;
using Isakmp.Core.Tests.Engine;
using Isakmp.Core.Tests.Protection;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Authentication;

public sealed class SharedKeyAuthenticationTests
{
    public static TheoryData<string> Recordings => [.. RecordedIkeSa.All.Where(sa => sa.Has("psk")).Select(sa => sa.Recording)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_proofs_of_real_gateways_verify(string recording)
    {
        RecordedIkeSa sa = KeyScheduleTests.Find(recording);
        IkeSuite suite = sa.Suite();
        using SkKeys keys = sa.Derive(suite);
        int verified = 0;
        foreach (byte[] message in sa.Sealed.Where(message => message[18] == ExchangeType.IkeAuth.Value))
        {
            bool ofInitiator = (message[19] & (byte)HeaderFlags.Initiator) != 0;
            using var protector = new MessageProtector(suite, keys, ofInitiator);
            byte[] plaintext = new byte[message.Length];
            Assert.Equal(OpenStatus.Ok, protector.TryOpen(message, 32, plaintext, out int length));
            List<Payload> inside = Payload.Read(plaintext[..length], 0, message[28]);
            byte[] identity = inside.Single(payload => payload.Type == (ofInitiator ? PayloadType.IdentificationInitiator : PayloadType.IdentificationResponder)).Body;
            byte[] auth = inside.Single(payload => payload.Type == PayloadType.Authentication).Body;
            byte[] computed = new byte[suite.Prf.OutputSize];
            SharedKeyAuthentication.Compute(
                suite.Prf,
                sa["psk"],
                sa[ofInitiator ? "request" : "response"],
                sa[ofInitiator ? "responder nonce" : "initiator nonce"],
                keys.Authentication(ofInitiator),
                identity,
                computed);
            Assert.Equal(AuthenticationMethod.SharedKeyMessageIntegrityCode.Value, auth[0]);
            Assert.Equal(auth[4..], computed);
            Assert.Equal(sa[ofInitiator ? "initiator AUTH" : "responder AUTH"], computed);
            verified++;
        }

        Assert.Equal(2, verified);
    }
}
