using Ringspun.Linux;

namespace Ringspun;

/// <content>Receiving.</content>
internal sealed partial class EpollConnection
{
    /// <summary>One call copies no more, so that it stays well within a turn.</summary>
    private const int MaximumReceive = 256 * 1024;

    private readonly bool _isTcp;
    private bool _readable = true;
    private bool _readToEnd;
    private bool _isOverdue;
    private bool _wantsLarge;

    protected override int TryReceive(Span<byte> buffer)
    {
        if (!MayRead())
        {
            return -(int)Errno.EAGAIN;
        }

        if (buffer.Length > MaximumReceive)
        {
            buffer = buffer[..MaximumReceive];
        }

        int result = Sockets.Receive(Descriptor, buffer);
        NoteRead(result, buffer.Length);
        return result;
    }

    protected override int TryLease(out Chunk chunk)
    {
        chunk = Chunk.Empty;
        if (!MayRead())
        {
            return -(int)Errno.EAGAIN;
        }

        Chunk whole = _driver.RentChunk(_wantsLarge);
        int result = Sockets.Receive(Descriptor, whole.Span);
        NoteRead(result, whole.Length);
        if (result <= 0)
        {
            whole.Release();
            return result;
        }

        _wantsLarge = result == whole.Length || (_wantsLarge && result > EpollAioDriver.SmallChunk);
        chunk = whole.Slice(0, result);
        return result;
    }

    protected override void AwaitReceive()
    {
        int result = EnsureRegistered();
        if (result < 0)
        {
            EndPendingReceive(result.ToErrno());
        }
    }

    protected override void LookAgain()
    {
        _readable = true;
        _isOverdue = true;
    }

    private bool MayRead()
    {
        if (!_readable)
        {
            return false;
        }

        if (_isOverdue || _driver.TrySpend())
        {
            _isOverdue = false;
            return true;
        }

        Defer();
        return false;
    }

    /// <summary>
    /// A TCP socket that gave less than asked is empty, and the next arrival is an edge (epoll(7)): no call is needed to learn that. Not so where
    /// the end was announced already, for there will be no further edge; nor behind urgent data; nor on a unix socket, where a read also ends at passed
    /// descriptors.
    /// </summary>
    private void NoteRead(int result, int asked)
    {
        if (result > 0)
        {
            _driver.Charge(result);
            _readable = result == asked || _readToEnd || !_isTcp;
        }
        else if (result == -(int)Errno.EAGAIN)
        {
            _readable = false;
        }
    }
}
