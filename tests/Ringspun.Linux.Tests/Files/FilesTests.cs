namespace Ringspun.Linux.Tests;

public sealed class FilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Beneath_refuses_to_leave_the_directory()
    {
        Directory.CreateDirectory(_directory.Combine("root"));
        _directory.File("secret", "s"u8);
        _directory.File("root/public", "p"u8);
        File.CreateSymbolicLink(_directory.Combine("root/escape"), "../secret");
        using OwnedDescriptor root = OpenDirectory("root");
        OpenHow how = new(OpenFlags.RDONLY | OpenFlags.CLOEXEC, resolve: ResolveFlags.BENEATH | ResolveFlags.NO_MAGICLINKS);

        using (OwnedDescriptor.FromResult(Files.OpenAt2(root.Number, "public\0"u8, in how), "open"))
        {
        }

        Assert.Equal(-(int)Errno.EXDEV, Files.OpenAt2(root.Number, "../secret\0"u8, in how));
        Assert.Equal(-(int)Errno.EXDEV, Files.OpenAt2(root.Number, "escape\0"u8, in how));
        Assert.Equal(-(int)Errno.EXDEV, Files.OpenAt2(root.Number, "/etc/passwd\0"u8, in how));
        OpenHow noLinks = new(OpenFlags.RDONLY, resolve: ResolveFlags.NO_SYMLINKS);
        Assert.Equal(-(int)Errno.ELOOP, Files.OpenAt2(root.Number, "escape\0"u8, in noLinks));
    }

    [Fact]
    public void Cached_answers_from_the_cache()
    {
        _directory.File("warm", "x"u8);
        OpenHow warm = new(OpenFlags.RDONLY | OpenFlags.CLOEXEC);
        OpenHow cached = new(OpenFlags.RDONLY | OpenFlags.CLOEXEC, resolve: ResolveFlags.CACHED);
        using OwnedDescriptor first = OwnedDescriptor.FromResult(Open("warm", warm), "open");
        int result = Open("warm", cached);
        Assert.SkipWhen(result == -(int)Errno.EINVAL, "The kernel has no RESOLVE_CACHED (before Linux 5.12)");
        using OwnedDescriptor second = OwnedDescriptor.FromResult(result, "open");
    }

    [Fact]
    public void Flags_mean_what_they_say()
    {
        _directory.File("file", "x"u8);
        File.CreateSymbolicLink(_directory.Combine("link"), "file");
        Assert.Equal(-(int)Errno.ENOTDIR, Open("file", new OpenHow(OpenFlags.RDONLY | OpenFlags.DIRECTORY)));
        Assert.Equal(-(int)Errno.ELOOP, Open("link", new OpenHow(OpenFlags.RDONLY | OpenFlags.NOFOLLOW)));
        Assert.Equal(-(int)Errno.EEXIST, Open("file", new OpenHow(OpenFlags.WRONLY | OpenFlags.CREAT | OpenFlags.EXCL, 0b110_000_000)));
        Assert.Equal(-(int)Errno.ENOENT, Open("missing", new OpenHow(OpenFlags.RDONLY)));
        // Unlike open(2), openat2(2) refuses a mode that has no use.
        Assert.Equal(-(int)Errno.EINVAL, Open("file", new OpenHow(OpenFlags.RDONLY, 1)));
        Assert.True((OpenFlags.RDWR | OpenFlags.CREAT).Has(OpenFlags.CREAT));
        Assert.False(OpenFlags.RDWR.Has(OpenFlags.CREAT));
    }

    [Fact]
    public void Paths_must_be_terminated_and_must_not_hide_anything()
    {
        OpenHow how = new(OpenFlags.RDONLY);
        Assert.Equal(-(int)Errno.EINVAL, Files.OpenAt2(Files.CurrentDirectory, "/etc"u8, in how));
        Assert.Equal(-(int)Errno.EINVAL, Files.OpenAt2(Files.CurrentDirectory, default(ReadOnlySpan<byte>), in how));
        Assert.Equal(-(int)Errno.EINVAL, Files.OpenAt2(Files.CurrentDirectory, "/etc\0.txt", in how));
        Assert.Equal(-(int)Errno.EINVAL, Files.Statx(Files.CurrentDirectory, "/etc"u8, StatxFlags.None, StatxMask.SIZE, out _));
        Assert.Equal(-(int)Errno.EINVAL, Files.Statx(Files.CurrentDirectory, "/etc\0x", StatxFlags.None, StatxMask.SIZE, out _));
        Assert.Equal(-(int)Errno.ENAMETOOLONG, Files.OpenAt2(Files.CurrentDirectory, new string('x', 10_000), in how));
    }

    [Fact]
    public void Statx_tells_what_net_knows()
    {
        string path = _directory.File("file", new byte[12345]);
        StatxMask mask = StatxMask.BASIC_STATS | StatxMask.BTIME;
        Assert.Equal(0, Files.Statx(Files.CurrentDirectory, path, StatxFlags.None, mask, out StatxBuffer byName));
        Assert.Equal((12345ul, true, false), (byName.Size, byName.IsRegularFile, byName.IsDirectory));
        Assert.Equal(StatxMask.BASIC_STATS, byName.Mask & StatxMask.BASIC_STATS);
        Assert.Equal(File.GetLastWriteTimeUtc(path), byName.ModificationTime.ToDateTimeOffset().UtcDateTime);
        Assert.Equal(1u, byName.LinkCount);

        using OwnedDescriptor file = OwnedDescriptor.FromResult(Open("file", new OpenHow(OpenFlags.RDONLY)), "open");
        Assert.Equal(0, Files.StatDescriptor(file.Number, mask, out StatxBuffer byDescriptor));
        Assert.Equal((byName.Inode, byName.DeviceMinor), (byDescriptor.Inode, byDescriptor.DeviceMinor));
        Assert.Equal(0, Files.Statx(Files.CurrentDirectory, _directory.Path, StatxFlags.None, mask, out StatxBuffer parent));
        Assert.True(parent.IsDirectory);
        Assert.Equal(-(int)Errno.EBADF, Files.StatDescriptor(-1, mask, out _));
    }

    [Fact]
    public void Statx_can_look_at_a_link_itself()
    {
        _directory.File("target", "x"u8);
        string link = _directory.Combine("link");
        File.CreateSymbolicLink(link, "target");
        Assert.Equal(0, Files.Statx(Files.CurrentDirectory, link, StatxFlags.SYMLINK_NOFOLLOW, StatxMask.TYPE, out StatxBuffer buffer));
        Assert.True(buffer.IsSymbolicLink);
    }

    [Fact]
    public void Direct_alignment_is_told_or_unknown()
    {
        _directory.File("file", new byte[4096]);
        using OwnedDescriptor file = OwnedDescriptor.FromResult(Open("file", new OpenHow(OpenFlags.RDONLY)), "open");
        int result = Files.GetDirectAlignment(file.Number, out DirectAlignment alignment);
        Assert.SkipWhen(result == -(int)Errno.EOPNOTSUPP, "The kernel or the file system does not tell its alignment");
        Assert.Equal(0, result);
        Assert.Equal(alignment.IsSupported, alignment.Offset > 0);
        Assert.InRange(alignment.Offset, 0, 65536);
    }

    [Fact]
    public void Positional_writes_are_read_back()
    {
        OpenHow how = new(OpenFlags.RDWR | OpenFlags.CREAT | OpenFlags.CLOEXEC, 0b110_000_000);
        using OwnedDescriptor file = OwnedDescriptor.FromResult(Open("new", how), "open");
        Assert.Equal(5, Files.PWrite(file.Number, "hello"u8, 10));
        Assert.Equal(0, Files.Sync(file.Number));
        Assert.Equal(0, Files.Sync(file.Number, dataOnly: true));
        Span<byte> buffer = stackalloc byte[8];
        Assert.Equal(5, Files.PRead(file.Number, buffer, 10));
        Assert.Equal("hello"u8, buffer[..5]);
        Assert.Equal(0, Files.PRead(file.Number, buffer, 100));
        Assert.Equal(0, Files.Truncate(file.Number, 12));
        Assert.Equal(2, Files.PRead(file.Number, buffer, 10));
        Assert.Equal(0, Files.FAdvise(file.Number, 0, 0, FileAdvice.SEQUENTIAL));
        Assert.Equal(-(int)Errno.EBADF, Files.FAdvise(-1, 0, 0, FileAdvice.NORMAL));
        using OwnedDescriptor directory = OpenDirectory(".");
        Assert.Equal(0, Files.Unlink(directory.Number, "new\0"u8));
        Assert.Equal(-(int)Errno.ENOENT, Files.Unlink(directory.Number, "new\0"u8));
    }

    [Fact]
    public unsafe void Nowait_reads_from_the_page_cache()
    {
        _directory.File("warm", "cached"u8);
        using OwnedDescriptor file = OwnedDescriptor.FromResult(Open("warm", new OpenHow(OpenFlags.RDONLY)), "open");
        byte* buffer = stackalloc byte[16];
        Assert.Equal(6, Files.PRead(file.Number, buffer, 16, 0));
        int result = Files.PReadV2(file.Number, buffer, 16, 0, ReadWriteFlags.NOWAIT);
        Assert.SkipWhen(result == -(int)Errno.EOPNOTSUPP, "The file system has no RWF_NOWAIT");
        Assert.Equal(6, result);
        IoVector* vectors = stackalloc IoVector[2] { new(buffer, 2), new(buffer + 2, 14) };
        Assert.Equal(5, Files.PReadV2(file.Number, vectors, 2, 1, ReadWriteFlags.None));
        Assert.Equal("ached"u8, new ReadOnlySpan<byte>(buffer, 5));
    }

    [Fact]
    public unsafe void Writes_with_flags_are_synchronous_or_refused()
    {
        OpenHow how = new(OpenFlags.RDWR | OpenFlags.CREAT, 0b110_000_000);
        using OwnedDescriptor file = OwnedDescriptor.FromResult(Open("new", how), "open");
        fixed (byte* text = "abc"u8)
        {
            IoVector vector = new(text, 3);
            Assert.Equal(3, Files.PWriteV2(file.Number, &vector, 1, 0, ReadWriteFlags.DSYNC));
            Assert.Equal(-(int)Errno.EOPNOTSUPP, Files.PWriteV2(file.Number, &vector, 1, 0, (ReadWriteFlags)(1 << 30)));
        }
    }

    private int Open(string name, OpenHow how) => Files.OpenAt2(Files.CurrentDirectory, _directory.Combine(name), in how);

    private OwnedDescriptor OpenDirectory(string name) =>
        OwnedDescriptor.FromResult(Open(name, new OpenHow(OpenFlags.RDONLY | OpenFlags.DIRECTORY | OpenFlags.CLOEXEC)), "open");
}
