using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.Bench.Tcp;

/// <summary>Small requests and responses over one connection after another. A step is one of the two: written, carried over, read.</summary>
internal sealed class RequestRun
{
    private const int Length = 64;

    private readonly byte[] _message = new byte[Length];
    private readonly byte[] _received = new byte[Length];
    private readonly StackPair _pair = new(superSegments: false, 64 * 1024);
    private readonly (ConnectionId Client, ConnectionId Server)[] _connections;

    public RequestRun(int connections)
    {
        new Random(2).NextBytes(_message);
        Endpoint endpoint = _pair.Listen(80, out ListenerId listener);
        _connections = [.. Enumerable.Range(0, connections).Select(_ => _pair.Open(endpoint, listener))];
    }

    /// <summary>Makes steps.</summary>
    /// <returns>The steps made: the number given, or one more.</returns>
    public long Steps(int count)
    {
        int at = 0;
        int steps = 0;
        for (; steps < count; steps += 2)
        {
            (ConnectionId client, ConnectionId server) = _connections[at];
            at = at + 1 == _connections.Length ? 0 : at + 1;
            Step(_pair.Client, client, _pair.Server, server);
            Step(_pair.Server, server, _pair.Client, client);
        }

        return steps;
    }

    private void Step(Stack from, ConnectionId sender, Stack to, ConnectionId receiver)
    {
        StackPair.Check(from.Send(_pair.Now, sender, _message, out _));
        _pair.Pump();
        StackPair.Check(to.Receive(_pair.Now, receiver, _received, out int count));
        if (!_received.AsSpan(0, count).SequenceEqual(_message))
        {
            throw new BenchFailure("a wrong message was received");
        }

        while (to.TryTakeEvent(out _))
        {
            // It was about what has just been read.
        }
    }
}
