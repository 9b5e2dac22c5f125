using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>One side of a connection in a random world: sends so many bytes of a sequence that the other side knows, and checks all that comes.</summary>
internal sealed class Transfer(Stack stack, ConnectionId id, int sendKey, int length, int receiveKey)
{
    private readonly byte[] _buffer = new byte[5000];
    private readonly byte[] _pending = new byte[5000];
    private int _pendingLength;
    private int _sent;
    private bool _shutDown;

    public ConnectionId Id { get; } = id;

    /// <summary>How many bytes it sends.</summary>
    public int Length => length;

    public int Received { get; private set; }

    public bool SawEnd { get; private set; }

    public StackError Failure { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>Whether both directions have ended.</summary>
    public bool IsOver => IsClosed || Failure != StackError.None;

    /// <summary>Reads and writes what it can.</summary>
    public void Step(long now, Random random)
    {
        if (IsOver)
        {
            return;
        }

        Write(now, random);
        Read(now, random);
        if (_shutDown && SawEnd && !IsOver)
        {
            Assert.Equal(StackError.None, stack.Close(now, Id));
            IsClosed = true;
        }
    }

    /// <summary>Ends the connection at once.</summary>
    public void Abort()
    {
        if (!IsOver)
        {
            Assert.Equal(StackError.None, stack.Abort(Id));
            IsClosed = true;
        }
    }

    /// <summary>Gives up the handle of a connection that has failed.</summary>
    public void Release(long now)
    {
        if (!IsClosed)
        {
            Assert.Equal(StackError.None, stack.Close(now, Id));
            IsClosed = true;
        }
    }

    public override string ToString() => stack.GetInfo(Id, out ConnectionInfo info) == StackError.None ? $"{info}" : "closed";

    /// <summary>The byte at a position of a sequence.</summary>
    public static byte ByteAt(int key, int position) => (byte)((uint)((position * 2_654_435_761) + (key * 40_503)) >> 13);

    private void Write(long now, Random random)
    {
        while (_sent < length)
        {
            if (_pendingLength == 0)
            {
                _pendingLength = Math.Min(length - _sent, random.Next(1, _pending.Length));
                for (int i = 0; i < _pendingLength; i++)
                {
                    _pending[i] = ByteAt(sendKey, _sent + i);
                }
            }

            StackError error = Arbitrary.Coin(random)
                ? stack.Send(now, Id, _pending.AsSpan(0, _pendingLength), out int taken)
                : stack.Send(now, Id, new HeldBytes(_pending.AsSpan(0, _pendingLength)), 0, _pendingLength, out taken);
            _sent += taken;
            _pendingLength -= taken;
            _pending.AsSpan(taken, _pendingLength).CopyTo(_pending);
            if (error is not (StackError.None or StackError.WouldBlock))
            {
                Failure = error;
                return;
            }

            if (_pendingLength > 0)
            {
                return;
            }
        }

        if (!_shutDown)
        {
            StackError error = stack.Shutdown(now, Id);
            _shutDown = error == StackError.None;
            Failure = _shutDown ? StackError.None : error;
        }
    }

    private void Read(long now, Random random)
    {
        while (!SawEnd && Failure == StackError.None)
        {
            StackError error = stack.Receive(now, Id, _buffer.AsSpan(0, random.Next(1, _buffer.Length)), out int count);
            if (error == StackError.WouldBlock)
            {
                return;
            }

            if (error != StackError.None)
            {
                Failure = error;
                return;
            }

            SawEnd = count == 0;
            for (int i = 0; i < count; i++)
            {
                Held.That(_buffer[i] == ByteAt(receiveKey, Received + i), $"byte {Received + i} of {Id} is wrong");
            }

            Received += count;
        }
    }
}
