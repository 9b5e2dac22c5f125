namespace Ringspun.Linux.Netlink;

/// <summary>What came of a netlink request, and what the kernel said about it.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Errno">The kernel's error behind it; <see cref="Errno.None"/> where there was none.</param>
/// <param name="Text">The kernel's own words about the error (source: netlink(7), NETLINK_EXT_ACK), or null.</param>
public readonly record struct NetlinkResult(NetlinkOutcome Outcome, Errno Errno = Errno.None, string? Text = null)
{
    /// <summary>Whether the request was done.</summary>
    public bool IsDone => Outcome == NetlinkOutcome.Done;

    /// <summary>The outcome that an error means.</summary>
    /// <param name="errno">The error; none for success.</param>
    /// <param name="text">The kernel's own words, or null.</param>
    public static NetlinkResult From(Errno errno, string? text = null) => new(
        errno switch
        {
            Errno.None => NetlinkOutcome.Done,
            Errno.EPERM => NetlinkOutcome.NotPermitted,
            Errno.EEXIST => NetlinkOutcome.AlreadyThere,
            Errno.ENODEV or Errno.ENXIO or Errno.EADDRNOTAVAIL or Errno.ESRCH or Errno.ENOENT => NetlinkOutcome.NotThere,
            Errno.EINVAL or Errno.ERANGE or Errno.EMSGSIZE or Errno.ENAMETOOLONG => NetlinkOutcome.Refused,
            Errno.EACCES or Errno.EOPNOTSUPP or Errno.EAFNOSUPPORT or Errno.EPROTONOSUPPORT => NetlinkOutcome.Unsupported,
            Errno.EBUSY => NetlinkOutcome.Busy,
            Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.ENETDOWN => NetlinkOutcome.Unreachable,
            Errno.ENOMEM or Errno.ENOBUFS => NetlinkOutcome.NoBuffers,
            _ => NetlinkOutcome.Failed,
        },
        errno,
        text);

    /// <summary>Throws unless the request was done.</summary>
    /// <param name="operation">What was tried.</param>
    /// <exception cref="LinuxException">It was not; the message has the kernel's own words.</exception>
    public void ThrowIfFailed(string operation)
    {
        if (!IsDone)
        {
            throw new LinuxException(Text is null ? operation : $"{operation}: {Text}", Errno == Errno.None ? Errno.EPROTO : Errno);
        }
    }

    /// <summary>The outcome, the error and the kernel's words.</summary>
    public override string ToString() => Errno == Errno.None ? $"{Outcome}" : Text is null ? $"{Outcome} ({Errno})" : $"{Outcome} ({Errno}: {Text})";
}
