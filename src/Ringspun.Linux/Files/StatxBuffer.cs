using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>The facts about a file: struct statx, 256 bytes (source: statx(2), include/uapi/linux/stat.h).</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
public struct StatxBuffer
{
    private const ushort TypeBits = 0xF000;
    private const ushort DirectoryType = 0x4000;
    private const ushort RegularType = 0x8000;
    private const ushort FifoType = 0x1000;
    private const ushort LinkType = 0xA000;

    /// <summary>Which facts were given (stx_mask).</summary>
    public StatxMask Mask;

    /// <summary>The preferred size of an I/O in bytes (stx_blksize).</summary>
    public uint BlockSize;

    /// <summary>Attribute bits (stx_attributes).</summary>
    public ulong Attributes;

    /// <summary>The number of hard links (stx_nlink).</summary>
    public uint LinkCount;

    /// <summary>The owner (stx_uid).</summary>
    public uint UserId;

    /// <summary>The group (stx_gid).</summary>
    public uint GroupId;

    /// <summary>Type and permission bits (stx_mode).</summary>
    public ushort Mode;

    private readonly ushort _spare0;

    /// <summary>The inode's number (stx_ino).</summary>
    public ulong Inode;

    /// <summary>The size in bytes (stx_size).</summary>
    public ulong Size;

    /// <summary>Units of 512 bytes in use (stx_blocks).</summary>
    public ulong Blocks;

    /// <summary>Which attribute bits the file system knows (stx_attributes_mask).</summary>
    public ulong AttributesMask;

    /// <summary>The last access (stx_atime).</summary>
    public StatxTimestamp AccessTime;

    /// <summary>The birth (stx_btime).</summary>
    public StatxTimestamp BirthTime;

    /// <summary>The last change of the inode (stx_ctime).</summary>
    public StatxTimestamp ChangeTime;

    /// <summary>The last change of the contents (stx_mtime).</summary>
    public StatxTimestamp ModificationTime;

    /// <summary>The device that a special file stands for, major number (stx_rdev_major).</summary>
    public uint SpecialDeviceMajor;

    /// <summary>The device that a special file stands for, minor number (stx_rdev_minor).</summary>
    public uint SpecialDeviceMinor;

    /// <summary>The file system's device, major number (stx_dev_major).</summary>
    public uint DeviceMajor;

    /// <summary>The file system's device, minor number (stx_dev_minor).</summary>
    public uint DeviceMinor;

    /// <summary>The mount's number (stx_mnt_id).</summary>
    public ulong MountId;

    /// <summary>The alignment of memory for direct I/O in bytes; 0: no direct I/O (stx_dio_mem_align).</summary>
    public uint DirectMemoryAlignment;

    /// <summary>The alignment of position and length for direct I/O in bytes; 0: no direct I/O (stx_dio_offset_align).</summary>
    public uint DirectOffsetAlignment;

    /// <summary>Whether it is a regular file.</summary>
    public readonly bool IsRegularFile => (Mode & TypeBits) == RegularType;

    /// <summary>Whether it is a pipe, named or not.</summary>
    public readonly bool IsFifo => (Mode & TypeBits) == FifoType;

    /// <summary>Whether it is a directory.</summary>
    public readonly bool IsDirectory => (Mode & TypeBits) == DirectoryType;

    /// <summary>Whether it is a symbolic link.</summary>
    public readonly bool IsSymbolicLink => (Mode & TypeBits) == LinkType;
}
