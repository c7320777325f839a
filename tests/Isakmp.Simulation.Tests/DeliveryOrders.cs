using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>Goes through the orders in which datagrams can arrive.</summary>
internal static class DeliveryOrders
{
    /// <summary>Holds every datagram back and lets the choices say what becomes of it.</summary>
    public static void Explore(Pair pair, Choices choices, int steps, int timeouts, Action begin)
    {
        var held = new List<SimulatedDatagram>();
        pair.Network.Drops = sent =>
        {
            held.Add(sent);
            return true;
        };
        begin();
        int losses = 1;
        int copies = 1;
        for (int step = 0; step < steps && (held.Count > 0 || timeouts > 0); step++)
        {
            // for each datagram: deliver; lose, if that may still be; deliver and keep, if that may still be; and at last: wait
            int each = 1 + losses + copies;
            int choice = choices.Next((held.Count * each) + (timeouts > 0 ? 1 : 0));
            if (choice == held.Count * each)
            {
                timeouts--;
                Wait(pair);
                continue;
            }

            SimulatedDatagram chosen = held[choice / each];
            int act = choice % each;
            bool loses = act == 1 && losses == 1;
            bool copiesIt = act > 0 && !loses;
            losses -= loses ? 1 : 0;
            copies -= copiesIt ? 1 : 0;
            if (!copiesIt)
            {
                held.Remove(chosen);
            }

            if (!loses)
            {
                Host(pair, chosen).Receive(chosen);
            }
        }

        pair.Network.Drops = null;
        foreach (SimulatedDatagram late in held)
        {
            Host(pair, late).Receive(late);
        }
    }

    private static void Wait(Pair pair)
    {
        IkeInstant? alice = pair.Alice.Endpoint.NextTimeout;
        IkeInstant? bob = pair.Bob.Endpoint.NextTimeout;
        if ((alice is { } a && bob is { } b ? (a < b ? a : b) : alice ?? bob) is { } next)
        {
            pair.Clock.AdvanceTo(next);
            _ = pair.Alice.AdvanceIfDue() | pair.Bob.AdvanceIfDue();
        }
    }

    private static SimulatedHost Host(Pair pair, SimulatedDatagram datagram) =>
        datagram.Destination.Address == pair.Alice.Address ? pair.Alice : pair.Bob;
}
