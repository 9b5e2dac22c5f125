using System.Net;
using System.Net.Sockets;

namespace Ringspun.Linux.Tests.IoUring;

/// <summary>Two ends of a TCP connection over loopback: one for the ring, one for the test.</summary>
internal sealed class SocketPair : IDisposable
{
    private readonly Socket _ringEnd;

    internal SocketPair()
    {
        using Socket listener = Listen();
        Peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Peer.Connect(listener.LocalEndPoint!);
        _ringEnd = listener.Accept();
    }

    internal Socket Peer { get; }

    internal int Descriptor => (int)_ringEnd.Handle;

    internal static Socket Listen()
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(16);
        return listener;
    }

    /// <summary>What the peer receives until it has so many bytes.</summary>
    internal byte[] ReceiveAtPeer(int count)
    {
        Peer.ReceiveTimeout = 10_000;
        byte[] content = new byte[count];
        for (int done = 0; done < count;)
        {
            int received = Peer.Receive(content, done, count - done, System.Net.Sockets.SocketFlags.None);
            Assert.NotEqual(0, received);
            done += received;
        }

        return content;
    }

    public void Dispose()
    {
        Peer.Dispose();
        _ringEnd.Dispose();
    }
}
