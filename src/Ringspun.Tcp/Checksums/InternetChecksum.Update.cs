namespace Ringspun.Tcp.Checksums;

/// <content>Incremental update (RFC 1624).</content>
public static partial class InternetChecksum
{
    /// <summary>The checksum after one 16-bit field has changed: HC' = ~(~HC + ~m + m'), RFC 1624 equation 3.</summary>
    /// <param name="checksum">The field's value before.</param>
    /// <param name="before">The changed field's old value.</param>
    /// <param name="after">Its new value.</param>
    public static ushort Update(ushort checksum, ushort before, ushort after)
    {
        uint sum = (uint)(ushort)~checksum + (ushort)~before + after;
        sum = (sum >> 16) + (ushort)sum;
        return (ushort)~((sum >> 16) + sum);
    }

    /// <summary>The checksum after one 32-bit field at an even offset has changed.</summary>
    /// <param name="checksum">The field's value before.</param>
    /// <param name="before">The changed field's old value.</param>
    /// <param name="after">Its new value.</param>
    public static ushort Update(ushort checksum, uint before, uint after) =>
        Update(Update(checksum, (ushort)(before >> 16), (ushort)(after >> 16)), (ushort)before, (ushort)after);
}
