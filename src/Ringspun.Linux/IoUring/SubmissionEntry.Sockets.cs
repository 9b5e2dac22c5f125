namespace Ringspun.Linux.IoUring;

/// <content>
/// Sockets. A socket with O_NONBLOCK completes with -EAGAIN instead of waiting, so sockets meant for a ring are left blocking.
/// </content>
public partial struct SubmissionEntry
{
    /// <summary><c>IORING_ACCEPT_MULTISHOT</c>, in the priority field.</summary>
    private const ushort AcceptMultishot = 1 << 0;

    /// <summary>socket(2). The result is the descriptor.</summary>
    public void PrepareSocket(int domain, int type, int protocol)
    {
        Operation = RingOperation.Socket;
        Descriptor = domain;
        Offset = (ulong)(uint)type;
        Length = (uint)protocol;
    }

    /// <summary>
    /// accept4(2). The result is the descriptor. <paramref name="address"/> and <paramref name="addressLength"/> (a <c>socklen_t*</c>)
    /// may be 0.
    /// </summary>
    public void PrepareAccept(int listener, nint address, nint addressLength, uint acceptFlags)
    {
        Prepare(RingOperation.Accept, listener, address, 0, (ulong)addressLength);
        OperationFlags = acceptFlags;
    }

    /// <summary>
    /// Accepts until it is cancelled or fails: one completion per connection, and the last has no <see cref="CompletionFlags.More"/>.
    /// </summary>
    public void PrepareAcceptMultishot(int listener, uint acceptFlags)
    {
        Operation = RingOperation.Accept;
        Descriptor = listener;
        OperationFlags = acceptFlags;
        IoPriority = AcceptMultishot;
    }

    /// <summary>connect(2) to the <c>sockaddr</c> at <paramref name="address"/>.</summary>
    public void PrepareConnect(int socket, nint address, uint addressLength) =>
        Prepare(RingOperation.Connect, socket, address, 0, addressLength);

    /// <summary>shutdown(2); <paramref name="how"/> is SHUT_RD, SHUT_WR or SHUT_RDWR.</summary>
    public void PrepareShutdown(int socket, int how)
    {
        Operation = RingOperation.Shutdown;
        Descriptor = socket;
        Length = (uint)how;
    }

    /// <summary>recv(2). The result is the number of bytes, 0 when the peer has ended.</summary>
    public void PrepareReceive(
        int socket, nint buffer, uint length, uint messageFlags = 0, TransferFlags transfer = TransferFlags.None)
    {
        Prepare(RingOperation.Receive, socket, buffer, length, 0);
        OperationFlags = messageFlags;
        IoPriority = (ushort)transfer;
    }

    /// <summary>
    /// recv(2) into a buffer that the kernel takes from a group when data is there; no buffer is tied up while it waits.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="bufferGroup">The <see cref="BufferRing.GroupId"/>. Without a free buffer the result is -ENOBUFS.</param>
    /// <param name="maximumLength">At most so many bytes; 0 is the buffer's own length.</param>
    /// <param name="messageFlags">The flags of recv(2).</param>
    /// <param name="transfer">Such as <see cref="TransferFlags.PollFirst"/>.</param>
    public void PrepareReceiveSelect(
        int socket, ushort bufferGroup, uint maximumLength = 0, uint messageFlags = 0, TransferFlags transfer = TransferFlags.None)
    {
        Prepare(RingOperation.Receive, socket, 0, maximumLength, 0);
        Flags |= SubmissionFlags.BufferSelect;
        BufferGroup = bufferGroup;
        OperationFlags = messageFlags;
        IoPriority = (ushort)transfer;
    }

    /// <summary>
    /// Receives into provided buffers until the peer ends, the buffers run out (-ENOBUFS: re-arm, the connection is well), or it is
    /// cancelled. Whenever <see cref="CompletionFlags.More"/> is missing it has ended.
    /// </summary>
    public void PrepareReceiveMultishot(
        int socket, ushort bufferGroup, uint messageFlags = 0, TransferFlags transfer = TransferFlags.None) =>
        PrepareReceiveSelect(socket, bufferGroup, 0, messageFlags, transfer | TransferFlags.Multishot);

