using Isakmp.Exchanges;

namespace Isakmp.Hosting;

/// <summary>Answers a question of the endpoint by <see cref="IkeHost.Complete{TResult}"/>, now or later; unanswered, its default (a refusal) holds at its deadline.</summary>
/// <param name="host">The host that asks.</param>
/// <param name="operation">The question.</param>
/// <param name="cancellationToken">Cancelled when the host stops.</param>
/// <returns>The work of answering.</returns>
public delegate ValueTask IkeOperationHandler(IkeHost host, IkeOperation operation, CancellationToken cancellationToken);
