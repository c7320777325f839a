using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>Collects the settings of an <see cref="IsakmpPolicy"/>, checks them once, and reports all errors together.</summary>
/// <example>
/// <code>
/// IsakmpPolicy policy = new IsakmpPolicyBuilder(10)
///     .WithEncryption(V1EncryptionAlgorithm.AesCbc, 256).WithHash(V1HashAlgorithm.Sha2_256).WithGroup(V1GroupDescription.Modp2048)
///     .WithLifetime(TimeSpan.FromHours(8))
///     .Build();
/// </code>
/// </example>
public sealed class IsakmpPolicyBuilder
{
    private readonly int _priority;
    private readonly List<(string Setting, string Message)> _errors = [];
    private V1EncryptionAlgorithm _encryption = IsakmpPolicy.Default.Encryption;
    private ushort? _keyLength = IsakmpPolicy.Default.KeyLength;
    private V1HashAlgorithm _hash = IsakmpPolicy.Default.Hash;
    private V1AuthenticationMethod _method = IsakmpPolicy.Default.AuthenticationMethod;
    private V1GroupDescription _group = IsakmpPolicy.Default.Group;
    private TimeSpan _lifetime = TimeSpan.FromDays(1);
    private ulong? _kilobytes;
    private LifetimeRule _rule;

    /// <summary>Begins a policy; what is not set is as in <see cref="IsakmpPolicy.Default"/>.</summary>
    /// <param name="priority">1, which is tried first, to 65,534.</param>
    public IsakmpPolicyBuilder(int priority) => _priority = priority;

    /// <summary>Sets cipher, hash and group in the words of swanctl.conf, one of each.</summary>
    /// <param name="proposal">For example <c>aes256-sha256-modp2048</c>.</param>
    /// <returns>This builder.</returns>
    public IsakmpPolicyBuilder WithProposal(string proposal)
    {
        if (!ProposalNotation.TryParse(proposal, SecurityProtocol.Ike, out Proposal? parsed, out string? error))
        {
            _errors.Add(("proposal", error));
            return this;
        }

        if (V1Words.Describe(parsed, proposal) is { } foreign)
        {
            _errors.Add(("proposal", foreign));
            return this;
        }

        ImmutableArray<IsakmpPolicy> policies = [.. Phase1Suite.Expand(parsed).Take(2)];
        if (policies.Length > 1)
        {
            _errors.Add(("proposal", $"'{proposal}' has alternatives, and a policy has one cipher, one hash and one group: make a policy for each."));
        }

        (_encryption, _keyLength, _hash, _group) = (policies[0].Encryption, policies[0].KeyLength, policies[0].Hash, policies[0].Group);
        return this;
    }

    /// <summary>Sets the cipher.</summary>
    /// <param name="encryption">The cipher.</param>
    /// <param name="keyLength">Its key length in bits; null for ciphers of one length.</param>
    /// <returns>This builder.</returns>
    public IsakmpPolicyBuilder WithEncryption(V1EncryptionAlgorithm encryption, ushort? keyLength = null)
    {
        (_encryption, _keyLength) = (encryption, keyLength);
        return this;
    }

    /// <summary>Sets the hash.</summary>
    /// <param name="hash">The hash.</param>
    /// <returns>This builder.</returns>
    public IsakmpPolicyBuilder WithHash(V1HashAlgorithm hash)
    {
        _hash = hash;
        return this;
    }

    /// <summary>Sets how both sides authenticate.</summary>
    /// <param name="method">The method; a pre-shared key by default.</param>
    /// <returns>This builder.</returns>
    public IsakmpPolicyBuilder WithAuthentication(V1AuthenticationMethod method)
    {
        _method = method;
        return this;
    }

    /// <summary>Sets the Diffie-Hellman group.</summary>
    /// <param name="group">The group.</param>
    /// <returns>This builder.</returns>
    public IsakmpPolicyBuilder WithGroup(V1GroupDescription group)
    {
        _group = group;
        return this;
    }

