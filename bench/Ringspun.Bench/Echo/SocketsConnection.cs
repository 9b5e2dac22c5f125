using System.Net.Sockets;

namespace Ringspun.Bench.Echo;

/// <summary>One connection on .NET's sockets, with one reused <see cref="SocketAsyncEventArgs"/>, which is the way of theirs that allocates nothing.</summary>
internal sealed class SocketsConnection : SocketAsyncEventArgs
{
    private const int BufferBytes = 4096;

    private readonly Socket _socket;
    private bool _isSending;

    // Unsafe: nothing flows with each call that nobody asked for.
    public SocketsConnection(Socket socket)
        : base(true)
    {
        _socket = socket;
        SetBuffer(new byte[BufferBytes], 0, BufferBytes);
    }

    public void Start()
    {
        if (!_socket.ReceiveAsync(this))
        {
            GoOn();
        }
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => GoOn();

    private void GoOn()
    {
        bool isPending;
        do
        {
            if (SocketError != SocketError.Success || BytesTransferred == 0)
            {
                _socket.Dispose();
                Dispose();
                return;
            }

            _isSending = !_isSending;
            SetBuffer(0, _isSending ? BytesTransferred : BufferBytes);
            isPending = _isSending ? _socket.SendAsync(this) : _socket.ReceiveAsync(this);
        }
        while (!isPending);
    }
}
