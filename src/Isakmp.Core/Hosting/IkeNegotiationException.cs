using System.Diagnostics.CodeAnalysis;
using Isakmp.Exchanges;

namespace Isakmp.Hosting;

/// <summary>A connection that was asked for did not come to be.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It always carries a failure.")]
public sealed class IkeNegotiationException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="failure">What went wrong.</param>
    public IkeNegotiationException(IkeFailure failure)
        : base(Checked(failure).Message) => Failure = failure;

    /// <summary>What went wrong, with the comparison of offers and policies where that was the matter.</summary>
    public IkeFailure Failure { get; }

    private static IkeFailure Checked(IkeFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure;
    }
}
