using Ringspun.Linux;
using Ringspun.Tcp;

namespace Ringspun.UserLevel;

/// <summary>What the stack says in the words that the kernel has for it.</summary>
public static class StackErrors
{
    /// <summary>The kernel's word for an error.</summary>
    /// <param name="error">The stack's.</param>
    public static Errno ToErrno(this StackError error) => error switch
    {
        StackError.None => Errno.None,
        StackError.WouldBlock => Errno.EAGAIN,
        StackError.InvalidHandle => Errno.EBADF,
        StackError.NotConnected => Errno.ENOTCONN,
        StackError.Refused => Errno.ECONNREFUSED,
        StackError.Reset => Errno.ECONNRESET,
        StackError.TimedOut => Errno.ETIMEDOUT,
        StackError.Aborted => Errno.ECONNABORTED,
        StackError.ShutDown => Errno.EPIPE,
        StackError.AddressInUse => Errno.EADDRINUSE,
        StackError.AddressNotAvailable => Errno.EADDRNOTAVAIL,
        StackError.InvalidAddress => Errno.EINVAL,
        StackError.NoRoute => Errno.ENETUNREACH,
        StackError.NoPorts => Errno.EADDRNOTAVAIL,
        StackError.TooManyConnections => Errno.ENFILE,
        StackError.Unreachable => Errno.EHOSTUNREACH,
        StackError.LingerTimedOut => Errno.ETIMEDOUT,
        StackError.MessageTooLong => Errno.EMSGSIZE,
        StackError.NoMemory => Errno.ENOBUFS,
        StackError.AddressRemoved => Errno.EADDRNOTAVAIL,
        _ => Errno.EIO,
    };

    internal static int ToResult(this StackError error) => -(int)error.ToErrno();
}
