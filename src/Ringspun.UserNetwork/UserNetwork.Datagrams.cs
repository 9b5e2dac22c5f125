using System.Collections.Concurrent;
using System.Net;
using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel;

/// <content>Addresses and ports for datagrams that are taken.</content>
public sealed partial class UserNetwork
{
    // Written under the gate, read by every loop for every datagram that comes.
    private readonly ConcurrentDictionary<Endpoint, UserDatagramBinding> _datagrams = new();

    // How many single addresses of a family have a port: who wants it for all of them asks.
    private readonly Dictionary<(ushort Port, bool IsIpv4), int> _datagramPorts = [];

    /// <summary>Takes an address for datagrams, so that loops can open sockets on it. Any thread.</summary>
    /// <param name="endPoint">The address: one of the network's own, or all of a family; port 0 picks a free one.</param>
    /// <param name="options">
    /// How; null for the defaults. Datagrams go to single hosts only: <see cref="DatagramOptions.Broadcast"/> allows nothing more.
    /// </param>
    /// <returns>The address, held until it and all of its sockets are disposed.</returns>
    /// <exception cref="LinuxException">EADDRINUSE, EADDRNOTAVAIL.</exception>
    public IDatagramBinding BindDatagram(IPEndPoint endPoint, DatagramOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        options = (options ?? new DatagramOptions()).Check();
        DatagramSettings usual = DatagramSettings.Default;
        DatagramSettings settings = usual with
        {
            SharePort = true,
            ReceiveQueue = QueueFor(options.ReceiveBuffer, usual.ReceiveQueue),
            SendQueue = QueueFor(options.SendBuffer, usual.SendQueue),
        };
        Endpoint local = endPoint.ToEndpoint();
        if (!IsOwn(local.Address))
        {
            throw new LinuxException($"bind udp {endPoint}", Errno.EADDRNOTAVAIL, $"The user-level stack has {DescribeAddresses()}; use one of them, or all.");
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            local = local.Port == 0 ? PickPort("bind udp", local.Address, IsTakenForDatagrams) : local;
            if (IsTakenForDatagrams(local))
            {
                throw new LinuxException(
                    $"bind udp {endPoint}", Errno.EADDRINUSE, $"This program has UDP port {local.Port} in use already; choose another port, or 0 for a free one.");
            }

            UserDatagramBinding binding = new(this, local, settings);
            _datagrams[local] = binding;
            Count(local, 1);
            return binding;
        }
    }

    /// <summary>Who has taken what a datagram was sent to; null: nobody. Any thread.</summary>
    internal UserDatagramBinding? DatagramsAt(in Endpoint local) =>
        _datagrams.TryGetValue(local, out UserDatagramBinding? binding) || _datagrams.TryGetValue(local with { Address = AnyOf(local.Address) }, out binding)
            ? binding
            : null;

    internal void Release(UserDatagramBinding binding)
    {
        lock (_gate)
        {
            _ = _datagrams.TryRemove(binding.Local, out _);
            Count(binding.Local, -1);
        }
    }

    /// <summary>As the kernel does: twice what is asked for, since the queue counts more than the data.</summary>
    private static int QueueFor(int asked, int usual) =>
        asked == 0 ? usual : (int)Math.Clamp(2L * asked, DatagramSettings.LeastQueue, DatagramSettings.GreatestQueue);

    private void Count(in Endpoint local, int change)
    {
        if (!local.Address.IsUnspecified)
        {
            (ushort, bool) port = (local.Port, local.Address.IsIpv4);
            int count = _datagramPorts.GetValueOrDefault(port) + change;
            _datagramPorts[port] = count;
            if (count == 0)
            {
                _ = _datagramPorts.Remove(port);
            }
        }
    }

    private bool IsTakenForDatagrams(Endpoint wanted) =>
        _datagrams.ContainsKey(wanted)
        || (wanted.Address.IsUnspecified
            ? _datagramPorts.ContainsKey((wanted.Port, wanted.Address.IsIpv4))
            : _datagrams.ContainsKey(wanted with { Address = AnyOf(wanted.Address) }));
}
