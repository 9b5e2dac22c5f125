namespace Ringspun.Linux.Tests;

public sealed unsafe class MemoryMapTests
{
    [Fact]
    public void Anonymous_memory_is_zeroed_and_given_back()
    {
        MemoryMap map = MemoryMap.Anonymous(100_000, MapFlags.POPULATE);
        Assert.Equal(100_000u, map.Length);
        Assert.True(new ReadOnlySpan<byte>(map.Pointer, 100_000).IndexOfAnyExcept((byte)0) < 0);
        map.Pointer[99_999] = 1;
        Assert.Equal(0, map.Advise(MemoryAdvice.DONTNEED));
        Assert.Equal(0, map.Pointer[99_999]);
        map.Dispose();
        map.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _ = map.Pointer[0]);
    }

    [Fact]
    public void A_file_is_mapped()
    {
        using TemporaryDirectory directory = new();
        using FileStream file = File.OpenRead(directory.File("data", "mapped"u8));
        int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
        using MemoryMap map = MemoryMap.Map(descriptor, 6, 0, MemoryProtection.READ, MapFlags.SHARED);
        Assert.Equal("mapped"u8, new ReadOnlySpan<byte>(map.Pointer, 6));
        var failure = Assert.Throws<LinuxException>(() =>
            MemoryMap.Map(descriptor, 6, 0, MemoryProtection.READ | MemoryProtection.WRITE, MapFlags.SHARED));
        Assert.Equal(Errno.EACCES, failure.Errno);
        Assert.NotNull(failure.Advice);
    }

    [Fact]
    public void Too_much_memory_is_refused_with_advice()
    {
        var failure = Assert.Throws<LinuxException>(() => MemoryMap.Anonymous(nuint.MaxValue / 4));
        Assert.Equal(Errno.ENOMEM, failure.Errno);
        Assert.Contains("vm.max_map_count", failure.Message, StringComparison.Ordinal);
        Assert.Equal(-(int)Errno.EINVAL, MemoryMap.TryMap(-1, 0, 0, MemoryProtection.READ, MapFlags.PRIVATE | MapFlags.ANONYMOUS, out _));
    }
}
