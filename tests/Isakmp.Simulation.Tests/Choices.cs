namespace Isakmp.Simulation.Tests;

/// <summary>Goes through every sequence of choices: a run asks <see cref="Next"/> wherever it could go on in several ways, and is repeated until all have been taken.</summary>
internal sealed class Choices
{
    private readonly List<(int Taken, int Count)> _path = [];
    private int _position;

    /// <summary>How many runs there were.</summary>
    public int Runs { get; private set; }

    /// <summary>Repeats a run until every sequence of its choices has been taken.</summary>
    public static int Exhaust(Action<Choices> run)
    {
        var choices = new Choices();
        do
        {
            choices._position = 0;
            choices.Runs++;
            try
            {
                run(choices);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"{choices}: {fault.Message}", fault);
            }
        }
        while (choices.Advance());
        return choices.Runs;
    }

    /// <summary>Chooses a number from 0 up to, not including, <paramref name="count"/>.</summary>
    public int Next(int count)
    {
        if (_position == _path.Count)
        {
            _path.Add((0, count));
        }

        Assert.Equal(count, _path[_position].Count); // the same choices lead to the same place
        return _path[_position++].Taken;
    }

    /// <inheritdoc/>
    public override string ToString() => $"run {Runs}, choices {string.Join(' ', _path.Select(static choice => choice.Taken))}";

    private bool Advance()
    {
        while (_path.Count > 0)
        {
            (int taken, int count) = _path[^1];
            if (taken + 1 < count)
            {
                _path[^1] = (taken + 1, count);
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }
}
