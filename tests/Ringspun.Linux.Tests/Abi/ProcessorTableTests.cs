using System.Runtime.InteropServices;

namespace Ringspun.Linux.Tests;

/// <summary>The numbers that differ between processors, asserted for both on either.</summary>
public sealed class ProcessorTableTests
{
    [Fact]
    public void System_call_numbers_of_x64()
    {
        Assert.Equal(
            (0, 1, 19, 20, 44, 45, 46, 47, 206, 207, 208, 209, 210, 327, 328, 332),
            (SystemCallNumbers.X64.Read, SystemCallNumbers.X64.Write, SystemCallNumbers.X64.ReadV, SystemCallNumbers.X64.WriteV,
             SystemCallNumbers.X64.SendTo, SystemCallNumbers.X64.RecvFrom, SystemCallNumbers.X64.SendMsg, SystemCallNumbers.X64.RecvMsg,
             SystemCallNumbers.X64.IoSetup, SystemCallNumbers.X64.IoDestroy, SystemCallNumbers.X64.IoGetEvents,
             SystemCallNumbers.X64.IoSubmit, SystemCallNumbers.X64.IoCancel, SystemCallNumbers.X64.PReadV2,
             SystemCallNumbers.X64.PWriteV2, SystemCallNumbers.X64.Statx));
    }

    [Fact]
    public void System_call_numbers_of_arm64()
    {
        Assert.Equal(
            (63, 64, 65, 66, 206, 207, 211, 212, 0, 1, 2, 3, 4, 286, 287, 291),
            (SystemCallNumbers.Arm64.Read, SystemCallNumbers.Arm64.Write, SystemCallNumbers.Arm64.ReadV, SystemCallNumbers.Arm64.WriteV,
             SystemCallNumbers.Arm64.SendTo, SystemCallNumbers.Arm64.RecvFrom, SystemCallNumbers.Arm64.SendMsg, SystemCallNumbers.Arm64.RecvMsg,
             SystemCallNumbers.Arm64.IoSetup, SystemCallNumbers.Arm64.IoDestroy, SystemCallNumbers.Arm64.IoSubmit,
             SystemCallNumbers.Arm64.IoCancel, SystemCallNumbers.Arm64.IoGetEvents, SystemCallNumbers.Arm64.PReadV2,
             SystemCallNumbers.Arm64.PWriteV2, SystemCallNumbers.Arm64.Statx));
    }

    [Fact]
    public void Open_flags_of_x64() =>
        Assert.Equal(new OpenFlags.ProcessorTable(0x4000, 0x10000, 0x20000), OpenFlags.ProcessorTable.For(Architecture.X64));

    [Fact]
    public void Open_flags_of_arm64() =>
        Assert.Equal(new OpenFlags.ProcessorTable(0x10000, 0x4000, 0x8000), OpenFlags.ProcessorTable.For(Architecture.Arm64));

    [Fact]
    public void Other_processors_are_refused() =>
        Assert.Throws<PlatformNotSupportedException>(() => OpenFlags.ProcessorTable.For(Architecture.Wasm));
}
