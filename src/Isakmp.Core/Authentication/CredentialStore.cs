using System.Diagnostics.CodeAnalysis;
using Isakmp.Messages;
using Isakmp.Primitives;

namespace Isakmp.Authentication;

/// <summary>Pre-shared keys by the identities that they belong to, as in the <c>secrets</c> section of swanctl.conf.</summary>
public sealed class CredentialStore : IDisposable
{
    private readonly List<(IdentityPattern[] Owners, SecretBuffer Secret)> _keys = [];

    /// <summary>How many keys are held.</summary>
    public int Count => _keys.Count;

    /// <summary>Adds a pre-shared key.</summary>
    /// <param name="secret">The key: 1 octet or more; copied.</param>
    /// <param name="owners">The identities that it belongs to, of either side; none means that it fits any pair.</param>
    /// <returns>This store, for further calls.</returns>
    /// <exception cref="ArgumentException"><paramref name="secret"/> is empty.</exception>
    public CredentialStore AddSharedKey(ReadOnlySpan<byte> secret, params IReadOnlyList<IdentityPattern> owners)
    {
        ArgumentNullException.ThrowIfNull(owners);
        if (secret.IsEmpty)
        {
            throw new ArgumentException("A pre-shared key has at least one octet; an empty one would let anybody in.", nameof(secret));
        }

        _keys.Add(([.. owners], new SecretBuffer(secret)));
        return this;
    }

    /// <summary>Adds a pre-shared key given as text.</summary>
    /// <param name="secret">The key; its UTF-8 octets count.</param>
    /// <param name="owners">The identities that it belongs to, in swanctl.conf's words, for example <c>alice.example</c> or <c>*@example.org</c>.</param>
    /// <returns>This store, for further calls.</returns>
    /// <exception cref="ArgumentException"><paramref name="secret"/> is empty.</exception>
    /// <exception cref="FormatException">An identity cannot be read.</exception>
    public CredentialStore AddSharedKey(string secret, params IReadOnlyList<string> owners)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(owners);
        IdentityPattern[] patterns = [.. owners.Select(IdentityPattern.Parse)];
        using var octets = new SecretBuffer(System.Text.Encoding.UTF8.GetByteCount(secret));
        _ = System.Text.Encoding.UTF8.GetBytes(secret, octets.Span);
        return AddSharedKey(octets.Span, patterns);
    }

    /// <summary>Zeroes all keys.</summary>
    public void Dispose()
    {
        foreach ((_, SecretBuffer secret) in _keys)
        {
            secret.Dispose();
        }

        _keys.Clear();
    }

    /// <summary>A key with its owners, by the order in which they were added; both stay the store's.</summary>
    internal (IReadOnlyList<IdentityPattern> Owners, SecretBuffer Secret) this[int position] => _keys[position];

    /// <summary>Finds the key that fits best: one that names both sides before one that names the peer before one that names nobody.</summary>
    /// <param name="local">Our identity.</param>
    /// <param name="remote">The peer's identity; null while it is unknown.</param>
    /// <param name="secret">The key, which stays the store's.</param>
    /// <returns>Whether there is one.</returns>
    internal bool TryGetSharedKey(Identity local, Identity? remote, [NotNullWhen(true)] out SecretBuffer? secret)
    {
        secret = null;
        int best = 0;
        foreach ((IdentityPattern[] owners, SecretBuffer candidate) in _keys)
        {
            int score = Score(owners, local, remote);
            if (score > best)
            {
                best = score;
                secret = candidate;
            }
        }

        return secret is not null;
    }

    /// <summary>Whether a key is the one of an identity: other keys may not name it where this one does not.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="secret">The key.</param>
    /// <returns>Null if no key names the identity exactly.</returns>
    internal bool? IsKeyOf(Identity identity, SecretBuffer secret)
    {
        bool? belongs = null;
        foreach ((IdentityPattern[] owners, SecretBuffer candidate) in _keys)
        {
            if (owners.Any(owner => owner.MatchScore(identity) == IdentityPattern.ExactScore))
            {
                belongs = (belongs ?? false) | candidate.FixedTimeEquals(secret.Span);
            }
        }

        return belongs;
    }

    private static int Score(IdentityPattern[] owners, Identity local, Identity? remote)
    {
        const int RemoteWeight = 1 << 12;
        if (owners.Length == 0)
        {
            return 1;
        }

        int byLocal = owners.Max(owner => owner.MatchScore(local));
        int byRemote = remote is null ? 0 : owners.Max(owner => owner.MatchScore(remote));
        bool namesPeer = byRemote > 0;
        bool namesOnlyUs = byLocal > 0 && (owners.Length == 1 || remote is null);
        return namesPeer || namesOnlyUs ? 2 + (byRemote * RemoteWeight) + byLocal : 0;
    }
}
