using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>
/// Flags of open calls, in the numbers of the processor the program runs on (source: open(2); include/uapi/asm-generic/fcntl.h for x64,
/// arch/arm64/include/uapi/asm/fcntl.h). A struct and no enum, because DIRECT, DIRECTORY and NOFOLLOW have other numbers on arm64.
/// </summary>
/// <param name="Value">The kernel's number.</param>
public readonly record struct OpenFlags(int Value)
{
    private static readonly ProcessorTable Table = ProcessorTable.For(RuntimeInformation.ProcessArchitecture);

    /// <summary>Open for reading (O_RDONLY).</summary>
    public static OpenFlags RDONLY => new(0);

    /// <summary>Open for writing (O_WRONLY).</summary>
    public static OpenFlags WRONLY => new(1);

    /// <summary>Open for both (O_RDWR).</summary>
    public static OpenFlags RDWR => new(2);

    /// <summary>Make the file if it is missing (O_CREAT); <see cref="OpenHow.Mode"/> counts.</summary>
    public static OpenFlags CREAT => new(0x40);

    /// <summary>With CREAT: -EEXIST if the file is there (O_EXCL).</summary>
    public static OpenFlags EXCL => new(0x80);

    /// <summary>Do not become the controlling terminal (O_NOCTTY).</summary>
    public static OpenFlags NOCTTY => new(0x100);

    /// <summary>Empty the file (O_TRUNC).</summary>
    public static OpenFlags TRUNC => new(0x200);

    /// <summary>Write at the end (O_APPEND).</summary>
    public static OpenFlags APPEND => new(0x400);

    /// <summary>Do not wait for a FIFO's other end (O_NONBLOCK).</summary>
    public static OpenFlags NONBLOCK => new(0x800);

    /// <summary>Writes return when the data is on the device (O_DSYNC).</summary>
    public static OpenFlags DSYNC => new(0x1000);

    /// <summary>Bypass the page cache (O_DIRECT).</summary>
    public static OpenFlags DIRECT => new(Table.Direct);

    /// <summary>-ENOTDIR unless it is a directory (O_DIRECTORY).</summary>
    public static OpenFlags DIRECTORY => new(Table.Directory);

    /// <summary>-ELOOP if the last component is a symbolic link (O_NOFOLLOW).</summary>
    public static OpenFlags NOFOLLOW => new(Table.NoFollow);

    /// <summary>Reading leaves the access time alone (O_NOATIME); the owner only.</summary>
    public static OpenFlags NOATIME => new(0x40000);

    /// <summary>Close on exec (O_CLOEXEC).</summary>
    public static OpenFlags CLOEXEC => new(0x80000);

    /// <summary>Writes return when data and metadata are on the device (O_SYNC).</summary>
    public static OpenFlags SYNC => new(0x101000);

    /// <summary>A descriptor that only names the file (O_PATH).</summary>
    public static OpenFlags PATH => new(0x200000);

    /// <summary>An unnamed file in the directory (O_TMPFILE, which contains O_DIRECTORY).</summary>
    public static OpenFlags TMPFILE => new(0x400000 | Table.Directory);

    /// <summary>Both sets of flags.</summary>
    public static OpenFlags operator |(OpenFlags left, OpenFlags right) => new(left.Value | right.Value);

    /// <summary>Whether all of some flags are set.</summary>
    /// <param name="flags">The flags.</param>
    public bool Has(OpenFlags flags) => (Value & flags.Value) == flags.Value;

    /// <summary>The numbers that depend on the processor.</summary>
    internal readonly record struct ProcessorTable(int Direct, int Directory, int NoFollow)
    {
        /// <summary>The table of a processor.</summary>
        internal static ProcessorTable For(Architecture architecture) => architecture switch
        {
            Architecture.X64 => new(Direct: 0x4000, Directory: 0x10000, NoFollow: 0x20000),
            Architecture.Arm64 => new(Direct: 0x10000, Directory: 0x4000, NoFollow: 0x8000),
            _ => throw new PlatformNotSupportedException($"Ringspun runs on x64 and arm64, not on {architecture}."),
        };
    }
}
