namespace Ringspun.Linux.Tests;

/// <summary>Waits for descriptors, with an end: no test sleeps, and none hangs.</summary>
internal static class Ready
{
    public const long FiveSeconds = 5_000_000_000;

    public static void Wait(int descriptor, EpollEvents events)
    {
        using OwnedDescriptor epoll = OwnedDescriptor.FromResult(Epoll.Create(), "epoll");
        using EpollEventBuffer buffer = new(1);
        LinuxException.ThrowIfError(Epoll.Control(epoll.Number, EpollOperation.ADD, descriptor, events), "add");
        long end = MonotonicClock.Nanoseconds + FiveSeconds;
        while (Epoll.Wait(epoll.Number, buffer, FiveSeconds) == 0)
        {
            Assert.True(MonotonicClock.Nanoseconds < end, $"Descriptor {descriptor} was not ready in time");
        }
    }
}
