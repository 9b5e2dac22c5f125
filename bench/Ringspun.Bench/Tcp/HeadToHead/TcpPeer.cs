using System.Globalization;
using System.Net;
using Ringspun.Linux;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>The kernel's end: the client of a <see cref="TcpEnd"/>, always on the kernel's TCP, told by words what to do.</summary>
internal sealed class TcpPeer(EventLoop loop)
{
    private readonly BytePattern _pattern = new();
    private readonly KernelNetwork _network = new();
    private readonly List<IConnection> _held = [];
    private readonly byte[] _byte = [42];
    private readonly byte[] _answer = new byte[1];
    private IPAddress _address = IPAddress.None;
    private long _deadline;
    private long _count;
    private bool _isChecked;

    public async Fiber RunAsync()
    {
        while (await Blocking.Run(Console.In.ReadLine) is { } line)
        {
            string[] words = line.Split(' ');
            int[] numbers = [.. words.Skip(2).Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
            _address = IPAddress.Parse(words[1]);
            _count = 0;
            long begun = loop.ReadClock();
            switch (words[0])
            {
                case TcpPeerCommand.Send or TcpPeerCommand.Receive:
                    _isChecked = numbers[2] != 0;
                    await RunAsync(numbers[0], numbers[1], words[0] == TcpPeerCommand.Send ? static peer => peer.SendAsync() : static peer => peer.ReceiveAsync());
                    break;
                case TcpPeerCommand.Connect:
                    await RunAsync(numbers[0], numbers[1], static peer => peer.ConnectAsync());
                    break;
                default:
                    await HoldAsync(numbers[0], numbers[1]);
                    break;
            }

            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_count} {loop.ReadClock() - begun}"));
        }

        _held.ForEach(static connection => connection.Abort());
    }

    private async Fiber RunAsync(int fibers, int milliseconds, Func<TcpPeer, Fiber> body)
    {
        _deadline = loop.ReadClock() + (milliseconds * 1_000_000L);
        FiberHandle[] running = [.. Enumerable.Range(0, fibers).Select(_ => loop.Spawn(body, this))];
        foreach (FiberHandle fiber in running)
        {
            await fiber;
        }
    }

    /// <summary>Counts what the other end has taken to its end.</summary>
    private async Fiber SendAsync()
    {
        using IConnection connection = await _network.ConnectAsync(new IPEndPoint(_address, _isChecked ? EndPorts.CheckedSink : EndPorts.Sink));
        long sent = 0;
        do
        {
            sent += await connection.SendAsync(_pattern.At(sent));
        }
        while (loop.ReadClock() < _deadline);

        connection.ShutdownSend();
        _ = await connection.ReceiveAsync(_answer);
        _count += sent;
    }

    private async Fiber ReceiveAsync()
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(BytePattern.Piece, pinned: true);
        IConnection connection = await _network.ConnectAsync(new IPEndPoint(_address, EndPorts.Source));
        long received = 0;
        do
        {
            int count = await connection.ReceiveAsync(buffer);
            if (count == 0 || (_isChecked && !_pattern.Matches(received, buffer.AsSpan(0, count))))
            {
                throw new BenchFailure($"wrong bytes were received from {_address}, between {received} and {received + count}");
            }

            received += count;
            _count += count;
        }
        while (loop.ReadClock() < _deadline);

        // A reset: the sender has no end of its own.
        connection.Abort();
    }

    private async Fiber ConnectAsync()
    {
        do
        {
            using IConnection connection = await TouchAsync(EndPorts.Touch);
            _count++;
        }
        while (loop.ReadClock() < _deadline);
    }

    private async Fiber HoldAsync(int port, int connections)
    {
        while (_held.Count < connections)
        {
            _held.Add(await TouchAsync(EndPorts.Touch + port));
        }

        _count = _held.Count;
    }

    /// <summary>Opens a connection and has one byte go each way.</summary>
    private async Fiber<IConnection> TouchAsync(int port)
    {
        IConnection connection = await _network.ConnectAsync(new IPEndPoint(_address, port));
        _ = await connection.SendAsync(_byte);
        return await connection.ReceiveAsync(_answer) == 1 ? connection : throw new BenchFailure($"{_address} has ended a connection without an answer");
    }
}
