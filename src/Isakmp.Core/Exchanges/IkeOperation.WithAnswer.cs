namespace Isakmp.Exchanges;

/// <summary>A question to the caller with a typed answer.</summary>
/// <typeparam name="TResult">The type of the answer.</typeparam>
public abstract class IkeOperation<TResult> : IkeOperation
{
    private protected IkeOperation()
    {
    }

    /// <summary>The answer that is taken when none comes: a refusal.</summary>
    public abstract TResult DefaultAnswer { get; }

    internal TResult? Answer { get; private set; }

    internal void Take(TResult answer)
    {
        Answer = answer;
        IsAnswered = true;
    }

    internal override void TakeDefault()
    {
        IsExpired = true;
        Take(DefaultAnswer);
    }
}
