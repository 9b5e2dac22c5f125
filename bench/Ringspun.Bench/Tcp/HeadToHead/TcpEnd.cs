using System.Net;
using Ringspun.Linux;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>The end under test: fibers that serve the ports of <see cref="EndPorts"/>, on whatever network.</summary>
internal sealed class TcpEnd(EventLoop loop, INetwork network, IPAddress address) : IDisposable
{
    private readonly BytePattern _pattern = new();
    private readonly List<IDisposable> _open = [];

    /// <summary>Listens.</summary>
    public void Start()
    {
        Serve(EndPorts.Source, static (end, connection) => end.RunAsync(connection, static (end, connection) => end.SendAsync(connection)));
        Serve(EndPorts.Sink, static (end, connection) => end.RunAsync(connection, static (end, connection) => end.TakeAsync(connection, isChecked: false)));
        Serve(EndPorts.CheckedSink, static (end, connection) => end.RunAsync(connection, static (end, connection) => end.TakeAsync(connection, isChecked: true)));
        for (int i = 0; i < EndPorts.TouchPorts; i++)
        {
            Serve(EndPorts.Touch + i, static (_, connection) => ReturnAsync(connection));
        }
    }

    public void Dispose() => _open.ForEach(static listener => listener.Dispose());

    private void Serve(int port, Func<TcpEnd, IConnection, Fiber> serve)
    {
        IBinding binding = network.Bind(new IPEndPoint(address, port));
        IListener listener = binding.Listen(loop);
        _open.Add(listener);
        _open.Add(binding);
        loop.SpawnDetached(static x => x.end.AcceptAsync(x.listener, x.serve), (end: this, listener, serve));
    }

    private async Fiber AcceptAsync(IListener listener, Func<TcpEnd, IConnection, Fiber> serve)
    {
        try
        {
            while (true)
            {
                IConnection connection = await listener.AcceptAsync();
                loop.SpawnDetached(static x => x.serve(x.end, x.connection), (end: this, connection, serve));
            }
        }
        catch (ObjectDisposedException)
        {
            // The end of all.
        }
    }

    private async Fiber RunAsync(IConnection connection, Func<TcpEnd, IConnection, Fiber> serve)
    {
        try
        {
            await serve(this, connection);
        }
        catch (LinuxException)
        {
            // The client resets what it wants no more of, and finds out itself when that was not its own doing.
        }
        finally
        {
            connection.Dispose();
        }
    }

    private async Fiber SendAsync(IConnection connection)
    {
        for (long sent = 0; ;)
        {
            sent += await connection.SendAsync(_pattern.At(sent));
        }
    }

    private async Fiber TakeAsync(IConnection connection, bool isChecked)
    {
        for (long taken = 0; ;)
        {
            using Chunk chunk = await connection.LeaseAsync();
            if (chunk.IsEmpty)
            {
                return;
            }

            if (isChecked && !_pattern.Matches(taken, chunk.Span))
            {
                Console.Error.WriteLine($"wrong bytes were received, between {taken} and {taken + chunk.Length}");
                connection.Abort();
                return;
            }

            taken += chunk.Length;
        }
    }

    /// <summary>While nothing comes, no buffer is held, and no other fiber's frame.</summary>
    private static async Fiber ReturnAsync(IConnection connection)
    {
        using (connection)
        {
            try
            {
                while (true)
                {
                    using Chunk chunk = await connection.LeaseAsync();
                    if (chunk.IsEmpty)
                    {
                        return;
                    }

                    await connection.SendAsync(chunk);
                }
            }
            catch (LinuxException)
            {
                // As above.
            }
        }
    }
}
