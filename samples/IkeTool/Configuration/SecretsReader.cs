using System.Text;
using Isakmp.Authentication;
using Isakmp.Messages;

namespace IkeTool.Configuration;

/// <summary>Reads the pre-shared keys. No message holds a part of one.</summary>
internal static class SecretsReader
{
    private const string KeyWord = "ike";
    private const string OwnerWord = "id";

    /// <summary>Reads the section of the secrets.</summary>
    /// <param name="section">The section; null if there is none.</param>
    /// <param name="credentials">Takes the keys.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <returns>How many keys stand there, right or wrong.</returns>
    public static int Read(ConfigMember? section, CredentialStore credentials, ConfigErrors errors)
    {
        int count = 0;
        foreach (ConfigMember member in section is null ? [] : SectionReader.Sections(section, errors))
        {
            if (IsKey(member, errors))
            {
                count++;
                ReadKey(member, credentials, errors);
            }
        }

        return count;
    }

    private static bool IsKey(ConfigMember member, ConfigErrors errors)
    {
        // swanctl puts any suffix after the kind: ike-office, ike1.
        if (member.Word.StartsWith(KeyWord, StringComparison.Ordinal))
        {
            return true;
        }

        string kind = new([.. member.Word.TakeWhile(char.IsAsciiLetterOrDigit)]);
        errors.Add(member.Line, Vocabulary.Secrets.WillKnow(kind, out _) || Vocabulary.Secrets.WillKnow(kind.TrimEnd([.. "0123456789"]), out _)
            ? $"secrets of the kind '{kind}' are not supported yet; leave '{member.Word}' out"
            : $"'{member.Word}' is no kind of secret; name it 'ike-{member.Word}'");
        return false;
    }

    private static void ReadKey(ConfigMember member, CredentialStore credentials, ConfigErrors errors)
    {
        var owners = new List<IdentityPattern>();
        byte[]? secret = null;
        bool found = false;
        foreach (ConfigMember word in member.Value.Members)
        {
            if (word.Word == "secret")
            {
                found = true;
                secret = ReadSecret(word, errors);
            }
            else if (IsOwner(word.Word))
            {
                ReadOwner(word, owners, errors);
            }
            else
            {
                string guess = Vocabulary.SharedKey.Nearest(word.Word) is { } nearest ? $"did you mean '{nearest}'?" : "it may hold 'id', 'id-1', ... and 'secret'";
                errors.Add(word.Line, $"'{word.Word}' is no word of {Vocabulary.SharedKey.Section}; {guess}");
            }
        }

        if (!found)
        {
            errors.Add(member.Line, $"'{member.Word}' has no secret; add \"secret\": \"...\"");
        }

        if (secret is not null)
        {
            _ = credentials.AddSharedKey(secret, owners);
        }
    }

    private static bool IsOwner(string word) =>
        word.StartsWith(OwnerWord, StringComparison.Ordinal) && (word.Length == OwnerWord.Length || !char.IsAsciiLetter(word[OwnerWord.Length]));

    private static void ReadOwner(ConfigMember word, List<IdentityPattern> owners, ConfigErrors errors)
    {
        if (!word.Value.IsScalar)
        {
            errors.Add(word.Value, $"'{word.Word}' is {word.Value.KindInWords}, but must be one identity; give each its own word: id-1, id-2");
        }
        else if (IdentityPattern.TryParse(word.Value.Text, out IdentityPattern? owner, out string? error))
        {
            owners.Add(owner);
        }
        else
        {
            errors.Add(word.Value, error.TrimEnd('.'));
        }
    }

    private static byte[]? ReadSecret(ConfigMember word, ConfigErrors errors)
    {
        if (word.Value.Kind != ConfigNodeKind.Text)
        {
            errors.Add(word.Value, $"'secret' is {word.Value.KindInWords}, but must be a text in double quotes");
            return null;
        }

        string text = word.Value.Text;
        byte[]? secret = text switch
        {
            ['0', 'x', .. var hex] => FromHex(hex, word, errors),
            ['0', 's', .. var base64] => FromBase64(base64, word, errors),
            _ => Encoding.UTF8.GetBytes(text),
        };
        if (secret is { Length: 0 })
        {
            errors.Add(word.Value, "'secret' is empty, which would let anybody in; write the key");
            return null;
        }

        return secret;
    }

    private static byte[]? FromHex(string text, ConfigMember word, ConfigErrors errors)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            errors.Add(word.Value, "'secret' starts with 0x, but an even number of hexadecimal digits does not follow; mend the digits");
            return null;
        }
    }

    private static byte[]? FromBase64(string text, ConfigMember word, ConfigErrors errors)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            errors.Add(word.Value, "'secret' starts with 0s, but Base64 does not follow; mend the text, with its padding");
            return null;
        }
    }
}
