using Ringspun.Linux;

namespace Ringspun.Samples.TunForwarder;

/// <summary>A way to reach hosts: straight, or through a proxy.</summary>
internal interface IDialer
{
    /// <summary>Opens a connection from the calling loop, in bounded time.</summary>
    /// <param name="host">A name, or an address in letters.</param>
    /// <param name="port">The port.</param>
    /// <returns>The connection; the caller disposes it.</returns>
    /// <exception cref="LinuxException">The connection could not be had: ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ….</exception>
    /// <exception cref="NameResolutionException">There is no such name, or no answer can be had now.</exception>
    Fiber<IConnection> DialAsync(string host, ushort port);
}
