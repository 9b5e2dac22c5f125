using Ringspun.Linux;

namespace Ringspun.Bench.Measuring;

/// <summary>The drivers by the names that <see cref="Options.Driver"/> knows.</summary>
internal static class LoopDriver
{
    /// <summary>Makes a driver, on the thread of its loop.</summary>
    /// <exception cref="BenchFailure">This machine does not allow it.</exception>
    public static IDriver Create(string name)
    {
        try
        {
            return name == "io_uring" ? IoUringDriver.Create() : EpollAioDriver.Create();
        }
        catch (LinuxException refused)
        {
            throw new BenchFailure($"{refused.Message} (--driver epoll measures without io_uring)");
        }
    }
}
