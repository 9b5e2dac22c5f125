using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.Bench.Tcp;

/// <summary>The memory of connections that are open and idle, each after a request and a response.</summary>
internal static class IdleConnections
{
    private const int PerPort = 10_000;

    /// <summary>Bytes of managed memory for each end of a connection: block, tables and all.</summary>
    public static double Measure(int count)
    {
        StackPair pair = new(superSegments: false, 64 * 1024, count);
        byte[] message = new byte[64];
        Exchange(pair, Open(pair, 1), message);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Endpoint endpoint = default;
        ListenerId listener = default;
        for (int i = 1; i < count; i++)
        {
            if ((i - 1) % PerPort == 0)
            {
                endpoint = pair.Listen((ushort)(100 + (i / PerPort)), out listener);
            }

            Exchange(pair, pair.Open(endpoint, listener), message);
        }

        long after = GC.GetTotalMemory(forceFullCollection: true);
        if (pair.Client.ConnectionCount != count || pair.Server.ConnectionCount != count)
        {
            throw new BenchFailure($"{pair.Client.ConnectionCount} and {pair.Server.ConnectionCount} connections are open, not {count}");
        }

        return (double)(after - before) / (2 * (count - 1));
    }

    private static (ConnectionId Client, ConnectionId Server) Open(StackPair pair, ushort port) =>
        pair.Open(pair.Listen(port, out ListenerId listener), listener);

    private static void Exchange(StackPair pair, (ConnectionId Client, ConnectionId Server) connection, byte[] message)
    {
        StackPair.Check(pair.Client.Send(pair.Now, connection.Client, message, out _));
        pair.Pump();
        StackPair.Check(pair.Server.Receive(pair.Now, connection.Server, message, out _));
        StackPair.Check(pair.Server.Send(pair.Now, connection.Server, message, out _));
        pair.Pump();
        StackPair.Check(pair.Client.Receive(pair.Now, connection.Client, message, out _));
        pair.Pump();
        pair.DropEvents();
    }
}
