using System.Runtime.CompilerServices;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>Between the kinds of an interest and the kernel's events.</summary>
internal static class PortReadiness
{
    internal const Interest All = Interest.Read | Interest.Write | Interest.Except;

    private const EpollEvents Conditions = EpollEvents.ERR | EpollEvents.HUP;

    /// <summary>What the kernel is asked for.</summary>
    internal static EpollEvents ToEvents(Interest interest) =>
        ((interest & Interest.Read) != 0 ? EpollEvents.IN : 0)
        | ((interest & Interest.Write) != 0 ? EpollEvents.OUT : 0)
        | ((interest & Interest.Except) != 0 ? EpollEvents.PRI : 0);

    /// <summary>The kinds of an interest that the kernel's answer means. Errors and hang-ups mean all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Interest Of(EpollEvents events, Interest interest)
    {
        if ((events & Conditions) != 0)
        {
            return interest;
        }

        // EPOLLIN is 1, EPOLLPRI 2 and EPOLLOUT 4; read is 1, write 2 and except 4.
        uint bits = (uint)events;
        return (Interest)((bits & 1) | ((bits & 4) >> 1) | ((bits & 2) << 1)) & interest;
    }

    /// <summary>The conditions in the kernel's answer.</summary>
    internal static PollEvents ConditionsOf(EpollEvents events) => (PollEvents)(events & Conditions);

    /// <summary>Whether an interest is exactly one kind.</summary>
    internal static bool IsSingle(Interest interest) => interest is Interest.Read or Interest.Write or Interest.Except;
}
