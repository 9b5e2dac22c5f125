using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Listening;

namespace Ringspun.Tcp;

/// <content>What the application is told.</content>
public sealed partial class Stack
{
    private readonly Queue<Listener> _acceptable = new();

    /// <summary>Takes the next event. Events of a kind become one, so their number is bounded by that of the connections and sockets.</summary>
    /// <param name="told">The event, when the result is true.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTakeEvent(out StackEvent told)
    {
        while (_acceptable.TryDequeue(out Listener? listener))
        {
            listener.IsTelling = false;
            if (!listener.IsClosed)
            {
                told = new StackEvent(default, listener.Id, ConnectionEvents.None);
                return true;
            }
        }

        while (_firstTelling != TcpBlock.None)
        {
            TcpBlock block = Blocks.At(_firstTelling);
            _firstTelling = block.NextTelling;
            _lastTelling = _firstTelling == TcpBlock.None ? TcpBlock.None : _lastTelling;
            block.NextTelling = TcpBlock.None;
            block.Clear(BlockFlags.Telling);
            ConnectionEvents events = block.Events;
            block.Events = ConnectionEvents.None;
            if (!block.Has(BlockFlags.Detached) && events != ConnectionEvents.None)
            {
                told = new StackEvent(block.Id, default, events) { Failure = block.Failure };
                EndLingering(block, events);
                return true;
            }

            FreeIfOver(block);
        }

        return TryTakeDatagramEvent(out told);
    }
}
