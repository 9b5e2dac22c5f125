using System.Diagnostics.CodeAnalysis;
using Ringspun;

/// <summary>
/// A scheduling policy of one's own: of three fibers that run, two are urgent, as long as there are such. So the urgent ones are quick, and the others
/// never wait for ever.
/// </summary>
internal sealed class UrgentTwice : IRunQueue
{
    private FiberQueue _urgent;
    private FiberQueue _others;
    private int _turn;

    public int Count { get; private set; }

    public void Enqueue(FiberFrame frame)
    {
        Count++;
        if (frame.Info is { Priority: > 0 })
        {
            _urgent.Enqueue(frame);
        }
        else
        {
            _others.Enqueue(frame);
        }
    }

    public bool TryDequeue([NotNullWhen(true)] out FiberFrame? frame)
    {
        bool isTaken = ++_turn % 3 == 0
            ? _others.TryDequeue(out frame) || _urgent.TryDequeue(out frame)
            : _urgent.TryDequeue(out frame) || _others.TryDequeue(out frame);
        Count -= isTaken ? 1 : 0;
        return isTaken;
    }
}
