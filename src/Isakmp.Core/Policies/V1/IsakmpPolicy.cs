using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>One set of algorithms that phase 1 of IKEv1 may use, with the priority by which it is tried; immutable, built by <see cref="IsakmpPolicyBuilder"/>.</summary>
/// <remarks>As on routers, priority 1 is tried first, and the first policy that an offered transform satisfies wins.</remarks>
public sealed record IsakmpPolicy
{
    /// <summary>The priority of the policies that stand behind all others: 65,535.</summary>
    public const int DefaultPriority = 65_535;

    internal IsakmpPolicy()
    {
    }

    /// <summary>The default policy: AES-256-CBC, SHA-256, group 14, 86,400 s, pre-shared key; behind all others, and on unless it is turned off.</summary>
    public static IsakmpPolicy Default { get; } = new()
    {
        Priority = DefaultPriority,
        Encryption = V1EncryptionAlgorithm.AesCbc,
        KeyLength = 256,
        Hash = V1HashAlgorithm.Sha2_256,
        AuthenticationMethod = V1AuthenticationMethod.PreSharedKey,
        Group = V1GroupDescription.Modp2048,
    };

    /// <summary>The default of Cisco's routers: DES-CBC, SHA-1, RSA signatures, group 1, 86,400 s. It is breakable, and off unless it is named.</summary>
    public static IsakmpPolicy CiscoDefault { get; } = new()
    {
        Priority = DefaultPriority,
        Encryption = V1EncryptionAlgorithm.DesCbc,
        Hash = V1HashAlgorithm.Sha,
        AuthenticationMethod = V1AuthenticationMethod.RsaSignatures,
        Group = V1GroupDescription.Modp768,
    };

    /// <summary>When it is tried: 1 first, 65,535 last.</summary>
    public int Priority { get; internal init; }

    /// <summary>The cipher.</summary>
    public V1EncryptionAlgorithm Encryption { get; internal init; }

    /// <summary>The key length of the cipher in bits; null for ciphers of one length.</summary>
    public ushort? KeyLength { get; internal init; }

    /// <summary>The hash, whose HMAC is the pseudorandom function.</summary>
    public V1HashAlgorithm Hash { get; internal init; }

    /// <summary>How both sides authenticate.</summary>
    public V1AuthenticationMethod AuthenticationMethod { get; internal init; }

    /// <summary>The Diffie-Hellman group.</summary>
    public V1GroupDescription Group { get; internal init; }

    /// <summary>How long the ISAKMP SA lives; 86,400 s by default.</summary>
    public V1Lifetime Lifetime { get; internal init; } = new(86_400, null);

    /// <summary>What to make of another lifetime of the peer's.</summary>
    public LifetimeRule LifetimeRule { get; internal init; }

    /// <summary>The algorithms as a proposal of IKEv2: what a crypto provider and <see cref="ProposalNotation"/> know them by.</summary>
    public Proposal Suite => Phase1Suite.For(Encryption, KeyLength, Hash, Group)
        ?? throw new InvalidOperationException("A policy holds only algorithms that have a number in IKEv2: this one was not built by IsakmpPolicyBuilder.");

    /// <summary>Parses proposals into policies of pre-shared keys, one for each combination of words, with the priorities 1, 2, 3 and so on.</summary>
    /// <param name="text">Proposals for IKE separated by commas, for example <c>aes256-sha256-modp2048, 3des-md5-modp1024</c>; <c>default</c> stands for <see cref="Default"/>.</param>
    /// <param name="policies">The policies, at most 65,534.</param>
    /// <param name="error">What is wrong and how to mend it.</param>
    /// <returns>Whether the text is a list of proposals whose algorithms IKEv1 has.</returns>
    public static bool TryParseList(string? text, out ImmutableArray<IsakmpPolicy> policies, [NotNullWhen(false)] out string? error)
    {
        var parsed = new List<IsakmpPolicy>();
        policies = [];
        error = null;
        foreach (string item in (text ?? string.Empty).Split(',', StringSplitOptions.TrimEntries))
        {
            if (item.Equals(ProposalNotation.DefaultWord, StringComparison.OrdinalIgnoreCase))
            {
                parsed.Add(Default);
            }
            else if (ProposalNotation.TryParse(item, SecurityProtocol.Ike, out Proposal? proposal, out error) && (error = V1Words.Describe(proposal, item)) is null)
            {
                parsed.AddRange(Phase1Suite.Expand(proposal).Take(DefaultPriority - 1));
            }
            else
            {
                return false;
            }
        }

        policies = [.. parsed.Take(DefaultPriority - 1).Select((policy, index) => policy with { Priority = index + 1 })];
        return true;
    }

    /// <summary>The same policy with another authentication method.</summary>
    /// <param name="method">The method.</param>
    /// <returns>The policy.</returns>
    public IsakmpPolicy WithAuthentication(V1AuthenticationMethod method) => this with { AuthenticationMethod = method };

    /// <summary>The same policy with another priority.</summary>
    /// <param name="priority">1 to 65,535.</param>
    /// <returns>The policy.</returns>
    public IsakmpPolicy WithPriority(int priority)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(priority, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priority, DefaultPriority);
        return this with { Priority = priority };
    }

    /// <summary>The transform that offers this policy.</summary>
    /// <param name="number">The number of the transform.</param>
    /// <returns>The transform.</returns>
    public V1Transform ToTransform(byte number) => new V1IkeParameters
    {
        Encryption = Encryption,
        KeyLength = KeyLength,
        Hash = Hash,
        AuthenticationMethod = AuthenticationMethod,
        Group = Group,
        Lifetime = Lifetime,
    }.ToTransform(number);

    /// <summary>The order in which policies are tried.</summary>
    internal static ImmutableArray<IsakmpPolicy> Order(IEnumerable<IsakmpPolicy> policies) => [.. policies.OrderBy(policy => policy.Priority)];

    /// <summary>Priority, algorithms in the words of swanctl.conf, method and lifetime.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"priority {Priority}: {ProposalNotation.Format(Suite)}, {AuthenticationMethod}, {Lifetime}");
}
