namespace Isakmp.Policies;

/// <summary>Something that is wrong with a profile.</summary>
/// <param name="Setting">The setting, named and nested as in swanctl.conf, for example <c>children.net.esp_proposals</c>.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
public sealed record PolicyError(string Setting, string Message)
{
    /// <summary>Setting and message on one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Setting}: {Message}";
}
