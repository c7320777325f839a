using System.Collections.Immutable;
using System.Text.Json;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Inspection.Recording;

/// <summary>What only profiles of IKEv1 have in a recording: policies with priorities, and lifetimes, which IKEv1 negotiates.</summary>
internal static class PolicyNotation
{
    public static void Write(Utf8JsonWriter json, ImmutableArray<IsakmpPolicy> policies)
    {
        json.WriteStartArray("policies");
        foreach (IsakmpPolicy policy in policies)
        {
            json.WriteStartObject();
            json.WriteNumber("priority", policy.Priority);
            json.WriteString("proposal", ProposalNotation.Format(policy.Suite));
            json.WriteNumber("auth", policy.AuthenticationMethod.Value);
            Write(json, policy.Lifetime, policy.LifetimeRule);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, ChildProfile child)
    {
        json.WriteBoolean("ipcomp", child.Compression);
        Write(json, child.Lifetime, child.LifetimeRule);
    }

    /// <summary>Reads all policies, the default one included where it was on.</summary>
    /// <exception cref="RecordingException">A setting is missing or wrong.</exception>
    public static void Read(RecordedValue policies, PeerProfileBuilder builder)
    {
        _ = builder.WithDefaultPolicy(false);
        foreach (RecordedValue value in policies.Items)
        {
            int priority = value["priority"].Int32();
            bool isDefault = priority == IsakmpPolicy.DefaultPriority;
            (TimeSpan duration, ulong? kilobytes, LifetimeRule rule) = ReadLifetime(value);
            IsakmpPolicyBuilder policy = new IsakmpPolicyBuilder(isDefault ? 1 : priority)
                .WithProposal(value["proposal"].String()).WithAuthentication(new V1AuthenticationMethod(value["auth"].Port())).WithLifetime(duration, kilobytes, rule);
            if (!policy.TryBuild(out IsakmpPolicy? built, out ImmutableArray<PolicyError> errors))
            {
                throw value.Fault($"The policy cannot be built: {string.Join(" ", errors)}");
            }

            _ = builder.WithPolicies(isDefault ? built.WithPriority(priority) : built);
        }
    }

    /// <summary>Reads what a child has beside what IKEv2 has.</summary>
    /// <exception cref="RecordingException">A setting is missing or wrong.</exception>
    public static void Configure(ChildProfileBuilder settings, RecordedValue child)
    {
        (TimeSpan duration, ulong? kilobytes, LifetimeRule rule) = ReadLifetime(child);
        _ = settings.WithCompression(child["ipcomp"].Boolean()).WithLifetime(duration, kilobytes, rule);
    }

    private static void Write(Utf8JsonWriter json, V1Lifetime lifetime, LifetimeRule rule)
    {
        json.WriteNumber("life_time", lifetime.Seconds.GetValueOrDefault());
        if (lifetime.Kilobytes is { } kilobytes)
        {
            json.WriteNumber("life_kilobytes", kilobytes);
        }

        json.WriteString("lifetime_rule", rule.ToString());
    }

    private static (TimeSpan Duration, ulong? Kilobytes, LifetimeRule Rule) ReadLifetime(RecordedValue value) =>
        (value["life_time"].Duration(), value.Find("life_kilobytes")?.UInt64(), value["lifetime_rule"].Enum<LifetimeRule>());
}
