using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ringspun.Linux.IoUring;

namespace Ringspun.Linux.Tests.IoUring;

/// <summary>Sizes and offsets as in include/uapi/linux/io_uring.h.</summary>
public class AbiLayoutTests
{
    [Fact]
    public void Structures_have_the_kernels_sizes()
    {
        Assert.Equal(64, Unsafe.SizeOf<SubmissionEntry>());
        Assert.Equal(16, Unsafe.SizeOf<CompletionEntry>());
        Assert.Equal(120, Unsafe.SizeOf<RingParameters>());
        Assert.Equal(40, Unsafe.SizeOf<SubmissionQueueOffsets>());
        Assert.Equal(40, Unsafe.SizeOf<CompletionQueueOffsets>());
        Assert.Equal(16, Unsafe.SizeOf<KernelTimespec>());
        Assert.Equal(24, Unsafe.SizeOf<GetEventsArgument>());
        Assert.Equal(16, Unsafe.SizeOf<ProbeHeader>());
        Assert.Equal(8, Unsafe.SizeOf<ProbeOperation>());
        Assert.Equal(16, Unsafe.SizeOf<BufferRingEntry>());
        Assert.Equal(40, Unsafe.SizeOf<BufferRingRegistration>());
        Assert.Equal(32, Unsafe.SizeOf<ResourceRegistration>());
        Assert.Equal(16, Unsafe.SizeOf<ResourceUpdate>());
        Assert.Equal(16, Unsafe.SizeOf<RegisteredBuffer>());
        Assert.Equal(16, Unsafe.SizeOf<ReceiveMessageHeader>());
    }

    [Theory]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.Operation), 0)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.Flags), 1)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.IoPriority), 2)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.Descriptor), 4)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.Offset), 8)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.Address), 16)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.Length), 24)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.OperationFlags), 28)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.UserData), 32)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.BufferGroup), 40)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.Personality), 42)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.SpliceDescriptorIn), 44)]
    [InlineData(typeof(SubmissionEntry), nameof(SubmissionEntry.Address3), 48)]
    [InlineData(typeof(CompletionEntry), nameof(CompletionEntry.Result), 8)]
    [InlineData(typeof(CompletionEntry), nameof(CompletionEntry.Flags), 12)]
    [InlineData(typeof(RingParameters), nameof(RingParameters.Flags), 8)]
    [InlineData(typeof(RingParameters), nameof(RingParameters.Features), 20)]
    [InlineData(typeof(RingParameters), nameof(RingParameters.WorkQueueDescriptor), 24)]
    [InlineData(typeof(RingParameters), nameof(RingParameters.SubmissionQueue), 40)]
    [InlineData(typeof(RingParameters), nameof(RingParameters.CompletionQueue), 80)]
    [InlineData(typeof(SubmissionQueueOffsets), nameof(SubmissionQueueOffsets.Array), 24)]
    [InlineData(typeof(CompletionQueueOffsets), nameof(CompletionQueueOffsets.Entries), 20)]
    [InlineData(typeof(GetEventsArgument), nameof(GetEventsArgument.Timeout), 16)]
    [InlineData(typeof(BufferRingEntry), nameof(BufferRingEntry.BufferId), 12)]
    [InlineData(typeof(BufferRingEntry), nameof(BufferRingEntry.Tail), 14)]
    [InlineData(typeof(BufferRingRegistration), nameof(BufferRingRegistration.GroupId), 12)]
    [InlineData(typeof(BufferRingRegistration), nameof(BufferRingRegistration.Flags), 14)]
    [InlineData(typeof(ResourceRegistration), nameof(ResourceRegistration.Data), 16)]
    [InlineData(typeof(ResourceUpdate), nameof(ResourceUpdate.Data), 8)]
    [InlineData(typeof(ProbeOperation), nameof(ProbeOperation.Flags), 2)]
    public void Fields_lie_where_the_kernel_looks(Type structure, string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf(structure, field));

    [Theory]
    [InlineData(RingOperation.SendMessage, 9)]
    [InlineData(RingOperation.Accept, 13)]
    [InlineData(RingOperation.OpenAt2, 28)]
    [InlineData(RingOperation.MessageRing, 40)]
    [InlineData(RingOperation.SendZeroCopy, 47)]
    [InlineData(RingOperation.Listen, 57)]
    public void Operations_have_the_kernels_numbers(RingOperation operation, int number) => Assert.Equal(number, (int)operation);

    [Fact]
    public void A_completion_carries_its_buffer_in_the_upper_half_of_the_flags()
    {
        CompletionEntry completion = new() { Flags = (CompletionFlags)(0xFFFEu << 16) | CompletionFlags.Buffer | CompletionFlags.More };
        Assert.Equal(0xFFFE, completion.BufferId);
        Assert.True(completion.HasBuffer);
        Assert.True(completion.HasMore);
        Assert.False(completion.IsNotification);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(999_999_999, 0, 999_999_999)]
    [InlineData(1_000_000_001, 1, 1)]
    [InlineData(long.MaxValue, 9_223_372_036, 854_775_807)]
    public void Nanoseconds_split_into_a_timespec(long nanoseconds, long seconds, long rest)
    {
        KernelTimespec timespec = KernelTimespec.FromNanoseconds(nanoseconds);
        Assert.Equal((seconds, rest), (timespec.Seconds, timespec.Nanoseconds));
    }
}
