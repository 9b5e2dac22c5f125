using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Ringspun.Linux;

namespace Ringspun;

/// <content>Sending: chunks of one send share records.</content>
public sealed partial class TlsConnection
{
    private SendOperation? _send;

    /// <summary>Nothing can be sent any more: the stream has ended, or a record may have been cut.</summary>
    private bool _isSendEnded;

    /// <inheritdoc/>
    public IoOperation<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default) => NewSend().Start(buffer, cancel);

    /// <inheritdoc/>
    public IoOperation<int> SendAsync(Chunk chunk, CancellationToken cancel = default) => NewSend().Start(chunk, cancel);

    /// <inheritdoc/>
    public IoOperation<int> SendAsync(ReadOnlyMemory<Chunk> chunks, CancellationToken cancel = default) => NewSend().Start(chunks, cancel);

    private SendOperation NewSend()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return _send ??= new SendOperation(this);
    }

    private ValueTask Write(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        using var free = new ContextFree();
        return _secured.WriteAsync(bytes, cancel);
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "The awaiter is kept until it has ended, and asked once.")]
    private sealed class SendOperation : IoSource<int>
    {
        private readonly TlsConnection _connection;
        private readonly Action _onWritten;
        private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _write;
        private CancellationToken _stop;
        private ReadOnlyMemory<byte> _bytes;
        private ReadOnlyMemory<Chunk> _chunks;
        private Chunk _held;
        private byte[]? _gathered;
        private int _index;
        private int _offset;
        private int _total;

        internal SendOperation(TlsConnection connection)
            : base(connection._loop)
        {
            _connection = connection;
            _onWritten = OnWritten;
        }

        protected override string OperationName => "send";

        internal IoOperation<int> Start(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
        {
            Begin(cancel);
            _bytes = bytes;
            return Push(bytes.Length, cancel);
        }

        internal IoOperation<int> Start(Chunk chunk, CancellationToken cancel)
        {
            // Before the operation begins: a chunk that was released already is refused here.
            ReadOnlyMemory<byte> bytes = chunk.Memory;
            Begin(cancel);
            _held = chunk.Retain();
            _bytes = bytes;
            return Push(chunk.Length, cancel);
        }

        internal IoOperation<int> Start(ReadOnlyMemory<Chunk> chunks, CancellationToken cancel)
        {
            long total = 0;
            foreach (Chunk chunk in chunks.Span)
            {
                total += chunk.Length;
            }

            if (total > int.MaxValue)
            {
                throw new ArgumentException($"A send takes at most {int.MaxValue} bytes, not {total}.", nameof(chunks));
            }

            Begin(cancel);
            _chunks = chunks;
            _index = 0;
            _offset = 0;
            return Push((int)total, cancel);
        }

        // The same token stops the send underneath.
        protected override void OnCancel()
        {
        }

        private IoOperation<int> Push(int total, CancellationToken cancel)
        {
            IoOperation<int> operation = Operation;
            _total = total;
            _stop = cancel;
            if (_connection._isSendEnded)
            {
                Clear();
                FinishError(Errno.EPIPE);
            }
            else
            {
                Push();
            }

            return operation;
        }

        private void OnWritten()
        {
            try
            {
                _write.GetResult();
            }
            catch (Exception exception)
            {
                Fail(exception);
                return;
            }

            Push();
        }

        private void Push()
        {
            try
            {
                while (TryTakeNext(out ReadOnlyMemory<byte> next))
                {
                    _write = _connection.Write(next, _stop).ConfigureAwait(false).GetAwaiter();
                    if (!_write.IsCompleted)
                    {
                        _write.UnsafeOnCompleted(_onWritten);
                        return;
                    }

                    _write.GetResult();
                }
            }
            catch (Exception exception)
            {
                Fail(exception);
                return;
            }

            Clear();
            Finish(_total);
            _connection.OnEnded();
        }

        private void Fail(Exception exception)
        {
            _connection._isSendEnded = true;
            Clear();
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

        private void Clear()
        {
            _write = default;
            _stop = default;
            _bytes = default;
            _chunks = default;
            _held.Release();
            _held = default;
            if (_gathered is not null)
            {
                ArrayPool<byte>.Shared.Return(_gathered);
                _gathered = null;
            }
        }

        /// <summary>What goes out next: a piece of memory as it is, or as much as a record holds of chunks that are small.</summary>
        private bool TryTakeNext(out ReadOnlyMemory<byte> next)
        {
            if (!_bytes.IsEmpty)
            {
                next = _bytes;
                _bytes = default;
                return true;
            }

            int count = 0;
            while (_index < _chunks.Length && count < LargestRecord)
            {
                Chunk chunk = _chunks.Span[_index];
                int left = chunk.Length - _offset;
                if (count == 0 && left > 0 && (left >= LargestRecord || _index == _chunks.Length - 1))
                {
                    next = chunk.Memory[_offset..];
                    Step();
                    return true;
                }

                int copied = Math.Min(left, LargestRecord - count);
                if (copied > 0)
                {
                    _gathered ??= ArrayPool<byte>.Shared.Rent(LargestRecord);
                    chunk.Span.Slice(_offset, copied).CopyTo(_gathered.AsSpan(count));
                    count += copied;
                    _offset += copied;
                }

                if (_offset == chunk.Length)
                {
                    Step();
                }
            }

            next = _gathered.AsMemory(0, count);
            return count > 0;
        }

        private void Step()
        {
            _index++;
            _offset = 0;
        }
    }
}
