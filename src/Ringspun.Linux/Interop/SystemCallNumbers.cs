using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>
/// The numbers of the system calls made directly, for the processor the program runs on
/// (source: arch/x86/entry/syscalls/syscall_64.tbl; include/uapi/asm-generic/unistd.h for arm64).
/// </summary>
public static class SystemCallNumbers
{
    private static readonly bool IsArm64 = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => false,
        Architecture.Arm64 => true,
        Architecture other => throw new PlatformNotSupportedException($"Ringspun runs on x64 and arm64, not on {other}."),
    };

    /// <summary>io_setup(2).</summary>
    public static int IoSetup => Select(X64.IoSetup, Arm64.IoSetup);

    /// <summary>io_destroy(2).</summary>
    public static int IoDestroy => Select(X64.IoDestroy, Arm64.IoDestroy);

    /// <summary>io_getevents(2).</summary>
    public static int IoGetEvents => Select(X64.IoGetEvents, Arm64.IoGetEvents);

    /// <summary>io_submit(2).</summary>
    public static int IoSubmit => Select(X64.IoSubmit, Arm64.IoSubmit);

    /// <summary>io_cancel(2).</summary>
    public static int IoCancel => Select(X64.IoCancel, Arm64.IoCancel);

    /// <summary>preadv2(2).</summary>
    public static int PReadV2 => Select(X64.PReadV2, Arm64.PReadV2);

    /// <summary>pwritev2(2).</summary>
    public static int PWriteV2 => Select(X64.PWriteV2, Arm64.PWriteV2);

    /// <summary>statx(2).</summary>
    public static int Statx => Select(X64.Statx, Arm64.Statx);

    /// <summary>openat2(2); system calls from 424 on have one number on every processor.</summary>
    public static int OpenAt2 => 437;

    /// <summary>epoll_pwait2(2).</summary>
    public static int EpollPWait2 => 441;

    /// <summary>read(2).</summary>
    internal static int Read => Select(X64.Read, Arm64.Read);

    /// <summary>write(2).</summary>
    internal static int Write => Select(X64.Write, Arm64.Write);

    /// <summary>readv(2).</summary>
    internal static int ReadV => Select(X64.ReadV, Arm64.ReadV);

    /// <summary>writev(2).</summary>
    internal static int WriteV => Select(X64.WriteV, Arm64.WriteV);

    /// <summary>sendto(2).</summary>
    internal static int SendTo => Select(X64.SendTo, Arm64.SendTo);

    /// <summary>recvfrom(2).</summary>
    internal static int RecvFrom => Select(X64.RecvFrom, Arm64.RecvFrom);

    /// <summary>sendmsg(2).</summary>
    internal static int SendMsg => Select(X64.SendMsg, Arm64.SendMsg);

    /// <summary>recvmsg(2).</summary>
    internal static int RecvMsg => Select(X64.RecvMsg, Arm64.RecvMsg);

    private static int Select(int x64, int arm64) => IsArm64 ? arm64 : x64;

    /// <summary>The table for x64.</summary>
    internal static class X64
    {
        internal const int Read = 0;
        internal const int Write = 1;
        internal const int ReadV = 19;
        internal const int WriteV = 20;
        internal const int SendTo = 44;
        internal const int RecvFrom = 45;
        internal const int SendMsg = 46;
        internal const int RecvMsg = 47;
        internal const int IoSetup = 206;
        internal const int IoDestroy = 207;
        internal const int IoGetEvents = 208;
        internal const int IoSubmit = 209;
        internal const int IoCancel = 210;
        internal const int PReadV2 = 327;
        internal const int PWriteV2 = 328;
        internal const int Statx = 332;
    }

    /// <summary>The table for arm64.</summary>
    internal static class Arm64
    {
        internal const int IoSetup = 0;
        internal const int IoDestroy = 1;
        internal const int IoSubmit = 2;
        internal const int IoCancel = 3;
        internal const int IoGetEvents = 4;
        internal const int Read = 63;
        internal const int Write = 64;
        internal const int ReadV = 65;
        internal const int WriteV = 66;
        internal const int SendTo = 206;
        internal const int RecvFrom = 207;
        internal const int SendMsg = 211;
        internal const int RecvMsg = 212;
        internal const int PReadV2 = 286;
        internal const int PWriteV2 = 287;
        internal const int Statx = 291;
    }
}
