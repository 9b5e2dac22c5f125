using System.Globalization;
using System.Net;
using Ringspun.Linux;

namespace Ringspun.Bench.Echo;

/// <summary>The clients of one server: a fiber per connection, each with one message under way.</summary>
internal sealed class EchoLoad
{
    private const int ScratchBytes = 64 * 1024;

    private readonly EventLoop _loop;
    private readonly IPEndPoint _server;
    private readonly Chunk _message;
    private readonly Memory<byte> _scratch = new byte[ScratchBytes];
    private readonly KernelNetwork _network = new();
    private readonly List<IConnection> _connections = [];
    private long _deadline;
    private long _roundTrips;

    public EchoLoad(EventLoop loop, IPEndPoint server, int bytes)
    {
        _loop = loop;
        _server = server;
        _message = NativeChunk.Allocate(bytes);
        new Random(1).NextBytes(_message.Span);
    }

    public async Fiber RunAsync()
    {
        while (await Blocking.Run(Console.In.ReadLine) is { } line)
        {
            string[] words = line.Split(' ');
            int number = int.Parse(words[1], CultureInfo.InvariantCulture);
            if (words[0] == "connect")
            {
                while (_connections.Count < number)
                {
                    _connections.Add(await ConnectAsync());
                }

                Console.Out.WriteLine("connected");
            }
            else
            {
                await PlayAsync(number);
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_roundTrips}"));
            }
        }

        // By a reset: thousands of ports that wait for stray packets would be missing in the next run.
        _connections.ForEach(static connection => connection.Abort());
        _message.Release();
    }

    private async Fiber<IConnection> ConnectAsync()
    {
        IConnection connection = await _network.ConnectAsync(_server);
        IoOperation<int> sending = connection.SendAsync(_message);
        byte[] answer = new byte[_message.Length];
        for (int received = 0; received < answer.Length;)
        {
            received += await ReceiveAsync(connection, answer.AsMemory(received));
        }

        _ = await sending;
        return answer.AsSpan().SequenceEqual(_message.Span) ? connection : throw new BenchFailure($"{_server} returned something else than it was sent");
    }

    private async Fiber PlayAsync(int seconds)
    {
        _roundTrips = 0;
        _deadline = _loop.ReadClock() + (seconds * 1_000_000_000L);
        FiberHandle[] fibers = [.. _connections.Select(connection => _loop.Spawn(static x => x.load.PlayAsync(x.connection), (load: this, connection)))];
        foreach (FiberHandle fiber in fibers)
        {
            await fiber;
        }
    }

    private async Fiber PlayAsync(IConnection connection)
    {
        do
        {
            // A message that is larger than the sockets' buffers must be received while it is sent.
            IoOperation<int> sending = connection.SendAsync(_message);
            for (int left = _message.Length; left > 0;)
            {
                left -= await ReceiveAsync(connection, left < ScratchBytes ? _scratch[..left] : _scratch);
            }

            _ = await sending;
            _roundTrips++;
        }
        while (_loop.Now < _deadline);
    }

    private async Fiber<int> ReceiveAsync(IConnection connection, Memory<byte> buffer)
    {
        int count = await connection.ReceiveAsync(buffer);
        return count > 0 ? count : throw new BenchFailure($"{_server} has ended a connection in the middle of a message");
    }
}
