using Ringspun.Linux;

namespace Ringspun.UserLevel;

/// <content>The link's state, of which its queue may tell beside its packets: a link that is gone ends connections over which nothing is sent, too.</content>
internal sealed partial class LoopStack
{
    private readonly EventSourceHandle? _state;

    // As it was told last. What tells by packets alone has nothing else to say that it is up again than a packet that passes.
    private bool _isDown;

    private EventSourceHandle? WatchState() => _queue is { StateDescriptor: >= 0 } queue ? Loop.AddSource(new StateSource(this, queue)) : null;

    private void ReadState(ILinkQueue queue)
    {
        int result = queue.ReadState();
        switch (result.ToErrno())
        {
            case Errno.None:
                NoteUp();
                break;
            case Errno.EAGAIN:
                break;
            case Errno.ENETDOWN:
                NoteDown();
                break;
            default:
                Fail(result.ToErrno());
                break;
        }
    }

    /// <summary>Where the link's news is read it counts: this error may be read only after the link is up again.</summary>
    private void NoteReceiveDown()
    {
        if (_state is null)
        {
            NoteDown();
        }
    }

    private void NoteDown()
    {
        if (!_isDown)
        {
            _isDown = true;
            UserNetworkLog.LinkDown(_network.Options.Logger, _network.LinkName);
        }
    }

    private void NoteUp()
    {
        if (_isDown)
        {
            _isDown = false;
            UserNetworkLog.LinkUp(_network.Options.Logger, _network.LinkName);
        }
    }

    private sealed class StateSource(LoopStack owner, ILinkQueue queue) : IEventSource
    {
        public int Descriptor { get; } = queue.StateDescriptor;

        public bool Poll(EventLoop loop, PollEvents events, int budget)
        {
            if (owner.Failure == Errno.None)
            {
                owner.ReadState(queue);
            }

            return false;
        }
    }
}
