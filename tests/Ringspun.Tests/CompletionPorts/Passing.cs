using System.Buffers.Binary;

namespace Ringspun.Tests.CompletionPorts;

/// <summary>Passes a descriptor as one process passes it to another: SCM_RIGHTS of unix(7).</summary>
internal static class Passing
{
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int HeaderLength = 16;

    /// <summary>Sends a descriptor over a pair of unix sockets; what arrives is another number for the same open file.</summary>
    public static unsafe int ThroughSocket(int descriptor)
    {
        LinuxException.ThrowIfError(Sockets.SocketPair(SocketKind.STREAM, out int sender, out int receiver), "socketpair");
        using var from = new OwnedDescriptor(sender);
        using var to = new OwnedDescriptor(receiver);
        byte letter = 0;
        IoVector vector = new(&letter, 1);

        // struct cmsghdr: the length, level and type; then the descriptor, padded.
        byte* control = stackalloc byte[HeaderLength + 8];
        Span<byte> header = new(control, HeaderLength + 8);
        header.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, HeaderLength + sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], SocketLevel);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], Rights);
        BinaryPrimitives.WriteInt32LittleEndian(header[HeaderLength..], descriptor);
        MessageHeader message = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = (nuint)header.Length };
        Assert.Equal(1, Sockets.SendMessage(sender, &message));
        header.Clear();
        message.ControlLength = (nuint)header.Length;
        Assert.Equal(1, Sockets.ReceiveMessage(receiver, &message));
        int arrived = BinaryPrimitives.ReadInt32LittleEndian(header[HeaderLength..]);
        Assert.NotEqual(descriptor, arrived);
        return arrived;
    }
}