    /// <summary>Sets how long the SA lives.</summary>
    /// <param name="duration">The time, 86,400 s by default.</param>
    /// <param name="kilobytes">The traffic in units of 1,024 octets, or null for no limit.</param>
    /// <param name="rule">What to make of another lifetime of the peer's.</param>
    /// <returns>This builder.</returns>
    public IsakmpPolicyBuilder WithLifetime(TimeSpan duration, ulong? kilobytes = null, LifetimeRule rule = LifetimeRule.Claim)
    {
        (_lifetime, _kilobytes, _rule) = (duration, kilobytes, rule);
        return this;
    }

    /// <summary>Builds the policy.</summary>
    /// <returns>The policy.</returns>
    /// <exception cref="PolicyException">The settings are wrong; the exception lists all that is wrong and how to mend it.</exception>
    public IsakmpPolicy Build() => TryBuild(out IsakmpPolicy? policy, out ImmutableArray<PolicyError> errors)
        ? policy
        : throw new PolicyException(string.Create(CultureInfo.InvariantCulture, $"policy {_priority}"), errors);

    /// <summary>Builds the policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="errors">All that is wrong and how to mend it; empty on success.</param>
    /// <returns>Whether the settings are right.</returns>
    public bool TryBuild([NotNullWhen(true)] out IsakmpPolicy? policy, out ImmutableArray<PolicyError> errors)
    {
        ImmutableArray<PolicyError>.Builder found = ImmutableArray.CreateBuilder<PolicyError>();
        found.AddRange(_errors.Select(error => new PolicyError($"policies.{_priority}.{error.Setting}", error.Message)));
        Check(found);
        errors = found.ToImmutable();
        policy = !errors.IsEmpty ? null : new()
        {
            Priority = _priority,
            Encryption = _encryption,
            KeyLength = _keyLength,
            Hash = _hash,
            AuthenticationMethod = _method,
            Group = _group,
            Lifetime = new((ulong)_lifetime.TotalSeconds, _kilobytes),
            LifetimeRule = _rule,
        };
        return policy is not null;
    }

    private void Check(ImmutableArray<PolicyError>.Builder found)
    {
        void Require(bool holds, string setting, string message)
        {
            if (!holds)
            {
                found.Add(new(string.Create(CultureInfo.InvariantCulture, $"policies.{_priority}.{setting}"), message));
            }
        }

        Require(_priority is >= 1 and < IsakmpPolicy.DefaultPriority, "priority", "The priority is from 1 to 65534; 65535 is the default policy's.");
        bool isCipherKnown = AlgorithmMap.Phase1Cipher(_encryption, null) is not null || AlgorithmMap.Phase1Cipher(_encryption, 128) is not null;
        Require(isCipherKnown, "encryption", $"{_encryption} is not known here: choose DES, 3DES, AES or Camellia.");
        bool isLengthRight = AlgorithmMap.Phase1Cipher(_encryption, _keyLength) is { } cipher
            && AlgorithmFacts.TryGetEncryption(new EncryptionAlgorithm(cipher.Id), _keyLength, out _);
        string length = _keyLength?.ToString(CultureInfo.InvariantCulture) ?? "none";
        Require(
            !isCipherKnown || isLengthRight, "key_length",
            $"{_encryption} does not go with a key length of {length}: AES and Camellia want 128, 192 or 256, DES and 3DES none.");
        Require(AlgorithmMap.TryFindHash(_hash, out _, out _, out _), "hash", $"{_hash} is not known here: choose MD5, SHA, SHA2-256, SHA2-384 or SHA2-512.");
        Require(AlgorithmMap.KeyExchange(_group) is not null, "group", $"{_group} is not known here: choose a MODP or ECP group.");
        Require(_lifetime >= TimeSpan.FromSeconds(1), "lifetime", "The lifetime must be at least 1 s.");
        Require(_kilobytes is not 0, "lifetime", "The lifetime in kilobytes must be above 0: leave it out for no limit.");
    }
}
