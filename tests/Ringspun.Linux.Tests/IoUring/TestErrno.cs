namespace Ringspun.Linux.Tests.IoUring;

/// <summary>The errno values that these tests expect.</summary>
internal static class TestErrno
{
    internal const int EPERM = 1;
    internal const int ENOENT = 2;
    internal const int EINTR = 4;
    internal const int EBADF = 9;
    internal const int ENOMEM = 12;
    internal const int EEXIST = 17;
    internal const int EINVAL = 22;
    internal const int ENOSYS = 38;
    internal const int ETIME = 62;
    internal const int ENOBUFS = 105;
    internal const int ECANCELED = 125;
}
