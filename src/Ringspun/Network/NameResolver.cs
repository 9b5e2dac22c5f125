using System.Net;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// Host names to addresses, through the C library (getaddrinfo(3)) and so through whatever the machine is set up for: files, DNS, …. It blocks, so
/// it runs on <see cref="BlockingPool.Shared"/>; a loop with virtual time makes the look-up itself.
/// </summary>
public static class NameResolver
{
    /// <summary>All addresses of a host, in the C library's order (RFC 6724).</summary>
    /// <param name="host">A name, or an address in letters, which takes no thread.</param>
    /// <param name="port">Goes into the endpoints as it is.</param>
    /// <param name="cancel">The fiber goes on at once; the thread finishes the look-up by itself.</param>
    /// <returns>The endpoints, at least one.</returns>
    /// <exception cref="NameResolutionException">There is no such name, or no answer can be had now.</exception>
    public static async Fiber<IReadOnlyList<IPEndPoint>> ResolveAsync(string host, int port, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, IPEndPoint.MinPort);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        cancel.ThrowIfCancellationRequested();
        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            return [new IPEndPoint(literal, port)];
        }

        return await Blocking.Run(static at => NameLookup.GetAddresses(at.host, at.port), (host, port), cancel);
    }

    /// <summary>All addresses of a host, if they come in time.</summary>
    /// <param name="host">A name, or an address in letters, which takes no thread.</param>
    /// <param name="port">Goes into the endpoints as it is.</param>
    /// <param name="timeout">How long the fiber waits, by its loop's clock.</param>
    /// <param name="cancel">The fiber goes on at once; the thread finishes the look-up by itself.</param>
    /// <returns>The endpoints, at least one.</returns>
    /// <exception cref="NameResolutionException">There is no such name, or no answer can be had now.</exception>
    /// <exception cref="LinuxException">ETIMEDOUT: no answer has come in time.</exception>
    public static async Fiber<IReadOnlyList<IPEndPoint>> ResolveAsync(
        string host, int port, TimeSpan timeout, CancellationToken cancel = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        EventLoop loop = EventLoop.Required;
        var timer = new CancelTimer(either);
        loop.Arm(timer, loop.ReadClock() + (timeout.Ticks * TimeSpan.NanosecondsPerTick));
        try
        {
            return await ResolveAsync(host, port, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new LinuxException($"getaddrinfo {host}", Errno.ETIMEDOUT, "The name servers of /etc/resolv.conf do not answer.");
        }
        finally
        {
            loop.Disarm(timer);
        }
    }

    private sealed class CancelTimer(CancellationTokenSource source) : TimerEntry
    {
        protected internal override void OnExpired() => source.Cancel();
    }
}
