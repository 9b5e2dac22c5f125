using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ringspun.Linux.IoUring;

namespace Ringspun.Linux.Tests.IoUring;

public class SocketTests
{
    [Fact]
    public void Multishot_accept_reports_every_connection_until_it_is_cancelled()
    {
        using Ring ring = TestRing.Create();
        using Socket listener = SocketPair.Listen();
        ref SubmissionEntry entry = ref ring.Entry();
        entry.PrepareAcceptMultishot((int)listener.Handle, 0);
        entry.UserData = 1;
        Assert.Equal(1, ring.Submit());

        for (int i = 0; i < 5; i++)
        {
            using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(listener.LocalEndPoint!);
            CompletionEntry accepted = ring.Next();
            Assert.True(accepted.Result >= 0, $"accept: {accepted.Result}");
            Assert.True(accepted.HasMore);
            Assert.Equal(0, TestNative.Close(accepted.Result));
        }

        ref SubmissionEntry cancel = ref ring.Entry();
        cancel.PrepareCancel(1);
        cancel.UserData = 2;
        Dictionary<ulong, CompletionEntry> last = ring.Next(2);
        Assert.Equal(0, last[2].Result);
        Assert.Equal(-(int)Errno.ECANCELED, last[1].Result);
        Assert.False(last[1].HasMore);
    }

    [Fact]
    public unsafe void Socket_connect_and_accept_meet()
    {
        using Ring ring = TestRing.Create();
        using Socket listener = SocketPair.Listen();
        ring.Entry().PrepareSocket((int)AddressFamily.InterNetwork, (int)SocketType.Stream, 0);
        int socket = ring.Next().Result;
        Assert.True(socket >= 0, $"socket: {socket}");

        using NativeBuffer address = NativeBuffer.Of(((IPEndPoint)listener.LocalEndPoint!).Serialize().Buffer.Span);
        using NativeBuffer from = new(16);
        uint fromLength = 16;
        ref SubmissionEntry accept = ref ring.Entry();
        accept.PrepareAccept((int)listener.Handle, from.Address, (nint)(&fromLength), 0);
        accept.UserData = 1;
        ref SubmissionEntry connect = ref ring.Entry();
        connect.PrepareConnect(socket, address.Address, 16);
        connect.UserData = 2;

        Dictionary<ulong, CompletionEntry> completions = ring.Next(2);
        Assert.Equal(0, completions[2].Result);
        Assert.True(completions[1].Result >= 0);
        Assert.Equal(16u, fromLength);
        Assert.Equal((byte)AddressFamily.InterNetwork, from.Span[0]);

        // After SHUT_WR (1) the other side reads the end.
        ring.Entry().PrepareShutdown(socket, 1);
        Assert.Equal(0, ring.Next().Result);
        ring.Entry().PrepareReceive(completions[1].Result, from.Address, 16);
        Assert.Equal(0, ring.Next().Result);

        ring.Entry().PrepareClose(socket);
        Assert.Equal(0, ring.Next().Result);
        ring.Entry().PrepareClose(completions[1].Result);
        Assert.Equal(0, ring.Next().Result);
    }

    [Theory]
    [InlineData(TransferFlags.None)]
    [InlineData(TransferFlags.PollFirst)]
    public void Send_and_receive_carry_the_bytes(TransferFlags transfer)
    {
        using Ring ring = TestRing.Create();
        using SocketPair pair = new();
        using NativeBuffer greeting = NativeBuffer.Of("hello"u8);
        ring.Entry().PrepareSend(pair.Descriptor, greeting.Address, 5, 0, transfer);
        Assert.Equal(5, ring.Next().Result);
        Assert.Equal("hello"u8, pair.ReceiveAtPeer(5));

        using NativeBuffer answer = new(16);
        ring.Entry().PrepareReceive(pair.Descriptor, answer.Address, 16, 0, transfer);
        Assert.Equal(1, ring.Submit());
        Assert.Equal(6, pair.Peer.Send("answer"u8));
        Assert.Equal(6, ring.Next().Result);
        Assert.Equal("answer"u8, answer.Span[..6]);

        ring.Entry().PrepareReceive(pair.Descriptor, answer.Address, 16, 0, transfer);
        Assert.Equal(1, ring.Submit());
        pair.Peer.Shutdown(SocketShutdown.Both);
        Assert.Equal(0, ring.Next().Result);
    }

    [Fact]
    public unsafe void Messages_gather_and_scatter()
    {
        using Ring ring = TestRing.Create();
        using SocketPair pair = new();
        using NativeBuffer head = NativeBuffer.Of("head "u8);
        using NativeBuffer body = NativeBuffer.Of("body"u8);
        RegisteredBuffer* vectors = stackalloc RegisteredBuffer[2];
        vectors[0] = new RegisteredBuffer { Address = head.Address, Length = 5 };
        vectors[1] = new RegisteredBuffer { Address = body.Address, Length = 4 };
        MessageHeader header = new() { Vectors = (nint)vectors, VectorCount = 2 };

        ring.Entry().PrepareSendMessage(pair.Descriptor, (nint)(&header));
        Assert.Equal(9, ring.Next().Result);
        Assert.Equal("head body"u8, pair.ReceiveAtPeer(9));

        Assert.Equal(7, pair.Peer.Send("1234567"u8));
        ring.Entry().PrepareReceiveMessage(pair.Descriptor, (nint)(&header));
        Assert.Equal(7, ring.Next().Result);
        Assert.Equal("12345"u8, head.Span);
        Assert.Equal("67dy"u8, body.Span);
    }

    [Fact]
    public void Zero_copy_send_completes_twice_and_tells_that_loopback_copies()
    {
        using Ring ring = TestRing.Create();
        using SocketPair pair = new();
        using NativeBuffer content = new(32 * 1024);
        Random.Shared.NextBytes(content.Span);
        ref SubmissionEntry entry = ref ring.Entry();
        entry.PrepareSendZeroCopy(pair.Descriptor, content.Address, (uint)content.Length);
        entry.UserData = 9;

        CompletionEntry result = ring.Next();
        Assert.InRange(result.Result, 1, content.Length);
        Assert.True(result.HasMore);
        Assert.False(result.IsNotification);
        byte[] received = pair.ReceiveAtPeer(result.Result);
        Assert.True(content.Span[..result.Result].SequenceEqual(received));

        CompletionEntry notification = ring.Next();
        Assert.Equal(9ul, notification.UserData);
        Assert.True(notification.IsNotification);
        Assert.False(notification.HasMore);
        Assert.True(notification.WasCopied);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        internal nint Name;
        internal uint NameLength;
        internal nint Vectors;
        internal nuint VectorCount;
        internal nint Control;
        internal nuint ControlLength;
        internal int Flags;
    }
}
