using Isakmp.Inspection.Fields;

namespace Isakmp.Inspection.Recording;

/// <summary>Compares the values of two lines.</summary>
internal static class ValueComparison
{
    // Members for people and for the file, not of what happened.
    private static readonly string[] s_remarks = ["note", "check"];

    // Members of a failure that only put it into words.
    private static readonly string[] s_wording = ["message", "report"];

    /// <summary>Finds all members that differ.</summary>
    public static List<FieldDifference> Compare(RecordedValue recorded, RecordedValue replayed, bool comparesWording)
    {
        var found = new List<FieldDifference>();
        Compare(string.Empty, recorded, replayed, comparesWording, found);
        return found;
    }

    private static void Compare(string path, RecordedValue recorded, RecordedValue replayed, bool comparesWording, List<FieldDifference> found)
    {
        if (recorded.Kind != replayed.Kind || recorded.Text != replayed.Text)
        {
            found.Add(new FieldDifference(path, recorded.Describe(), replayed.Describe()));
            return;
        }

        if (recorded.Kind == RecordedValueKind.List)
        {
            CompareLists(path, recorded, replayed, comparesWording, found);
            return;
        }

        bool isFailure = path.EndsWith("failure", StringComparison.Ordinal);
        foreach ((string name, RecordedValue value) in recorded.Members)
        {
            if (s_remarks.Contains(name) || (isFailure && !comparesWording && s_wording.Contains(name)))
            {
                continue;
            }

            if (replayed.Find(name) is { } counterpart)
            {
                Compare(Join(path, name), value, counterpart, comparesWording, found);
            }
            else
            {
                found.Add(new FieldDifference(Join(path, name), value.Describe(), null));
            }
        }

        foreach ((string name, RecordedValue value) in replayed.Members)
        {
            if (!s_remarks.Contains(name) && recorded.Find(name) is null && !(isFailure && !comparesWording && s_wording.Contains(name)))
            {
                found.Add(new FieldDifference(Join(path, name), null, value.Describe()));
            }
        }
    }

    private static void CompareLists(string path, RecordedValue recorded, RecordedValue replayed, bool comparesWording, List<FieldDifference> found)
    {
        if (recorded.Members.Count != replayed.Members.Count)
        {
            found.Add(new FieldDifference(path, recorded.Describe(), replayed.Describe()));
            return;
        }

        for (int i = 0; i < recorded.Members.Count; i++)
        {
            Compare($"{path}[{i}]", recorded.Members[i].Value, replayed.Members[i].Value, comparesWording, found);
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";
}
