using Isakmp.Exchanges.Negotiation;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Takes a Child SA out of its session.</summary>
internal static class ChildRemoval
{
    public static void Remove(ExchangeContext context, ChildSa child, CloseReason reason)
    {
        Session session = context.Session;
        if (!session.Children.Remove(child))
        {
            return;
        }

        context.Emit(new ChildSaClosedEvent
        {
            Connection = session.Connection, IkeSa = session.Id, Child = child.Id, Info = child.Describe(session.Path, session.IsUdpEncapsulated), Reason = reason,
        });
        child.ReleaseSpis(context);
    }
}
