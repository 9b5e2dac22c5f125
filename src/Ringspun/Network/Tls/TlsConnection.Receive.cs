using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Ringspun.Linux;

namespace Ringspun;

/// <content>Receiving.</content>
public sealed partial class TlsConnection
{
    /// <summary>The most that a record holds (RFC 8446 section 5.1).</summary>
    private const int LargestRecord = 16 * 1024;

    private static readonly ConditionalWeakTable<EventLoop, ChunkPool> Pools = [];

    private ReceiveOperation? _receive;
    private LeaseOperation? _lease;
    private ChunkPool? _chunks;

    private bool IsReceivePending => _receive is { IsPending: true } || _lease is { IsPending: true };

    private ChunkPool Chunks => _chunks ??= Pools.GetValue(_loop, static _ => new ChunkPool(LargestRecord));

    /// <inheritdoc/>
    public IoOperation<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("A receive needs room for at least one byte.", nameof(buffer));
        }

        CheckReceive(_lease);
        return (_receive ??= new ReceiveOperation(this)).Start(buffer, cancel);
    }

    /// <inheritdoc/>
    public IoOperation<Chunk> LeaseAsync(CancellationToken cancel = default)
    {
        CheckReceive(_receive);
        return (_lease ??= new LeaseOperation(this)).Start(cancel);
    }

    private void CheckReceive(IoSource? other)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (other is { IsPending: true })
        {
            throw new InvalidOperationException("recv: a receive is under way already; await it first.");
        }
    }

    private ValueTask<int> Read(Memory<byte> buffer, CancellationToken cancel)
    {
        using var free = new ContextFree();
        return _secured.ReadAsync(buffer, cancel);
    }

    private void NoteEnd() => IsTruncated |= _stream.IsEnded;

    /// <summary>
    /// What a failure means to those who know connections: the error of the one underneath, or EPROTO; null: a cancellation, or the end of this
    /// object.
    /// </summary>
    private LinuxException? Translate(Exception exception, string operation)
    {
        if (_isClosed)
        {
            return null;
        }

        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case LinuxException system:
                    return system;
                case OperationCanceledException or ObjectDisposedException:
                    return null;
            }
        }

        // Nothing that is sent after a fatal error would be understood (RFC 8446 section 6.2).
        _isSendEnded = true;
        string words = _stream.IsEnded ? "the connection ended in the middle of a record" : exception.GetBaseException().Message.TrimEnd('.');
        return new LinuxException($"{operation} over TLS", Errno.EPROTO, $"TLS: {words}.");
    }

    /// <summary>A receive into the caller's memory.</summary>
    [SuppressMessage("Reliability", "CA2012", Justification = "The awaiter is kept until it has ended, and asked once.")]
    private sealed class ReceiveOperation : IoSource<int>
    {
        private readonly TlsConnection _connection;
        private readonly Action _end;
        private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read;

        internal ReceiveOperation(TlsConnection connection)
            : base(connection._loop)
        {
            _connection = connection;
            _end = End;
        }

        protected override string OperationName => "recv";

        internal IoOperation<int> Start(Memory<byte> buffer, CancellationToken cancel)
        {
            Begin(cancel);
            IoOperation<int> operation = Operation;
            try
            {
                _read = _connection.Read(buffer, cancel).ConfigureAwait(false).GetAwaiter();
            }
            catch (Exception exception)
            {
                Fail(exception);
                return operation;
            }

            if (_read.IsCompleted)
            {
                End();
            }
            else
            {
                _read.UnsafeOnCompleted(_end);
            }

            return operation;
        }

        // The same token stops the receive underneath, and so the read.
        protected override void OnCancel()
        {
        }

        private void End()
        {
            ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter read = _read;
            _read = default;
            int count;
            try
            {
                count = read.GetResult();
            }
            catch (Exception exception)
            {
                Fail(exception);
                return;
            }

            if (count == 0)
            {
                _connection.NoteEnd();
            }

            Finish(count);
            _connection.OnEnded();
        }

        private void Fail(Exception exception)
        {
            if (_connection.Translate(exception, OperationName) is { } failure)
            {
                FinishException(failure);
            }
            else
            {
                FinishCanceled();
            }

            _connection.OnEnded();
        }
    }

    /// <summary>A receive into memory of the loop's: first a wait without a buffer, then what has come.</summary>
    [SuppressMessage("Reliability", "CA2012", Justification = "The awaiter is kept until it has ended, and asked once.")]
    private sealed class LeaseOperation : IoSource<Chunk>
    {
        private readonly TlsConnection _connection;
        private readonly Action _advance;
        private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read;
        private CancellationToken _stop;
        private Chunk _chunk;

        internal LeaseOperation(TlsConnection connection)
            : base(connection._loop)
        {
            _connection = connection;
            _advance = Advance;
        }

        protected override string OperationName => "recv";

        internal IoOperation<Chunk> Start(CancellationToken cancel)
        {
            Begin(cancel);
            IoOperation<Chunk> operation = Operation;
            _stop = cancel;
            if (TryRead(default))
            {
                Advance();
            }

            return operation;
        }

        protected override void OnCancel()
        {
        }

        /// <summary>Starts a read; false: it goes on, or has failed.</summary>
        private bool TryRead(Memory<byte> buffer)
        {
            try
            {
                _read = _connection.Read(buffer, _stop).ConfigureAwait(false).GetAwaiter();
            }
            catch (Exception exception)
            {
                Fail(exception);
                return false;
            }

            if (_read.IsCompleted)
            {
                return true;
            }

            _read.UnsafeOnCompleted(_advance);
            return false;
        }

        private void Advance()
        {
            try
            {
                int count = TakeRead();
                if (_chunk.IsEmpty)
                {
                    // Something has come, or the end: now there is need for a buffer.
                    _chunk = _connection.Chunks.Rent();
                    if (!TryRead(_chunk.Memory))
                    {
                        return;
                    }

                    count = TakeRead();
                }

                End(count);
            }
            catch (Exception exception)
            {
                Fail(exception);
            }
        }

        private int TakeRead()
        {
            ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter read = _read;
            _read = default;
            return read.GetResult();
        }

        private void End(int count)
        {
            Chunk chunk = _chunk;
            _chunk = default;
            _stop = default;
            if (count == 0)
            {
                chunk.Release();
                _connection.NoteEnd();
                Finish(Chunk.Empty);
            }
            else
            {
                Finish(chunk.Slice(0, count));
            }

            _connection.OnEnded();
        }

        private void Fail(Exception exception)
        {
            _chunk.Release();
            _chunk = default;
            _stop = default;
            if (_connection.Translate(exception, OperationName) is { } failure)
            {
                FinishException(failure);
            }
            else
            {
                FinishCanceled();
            }

            _connection.OnEnded();
        }
    }
}
