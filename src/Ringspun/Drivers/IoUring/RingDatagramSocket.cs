using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>A datagram socket on a ring.</summary>
internal sealed class RingDatagramSocket : KernelDatagramSocket
{
    private readonly IoUringDriver _driver;
    private RingDatagramReceive? _receive;
    private RingDatagramSend? _send;
    private int _requests;

    internal RingDatagramSocket(IoUringDriver driver, int descriptor)
        : base(driver.Loop, driver.Own(descriptor))
    {
        _driver = driver;

        // The ring waits in the socket's stead; a non-blocking socket would make it answer EAGAIN.
        _ = Descriptors.SetNonBlocking(descriptor, false);
    }

    internal IoUringDriver Driver => _driver;

    internal ulong Expect(IRingTarget target)
    {
        _requests++;
        return _driver.Expect(target);
    }

    internal void RequestEnded()
    {
        if (--_requests == 0 && IsClosed)
        {
            _driver.CloseDescriptor(Descriptor);
        }
    }

    internal void Cancel(ulong userData)
    {
        _driver.RequestCancel(userData);
    }

    protected override IoOperation<Datagram> Receive(Memory<byte> buffer, CancellationToken cancel) =>
        (_receive ??= new RingDatagramReceive(this)).Start(buffer, cancel);

    protected override IoOperation<int> Send(ReadOnlyMemory<byte> buffer, PeerAddress peer, CancellationToken cancel) =>
        (_send ??= new RingDatagramSend(this)).Start(buffer, peer, cancel);

    protected override bool TryFailReceive(Errno errno) => _receive is { IsPending: true } && _receive.TryFail(errno);

    protected override void Close()
    {
        if (_requests == 0)
        {
            _driver.CloseDescriptor(Descriptor);
        }
        else
        {
            ref SubmissionEntry entry = ref _driver.NextEntry();
            entry.PrepareCancelDescriptor(Descriptor);
            entry.UserData = RingTargets.Nobody;
        }
    }
}
