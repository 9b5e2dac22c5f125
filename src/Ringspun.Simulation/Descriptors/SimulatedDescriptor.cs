namespace Ringspun.Simulation;

/// <summary>
/// A descriptor that exists in a simulation only: its readiness is set by hand. Fibers wait for it and event sources have it, by its number, as
/// they would a kernel object's.
/// </summary>
public sealed class SimulatedDescriptor : IDisposable
{
    private readonly SimulatedPoller _poller;
    private PollEvents _ready;

    internal SimulatedDescriptor(SimulatedPoller poller, int number)
    {
        _poller = poller;
        Number = number;
    }

    /// <summary>The descriptor's number; no kernel descriptor has it.</summary>
    public int Number { get; }

    /// <summary>
    /// What it is ready for, until that is set anew. Setting it to what it is already is news all the same, as when more data come where some were.
    /// On the loop's thread only.
    /// </summary>
    public PollEvents Ready
    {
        get => _ready;
        set
        {
            _ready = value;
            _poller.OnReady(this);
        }
    }

    /// <summary>Closes it. Waits that were not ended before wait for ever, as with a kernel object; see <see cref="EventLoop.EndWaits"/>.</summary>
    public void Dispose() => _poller.Close(this);
}