    /// <summary>
    /// The same, up to a number of bytes: then it ends by itself. A completion may bring several buffers at once
    /// (<see cref="TransferFlags.Bundle"/>): those that follow the one it names, in the order of the ring. Linux 6.17; -EINVAL before.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="bufferGroup">The <see cref="BufferRing.GroupId"/>.</param>
    /// <param name="most">Bytes in all.</param>
    /// <param name="transfer">Such as <see cref="TransferFlags.PollFirst"/>.</param>
    internal void PrepareReceiveBundles(int socket, ushort bufferGroup, uint most, TransferFlags transfer)
    {
        PrepareReceiveSelect(socket, bufferGroup, 0, 0, transfer | TransferFlags.Multishot | TransferFlags.Bundle);
        OptionLength = most;
    }

    /// <summary>send(2). The result may be fewer bytes than asked, unless <paramref name="messageFlags"/> has MSG_WAITALL.</summary>
    public void PrepareSend(
        int socket, nint buffer, uint length, uint messageFlags = 0, TransferFlags transfer = TransferFlags.None)
    {
        Prepare(RingOperation.Send, socket, buffer, length, 0);
        OperationFlags = messageFlags;
        IoPriority = (ushort)transfer;
    }

    /// <summary>
    /// send(2) without copying. It completes twice: with the result (and <see cref="CompletionFlags.More"/>), then with
    /// <see cref="CompletionFlags.Notification"/>, before which the buffer must not change. A failure may complete once only.
    /// </summary>
    public void PrepareSendZeroCopy(
        int socket, nint buffer, uint length, uint messageFlags = 0, TransferFlags transfer = TransferFlags.ReportUsage)
    {
        Prepare(RingOperation.SendZeroCopy, socket, buffer, length, 0);
        OperationFlags = messageFlags;
        IoPriority = (ushort)transfer;
    }

    /// <summary>sendmsg(2) with the <c>struct msghdr</c> at <paramref name="messageHeader"/>.</summary>
    public void PrepareSendMessage(
        int socket, nint messageHeader, uint messageFlags = 0, TransferFlags transfer = TransferFlags.None)
    {
        Prepare(RingOperation.SendMessage, socket, messageHeader, 1, 0);
        OperationFlags = messageFlags;
        IoPriority = (ushort)transfer;
    }

    /// <summary>sendmsg(2) without copying; it completes as <see cref="PrepareSendZeroCopy"/> does. Since Linux 6.1.</summary>
    public void PrepareSendMessageZeroCopy(
        int socket, nint messageHeader, uint messageFlags = 0, TransferFlags transfer = TransferFlags.ReportUsage)
    {
        PrepareSendMessage(socket, messageHeader, messageFlags, transfer);
        Operation = RingOperation.SendMessageZeroCopy;
    }

    /// <summary>recvmsg(2) with the <c>struct msghdr</c> at <paramref name="messageHeader"/>.</summary>
    public void PrepareReceiveMessage(
        int socket, nint messageHeader, uint messageFlags = 0, TransferFlags transfer = TransferFlags.None)
    {
        Prepare(RingOperation.ReceiveMessage, socket, messageHeader, 1, 0);
        OperationFlags = messageFlags;
        IoPriority = (ushort)transfer;
    }

    /// <summary>
    /// recvmsg(2) again and again into provided buffers, each of which begins with a <see cref="ReceiveMessageHeader"/>. The <c>msghdr</c>
    /// says only how much room name and control data get.
    /// </summary>
    public void PrepareReceiveMessageMultishot(int socket, nint messageHeader, ushort bufferGroup, uint messageFlags = 0)
    {
        PrepareReceiveMessage(socket, messageHeader, messageFlags, TransferFlags.Multishot);
        Flags |= SubmissionFlags.BufferSelect;
        BufferGroup = bufferGroup;
    }
}
