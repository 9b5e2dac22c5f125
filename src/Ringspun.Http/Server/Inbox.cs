using System.Buffers;
using Ringspun.Linux;

namespace Ringspun.Http;

/// <summary>
/// What a connection has received and not yet understood. The usual case is one leased chunk that is read where it lies; a request head
/// that came in pieces is joined in a buffer of its own.
/// </summary>
internal struct Inbox
{
    private const int SmallestBuffer = 1024;

    // The chunk received last, and where its unread part begins.
    private Chunk _chunk;
    private int _start;

    // The pieces joined so far; the last bytes of it are a copy from the chunk, if there is one.
    private byte[]? _joined;
    private int _joinedLength;
    private int _copied;

    public readonly ReadOnlySpan<byte> Unread => _joined is null ? _chunk.Span[_start..] : _joined.AsSpan(0, _joinedLength);

    public readonly bool IsEmpty => _joined is null && _start == _chunk.Length;

    /// <summary>Takes a chunk that was received; the inbox releases it.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="maxLength">The longest head: no more is joined, the parser refuses what does not fit.</param>
    public void Append(Chunk chunk, int maxLength)
    {
        if (IsEmpty)
        {
            _chunk.Release();
            (_chunk, _start) = (chunk, 0);
            return;
        }

        Keep();
        _copied = Math.Min(chunk.Length, maxLength - _joinedLength);
        EnsureCapacity(_joinedLength + _copied);
        chunk.Span[.._copied].CopyTo(_joined.AsSpan(_joinedLength));
        _joinedLength += _copied;
        (_chunk, _start) = (chunk, 0);
    }

    /// <summary>Drops the first bytes of <see cref="Unread"/>. After a join they must reach into the chunk received last: a head that was not complete before.</summary>
    public void Consume(int count)
    {
        if (_joined is null)
        {
            _start += count;
        }
        else
        {
            // Back to reading the chunk where it lies.
            _start = count - (_joinedLength - _copied);
            ReturnBuffer();
        }

        if (_start == _chunk.Length)
        {
            _chunk.Release();
            _chunk = Chunk.Empty;
            _start = 0;
        }
    }

    /// <summary>Gives the leased chunk back before a wait for more: leases belong to the whole loop, and a slow client must not hold one.</summary>
    public void Keep()
    {
        if (_joined is null)
        {
            var unread = Unread;
            if (unread.IsEmpty)
            {
                return;
            }

            EnsureCapacity(unread.Length);
            unread.CopyTo(_joined);
            _joinedLength = unread.Length;
        }

        _chunk.Release();
        _chunk = Chunk.Empty;
        _start = _copied = 0;
    }

    public void Clear()
    {
        if (_joined is not null)
        {
            ReturnBuffer();
        }

        _chunk.Release();
        _chunk = Chunk.Empty;
        _start = 0;
    }

    private void EnsureCapacity(int length)
    {
        if (_joined is not null && _joined.Length >= length)
        {
            return;
        }

        // Grows as the bytes come: whoever announces nothing gets little memory.
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(length, SmallestBuffer), 2 * _joinedLength));
        if (_joined is not null)
        {
            _joined.AsSpan(0, _joinedLength).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_joined);
        }

        _joined = larger;
    }

    private void ReturnBuffer()
    {
        ArrayPool<byte>.Shared.Return(_joined!);
        _joined = null;
        _joinedLength = _copied = 0;
    }
}
