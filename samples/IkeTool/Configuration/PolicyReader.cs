using System.Collections.Immutable;
using System.Globalization;
using Isakmp.Policies;
using Isakmp.Policies.V1;

namespace IkeTool.Configuration;

/// <summary>Reads the words that only IKEv1 has: policies with priorities, and lifetimes, which IKEv1 negotiates.</summary>
/// <param name="errors">Takes what is wrong.</param>
internal sealed class PolicyReader(ConfigErrors errors)
{
    // A pebibyte: routers count up to some 4 million kilobytes.
    private const long MostOctets = 1L << 50;

    private static readonly Dictionary<string, LifetimeRule> Rules = new(StringComparer.Ordinal)
    {
        ["claim"] = LifetimeRule.Claim,
        ["obey"] = LifetimeRule.Obey,
        ["strict"] = LifetimeRule.Strict,
        ["exact"] = LifetimeRule.Exact,
    };

    /// <summary>Reads what a child says of lifetimes and compression.</summary>
    /// <param name="child">The child.</param>
    /// <param name="builder">Takes it.</param>
    /// <returns>The builder.</returns>
    public static ChildProfileBuilder Configure(SectionReader child, ChildProfileBuilder builder)
    {
        // As in swanctl.conf life_bytes counts octets, and the wire counts units of 1,024.
        ulong? kilobytes = child.LongNumber("life_bytes", 0, MostOctets) is { } octets and > 0 ? ((ulong)octets + 1023) / 1024 : null;
        return builder
            .WithLifetime(child.Duration("life_time") is { } time && time > TimeSpan.Zero ? time : TimeSpan.FromHours(1), kilobytes, child.Choice("lifetime_rule", Rules) ?? LifetimeRule.Claim)
            .WithCompression(child.Boolean("ipcomp") ?? false);
    }

    /// <summary>Reads what a connection says of phase 1, beside its proposals.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="builder">Takes it.</param>
    public void Read(SectionReader connection, PeerProfileBuilder builder)
    {
        LifetimeRule rule = connection.Choice("lifetime_rule", Rules) ?? LifetimeRule.Claim;
        _ = builder.WithPhase1Lifetime(Lifetime(connection, "ike_lifetime"), rule).WithDefaultPolicy(connection.Boolean("default_policy") ?? true);
        if (connection.Find("policies") is not { } policies)
        {
            return;
        }

        foreach (ConfigMember member in SectionReader.Sections(policies, errors))
        {
            if (Read(member, rule) is { } policy)
            {
                _ = builder.WithPolicies(policy);
            }
        }
    }

    private static TimeSpan Lifetime(SectionReader section, string word) =>
        section.Duration(word) is { } time && time > TimeSpan.Zero ? time : TimeSpan.FromDays(1);

    private IsakmpPolicy? Read(ConfigMember member, LifetimeRule rule)
    {
        var reader = new SectionReader(member.Value, Vocabulary.Policy, errors);
        if (!int.TryParse(member.Word, NumberStyles.None, CultureInfo.InvariantCulture, out int priority))
        {
            errors.Add(member.Line, $"'{member.Word}' is the priority of a policy, but must be a number from 1 to 65534");
            return null;
        }

        IsakmpPolicyBuilder builder = new IsakmpPolicyBuilder(priority)
            .WithLifetime(Lifetime(reader, "lifetime"), rule: reader.Choice("lifetime_rule", Rules) ?? rule);
        if (reader.Scalar("proposal") is { } proposal)
        {
            _ = builder.WithProposal(proposal.Text);
        }
        else if (reader.Find("proposal") is null)
        {
            errors.Add(member.Line, $"policy {member.Word} has no proposal; add \"proposal\": \"aes256-sha256-modp2048\"");
        }

        if (!builder.TryBuild(out IsakmpPolicy? policy, out ImmutableArray<PolicyError> found))
        {
            foreach (PolicyError error in found)
            {
                int line = error.Setting.EndsWith(".proposal", StringComparison.Ordinal) ? reader.Find("proposal")?.Line ?? member.Line : member.Line;
                errors.Add(line, error.Message.TrimEnd('.'));
            }
        }

        return policy;
    }
}
