namespace Ringspun.Http;

/// <summary>What a decoder that wants a stream reads from: the piece that is there, and then nothing until there is another.</summary>
internal sealed class EncodedFeed : Stream
{
    private ReadOnlyMemory<byte> _rest;

    /// <summary>Whether more was wanted than there was, since the last <see cref="Set"/>.</summary>
    public bool RanDry { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Set(ReadOnlyMemory<byte> piece)
    {
        _rest = piece;
        RanDry = false;
    }

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _rest.Length);
        RanDry |= count == 0;
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
