using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ringspun.Linux.Tests;

/// <summary>Sizes and offsets, as a C compiler gives them for the kernel's headers; 64-bit structs are alike on x64 and arm64.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Structs_have_the_kernels_sizes()
    {
        Assert.Equal(16, Unsafe.SizeOf<IoVector>());
        Assert.Equal(56, Unsafe.SizeOf<MessageHeader>());
        Assert.Equal(8, Unsafe.SizeOf<LingerOption>());
        Assert.Equal(232, Unsafe.SizeOf<TcpInfo>());
        Assert.Equal(16, Unsafe.SizeOf<TimeSpecification>());
        Assert.Equal(32, Unsafe.SizeOf<TimerSpecification>());
        Assert.Equal(64, Unsafe.SizeOf<AioControlBlock>());
        Assert.Equal(32, Unsafe.SizeOf<AioEvent>());
        Assert.Equal(32, Unsafe.SizeOf<AioCompletionRing.Header>());
        Assert.Equal(24, Unsafe.SizeOf<OpenHow>());
        Assert.Equal(16, Unsafe.SizeOf<StatxTimestamp>());
        Assert.Equal(256, Unsafe.SizeOf<StatxBuffer>());
        Assert.Equal(16, Unsafe.SizeOf<ResourceLimit>());
        Assert.Equal(132, Unsafe.SizeOf<NativeSocketAddress>());
    }

    [Fact]
    public void Epoll_event_is_packed_on_x64_only()
    {
        Assert.Equal(12, EpollEventBuffer.SizeFor(Architecture.X64));
        Assert.Equal(16, EpollEventBuffer.SizeFor(Architecture.Arm64));
        Assert.Equal(EpollEventBuffer.SizeFor(RuntimeInformation.ProcessArchitecture), EpollEventBuffer.EventSize);
    }

    [Fact]
    public void Chunk_is_24_bytes() => Assert.Equal(24, Unsafe.SizeOf<Chunk>());

    [Fact]
    public void Iocb_fields_are_where_aio_abi_h_has_them()
    {
        AioControlBlock block = default;
        Assert.Equal(0, Offset(ref block, ref block.Data));
        Assert.Equal(8, Offset(ref block, ref block.Key));
        Assert.Equal(12, Offset(ref block, ref block.ReadWriteFlags));
        Assert.Equal(16, Offset(ref block, ref block.Command));
        Assert.Equal(18, Offset(ref block, ref block.Priority));
        Assert.Equal(20, Offset(ref block, ref block.Descriptor));
        Assert.Equal(24, Offset(ref block, ref block.Buffer));
        Assert.Equal(32, Offset(ref block, ref block.Length));
        Assert.Equal(40, Offset(ref block, ref block.Offset));
        Assert.Equal(56, Offset(ref block, ref block.Flags));
        Assert.Equal(60, Offset(ref block, ref block.ResultDescriptor));
    }

    [Fact]
    public void Io_event_fields_are_where_aio_abi_h_has_them()
    {
        AioEvent item = default;
        Assert.Equal(0, Offset(ref item, ref item.Data));
        Assert.Equal(8, Offset(ref item, ref item.ControlBlock));
        Assert.Equal(16, Offset(ref item, ref item.Result));
        Assert.Equal(24, Offset(ref item, ref item.Result2));
    }

    [Fact]
    public void Aio_ring_fields_are_where_aio_c_has_them()
    {
        AioCompletionRing.Header header = default;
        Assert.Equal(4, Offset(ref header, ref header.Capacity));
        Assert.Equal(8, Offset(ref header, ref header.Head));
        Assert.Equal(12, Offset(ref header, ref header.Tail));
        Assert.Equal(16, Offset(ref header, ref header.Magic));
        Assert.Equal(24, Offset(ref header, ref header.IncompatibleFeatures));
        Assert.Equal(28, Offset(ref header, ref header.HeaderLength));
    }

    [Fact]
    public unsafe void Msghdr_fields_are_where_socket_h_has_them()
    {
        MessageHeader message = default;
        byte* start = (byte*)&message;
        Assert.Equal(8, (byte*)&message.NameLength - start);
        Assert.Equal(16, (byte*)&message.Vectors - start);
        Assert.Equal(24, (byte*)&message.VectorCount - start);
        Assert.Equal(32, (byte*)&message.Control - start);
        Assert.Equal(40, (byte*)&message.ControlLength - start);
        Assert.Equal(48, (byte*)&message.Flags - start);
    }

    [Fact]
    public void Tcp_info_fields_are_where_tcp_h_has_them()
    {
        TcpInfo info = default;
        Assert.Equal(8, Offset(ref info, ref info.Rto));
        Assert.Equal(68, Offset(ref info, ref info.Rtt));
        Assert.Equal(104, Offset(ref info, ref info.PacingRate));
        Assert.Equal(160, Offset(ref info, ref info.DeliveryRate));
        Assert.Equal(200, Offset(ref info, ref info.BytesSent));
        Assert.Equal(228, Offset(ref info, ref info.SendWindow));
    }

    [Fact]
    public void Statx_fields_are_where_stat_h_has_them()
    {
        StatxBuffer buffer = default;
        Assert.Equal(4, Offset(ref buffer, ref buffer.BlockSize));
        Assert.Equal(8, Offset(ref buffer, ref buffer.Attributes));
        Assert.Equal(28, Offset(ref buffer, ref buffer.Mode));
        Assert.Equal(32, Offset(ref buffer, ref buffer.Inode));
        Assert.Equal(40, Offset(ref buffer, ref buffer.Size));
        Assert.Equal(64, Offset(ref buffer, ref buffer.AccessTime));
        Assert.Equal(112, Offset(ref buffer, ref buffer.ModificationTime));
        Assert.Equal(128, Offset(ref buffer, ref buffer.SpecialDeviceMajor));
        Assert.Equal(144, Offset(ref buffer, ref buffer.MountId));
        Assert.Equal(152, Offset(ref buffer, ref buffer.DirectMemoryAlignment));
        Assert.Equal(156, Offset(ref buffer, ref buffer.DirectOffsetAlignment));
    }

    private static nint Offset<TStruct, TField>(ref TStruct start, ref TField field) =>
        Unsafe.ByteOffset(ref Unsafe.As<TStruct, byte>(ref start), ref Unsafe.As<TField, byte>(ref field));
}
