namespace Ringspun.Http.Responses;

/// <summary>Bytes of a file, the first and the last inclusive, as in RFC 9110 section 14.1.2.</summary>
internal readonly record struct ByteRange(long First, long Last)
{
    public long Length => Last - First + 1;
}
