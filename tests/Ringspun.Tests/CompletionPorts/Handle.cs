using System.Net;

namespace Ringspun.Tests.CompletionPorts;

/// <summary>Descriptors that tests watch, and their other ends.</summary>
internal sealed class Handle : IDisposable
{
    private static readonly byte[] Message = new byte[100];

    private readonly OwnedDescriptor _own;
    private readonly OwnedDescriptor? _other;

    private Handle(int own, int other = -1)
    {
        _own = new OwnedDescriptor(own);
        _other = other < 0 ? null : new OwnedDescriptor(other);
    }

    public int Number => _own.Number;

    public int Other => _other!.Number;

    public static Handle Counter()
    {
        int descriptor = EventFd.Create();
        LinuxException.ThrowIfError(descriptor, "eventfd");
        return new Handle(descriptor);
    }

    /// <summary>One end of a pair of unix sockets.</summary>
    public static Handle Socket()
    {
        LinuxException.ThrowIfError(Sockets.SocketPair(SocketKind.STREAM, out int own, out int other), "socketpair");
        return new Handle(own, other);
    }

    /// <summary>A pipe, by its end to read from or that to write to.</summary>
    public static Handle Pipe(bool reads)
    {
        LinuxException.ThrowIfError(Descriptors.Pipe2(out int reader, out int writer), "pipe2");
        return reads ? new Handle(reader, writer) : new Handle(writer, reader);
    }

    /// <summary>One end of a TCP connection over the loopback.</summary>
    public static Handle Tcp()
    {
        using var listener = new OwnedDescriptor(Linux.Sockets.Create(SocketFamily.INET, SocketKind.STREAM, flags: SocketFlags.None));
        LinuxException.ThrowIfError(Sockets.Bind(listener.Number, NativeSocketAddress.From(new IPEndPoint(IPAddress.Loopback, 0))), "bind");
        LinuxException.ThrowIfError(Sockets.Listen(listener.Number), "listen");
        LinuxException.ThrowIfError(Sockets.GetLocalAddress(listener.Number, out NativeSocketAddress address), "getsockname");
        int other = Sockets.Create(SocketFamily.INET, SocketKind.STREAM, flags: SocketFlags.None);
        LinuxException.ThrowIfError(Sockets.Connect(other, address), "connect");
        return new Handle(Sockets.Accept4(listener.Number), other);
    }

    /// <summary>Makes an eventfd readable, again if it is.</summary>
    public void Signal() => Assert.Equal(0, EventFd.Signal(Number));

    public void Drain() => Assert.True(EventFd.Drain(Number) >= 0);

    /// <summary>Sends something from the other end.</summary>
    public void Receive() => Assert.Equal(Message.Length, Descriptors.Write(Other, Message));

    /// <summary>Writes until there is no room.</summary>
    public static void Fill(int descriptor)
    {
        while (Descriptors.Write(descriptor, new byte[4096]) > 0)
        {
        }
    }

    /// <summary>Reads until there is nothing.</summary>
    /// <returns>How much there was.</returns>
    public static int Empty(int descriptor)
    {
        int total = 0;
        var buffer = new byte[65_536];
        int count;
        while ((count = Descriptors.Read(descriptor, buffer)) > 0)
        {
            total += count;
        }

        return total;
    }

    public void CloseOther() => _other!.Dispose();

    public void Dispose()
    {
        _own.Dispose();
        _other?.Dispose();
    }
}
