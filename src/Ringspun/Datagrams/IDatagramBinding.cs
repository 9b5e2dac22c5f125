using System.Net;

namespace Ringspun;

/// <summary>A datagram address that is taken: each loop that shares it opens a socket of its own. Any thread.</summary>
public interface IDatagramBinding : IDisposable
{
    /// <summary>The address, with the port that was picked where 0 was asked for.</summary>
    EndPoint LocalEndPoint { get; }

    /// <summary>
    /// Opens a socket on <paramref name="loop"/>; call it on that loop's thread. The datagrams of one peer all come to the same one of the sockets
    /// that share the address, as long as no socket is opened or closed.
    /// </summary>
    /// <param name="loop">The loop whose fibers will use it.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="Linux.LinuxException">EMFILE, ENFILE, ….</exception>
    IDatagramSocket Open(EventLoop loop);
}
