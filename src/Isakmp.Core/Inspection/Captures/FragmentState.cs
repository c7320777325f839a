namespace Isakmp.Inspection.Captures;

/// <summary>How far a datagram in fragments is, in the order in which they give way to new ones.</summary>
internal enum FragmentState
{
    /// <summary>The place is free.</summary>
    Free,

    /// <summary>Its ports are not ours: what else comes of it is passed over.</summary>
    Foreign,

    /// <summary>Something was wrong with it: what else comes of it is passed over.</summary>
    Refused,

    /// <summary>The first fragment, with the ports, is still missing.</summary>
    Unknown,

    /// <summary>On one of our ports.</summary>
    Ours,
}
