using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>
/// A connection on a ring: one receive request stays armed and fills buffers of the loop's as data comes; a send is one request. No system
/// call of its own in either.
/// </summary>
internal sealed partial class RingConnection : SocketConnection
{
    private readonly IoUringDriver _driver;
    private int _requests;
    private bool _descriptorClosed;

    internal RingConnection(IoUringDriver driver, int descriptor)
        : base(driver.Loop, driver.Own(descriptor))
    {
        _driver = driver;
        _receiver = new Receiver(this);
    }

    protected override void Close()
    {
        _filled.Clear();
        if (_requests == 0)
        {
            CloseDescriptor();
            return;
        }

        // close(2) alone would leave the requests pending, and with them the socket open.
        ref SubmissionEntry entry = ref _driver.NextEntry();
        entry.PrepareCancelDescriptor(Descriptor);
        entry.UserData = RingTargets.Nobody;
    }

    /// <summary>A request of this connection has had its last completion.</summary>
    internal void RequestEnded()
    {
        _requests--;
        if (IsClosed && _requests == 0)
        {
            CloseDescriptor();
        }
    }

    private void CloseDescriptor()
    {
        if (!_descriptorClosed)
        {
            _descriptorClosed = true;
            _driver.CloseDescriptor(Descriptor);
        }
    }
}
