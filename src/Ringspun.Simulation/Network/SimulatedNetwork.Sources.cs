using System.Net;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <content>Where connections come from: a source's port serves one connection to each destination.</content>
public sealed partial class SimulatedNetwork
{
    /// <summary>The ports that are picked from, as a message tells them.</summary>
    internal static readonly string PortRange = $"{FirstPort} {FirstPort + PortCount - 1}";

    private readonly HashSet<(EndPoint Local, EndPoint Remote)> _sources = [];
    private int _clients;

    /// <summary>Takes the address that a client of <paramref name="remote"/> calls from, until <see cref="ReleaseSource"/>.</summary>
    /// <param name="from">The client's host; null: the network itself.</param>
    /// <param name="wanted">What it asks for; null: any.</param>
    /// <param name="remote">The destination.</param>
    /// <param name="local">The address; null: it has none (a unix socket).</param>
    /// <param name="step">Where it is refused.</param>
    /// <returns>Why it is refused, as a kernel would; none: it is not.</returns>
    internal Errno TakeSource(SimulatedHost? from, EndPoint? wanted, EndPoint remote, out EndPoint? local, out ConnectStep step)
    {
        local = wanted;
        step = ConnectStep.Bind;
        if (wanted is not null && wanted.AddressFamily != remote.AddressFamily)
        {
            return Errno.EINVAL;
        }

        lock (_gate)
        {
            if (wanted is not null && IsTaken(from, wanted))
            {
                return Errno.EADDRINUSE;
            }

            if (remote is not IPEndPoint destination)
            {
                return wanted is null || _sources.Add((wanted, wanted)) ? Errno.None : Errno.EADDRINUSE;
            }

            var source = wanted as IPEndPoint;
            IPAddress address = source is null || IsAny(source.Address) ? from?.CallFrom(destination.Address) ?? destination.Address : source.Address;
            if (from is null ? OwnerOf(address) is not null && source is not null : !IPAddress.IsLoopback(address) && !from.Has(address))
            {
                return Errno.EADDRNOTAVAIL;
            }

            step = ConnectStep.Connect;
            if (IPAddress.IsLoopback(address) && from is not null && !IPAddress.IsLoopback(destination.Address) && !from.Has(destination.Address))
            {
                return Errno.EINVAL;
            }

            local = PickSource(address, source?.Port ?? 0, destination);
            return local is null ? Errno.EADDRNOTAVAIL : Errno.None;
        }
    }

    /// <summary>The connection has ended on the client's side, or has not come about.</summary>
    internal void ReleaseSource(EndPoint? local, EndPoint remote)
    {
        if (local is not null)
        {
            lock (_gate)
            {
                _sources.Remove((local, remote is IPEndPoint ? remote : local));
            }
        }
    }

    private IPEndPoint? PickSource(IPAddress address, int port, IPEndPoint remote)
    {
        for (int tries = 0; tries < (port == 0 ? PortCount : 1); tries++)
        {
            var candidate = new IPEndPoint(address, port == 0 ? FirstPort + (_clients++ % PortCount) : port);
            if ((port != 0 || !candidate.Equals(remote)) && _sources.Add((candidate, remote)))
            {
                return candidate;
            }
        }

        return null;
    }
}
