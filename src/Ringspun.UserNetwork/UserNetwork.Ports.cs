using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel;

/// <content>Addresses and ports that are taken.</content>
public sealed partial class UserNetwork
{
    // Replaced as a whole: every loop reads it for every new connection.
    private FrozenDictionary<Endpoint, UserBinding> _bindings = FrozenDictionary<Endpoint, UserBinding>.Empty;
    private readonly IpAddress[] _own;

    /// <inheritdoc/>
    public IBinding Bind(EndPoint endPoint, ListenOptions? options = null)
    {
        options ??= new ListenOptions();
        return Bind(endPoint, options.Backlog, SettingsFor(options.NoDelay));
    }

    /// <summary>Takes an address, for connections that behave in their own way.</summary>
    /// <param name="endPoint">The address; port 0 picks a free one.</param>
    /// <param name="backlog">Connections that may wait to be accepted on each loop, 1 to 65,535.</param>
    /// <param name="settings">How its connections behave.</param>
    /// <returns>The address, held until it is disposed.</returns>
    /// <exception cref="LinuxException">EADDRINUSE, EADDRNOTAVAIL.</exception>
    public IBinding Bind(EndPoint endPoint, int backlog, TcpSettings settings)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(settings);
        if (endPoint is not IPEndPoint ip)
        {
            throw new ArgumentException($"A user-level network listens on IP addresses, not on {endPoint.GetType().Name}.", nameof(endPoint));
        }

        Endpoint local = ip.ToEndpoint();
        if (!IsOwn(local.Address))
        {
            throw new LinuxException($"bind {endPoint}", Errno.EADDRNOTAVAIL, $"The user-level stack has {DescribeAddresses()}; listen on one of them, or on all.");
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            local = local.Port == 0 ? PickPort("bind", local.Address, IsTaken) : local;
            if (IsTaken(local))
            {
                throw new LinuxException(
                    $"bind {endPoint}", Errno.EADDRINUSE, $"This program listens on port {local.Port} already; choose another port, or 0 for a free one.");
            }

            UserBinding binding = new(this, local, backlog, settings);
            Volatile.Write(ref _bindings, _bindings.Append(new(local, binding)).ToFrozenDictionary());
            return binding;
        }
    }

    /// <summary>The stacks that listen for new connections to an address; empty when none does. Any thread.</summary>
    internal ReadOnlySpan<LoopStack> ListeningFor(in Endpoint local)
    {
        FrozenDictionary<Endpoint, UserBinding> bindings = Volatile.Read(ref _bindings);
        return bindings.TryGetValue(local, out UserBinding? binding) || bindings.TryGetValue(local with { Address = AnyOf(local.Address) }, out binding)
            ? binding.Listening
            : [];
    }

    internal void Release(UserBinding binding)
    {
        lock (_gate)
        {
            Volatile.Write(ref _bindings, _bindings.Where(other => other.Key != binding.Local).ToFrozenDictionary());
        }
    }

    /// <summary>Whether this program listens on a source address and port.</summary>
    internal bool IsListenedOn(in Endpoint source)
    {
        if (source.Port == 0)
        {
            return false;
        }

        lock (_gate)
        {
            return IsTaken(source);
        }
    }

    internal string DescribeAddresses() => string.Join(", ", Options.Addresses);

    private static IpAddress AnyOf(in IpAddress address) => address.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6;

    private bool IsOwn(in IpAddress address) => address.IsUnspecified || address.IsLoopback || Array.IndexOf(_own, address) >= 0;

    /// <summary>Any port of the ephemeral range that nobody has taken.</summary>
    private Endpoint PickPort(string call, in IpAddress address, Func<Endpoint, bool> isTaken)
    {
        int count = StackOptions.LastEphemeralPort - StackOptions.FirstEphemeralPort + 1;
        int first = RandomNumberGenerator.GetInt32(count);
        for (int tries = 0; tries < count; tries++)
        {
            Endpoint picked = new(address, (ushort)(StackOptions.FirstEphemeralPort + ((first + tries) % count)));
            if (!isTaken(picked))
            {
                return picked;
            }
        }

        throw new LinuxException(
            $"{call} {address}", Errno.EADDRINUSE, $"All {count} ports that are picked from are taken; choose one below {StackOptions.FirstEphemeralPort}.");
    }

    private bool IsTaken(Endpoint wanted)
    {
        if (_bindings.ContainsKey(wanted))
        {
            return true;
        }

        foreach (Endpoint taken in _bindings.Keys)
        {
            bool overlaps = taken.Address.IsUnspecified || wanted.Address.IsUnspecified;
            if (taken.Port == wanted.Port && overlaps && taken.Address.IsIpv4 == wanted.Address.IsIpv4)
            {
                return true;
            }
        }

        return false;
    }
}
