namespace Isakmp.Inspection.Recording;

/// <summary>The kinds of JSON values.</summary>
internal enum RecordedValueKind
{
    Object,
    List,
    String,
    Number,
    True,
    False,
    Null,
}
