using System.Runtime.InteropServices;
using System.Text;
using Ringspun.Linux.IoUring;

namespace Ringspun.Linux.Tests.IoUring;

public sealed class FileTests : IDisposable
{
    private const int CurrentDirectory = -100;
    private const int ReadWriteCreate = 0x2 | 0x40;
    private const uint StatxSize = 0x200;
    private const int StatxSizeOffset = 40;

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly NativeBuffer _nativePath;

    public FileTests() => _nativePath = NativeBuffer.Of(Encoding.UTF8.GetBytes(_path + '\0'));

    public void Dispose()
    {
        _nativePath.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public unsafe void A_file_is_opened_measured_read_and_closed()
    {
        File.WriteAllText(_path, "0123456789");
        using Ring ring = TestRing.Create();
        OpenHow how = default;
        ring.Entry().PrepareOpenAt2(CurrentDirectory, _nativePath.Address, (nint)(&how));
        int file = ring.Next().Result;
        Assert.True(file >= 0, $"openat2: {file}");

        using NativeBuffer statx = new(256);
        ring.Entry().PrepareStatx(CurrentDirectory, _nativePath.Address, 0, StatxSize, statx.Address);
        Assert.Equal(0, ring.Next().Result);
        Assert.Equal(10, MemoryMarshal.Read<long>(statx.Span[StatxSizeOffset..]));

        using NativeBuffer buffer = new(16);
        ring.Entry().PrepareRead(file, buffer.Address, 16, 4);
        Assert.Equal(6, ring.Next().Result);
        Assert.Equal("456789"u8, buffer.Span[..6]);

        ring.Entry().PrepareRead(file, buffer.Address, 3, SubmissionEntry.CurrentPosition);
        Assert.Equal(3, ring.Next().Result);
        ring.Entry().PrepareRead(file, buffer.Address, 3, SubmissionEntry.CurrentPosition);
        Assert.Equal(3, ring.Next().Result);
        Assert.Equal("345"u8, buffer.Span[..3]);

        ring.Entry().PrepareClose(file);
        Assert.Equal(0, ring.Next().Result);
        ring.Entry().PrepareRead(file, buffer.Address, 3, 0);
        Assert.Equal(-(int)Errno.EBADF, ring.Next().Result);
    }

    [Fact]
    public unsafe void A_missing_file_is_ENOENT()
    {
        using Ring ring = TestRing.Create();
        OpenHow how = default;
        ring.Entry().PrepareOpenAt2(CurrentDirectory, _nativePath.Address, (nint)(&how));
        Assert.Equal(-(int)Errno.ENOENT, ring.Next().Result);
    }

    [Fact]
    public void A_chain_writes_syncs_and_closes_in_order()
    {
        using Ring ring = TestRing.Create();
        int file = Open(ring);
        using NativeBuffer content = NativeBuffer.Of("written"u8);
        ref SubmissionEntry write = ref ring.Entry();
        write.PrepareWrite(file, content.Address, 7, 0);
        write.Flags |= SubmissionFlags.Link | SubmissionFlags.SkipSuccess;
        write.UserData = 1;
        ref SubmissionEntry sync = ref ring.Entry();
        sync.PrepareFsync(file, dataOnly: true);
        sync.Flags |= SubmissionFlags.Link;
        sync.UserData = 2;
        ref SubmissionEntry close = ref ring.Entry();
        close.PrepareClose(file);
        close.UserData = 3;

        // The write says nothing, because it succeeds.
        Dictionary<ulong, CompletionEntry> completions = ring.Next(2);
        Assert.Equal(0, completions[2].Result);
        Assert.Equal(0, completions[3].Result);
        Assert.Equal("written", File.ReadAllText(_path));
    }

    [Fact]
    public void Registered_buffers_and_files_serve_reads_and_writes()
    {
        using Ring ring = TestRing.Create();
        int file = Open(ring);
        using NativeBuffer buffer = NativeBuffer.Of("fixed........"u8);
        Assert.Equal(0, ring.RegisterBuffers([new RegisteredBuffer { Address = buffer.Address, Length = (nuint)buffer.Length }]));
        Assert.Equal(0, ring.RegisterSparseFiles(4));
        Assert.Equal(1, ring.UpdateFiles(2, [file]));

        ref SubmissionEntry write = ref ring.Entry();
        write.PrepareWriteFixed(2, buffer.Address, 5, 0, 0);
        write.Flags |= SubmissionFlags.FixedFile;
        Assert.Equal(5, ring.Next().Result);
        ref SubmissionEntry read = ref ring.Entry();
        read.PrepareReadFixed(2, buffer.Address + 5, 5, 0, 0);
        read.Flags |= SubmissionFlags.FixedFile;
        Assert.Equal(5, ring.Next().Result);
        Assert.Equal("fixedfixed..."u8, buffer.Span);

        ref SubmissionEntry empty = ref ring.Entry();
        empty.PrepareRead(1, buffer.Address, 5, 0);
        empty.Flags |= SubmissionFlags.FixedFile;
        Assert.Equal(-(int)Errno.EBADF, ring.Next().Result);

        Assert.Equal(0, ring.UnregisterBuffers());
        Assert.Equal(0, ring.UnregisterFiles());
        Assert.Equal(0, ring.RegisterFiles([file, -1]));
        Assert.Equal(0, TestNative.Close(file));
    }

    [Fact]
    public unsafe void Splice_moves_a_file_into_a_pipe()
    {
        File.WriteAllText(_path, "0123456789");
        using Ring ring = TestRing.Create();
        int file = Open(ring);
        int* pipe = stackalloc int[2];
        Assert.Equal(0, TestNative.Pipe(pipe, 0));
        ring.Entry().PrepareSplice(file, 5, pipe[1], SubmissionEntry.CurrentPosition, 5);
        Assert.Equal(5, ring.Next().Result);

        using NativeBuffer buffer = new(5);
        ring.Entry().PrepareRead(pipe[0], buffer.Address, 5, SubmissionEntry.CurrentPosition);
        Assert.Equal(5, ring.Next().Result);
        Assert.Equal("56789"u8, buffer.Span);
        foreach (int descriptor in new[] { file, pipe[0], pipe[1] })
        {
            Assert.Equal(0, TestNative.Close(descriptor));
        }
    }

    private int Open(Ring ring)
    {
        ring.Entry().PrepareOpenAt(CurrentDirectory, _nativePath.Address, ReadWriteCreate, 0b110_000_000);
        int file = ring.Next().Result;
        Assert.True(file >= 0, $"openat: {file}");
        return file;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        internal ulong Flags;
        internal ulong Mode;
        internal ulong Resolve;
    }
}
