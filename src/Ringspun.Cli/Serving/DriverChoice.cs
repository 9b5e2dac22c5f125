namespace Ringspun.Cli.Serving;

/// <summary>Which driver the user asks for.</summary>
internal enum DriverChoice
{
    /// <summary>io_uring where it works, else epoll.</summary>
    Auto,

    /// <summary>io_uring, or fail.</summary>
    IoUring,

    /// <summary>epoll and Linux AIO.</summary>
    Epoll,
}
