using System.Net;

namespace Ringspun;

/// <summary>An address that is taken: each loop that shares it listens for itself. Any thread.</summary>
public interface IBinding : IDisposable
{
    /// <summary>The address, with the port that was picked where 0 was asked for.</summary>
    EndPoint LocalEndPoint { get; }

    /// <summary>Starts to listen on <paramref name="loop"/>; call it on that loop's thread.</summary>
    /// <param name="loop">The loop whose fibers will accept.</param>
    /// <returns>The listener.</returns>
    IListener Listen(EventLoop loop);
}
