using System.Globalization;
using IkeTool.Output;
using Isakmp.Exchanges;
using Isakmp.Inspection.Observation;

namespace IkeTool.Watch;

/// <summary>Tells one negotiation in a screen of text.</summary>
/// <param name="output">Where to print.</param>
/// <param name="negotiation">The negotiation.</param>
/// <param name="start">The moment that times count from.</param>
internal sealed class StoryText(ToolOutput output, ObservedNegotiation negotiation, DateTimeOffset start)
{
    private const int Width = 112;
    private const int LabelWidth = 12;
    private const string Margin = "    ";

    /// <summary>Prints it.</summary>
    public void Print()
    {
        PrintHead();
        PrintFacts();
        output.Text("");
        foreach (StoryLine line in StoryLine.Of(negotiation))
        {
            Print(line);
        }

        PrintChildren();
    }

    private void PrintHead()
    {
        string who = $"{Name(negotiation.Initiator)} -> {Name(negotiation.Responder)}";
        string outcome = output.Paint(OutcomeText.ToneOf(negotiation.Outcome), OutcomeText.Word(negotiation.Outcome, negotiation.IsOutcomeCertain));
        bool isBare = negotiation.Outcome == NegotiationOutcome.Established && negotiation.ChildSas.Count > 0
            && negotiation.ChildSas.All(child => child.Outcome == ChildSaOutcome.Refused);
        outcome += isBare ? output.Paint(Tone.Bad, ", its Child SA refused") : "";
        output.Text($"{output.Paint(Tone.Strong, string.Create(CultureInfo.InvariantCulture, $"#{negotiation.Number}  IKEv{negotiation.MajorVersion}  {who}"))}  {outcome}");
        output.Text($"{Margin}{Fold(negotiation.OutcomeReason + Ending(), Margin.Length)}");
    }

    private string Ending()
    {
        string ending = "";
        if (negotiation is { Replaces: { } old, IsReplacementCertain: false })
        {
            ending += string.Create(CultureInfo.InvariantCulture, $"; probably replaces #{old.Number}");
        }

        if (negotiation.ReplacedBy is { } next)
        {
            ending += string.Create(CultureInfo.InvariantCulture, $"; {(next.IsReplacementCertain ? "replaced" : "probably replaced")} by #{next.Number}");
        }

        return negotiation is { DeletedBy: { } by, DeletedAt: { } at } ? $"{ending}; deleted by the {Word(by)} at {Time(at)}" : ending;
    }

    private void PrintFacts()
    {
        Fact("SPIs", $"{negotiation.InitiatorSpi} -> {(negotiation.ResponderSpi.IsZero ? "none yet" : negotiation.ResponderSpi)}");
        Fact("addresses", Addresses());
        Fact("seen", negotiation.IsSeenFromStart ? null : negotiation.IsInitiatorKnown ? "from the middle: its first messages are not there" : "from the middle: who is the initiator is a guess");
        Fact("offered", negotiation.OfferedProposals is [var only] && only == negotiation.ChosenProposal ? null : Offers(negotiation.OfferedProposals));
        Fact("chosen", negotiation.ChosenProposal);
        Fact("auth", Authentication());
        Fact("NAT", Nat());
        Fact("products", Both(negotiation.Initiator.VendorIds, negotiation.Responder.VendorIds));
        Fact("can do", Both(negotiation.Initiator.Extensions, negotiation.Responder.Extensions));
        Fact("assigned", string.Join(", ", negotiation.AssignedAddresses));
        Fact("encrypted", Unread());
        Fact("counts", Counts());
    }

    // Offers of IKEv1 that differ in their algorithms alone are told together.
    private static string Offers(IReadOnlyList<string> proposals)
    {
        List<string> groups = [];
        for (int i = 0; i < proposals.Count;)
        {
            string rest = Rest(proposals[i]);
            string[] alike = [.. proposals.Skip(i).TakeWhile(proposal => Rest(proposal) == rest)];
            groups.Add(string.Join(" | ", alike.Select(proposal => proposal[..^rest.Length])) + rest);
            i += alike.Length;
        }

        return string.Join(" | ", groups);
    }

    private static string Rest(string proposal) => proposal.IndexOf(',', StringComparison.Ordinal) is var comma and >= 0 ? proposal[comma..] : "";

    private string Addresses()
    {
        // The change to port 4500 is a matter of both (RFC 7296 2.23, RFC 3947 4).
        bool isFloat = negotiation.Initiator.Moves is [{ To.Port: 4500 } first, ..] && first.From.Address == first.To.Address
            && negotiation.Responder.Moves is [{ To.Port: 4500 } second, ..] && second.From.Address == second.To.Address;
        int skipped = isFloat ? 1 : 0;
        IEnumerable<string> change = isFloat ? [$"both to port 4500 at {Time(negotiation.Initiator.Moves[0].Time)}"] : [];
        string moves = string.Join("; ", (IEnumerable<string>)[.. change, .. Moves(negotiation.Initiator, "initiator").Skip(skipped), .. Moves(negotiation.Responder, "responder").Skip(skipped)]);
        return $"{negotiation.Initiator.First} -> {negotiation.Responder.First}{(moves.Length > 0 ? "; " : "")}{moves}";
    }

    private IEnumerable<string> Moves(ObservedSide side, string name) =>
        side.Moves.Select(move => move.From.Address == move.To.Address
            ? string.Create(CultureInfo.InvariantCulture, $"{name} to port {move.To.Port} at {Time(move.Time)}")
            : $"{name} to {move.To} at {Time(move.Time)}");

    private string? Authentication()
    {
        if (negotiation.Initiator.Authentication is null && negotiation.Responder.Authentication is null)
        {
            return negotiation.UserName is { } alone ? $"user {alone}" : null;
        }

        string user = negotiation.UserName is { } name ? $", user {name}" : "";
        string xauth = negotiation.XauthResult is { } result ? $", XAUTH {(result ? "succeeded" : "failed")}" : "";
        return $"{negotiation.Initiator.Authentication ?? "?"} -> {negotiation.Responder.Authentication ?? "?"}{user}{xauth}";
    }

    private string? Nat()
    {
        string? where = (negotiation.Initiator.IsBehindNat, negotiation.Responder.IsBehindNat) switch
        {
            (true, true) => "both are behind NAT, or pretend to be",
            (true, _) => "the initiator is behind NAT, or pretends to be",
            (_, true) => "the responder is behind NAT, or pretends to be",
            (false, false) => "none between here and either of them",
            (null, null) => null,
            _ => "none as far as one side's hashes say",
        };
        return negotiation.NatTraversal is { } version ? $"{version}{(where is null ? "" : $": {where}")}" : where;
    }

    private static string? Both(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        string[] both = [.. left.Intersect(right)];
        string[] parts =
        [
            string.Join(", ", both),
            .. left.Except(both).ToArray() is { Length: > 0 } ours ? [$"initiator: {string.Join(", ", ours)}"] : (string[])[],
            .. right.Except(both).ToArray() is { Length: > 0 } theirs ? [$"responder: {string.Join(", ", theirs)}"] : (string[])[],
        ];
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    private string? Unread() => negotiation.UnreadMessages == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{negotiation.UnreadMessages} of {negotiation.Messages} messages could not be decrypted");

    private string? Counts()
    {
        List<string> counts = [];
        void Add(long number, string what)
        {
            if (number > 0)
            {
                counts.Add(string.Create(CultureInfo.InvariantCulture, $"{number} {what}"));
            }
        }

        Add(negotiation.Retransmissions, "sent again");
        Add(negotiation.FragmentedMessages, "in fragments");
        Add(negotiation.MalformedMessages, "malformed");
        if (negotiation.LivenessChecks > 0)
        {
            counts.Add(string.Create(CultureInfo.InvariantCulture, $"{negotiation.LivenessAnswers} of {negotiation.LivenessChecks} liveness checks answered"));
        }

        Add(negotiation.KeepAlives, "NAT keep-alives");
        Add(negotiation.ForgottenExchanges, "exchanges forgotten");
        Add(negotiation.ForgottenChildSas, "Child SAs forgotten");
        return string.Join(", ", counts);
    }

    private void Print(StoryLine line)
    {
        string arrow = line.BegunBy == IkeRole.Initiator ? "->" : "<-";
        string head = string.Create(CultureInfo.InvariantCulture, $"{Margin}{Seconds(line.Time),9} {arrow} {line.Name,-16}");
        output.Text($"{output.Paint(Tone.Quiet, $"{Margin}{Seconds(line.Time),9}")} {arrow} {line.Name,-16}{Fold(line.Text, head.Length, line.IsTrouble)}");
    }

    private void PrintChildren()
    {
        const int Shown = 12;
        if (negotiation.ChildSas.Count == 0)
        {
            return;
        }

        output.Text("");
        foreach (ObservedChildSa child in negotiation.ChildSas.Take(Shown))
        {
            Tone tone = child.Outcome == ChildSaOutcome.Established ? Tone.Good : child.Outcome == ChildSaOutcome.Refused ? Tone.Bad : Tone.Notice;
            output.Text($"{Margin}{child.Protocol} {(child.IsTransport ? "transport" : "tunnel")}  {Selectors(child)}  {output.Paint(tone, ChildOutcome(child))}");
            output.Text($"{Margin}{Margin}{Fold(ChildDetails(child), Margin.Length * 2)}");
        }

        if (negotiation.ChildSas.Count > Shown)
        {
            output.Text(string.Create(CultureInfo.InvariantCulture, $"{Margin}and {negotiation.ChildSas.Count - Shown} more Child SAs; --json has all"));
        }
    }

    private static string Selectors(ObservedChildSa child) => $"{string.Join(" ", child.InitiatorSelectors)} === {string.Join(" ", child.ResponderSelectors)}";

    private string ChildOutcome(ObservedChildSa child)
    {
        string word = child.Outcome.ToString().ToLowerInvariant() + (child.Refusal is { } refusal ? $": {refusal}" : "");
        string replaced = child.ReplacedBy is null ? "" : ", replaced";
        string deleted = child is { DeletedBy: { } by, DeletedAt: { } at } ? $", deleted by the {Word(by)} at {Time(at)}" : "";
        return word + replaced + deleted;
    }

    private string ChildDetails(ObservedChildSa child)
    {
        string offered = string.Join(" | ", child.Offered);
        string proposal = child.Chosen is null ? $"offered {offered}" : offered == child.Chosen ? child.Chosen : $"{child.Chosen} (offered {offered})";
        string initiator = child.InitiatorSpi.IsZero ? "one that was not seen" : child.InitiatorSpi.ToString();
        string responder = child.ResponderSpi.IsZero ? "none" : child.ResponderSpi.ToString();
        string packets = child.PacketsToInitiator + child.PacketsToResponder == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $"; {child.PacketsToInitiator} packets to the initiator, {child.PacketsToResponder} to the responder");
        return $"{proposal}; SPIs {initiator} at the initiator, {responder} at the responder; at {Time(child.Time)}{packets}";
    }

    private void Fact(string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            output.Text($"{Margin}{output.Paint(Tone.Quiet, label.PadRight(LabelWidth))}{Fold(value, Margin.Length + LabelWidth)}");
        }
    }

    private string Fold(string text, int indent, bool isTrouble = false)
    {
        List<string> lines = [];
        string line = "";
        foreach (string word in text.Split(' ').SelectMany(word => Pieces(word, Width - indent)))
        {
            if (line.Length > 0 && indent + line.Length + 1 + word.Length > Width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        lines.Add(line);
        return string.Join("\n" + new string(' ', indent), isTrouble ? lines.Select(part => output.Paint(Tone.Bad, part)) : lines);
    }

    // Long proposals are broken behind a hyphen.
    private static IEnumerable<string> Pieces(string word, int room)
    {
        while (word.Length > room && word.LastIndexOf('-', room - 1) is var hyphen and > 0)
        {
            yield return word[..(hyphen + 1)];
            word = word[(hyphen + 1)..];
        }

        yield return word;
    }

    private static string Name(ObservedSide side) => side.Identity ?? side.First.ToString();

    private static string Word(IkeRole role) => role == IkeRole.Initiator ? "initiator" : "responder";

    private string Time(DateTimeOffset time) => $"{Seconds(time)} s";

    private string Seconds(DateTimeOffset time) => (time - start).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
