using System.Threading.Tasks.Sources;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>A connection as a <see cref="Stream"/>, for code that wants one: asynchronous calls only, on the connection's loop.</summary>
/// <remarks>
/// One read and one write may be under way at a time. A read of no bytes waits until there is something to read, and holds no buffer
/// meanwhile. In steady state reads and writes allocate nothing. What awaits them goes on on the loop, and while it does, without a
/// synchronization context: so tasks that are awaited by <c>ConfigureAwait(false)</c> continue at once and not on the thread pool.
/// </remarks>
public sealed class ConnectionStream : Stream
{
    private readonly IConnection _connection;
    private readonly Reader _reader;
    private readonly Writer _writer;
    private Chunk _received;
    private bool _isDisposed;

    /// <summary>Wraps a connection.</summary>
    /// <param name="connection">The connection; the stream owns and closes it.</param>
    public ConnectionStream(IConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        _reader = new Reader(this);
        _writer = new Writer();
    }

    /// <inheritdoc/>
    public override bool CanRead => !_isDisposed;

    /// <inheritdoc/>
    public override bool CanWrite => !_isDisposed;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <summary>A connection has none.</summary>
    public override long Length => throw new NotSupportedException("A connection has no length.");

    /// <summary>A connection has none.</summary>
    public override long Position
    {
        get => throw new NotSupportedException("A connection has no position.");
        set => throw new NotSupportedException("A connection has no position.");
    }

    /// <summary>Whether the peer has ended the stream.</summary>
    internal bool IsEnded { get; private set; }

    /// <summary>Sees what is received, while somebody wants to.</summary>
    internal TlsRecordScan? Scan { get; set; }

    /// <inheritdoc/>
    /// <exception cref="Linux.LinuxException">Awaiting: as <see cref="IConnection.LeaseAsync"/>.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return !_received.IsEmpty || IsEnded ? new ValueTask<int>(Take(buffer)) : _reader.Start(_connection.LeaseAsync(cancellationToken), buffer);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    /// <exception cref="Linux.LinuxException">Awaiting: as <see cref="IConnection.SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return buffer.IsEmpty ? default : _writer.Start(_connection.SendAsync(buffer, cancellationToken));
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: what is written goes out at once.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc cref="Flush"/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Not supported: it would block the loop.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw BlocksTheLoop();

    /// <summary>Not supported: it would block the loop.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw BlocksTheLoop();

    /// <summary>Not supported.</summary>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A connection has no position.");

    /// <summary>Not supported.</summary>
    public override void SetLength(long value) => throw new NotSupportedException("A connection has no length.");

    /// <summary>Closes the connection.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _received.Release();
            _received = default;
            _connection.Dispose();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException BlocksTheLoop() => new("A connection is read and written asynchronously: anything else would block its loop.");

    private int Accept(Chunk chunk, Memory<byte> buffer)
    {
        IsEnded = chunk.IsEmpty;
        Scan?.Add(chunk.Span);
        if (_isDisposed)
        {
            chunk.Release();
            ObjectDisposedException.ThrowIf(_isDisposed, this);
        }

        _received = chunk;
        return Take(buffer);
    }

    private int Take(Memory<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _received.Length);
        if (count == 0)
        {
            return 0;
        }

        _received.Span[..count].CopyTo(buffer.Span);
        if (count == _received.Length)
        {
            _received.Release();
            _received = default;
        }
        else
        {
            _received = _received.Slice(count);
        }

        return count;
    }

    /// <summary>A read that waits: in the place of a fiber's frame, and used again and again.</summary>
    private sealed class Reader(ConnectionStream stream) : FiberFrame, IValueTaskSource<int>
    {
        private ManualResetValueTaskSourceCore<int> _core;
        private IoOperation<Chunk> _lease;
        private Memory<byte> _buffer;

        internal override string Description => "read";

        internal ValueTask<int> Start(IoOperation<Chunk> lease, Memory<byte> buffer)
        {
            if (lease.IsCompleted)
            {
                return new ValueTask<int>(stream.Accept(lease.GetResult(), buffer));
            }

            _lease = lease;
            _buffer = buffer;
            _core.Reset();
            Next = null;
            lease.Suspend(this);
            return new ValueTask<int>(this, _core.Version);
        }

        int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

        void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        protected internal override void Resume()
        {
            using var free = new ContextFree();
            Memory<byte> buffer = _buffer;
            _buffer = default;
            int count;
            try
            {
                count = stream.Accept(_lease.GetResult(), buffer);
            }
            catch (Exception exception)
            {
                _core.SetException(exception);
                return;
            }

            _core.SetResult(count);
        }
    }

    /// <summary>A write that waits.</summary>
    private sealed class Writer : FiberFrame, IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<int> _core;
        private IoOperation<int> _send;

        internal override string Description => "write";

        internal ValueTask Start(IoOperation<int> send)
        {
            if (send.IsCompleted)
            {
                _ = send.GetResult();
                return default;
            }

            _send = send;
            _core.Reset();
            Next = null;
            send.Suspend(this);
            return new ValueTask(this, _core.Version);
        }

        void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        protected internal override void Resume()
        {
            using var free = new ContextFree();
            int count;
            try
            {
                count = _send.GetResult();
            }
            catch (Exception exception)
            {
                _core.SetException(exception);
                return;
            }

            _core.SetResult(count);
        }
    }
}
