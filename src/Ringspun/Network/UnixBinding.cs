using System.Net;
using System.Net.Sockets;
using Ringspun.Linux;
using KernelSockets = Ringspun.Linux.Sockets;

namespace Ringspun;

/// <summary>A unix socket: one listener, of which every loop gets a duplicate. Its file goes with it.</summary>
internal sealed class UnixBinding : IBinding
{
    private readonly OwnedDescriptor _listener;
    private readonly UnixDomainSocketEndPoint _endPoint;
    private readonly ListenOptions _options;
    private bool _disposed;

    private UnixBinding(OwnedDescriptor listener, UnixDomainSocketEndPoint endPoint, ListenOptions options)
    {
        _listener = listener;
        _endPoint = endPoint;
        _options = options;
    }

    public EndPoint LocalEndPoint => _endPoint;

    private static bool IsAbstract(UnixDomainSocketEndPoint endPoint) => endPoint.ToString() is ['@' or '\0', ..];

    public IListener Listen(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        int duplicate = Descriptors.Dup(_listener.Number);
        LinuxException.ThrowIfError(duplicate, "dup");
        return KernelNetwork.SocketsOf(loop).Listen(duplicate, _endPoint, _options);
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _listener.Dispose();
            if (!IsAbstract(_endPoint))
            {
                File.Delete(_endPoint.ToString());
            }
        }
    }

    internal static UnixBinding Bind(UnixDomainSocketEndPoint endPoint, ListenOptions options)
    {
        NativeSocketAddress address = NativeSocketAddress.From(endPoint);
        OwnedDescriptor socket = Create();
        try
        {
            int result = KernelSockets.Bind(socket.Number, address);
            if (result.ToErrno() == Errno.EADDRINUSE && IsStale(address))
            {
                // Left behind by a server that was killed: nobody answers there.
                File.Delete(endPoint.ToString());
                result = KernelSockets.Bind(socket.Number, address);
            }

            LinuxException.ThrowIfError(result, $"bind unix:{endPoint}", "Another program listens there, or the file is not a socket.");
            LinuxException.ThrowIfError(KernelSockets.Listen(socket.Number, options.Backlog), $"listen unix:{endPoint}");
            return new UnixBinding(socket, endPoint, options);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static OwnedDescriptor Create() => OwnedDescriptor.FromResult(KernelSockets.Create(SocketFamily.UNIX, SocketKind.STREAM), "socket");

    private static bool IsStale(NativeSocketAddress address)
    {
        // A file that is no socket answers ECONNREFUSED as well, and must never be deleted.
        using OwnedDescriptor socket = Create();
        return KernelSockets.Connect(socket.Number, address).ToErrno() == Errno.ECONNREFUSED &&
            address.ToEndPoint() is UnixDomainSocketEndPoint { } unix &&
            !IsAbstract(unix) &&
            IsSocketFile(unix.ToString());
    }

    private static bool IsSocketFile(string path) =>
        Linux.Files.Statx(Linux.Files.CurrentDirectory, path, StatxFlags.None, StatxMask.BASIC_STATS, out StatxBuffer status) >= 0 &&
        (status.Mode & 0xF000) == 0xC000;
}
