using System.Collections.Immutable;

namespace Isakmp.Policies;

/// <summary>A profile cannot be built; all that is wrong with it is listed at once.</summary>
public sealed class PolicyException : ArgumentException
{
    /// <summary>Makes an exception without list.</summary>
    public PolicyException()
        : this("The profile cannot be built.")
    {
    }

    /// <summary>Makes an exception without list.</summary>
    /// <param name="message">What is wrong.</param>
    public PolicyException(string message)
        : base(message) => Errors = [];

    /// <summary>Makes an exception without list.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public PolicyException(string message, Exception innerException)
        : base(message, innerException) => Errors = [];

    /// <summary>Makes an exception that lists everything.</summary>
    /// <param name="profile">The name of the profile.</param>
    /// <param name="errors">What is wrong with it.</param>
    public PolicyException(string profile, ImmutableArray<PolicyError> errors)
        : base($"The profile '{profile}' cannot be built:\n{string.Join('\n', errors.Select(error => $"- {error}"))}") => Errors = errors;

    /// <summary>What is wrong, all of it.</summary>
    public ImmutableArray<PolicyError> Errors { get; }
}
