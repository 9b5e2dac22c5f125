using Ringspun.Linux;

namespace Ringspun;

/// <summary>The kernel's refusals in words.</summary>
internal static class PortFailure
{
    private const string WatchLimit = "/proc/sys/fs/epoll/max_user_watches";

    /// <summary>A port could not be made.</summary>
    internal static LinuxException OfCreation(string call, int result) => new($"Making a completion port ({call})", result.ToErrno(), result.ToErrno() switch
    {
        Errno.EMFILE => ResourceLimits.Describe(ResourceKind.NOFILE),
        Errno.ENFILE => "The whole system's limit of open files is reached: raise it with sysctl fs.file-max",
        _ => null,
    });

    /// <summary>A descriptor could not be registered.</summary>
    internal static LinuxException OfRegistration(int descriptor, int result) =>
        new($"Registering descriptor {descriptor} with a completion port", result.ToErrno(), Advise(result.ToErrno()));

    private static string? Advise(Errno errno) => errno switch
    {
        Errno.EPERM => "It is a regular file, a directory or a device that is always ready: such a descriptor cannot be waited for; read or write it at once",
        Errno.EBADF => "No file is open under this number, or only its path (O_PATH)",
        Errno.ENOSPC =>
            $"fs.epoll.max_user_watches is {AioLimits.ReadNumber(WatchLimit)} for all of this user's processes; raise it with sysctl -w fs.epoll.max_user_watches=N",
        Errno.EMFILE => ResourceLimits.Describe(ResourceKind.NOFILE),
        Errno.ENOMEM => "The kernel has no memory for another registration: register fewer descriptors, or give the machine or the container more memory",
        Errno.ELOOP => "Ports and epoll instances that watch each other may neither form a circle nor be more than five deep",
        Errno.EINVAL => "It cannot be watched by this port",
        _ => null,
    };
}
