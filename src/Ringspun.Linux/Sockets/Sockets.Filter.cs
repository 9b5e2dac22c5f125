using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <content>Filters.</content>
public static unsafe partial class Sockets
{
    private static readonly SocketOption SO_ATTACH_FILTER = new(1, 26);

    /// <summary>Gives a socket a filter: only packets that it takes are received.</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="program">The filter.</param>
    /// <returns>0; or -EINVAL for a program that could run wild, -ENOMEM.</returns>
    internal static int AttachFilter(int descriptor, ReadOnlySpan<FilterInstruction> program)
    {
        fixed (FilterInstruction* first = program)
        {
            FilterProgram filter = new() { Count = (ushort)program.Length, First = first };
            return LibC.Check(LibC.SetSocketOption(
                descriptor, SO_ATTACH_FILTER.Level, SO_ATTACH_FILTER.Name, &filter, sizeof(FilterProgram)));
        }
    }

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        internal ushort Count;
        internal FilterInstruction* First;
    }
}
