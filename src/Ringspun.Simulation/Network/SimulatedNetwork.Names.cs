using System.Net;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <content>Names.</content>
public sealed partial class SimulatedNetwork
{
    private static readonly TimeSpan LookupLatency = TimeSpan.FromMicroseconds(100);

    private readonly Dictionary<string, IPAddress[]> _names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["localhost"] = [IPAddress.Loopback],
    };

    /// <summary>Gives a name to addresses; <c>localhost</c> is one from the beginning.</summary>
    /// <param name="host">The name.</param>
    /// <param name="addresses">Its addresses, at least one, in the order in which they are to be tried.</param>
    public void SetName(string host, params IPAddress[] addresses)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentOutOfRangeException.ThrowIfZero(addresses.Length, nameof(addresses));
        _names[host] = addresses;
    }

    /// <inheritdoc/>
    /// <remarks>Only names that <see cref="SetName"/> knows are there: a simulation asks no name server.</remarks>
    public async Fiber<IReadOnlyList<IPEndPoint>> ResolveAsync(string host, int port, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        cancel.ThrowIfCancellationRequested();
        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            return [new IPEndPoint(literal, port)];
        }

        await Fiber.Sleep(LookupLatency, cancel);
        return _names.TryGetValue(host, out IPAddress[]? addresses)
            ? Array.ConvertAll(addresses, address => new IPEndPoint(address, port))
            : throw new NameResolutionException(host, NameResolutionError.NONAME);
    }
}
