namespace Ringspun.Http.Parsing;

/// <summary>A place in the bytes of a request head: an offset from the head's first byte, so that it survives a copy of the head.</summary>
internal readonly record struct Slice(int Offset, int Length)
{
    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> head) => head.Slice(Offset, Length);
}
