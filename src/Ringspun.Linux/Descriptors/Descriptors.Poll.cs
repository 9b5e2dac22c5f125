using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <content>Readiness, asked once.</content>
public static unsafe partial class Descriptors
{
    /// <summary>Tells what a descriptor is ready for now, without waiting: poll(2).</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="events">What is asked for: POLLIN (1), POLLPRI (2), POLLOUT (4), as in <see cref="EpollEvents"/>.</param>
    /// <returns>
    /// Those of the events that are there, and POLLERR, POLLHUP where they are; POLLNVAL (0x20) for a number that is not open; -ENOMEM.
    /// </returns>
    public static int Poll(int descriptor, int events)
    {
        PollEntry entry = new() { Descriptor = descriptor, Events = (short)events };
        int result;
        do
        {
            result = LibC.Check(LibC.Poll(&entry, 1, 0));
        }
        while (result == -(int)Errno.EINTR);
        return result <= 0 ? result : (ushort)entry.Returned;
    }

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }
}
