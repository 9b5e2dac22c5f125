using Ringspun.Linux;
using Ringspun.Tcp;

namespace Ringspun.StackAgent;

/// <content>poll(2).</content>
internal sealed partial class StackSocket
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    /// <param name="wanted">Of "in" and "out".</param>
    /// <param name="milliseconds">How long to wait; negative for ever.</param>
    /// <returns>Those that hold, and "hup" or "err"; empty when the time has passed.</returns>
    public async Fiber<string[]> Poll(IReadOnlyCollection<string> wanted, long milliseconds)
    {
        EventLoop loop = EventLoop.Current!;
        long end = milliseconds < 0 ? long.MaxValue : loop.Now + (milliseconds * Millisecond);
        while (true)
        {
            string[] events = [.. Ready().Where(name => name is "hup" or "err" || wanted.Contains(name))];
            if (events.Length > 0 || loop.ReadClock() >= end)
            {
                return events;
            }

            await Fiber.Sleep(Interval);
            if (_closed.IsCancellationRequested)
            {
                throw new LinuxException("poll", Errno.EBADF);
            }
        }
    }

    private List<string> Ready()
    {
        if (_listener is not null)
        {
            if (_accepted.Count == 0 && !_isAccepting && !_accepting.IsHeld)
            {
                // Whoever accepts next finds it in the queue.
                EventLoop.Current!.SpawnDetached(static socket => socket.AcceptQuietly(), this);
            }

            return _accepted.Count > 0 ? ["in"] : [];
        }

        if (_connection is null)
        {
            return _error == Errno.None ? [] : ["in", "out", "err"];
        }

        ConnectionInfo info = _connection.Info;
        List<string> events = [];
        bool isOver = info.State is TcpState.Closed or TcpState.TimeWait;
        bool isEnd = isOver || info.State is TcpState.CloseWait or TcpState.LastAck or TcpState.Closing;
        if (info.Readable > 0 || isEnd)
        {
            events.Add("in");
        }

        if (info.SendQueued < info.SendBuffer || isOver)
        {
            events.Add("out");
        }

        if (info.Failure != StackError.None)
        {
            events.Add("err");
        }

        if (isOver)
        {
            events.Add("hup");
        }

        return events;
    }

    private async Fiber AcceptQuietly()
    {
        try
        {
            await AcceptOne();
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or LinuxException)
        {
            // The socket was closed, or the device is gone: the next accept hears of it.
        }
    }
}
