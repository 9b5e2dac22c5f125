namespace Ringspun.Linux.Tests;

public sealed class DescriptorsTests
{
    [Fact]
    public void A_pipe_carries_bytes()
    {
        Assert.Equal(0, Descriptors.Pipe2(out int reader, out int writer));
        using OwnedDescriptor read = new(reader);
        OwnedDescriptor write = new(writer);
        Span<byte> buffer = stackalloc byte[8];
        Assert.Equal(-(int)Errno.EAGAIN, Descriptors.Read(reader, buffer));
        Assert.Equal(3, Descriptors.Write(writer, "abc"u8));
        Assert.Equal(3, Descriptors.Read(reader, buffer));
        write.Dispose();
        Assert.Equal(0, Descriptors.Read(reader, buffer));
    }

    [Fact]
    public unsafe void Vectors_are_gathered_and_scattered()
    {
        Assert.Equal(0, Descriptors.Pipe2(out int reader, out int writer));
        using OwnedDescriptor read = new(reader);
        using OwnedDescriptor write = new(writer);
        fixed (byte* one = "ab"u8, two = "cde"u8)
        {
            IoVector* vectors = stackalloc IoVector[2] { new(one, 2), new(two, 3) };
            Assert.Equal(5, Descriptors.WriteVector(writer, vectors, 2));
        }

        byte* buffer = stackalloc byte[8];
        IoVector* into = stackalloc IoVector[2] { new(buffer, 4), new(buffer + 4, 4) };
        Assert.Equal(5, Descriptors.ReadVector(reader, into, 2));
        Assert.Equal("abcde"u8, new ReadOnlySpan<byte>(buffer, 5));
    }

    [Fact]
    public void Waiting_is_switched_on_and_off()
    {
        Assert.Equal(0, Descriptors.Pipe2(out int reader, out int writer, nonBlocking: false));
        using OwnedDescriptor read = new(reader);
        using OwnedDescriptor write = new(writer);
        Assert.Equal(0, Descriptors.SetNonBlocking(reader));
        Assert.Equal(-(int)Errno.EAGAIN, Descriptors.Read(reader, stackalloc byte[1]));
        Assert.Equal(0, Descriptors.SetNonBlocking(reader, enabled: false));
        Assert.Equal(1, Descriptors.Write(writer, "x"u8));
        Assert.Equal(1, Descriptors.Read(reader, stackalloc byte[1]));
        Assert.Equal(-(int)Errno.EBADF, Descriptors.SetNonBlocking(-1));
    }

    [Fact]
    public void A_duplicate_outlives_the_original()
    {
        Assert.Equal(0, Descriptors.Pipe2(out int reader, out int writer));
        using OwnedDescriptor read = new(reader);
        using OwnedDescriptor copy = OwnedDescriptor.FromResult(Descriptors.Dup(writer), "dup");
        Assert.Equal(0, Descriptors.Close(writer));
        Assert.Equal(1, Descriptors.Write(copy.Number, "x"u8));
        Assert.Equal(-(int)Errno.EBADF, Descriptors.Dup(-1));
    }

    [Fact]
    public void Closing_nothing_is_an_error() => Assert.Equal(-(int)Errno.EBADF, Descriptors.Close(-1));

    [Fact]
    public void An_owned_descriptor_refuses_use_after_close()
    {
        OwnedDescriptor descriptor = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
        Assert.False(descriptor.IsInvalid);
        descriptor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => descriptor.Number);
        Assert.Throws<LinuxException>(() => OwnedDescriptor.FromResult(-(int)Errno.EMFILE, "x"));
    }

    [Fact]
    public void A_detached_descriptor_stays_open()
    {
        OwnedDescriptor owned = OwnedDescriptor.FromResult(EventFd.Create(3), "eventfd");
        int number = owned.Detach();
        owned.Dispose();
        Assert.Equal(3, EventFd.Drain(number));
        Assert.Equal(0, Descriptors.Close(number));
    }

    [Fact]
    public void Poll_tells_what_a_descriptor_is_ready_for()
    {
        Assert.Equal(0, Descriptors.Pipe2(out int read, out int write));
        using var reader = new OwnedDescriptor(read);
        var writer = new OwnedDescriptor(write);
        Assert.Equal(0, Descriptors.Poll(read, (int)EpollEvents.IN));
        Assert.Equal((int)EpollEvents.OUT, Descriptors.Poll(write, (int)(EpollEvents.IN | EpollEvents.OUT)));
        Assert.Equal(1, Descriptors.Write(write, new byte[1]));
        Assert.Equal((int)EpollEvents.IN, Descriptors.Poll(read, (int)EpollEvents.IN));
        writer.Dispose();
        Assert.Equal((int)(EpollEvents.IN | EpollEvents.HUP), Descriptors.Poll(read, (int)EpollEvents.IN));
        Assert.Equal(0x20, Descriptors.Poll(int.MaxValue, (int)EpollEvents.IN));
    }

    [Fact]
    public void A_duplicate_takes_a_numbers_place()
    {
        using var first = OwnedDescriptor.FromResult(EventFd.Create(1), "eventfd");
        using var second = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
        Assert.Equal(second.Number, Descriptors.DupTo(first.Number, second.Number));
        Assert.Equal(1, EventFd.Drain(second.Number));
        Assert.Equal(-(int)Errno.EINVAL, Descriptors.DupTo(first.Number, first.Number));
        Assert.Equal(-(int)Errno.EBADF, Descriptors.DupTo(int.MaxValue, first.Number));
    }
}
