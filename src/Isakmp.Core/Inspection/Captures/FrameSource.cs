namespace Isakmp.Inspection.Captures;

/// <summary>A file format: cuts the file into frames.</summary>
internal abstract class FrameSource
{
    /// <summary>The longest frame that is read: 256 KiB, as much as libpcap ever captures.</summary>
    public const int MaximumFrame = 262_144;

    // Each search looks at 1 MiB at most; without this bound a hostile file could ask for one every few octets.
    private const int MaximumRepairs = 64;

    private int _repairs;

    /// <summary>The number of the last frame, from 1.</summary>
    public long Frame { get; protected set; }

    /// <summary>What is wrong, after <see cref="FrameStatus.Fault"/>.</summary>
    public CaptureFault Fault { get; private set; }

    public long FaultOffset { get; private set; }

    public long FaultDetail { get; private set; }

    /// <summary>The number of the frame that is wrong, or 0.</summary>
    public long FaultFrame { get; private set; }

    /// <summary>Whether nothing more can be read.</summary>
    public bool HasEnded { get; protected set; }

    public abstract FrameStatus TryNext(out CapturedFrame frame);

    /// <summary>Notes a fault behind which reading goes on.</summary>
    protected FrameStatus Fail(CaptureFault fault, long offset, long detail = 0, long frame = 0)
    {
        Fault = fault;
        FaultOffset = offset;
        FaultDetail = detail;
        FaultFrame = frame;
        return FrameStatus.Fault;
    }

    /// <summary>Finds where the file goes on behind a record whose length is wrong, within what is in memory, and moves there.</summary>
    protected abstract bool TryFindNext();

    /// <summary>Whether reading goes on at a place that was searched for.</summary>
    protected bool TryRepair()
    {
        if (_repairs >= MaximumRepairs)
        {
            return false;
        }

        _repairs++;
        return TryFindNext();
    }

    /// <summary>Notes a fault behind which nothing can be read.</summary>
    protected FrameStatus Break(CaptureFault fault, long offset, long detail = 0, long frame = 0)
    {
        HasEnded = true;
        return Fail(fault, offset, detail, frame);
    }
}
