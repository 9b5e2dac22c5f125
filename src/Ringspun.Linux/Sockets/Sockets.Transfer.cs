namespace Ringspun.Linux;

/// <content>Sending and receiving. One call moves 2 GiB - 4 KiB at most, so that int holds every count.</content>
public static unsafe partial class Sockets
{
    /// <summary>Receives into memory: recv(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="buffer">Where to; must not move.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="flags">Flags.</param>
    /// <returns>The number of bytes; 0 at the end of the stream; -EAGAIN when there is nothing; -ECONNRESET, -ETIMEDOUT, …</returns>
    public static int Receive(int descriptor, byte* buffer, int length, MessageFlags flags = MessageFlags.None)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.Receive(descriptor, buffer, length, (int)flags));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }

    /// <inheritdoc cref="Receive(int, byte*, int, MessageFlags)"/>
    public static int Receive(int descriptor, Span<byte> buffer, MessageFlags flags = MessageFlags.None)
    {
        fixed (byte* pointer = buffer)
        {
            return Receive(descriptor, pointer, buffer.Length, flags);
        }
    }

    /// <summary>Receives a datagram and tells its sender: recvfrom(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="sender">The sender's address.</param>
    /// <param name="flags">Flags.</param>
    /// <returns>The number of bytes; -EAGAIN when there is nothing; -ECONNREFUSED after an ICMP error, …</returns>
    public static int ReceiveFrom(int descriptor, Span<byte> buffer, out NativeSocketAddress sender, MessageFlags flags = MessageFlags.None)
    {
        nint result;
        fixed (NativeSocketAddress* address = &sender)
        fixed (byte* pointer = buffer)
        {
            *address = default;
            do
            {
                int* length = (int*)((byte*)address + NativeSocketAddress.LengthOffset);
                *length = NativeSocketAddress.Capacity;
                result = LibC.Check(LibC.ReceiveFrom(descriptor, pointer, buffer.Length, (int)flags, address, length));
            }
            while (result == -(int)Errno.EINTR);
            return ClearOnFailure(address, (int)result);
        }
    }

    /// <summary>Receives into several pieces of memory: recvmsg(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="vectors">The pieces.</param>
    /// <param name="count">How many, up to <see cref="IoVector.MaximumCount"/>.</param>
    /// <param name="flags">Flags.</param>
    /// <returns>As <see cref="Receive(int, byte*, int, MessageFlags)"/>.</returns>
    public static int ReceiveMessage(int descriptor, IoVector* vectors, int count, MessageFlags flags = MessageFlags.None)
    {
        MessageHeader message = new() { Vectors = vectors, VectorCount = (nuint)count };
        return ReceiveMessage(descriptor, &message, flags);
    }

    /// <summary>Receives a message with its sender and ancillary data: recvmsg(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="message">Says where to; the kernel fills in lengths and flags.</param>
    /// <param name="flags">Flags.</param>
    /// <returns>As <see cref="Receive(int, byte*, int, MessageFlags)"/>.</returns>
    public static int ReceiveMessage(int descriptor, MessageHeader* message, MessageFlags flags = MessageFlags.None)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.ReceiveMessage(descriptor, message, (int)flags));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }

    /// <summary>Sends from memory: send(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="buffer">Where from; must not move.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="flags">Flags; NOSIGNAL should be among them.</param>
    /// <returns>The number of bytes taken, perhaps fewer; -EAGAIN when there is no room; -EPIPE, -ECONNRESET, …</returns>
    public static int Send(int descriptor, byte* buffer, int length, MessageFlags flags = MessageFlags.NOSIGNAL)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.Send(descriptor, buffer, length, (int)flags));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }

    /// <inheritdoc cref="Send(int, byte*, int, MessageFlags)"/>
    public static int Send(int descriptor, ReadOnlySpan<byte> buffer, MessageFlags flags = MessageFlags.NOSIGNAL)
    {
        fixed (byte* pointer = buffer)
        {
            return Send(descriptor, pointer, buffer.Length, flags);
        }
    }

    /// <summary>Sends a datagram: sendto(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="buffer">The datagram.</param>
    /// <param name="receiver">Its receiver.</param>
    /// <param name="flags">Flags; NOSIGNAL should be among them.</param>
    /// <returns>The number of bytes; -EAGAIN when there is no room; -EMSGSIZE when it is too large, …</returns>
    public static int SendTo(
        int descriptor, ReadOnlySpan<byte> buffer, in NativeSocketAddress receiver, MessageFlags flags = MessageFlags.NOSIGNAL)
    {
        nint result;
        fixed (NativeSocketAddress* address = &receiver)
        fixed (byte* pointer = buffer)
        {
            do
            {
                result = LibC.Check(LibC.SendTo(descriptor, pointer, buffer.Length, (int)flags, address, address->Length));
            }
            while (result == -(int)Errno.EINTR);
        }

        return (int)result;
    }

    /// <summary>Sends several pieces of memory: sendmsg(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="vectors">The pieces.</param>
    /// <param name="count">How many, up to <see cref="IoVector.MaximumCount"/>.</param>
    /// <param name="flags">Flags; NOSIGNAL should be among them.</param>
    /// <returns>As <see cref="Send(int, byte*, int, MessageFlags)"/>.</returns>
    public static int SendMessage(int descriptor, IoVector* vectors, int count, MessageFlags flags = MessageFlags.NOSIGNAL)
    {
        MessageHeader message = new() { Vectors = vectors, VectorCount = (nuint)count };
        return SendMessage(descriptor, &message, flags);
    }

    /// <summary>Sends a message with its receiver and ancillary data: sendmsg(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="message">Says what and where to.</param>
    /// <param name="flags">Flags; NOSIGNAL should be among them.</param>
    /// <returns>As <see cref="Send(int, byte*, int, MessageFlags)"/>.</returns>
    public static int SendMessage(int descriptor, MessageHeader* message, MessageFlags flags = MessageFlags.NOSIGNAL)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.SendMessage(descriptor, message, (int)flags));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }
}
