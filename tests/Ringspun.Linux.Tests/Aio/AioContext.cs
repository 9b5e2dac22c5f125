namespace Ringspun.Linux.Tests;

/// <summary>An AIO context of a test's own; tests are skipped where a sandbox forbids AIO.</summary>
internal sealed class AioContext : IDisposable
{
    public AioContext(int requests)
    {
        int result = LinuxAio.Setup(requests, out nint handle);
        Assert.SkipWhen(result is -(int)Errno.ENOSYS or -(int)Errno.EPERM, "Linux AIO is not available here");
        LinuxException.ThrowIfError(result, "io_setup", AioLimits.Read().Advise(requests));
        Handle = handle;
    }

    public nint Handle { get; }

    public void Dispose() => Assert.Equal(0, LinuxAio.Destroy(Handle));
}
