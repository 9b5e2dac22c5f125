using Ringspun.Linux.Devices;
using Ringspun.Linux.IoUring;
using Ringspun.Linux.Tests.IoUring;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>A device under io_uring: several reads are in flight, and writes go in one batch with them.</summary>
internal sealed class DeviceRing : IDisposable
{
    public const int InFlight = 4;
    private const ulong Write = 1000;
    private readonly Ring _ring = TestRing.Create();
    private readonly IPacketDevice _device;
    private readonly List<NativeBuffer> _requests = [];
    private readonly NativeBuffer[] _buffers;

    public DeviceRing(IPacketDevice device)
    {
        _device = device;
        _buffers = [.. Enumerable.Range(0, InFlight).Select(_ => new NativeBuffer(device.ReceiveBufferLength))];
        Assert.Equal(0, Descriptors.SetNonBlocking(device.ReceiveDescriptor(0), enabled: false));
        for (int slot = 0; slot < InFlight; slot++)
        {
            Read(slot);
        }
    }

    /// <summary>Sends pings, several for each read in flight, until the kernel has answered all of them.</summary>
    /// <param name="frame">A packet with the device's headroom.</param>
    /// <param name="skip">What is before the IP header.</param>
    public void Ping(Func<byte[], byte[]> frame, int skip)
    {
        const int Pings = 3 * InFlight;
        for (int id = 0; id < Pings; id++)
        {
            var request = NativeBuffer.Of(frame(TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, id, [1, 2])));
            _requests.Add(request);
            Assert.Equal(DeviceResult.Done, _device.Frame(request.Span, default));
            ref SubmissionEntry entry = ref _ring.Entry();
            entry.PrepareWrite(_device.SendDescriptor(0), request.Address, (uint)request.Length, SubmissionEntry.CurrentPosition);
            entry.UserData = Write;
        }

        HashSet<int> answered = [];
        int written = 0;
        while (answered.Count < Pings || written < Pings)
        {
            CompletionEntry completion = _ring.Next();
            Assert.True(completion.Result > 0, $"{completion.Result.ToErrno()}");
            if (completion.UserData == Write)
            {
                written++;
                continue;
            }

            int slot = (int)completion.UserData;
            ReceivedPacket packet = _device.Accept(0, _buffers[slot].Span[..completion.Result]);
            Assert.True(packet.IsDone);
            ReadOnlySpan<byte> bytes = _buffers[slot].Span.Slice(packet.Offset, packet.Length)[skip..];
            Assert.True(bytes[0] >> 4 != 4 || TestPacket.Protocol(bytes) != TestPacket.Icmp || answered.Add(TestPacket.Upper(bytes)[5]));
            Read(slot);
        }
    }

    /// <summary>Waits until a read fails: packets of the kernel's own may have come before that.</summary>
    public DeviceOutcome NextFailure()
    {
        CompletionEntry completion = _ring.Next();
        while (completion.Result >= 0)
        {
            Read((int)completion.UserData);
            completion = _ring.Next();
        }

        return _device.Explain(completion.Result, isSend: false).Outcome;
    }

    /// <summary>Cancels the reads that are still in flight once one has failed, and waits for their ends.</summary>
    public void CancelOthers()
    {
        ref SubmissionEntry cancel = ref _ring.Entry();
        cancel.PrepareCancelDescriptor(_device.ReceiveDescriptor(0));
        cancel.UserData = Write;
        for (int i = 0; i < InFlight; i++)
        {
            _ = _ring.Next();
        }
    }

    public void Dispose()
    {
        _ring.Dispose();
        Array.ForEach([.. _buffers, .. _requests], buffer => buffer.Dispose());
    }

    private void Read(int slot)
    {
        ref SubmissionEntry entry = ref _ring.Entry();
        entry.PrepareRead(_device.ReceiveDescriptor(0), _buffers[slot].Address, (uint)_buffers[slot].Length, SubmissionEntry.CurrentPosition);
        entry.UserData = (ulong)slot;
    }
}
