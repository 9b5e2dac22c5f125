namespace Ringspun;

/// <summary>Which driver a program wants.</summary>
public enum DriverKind
{
    /// <summary>io_uring where it works, else epoll with Linux AIO.</summary>
    Auto,

    /// <summary>io_uring or nothing.</summary>
    IoUring,

    /// <summary>epoll with Linux AIO.</summary>
    Epoll,
}
