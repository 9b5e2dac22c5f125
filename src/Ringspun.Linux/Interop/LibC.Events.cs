using System.Runtime.InteropServices;

namespace Ringspun.Linux;

internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "epoll_create1")]
    internal static partial int EpollCreate1(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl")]
    internal static partial int EpollControl(int epoll, int operation, int descriptor, void* change);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    internal static partial int EpollWait(int epoll, void* events, int maximum, int milliseconds);

    [LibraryImport(Library, EntryPoint = "eventfd")]
    internal static partial int EventFd(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "timerfd_create")]
    internal static partial int TimerFdCreate(int clock, int flags);

    [LibraryImport(Library, EntryPoint = "timerfd_settime")]
    internal static partial int TimerFdSetTime(int descriptor, int flags, TimerSpecification* value, TimerSpecification* old);

    [LibraryImport(Library, EntryPoint = "clock_gettime")]
    internal static partial int ClockGetTime(int clock, TimeSpecification* time);
}
