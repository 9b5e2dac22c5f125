namespace Ringspun.Linux.Tests;

public class PipeTests
{
    [Fact]
    public void The_capacity_is_rounded_up_and_told_by_both_ends()
    {
        Assert.Equal(0, Descriptors.Pipe2(out int read, out int write));
        using var reader = new OwnedDescriptor(read);
        using var writer = new OwnedDescriptor(write);
        Assert.Equal(8192, Descriptors.SetPipeCapacity(write, 5000));
        Assert.Equal(8192, Descriptors.GetPipeCapacity(read));
        Assert.Equal(4096, Descriptors.SetPipeCapacity(read, 1));
        Assert.Equal(4096, Descriptors.Write(write, new byte[10_000]));
        Assert.Equal(-(int)Errno.EAGAIN, Descriptors.Write(write, new byte[1]));
        Assert.Equal(8192, Descriptors.SetPipeCapacity(write, 8192));
        Assert.Equal(4096, Descriptors.Write(write, new byte[10_000]));
        Assert.Equal(-(int)Errno.EBUSY, Descriptors.SetPipeCapacity(write, 4096));
    }

    [Fact]
    public void What_is_no_pipe_has_no_capacity()
    {
        using var counter = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
        Assert.Equal(-(int)Errno.EBADF, Descriptors.GetPipeCapacity(counter.Number));
        Assert.Equal(-(int)Errno.EBADF, Descriptors.GetPipeCapacity(-1));
    }

    [Fact]
    public void A_FIFO_is_made_once()
    {
        using var directory = new TemporaryDirectory();
        string path = Path.Combine(directory.Path, "fifo");
        Assert.Equal(0, Linux.Files.MakeFifo(path, 0b110_000_000));
        Assert.Equal(-(int)Errno.EEXIST, Linux.Files.MakeFifo(path, 0b110_000_000));
        Assert.Equal(-(int)Errno.EINVAL, Linux.Files.MakeFifo("with\0null", 0b110_000_000));
        Assert.Equal(
            0, Linux.Files.Statx(Linux.Files.CurrentDirectory, path, StatxFlags.None, StatxMask.BASIC_STATS, out StatxBuffer status));
        Assert.True(status.IsFifo);
        Assert.False(status.IsRegularFile);
    }
}
