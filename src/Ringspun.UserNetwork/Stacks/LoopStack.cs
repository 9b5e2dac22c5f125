using System.Runtime.CompilerServices;
using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Neighbors;

namespace Ringspun.UserLevel;

/// <summary>
/// One loop's stack: a source of events that feeds the stack with packets and with the time, tells the loop's fibers what has happened, and sends
/// what the stack has to say once they have run.
/// </summary>
internal sealed partial class LoopStack : IEventSource, IDisposable
{
    private readonly UserNetwork _network;
    private readonly ILinkQueue? _queue;
    private readonly EventSourceHandle _handle;
    private readonly StackTimer _timer;
    private readonly EthernetStack? _ethernet;
    private readonly Dictionary<int, UserListener> _listeners = [];
    private IStackUser?[] _users = new IStackUser?[64];
    private long _now;

    internal LoopStack(UserNetwork network, EventLoop loop, StackOptions options, StackSecret secret, ILinkQueue? queue)
    {
        _network = network;
        _queue = queue;
        _gathered = queue is { Gathers: true } ? new PayloadParts() : null;
        Loop = loop;
        Stack = new Stack(options, secret, new BufferPool(limit: network.Options.Memory + (network.Options.Memory / 8)));
        Stack.DataTaker = TryTake;
        Stack.AssembledTaker = network.Options.Loops > 1 ? TryHandOver : null;
        _ethernet = network.HardwareAddress is { } address ? new EthernetStack(Stack, address) : null;
        _timer = new StackTimer(this);
        _handle = loop.AddSource(this);
        _state = WatchState();
        if (queue is not null)
        {
            queue.Arrived = _handle.Signal;
        }
    }

    public int Descriptor => _queue?.Descriptor ?? -1;

    public bool IsEdgeTriggered => true;

    internal EventLoop Loop { get; }

    internal Stack Stack { get; }

    internal PacketCounts PacketCounts { get; } = new();

    /// <summary>Small and large memory for what is leased.</summary>
    internal ChunkPool SmallChunks { get; } = new(4 * 1024);

    /// <inheritdoc cref="SmallChunks"/>
    internal ChunkPool LargeChunks { get; } = new(64 * 1024, maximumRetained: 64);

    /// <summary>What holds chunks that are sent without copying, while nobody needs it.</summary>
    internal Stack<ChunkBuffer> SpareBuffers { get; } = new();

    /// <summary>What holds packets that were kept for connections, while none of them needs it.</summary>
    internal Stack<StrongBox<FilledQueue>> SpareQueues { get; } = new();

    /// <summary>Why nothing works any more; <see cref="Errno.None"/>: it does.</summary>
    internal Errno Failure { get; private set; }

    /// <summary>The time for the stack: the loop's, and never earlier than what the stack has been told before.</summary>
    internal long Now
    {
        get
        {
            _now = Math.Max(_now, Loop.Now);
            return _now;
        }
    }

    public void Dispose()
    {
        Loop.Disarm(_timer);
        _handle.Dispose();
        _state?.Dispose();
        _queue?.Dispose();
        Stack.ReleaseBuffers();
        SmallChunks.Dispose();
        LargeChunks.Dispose();
    }

    /// <summary>The events of a connection go to this one from now on.</summary>
    internal void Register(ConnectionId id, IStackUser user)
    {
        if (id.Slot >= _users.Length)
        {
            Array.Resize(ref _users, Math.Max(_users.Length * 2, id.Slot + 1));
        }

        _users[id.Slot] = user;
    }

    internal void Unregister(ConnectionId id, IStackUser user)
    {
        // The place may be the next connection's already.
        if (ReferenceEquals(_users[id.Slot], user))
        {
            _users[id.Slot] = null;
        }
    }

    internal StackError Listen(Endpoint local, int backlog, TcpSettings settings, UserListener listener, out ListenerId id)
    {
        StackError error = Stack.Listen(local, backlog, out id, settings);
        if (error == StackError.None)
        {
            _listeners.Add(id.Number, listener);
        }

        return error;
    }

    internal void CloseListener(ListenerId id)
    {
        if (_listeners.Remove(id.Number))
        {
            _ = Stack.CloseListener(id);
            Touch();
        }
    }

    /// <summary>Waits until nothing that was sent is unacknowledged.</summary>
    internal async Fiber Finish(TimeSpan patience)
    {
        long end = Loop.Now + (patience.Ticks * TimeSpan.NanosecondsPerTick);
        while (Failure == Errno.None && Loop.Now < end && Stack.CountUnfinished() > 0)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(2));
        }

        // The last acknowledgments of our own.
        Flush();
    }

    /// <summary>Within <see cref="Poll"/> only: its events are told before anybody could give up waiting.</summary>
    private bool TryTake(ConnectionId id, ReadOnlySpan<byte> data) =>
        _isPolling && id.Slot < _users.Length && _users[id.Slot] is { } user && user.TryTake(data);

    /// <summary>Hands what has happened to those whom it concerns.</summary>
    /// <returns>Whether anything had.</returns>
    private bool Tell()
    {
        bool any = false;
        while (Stack.TryTakeEvent(out StackEvent told))
        {
            any = true;
            if (told.Listener.Number != 0)
            {
                _listeners.GetValueOrDefault(told.Listener.Number)?.Pump();
            }
            else if (told.Datagram.Generation != 0)
            {
                _datagramUsers[told.Datagram.Slot]?.OnEvents(told);
            }
            else
            {
                _users[told.Connection.Slot]?.OnEvents(told);
            }
        }

        return any;
    }

    /// <summary>The link is gone: whoever waits is told, and whoever comes.</summary>
    private void Fail(Errno errno)
    {
        Failure = errno;
        Loop.Disarm(_timer);
        _handle.Dispose();
        _state?.Dispose();
        _network.NoteLost(errno);
        foreach (IStackUser? user in _users)
        {
            user?.OnLinkLost(errno);
        }

        foreach (IStackUser? user in _datagramUsers)
        {
            user?.OnLinkLost(errno);
        }

        foreach (UserListener listener in _listeners.Values)
        {
            listener.OnLinkLost(errno);
        }
    }

    private sealed class StackTimer(LoopStack owner) : TimerEntry
    {
        internal long ArmedFor = long.MaxValue;

        protected internal override void OnExpired() => owner.OnDeadline();
    }
}
