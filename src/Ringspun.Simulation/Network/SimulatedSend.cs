using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A connection's send: of memory, of one chunk or of several.</summary>
internal sealed class SimulatedSend(SimulatedConnection connection) : SimulatedOperation<int>(connection.Driver)
{
    private ReadOnlyMemory<byte> _memory;
    private ReadOnlyMemory<Chunk> _chunks;
    private Chunk _retained;
    private int _index;
    private int _sentOfPart;
    private int _total;

    protected override string OperationName => "send";

    internal IoOperation<int> Start(ReadOnlyMemory<byte> memory, CancellationToken cancel)
    {
        Begin(cancel);
        _memory = memory;
        return Start(memory.Length);
    }

    internal IoOperation<int> Start(Chunk chunk, CancellationToken cancel)
    {
        // Before the operation begins: a chunk that was released already is refused here.
        ReadOnlyMemory<byte> memory = chunk.Memory;
        Begin(cancel);
        _retained = chunk.Retain();
        _memory = memory;
        return Start(chunk.Length);
    }

    internal IoOperation<int> Start(ReadOnlyMemory<Chunk> chunks, CancellationToken cancel)
    {
        long total = 0;
        foreach (Chunk chunk in chunks.Span)
        {
            // As above: its memory is asked for.
            total += chunk.Memory.Length;
        }

        if (total > int.MaxValue)
        {
            throw new ArgumentException("One send takes at most 2 GiB.", nameof(chunks));
        }

        Begin(cancel);
        _chunks = chunks;
        return Start((int)total);
    }

    /// <summary>Sends on, if a send is under way and there is room.</summary>
    internal void Go()
    {
        if (!IsOpen)
        {
            return;
        }

        if (connection.SendError != Errno.None)
        {
            Fail(connection.SendError);
            return;
        }

        bool any = false;
        while (TryGetPart(out ReadOnlyMemory<byte> rest))
        {
            int count = connection.Write(rest.Span);
            _sentOfPart += count;
            any |= count > 0;
            if (count < rest.Length)
            {
                if (any)
                {
                    connection.ArmStallTimer();
                }

                return;
            }
        }

        int total = _total;
        LetGo();
        Decide(total);
    }

    internal void Fail(Errno error)
    {
        if (IsOpen)
        {
            LetGo();
            Decide(error);
        }
    }

    internal void Close()
    {
        if (IsOpen)
        {
            LetGo();
            DecideClosed(nameof(IConnection), "The connection was closed while a send was under way.");
        }
    }

    protected override long Measure(int result) => result;

    protected override void OnCancelInTime()
    {
        LetGo();
        Decide(Errno.ECANCELED);
    }

    private IoOperation<int> Start(int total)
    {
        _total = total;
        Errno fault = connection.Suffer(SimulatedNetworkCallKind.Send, total);
        if (fault != Errno.None)
        {
            Fail(fault);
        }

        Go();
        if (IsOpen)
        {
            connection.ArmStallTimer();
        }

        return Operation;
    }

    /// <summary>What is left of the part that is being sent; false: everything has been sent.</summary>
    private bool TryGetPart(out ReadOnlyMemory<byte> rest)
    {
        int parts = _chunks.IsEmpty ? 1 : _chunks.Length;
        for (; _index < parts; _index++, _sentOfPart = 0)
        {
            ReadOnlyMemory<byte> part = _chunks.IsEmpty ? _memory : _chunks.Span[_index].Memory;
            if (_sentOfPart < part.Length)
            {
                rest = part[_sentOfPart..];
                return true;
            }
        }

        rest = default;
        return false;
    }

    private void LetGo()
    {
        connection.DisarmStallTimer();
        _retained.Release();
        _retained = default;
        _memory = default;
        _chunks = default;
        _index = 0;
        _sentOfPart = 0;
    }
}
