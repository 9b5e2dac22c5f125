namespace Ringspun.Linux;

/// <summary>
/// Socket calls in the kernel convention: 0 or more for success, a negative <see cref="Errno"/> for failure, no exceptions.
/// Calls that a signal interrupts are repeated, except <see cref="Connect"/>. Source: section 2 of the manual, the page named by each call.
/// </summary>
public static unsafe partial class Sockets
{
    /// <summary>The queue length that asks for the kernel's largest, net.core.somaxconn.</summary>
    public const int MaximumBacklog = int.MaxValue;

    private const int CloseOnExec = 0x80000;

    /// <summary>Makes a socket that is closed on exec: socket(2).</summary>
    /// <param name="family">The address family.</param>
    /// <param name="kind">The type.</param>
    /// <param name="protocol">The protocol's number; 0 for the family's usual one.</param>
    /// <param name="flags">Whether calls wait.</param>
    /// <returns>The descriptor; or -EMFILE, -ENFILE, -EAFNOSUPPORT, -EACCES, …</returns>
    public static int Create(SocketFamily family, SocketKind kind, int protocol = 0, SocketFlags flags = SocketFlags.NONBLOCK) =>
        LibC.Check(LibC.Socket((int)family, (int)kind | (int)flags | CloseOnExec, protocol));

    /// <summary>Makes two connected sockets: socketpair(2).</summary>
    /// <param name="kind">The type.</param>
    /// <param name="first">One descriptor; -1 on failure.</param>
    /// <param name="second">The other descriptor; -1 on failure.</param>
    /// <param name="flags">Whether calls wait.</param>
    /// <returns>0; or -EMFILE, -ENFILE.</returns>
    public static int SocketPair(SocketKind kind, out int first, out int second, SocketFlags flags = SocketFlags.NONBLOCK)
    {
        int* pair = stackalloc int[2] { -1, -1 };
        int result = LibC.Check(LibC.SocketPair((int)SocketFamily.UNIX, (int)kind | (int)flags | CloseOnExec, 0, pair));
        first = pair[0];
        second = pair[1];
        return result;
    }

    /// <summary>Gives a socket its local address: bind(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="address">The address; port 0 lets the kernel choose.</param>
    /// <returns>0; or -EADDRINUSE, -EADDRNOTAVAIL, -EACCES, …</returns>
    public static int Bind(int descriptor, in NativeSocketAddress address)
    {
        fixed (NativeSocketAddress* pointer = &address)
        {
            return LibC.Check(LibC.Bind(descriptor, pointer, pointer->Length));
        }
    }

    /// <summary>Makes a socket accept connections: listen(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="backlog">How many connections may wait; cut to net.core.somaxconn.</param>
    /// <returns>0; or -EADDRINUSE, …</returns>
    public static int Listen(int descriptor, int backlog = MaximumBacklog) => LibC.Check(LibC.Listen(descriptor, backlog));

    /// <summary>Connects a socket: connect(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="address">The peer.</param>
    /// <returns>
    /// 0; -EINPROGRESS (and -EINTR) when the connection is on its way: wait for writability, then take <see cref="GetError"/>;
    /// -EAGAIN when a unix listener's queue is full; or -ECONNREFUSED, -ENETUNREACH, …
    /// </returns>
    public static int Connect(int descriptor, in NativeSocketAddress address)
    {
        fixed (NativeSocketAddress* pointer = &address)
        {
            return LibC.Check(LibC.Connect(descriptor, pointer, pointer->Length));
        }
    }

    /// <summary>Takes a connection from a listener's queue; the new socket is closed on exec: accept4(2).</summary>
    /// <param name="descriptor">The listener.</param>
    /// <param name="flags">Whether calls on the new socket wait.</param>
    /// <returns>
    /// The new descriptor; -EAGAIN when none waits; -ECONNABORTED and network errors of the connection itself, to be skipped;
    /// -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM when resources are short.
    /// </returns>
    public static int Accept4(int descriptor, SocketFlags flags = SocketFlags.NONBLOCK)
    {
        int result;
        do
        {
            result = LibC.Check(LibC.Accept4(descriptor, null, null, (int)flags | CloseOnExec));
        }
        while (result == -(int)Errno.EINTR);
        return result;
    }

    /// <summary>Takes a connection from a listener's queue and tells the peer's address.</summary>
    /// <param name="descriptor">The listener.</param>
    /// <param name="address">The peer's address.</param>
    /// <param name="flags">Whether calls on the new socket wait.</param>
    /// <returns>As <see cref="Accept4(int, SocketFlags)"/>.</returns>
    public static int Accept4(int descriptor, out NativeSocketAddress address, SocketFlags flags = SocketFlags.NONBLOCK)
    {
        int result;
        fixed (NativeSocketAddress* pointer = &address)
        {
            *pointer = default;
            do
            {
                int* length = (int*)((byte*)pointer + NativeSocketAddress.LengthOffset);
                *length = NativeSocketAddress.Capacity;
                result = LibC.Check(LibC.Accept4(descriptor, pointer, length, (int)flags | CloseOnExec));
            }
            while (result == -(int)Errno.EINTR);
            if (result < 0)
            {
                *pointer = default;
            }
        }

        return result;
    }

    /// <summary>Ends one or both directions of a connection: shutdown(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="direction">Which.</param>
    /// <returns>0; or -ENOTCONN.</returns>
    public static int Shutdown(int descriptor, ShutdownDirection direction) => LibC.Check(LibC.Shutdown(descriptor, (int)direction));

    /// <summary>The address that a socket is bound to: getsockname(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="address">The address.</param>
    /// <returns>0; or -EBADF, -ENOTSOCK.</returns>
    public static int GetLocalAddress(int descriptor, out NativeSocketAddress address)
    {
        fixed (NativeSocketAddress* pointer = &address)
        {
            *pointer = default;
            pointer->SetLength(NativeSocketAddress.Capacity);
            int result = LibC.Check(LibC.GetSocketName(descriptor, pointer, (int*)((byte*)pointer + NativeSocketAddress.LengthOffset)));
            return ClearOnFailure(pointer, result);
        }
    }

    /// <summary>The address that a socket is connected to: getpeername(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="address">The address.</param>
    /// <returns>0; or -ENOTCONN.</returns>
    public static int GetPeerAddress(int descriptor, out NativeSocketAddress address)
    {
        fixed (NativeSocketAddress* pointer = &address)
        {
            *pointer = default;
            pointer->SetLength(NativeSocketAddress.Capacity);
            int result = LibC.Check(LibC.GetPeerName(descriptor, pointer, (int*)((byte*)pointer + NativeSocketAddress.LengthOffset)));
            return ClearOnFailure(pointer, result);
        }
    }

    private static int ClearOnFailure(NativeSocketAddress* address, int result)
    {
        if (result < 0)
        {
            *address = default;
        }

        return result;
    }
}
