namespace Isakmp.Inspection.Impairments;

/// <summary>What a rule does to a datagram.</summary>
internal enum ImpairmentAction
{
    Drop,
    Duplicate,
    Delay,
    Reorder,
    Corrupt,
    Truncate,
}
