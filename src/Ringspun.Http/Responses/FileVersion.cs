using System.Buffers;
using System.Buffers.Text;

namespace Ringspun.Http.Responses;

/// <summary>What tells one state of a file from another: the source of its validators (RFC 9110 section 8.8).</summary>
/// <param name="Size">The file's length in bytes.</param>
/// <param name="ModifiedNanoseconds">Its modification time, nanoseconds since 1970.</param>
/// <param name="Inode">Its number in the file system: a file replaced by a rename may keep the time of the old one.</param>
internal readonly record struct FileVersion(long Size, long ModifiedNanoseconds, ulong Inode)
{
    /// <summary>The longest entity-tag: three hexadecimal numbers of 64 bits, two dashes and the quotes.</summary>
    public const int MaxTagBytes = (3 * 16) + 4;

    /// <summary>The modification time in whole seconds, rounded down, as Last-Modified has it.</summary>
    public long ModifiedSeconds => Math.DivRem(ModifiedNanoseconds, 1_000_000_000, out long rest) - (rest < 0 ? 1 : 0);

    /// <summary>Writes the strong entity-tag, quotes included (RFC 9110 section 8.8.3).</summary>
    /// <returns>Its length.</returns>
    public int WriteTag(Span<byte> destination)
    {
        int length = 0;
        destination[length++] = (byte)'"';
        Hex((ulong)ModifiedNanoseconds, destination, ref length);
        destination[length++] = (byte)'-';
        Hex((ulong)Size, destination, ref length);
        destination[length++] = (byte)'-';
        Hex(Inode, destination, ref length);
        destination[length++] = (byte)'"';
        return length;
    }

    private static void Hex(ulong number, Span<byte> destination, ref int length)
    {
        _ = Utf8Formatter.TryFormat(number, destination[length..], out int written, new StandardFormat('x'));
        length += written;
    }
}
