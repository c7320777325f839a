using Isakmp.Primitives;

namespace Isakmp.Inspection.Recording;

/// <summary>Gives the endpoint the randomness that was recorded, step by step, and notes where it draws otherwise.</summary>
internal sealed class RandomTape(RecordedSecrets secrets) : IRandomSource
{
    private byte[][] _draws = secrets.DrawnIn(0);
    private int _position;

    /// <summary>What is different in this step; null if nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Goes to the randomness of a step.</summary>
    public void Begin(int step)
    {
        _draws = secrets.DrawnIn(step);
        _position = 0;
        Fault = null;
    }

    /// <summary>Says what was not drawn.</summary>
    public void End()
    {
        if (_position < _draws.Length)
        {
            Fault ??= $"The endpoint drew randomness {_position} times in this step, and {_draws.Length} times when it was recorded.";
        }
    }

    public void Fill(Span<byte> destination)
    {
        if (_position < _draws.Length && _draws[_position].Length == destination.Length)
        {
            _draws[_position++].CopyTo(destination);
            return;
        }

        Fault ??= _position < _draws.Length
            ? $"The endpoint drew {destination.Length} octets of randomness where the recording has {_draws[_position].Length}."
            : $"The endpoint drew {destination.Length} octets of randomness more than were recorded for this step.";
        _position++;
        // Something that is not always the same: who waits for an SPI that is free must not wait for ever.
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (byte)(((_position * 151L) + (i * 7) + 1) & 0xFF);
        }
    }
}
