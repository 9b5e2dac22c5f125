using System.Net;

namespace Ringspun;

/// <summary>Accepts connections for one loop.</summary>
public interface IListener : IDisposable
{
    /// <summary>The address.</summary>
    EndPoint LocalEndPoint { get; }

    /// <summary>Waits for the next connection.</summary>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>The connection; the caller disposes it.</returns>
    /// <remarks>
    /// Without descriptors (EMFILE, ENFILE) or buffers (ENOBUFS, ENOMEM) the listener pauses, without spinning, until a descriptor of
    /// this loop is closed or a short time has passed, and then goes on; it says so once in the log. Connections that were reset
    /// while they waited (ECONNABORTED) are passed over.
    /// </remarks>
    IoOperation<IConnection> AcceptAsync(CancellationToken cancel = default);
}
