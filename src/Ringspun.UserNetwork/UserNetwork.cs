using System.Net;
using System.Security.Cryptography;
using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Sharing;

namespace Ringspun.UserLevel;

/// <summary>
/// A network of the program's own: TCP by <see cref="Stack"/>, one stack on each loop, over a link. Programs that take an <see cref="INetwork"/> run
/// on it as on the kernel's.
/// </summary>
/// <remarks>
/// A loop joins when it first listens or connects; from then on it gets a share of the packets. The network is used by as many loops as
/// <see cref="UserNetworkOptions.Loops"/> says, and disposed of after them: connections that are not over then are cut off without a word.
/// </remarks>
public sealed partial class UserNetwork : INetwork, IDisposable
{
    private readonly Lock _gate = new();
    private readonly ILink? _link;
    private readonly StackSecret _secret;
    private readonly TcpSettings _eager;
    private readonly TcpSettings _nagling;
    private readonly TaskCompletionSource<Errno> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LoopStack[] _stacks = [];
    private bool _disposed;

    /// <summary>Makes a network.</summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="link">What it is connected to, from now on the network's; null: nothing, and only its own addresses are reachable.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public UserNetwork(UserNetworkOptions options, ILink? link = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Loops, 1, nameof(options));
        Options = options;
        _link = link;
        _eager = options.Tcp with { NoDelay = true };
        _nagling = options.Tcp with { NoDelay = false };
        StackOptions = new StackOptions
        {
            Addresses = options.Addresses,
            Routes = options.Routes,

            // Loopback's is more than any packet's length.
            Mtu = Math.Min(link?.Mtu ?? ushort.MaxValue, ushort.MaxValue),
            SuperSegment = link?.SuperSegment ?? 0,
            ChecksumOffload = link?.FillsChecksums ?? true,
            MaxConnections = options.MaxConnections,
            BufferBudget = options.Memory,
            Tcp = options.Tcp,
        };
        _secret = options.Secret ?? new StackSecret(RandomNumberGenerator.GetBytes(StackSecret.Length));
        Steering = new FlowSteering(_secret);
        _own = [.. options.Addresses.Select(static prefix => prefix.Address)];
    }

    /// <summary>What the network was made with.</summary>
    public UserNetworkOptions Options { get; }

    /// <summary>
    /// Ends when the link has gone from under the network, with the device's answer: before any operation fails of it on the loop that noticed first.
    /// Any thread.
    /// </summary>
    internal Task<Errno> Lost => _lost.Task;

    internal string LinkName => _link?.Name ?? "loopback";

    internal MacAddress? HardwareAddress => _link?.HardwareAddress;

    internal StackOptions StackOptions { get; }

    internal FlowSteering Steering { get; }

    /// <summary>The stacks of the loops that have joined; a snapshot.</summary>
    internal LoopStack[] Stacks => Volatile.Read(ref _stacks);

    /// <inheritdoc/>
    public IoOperation<IConnection> ConnectAsync(EndPoint remote, ConnectOptions? options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(remote);
        options ??= ConnectOptions.Default;
        if (remote is not IPEndPoint peer)
        {
            throw new ArgumentException($"A user-level network connects IP addresses, not {remote.GetType().Name}.", nameof(remote));
        }

        return Connect(peer, options.LocalEndPoint, SettingsFor(options.NoDelay), cancel);
    }

    /// <summary>Opens a connection that behaves in its own way, from the calling loop; see <see cref="INetwork.ConnectAsync"/>.</summary>
    /// <param name="remote">The peer.</param>
    /// <param name="local">The source; null, or port 0: the stack picks.</param>
    /// <param name="settings">How the connection behaves.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The connection.</returns>
    public IoOperation<IConnection> ConnectAsync(IPEndPoint remote, IPEndPoint? local, TcpSettings settings, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(settings);
        return Connect(remote, local, settings, cancel);
    }

    /// <summary>Has a loop take part from now on: it answers pings, and refuses what nobody listens for. Done anyway when it first listens or connects.</summary>
    /// <param name="loop">The loop, on its own thread.</param>
    /// <exception cref="InvalidOperationException">As many loops have joined as the network was made for.</exception>
    /// <exception cref="LinuxException">The link has no further queue.</exception>
    public void Join(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        _ = StackOf(loop);
    }

    /// <summary>
    /// Waits until the peers have acknowledged all that closed connections have sent: what the kernel does for a program that has ended. Any thread that
    /// is no loop's.
    /// </summary>
    /// <param name="patience">How long at most.</param>
    /// <returns>A task that ends then.</returns>
    public async Task FinishAsync(TimeSpan patience)
    {
        foreach (LoopStack stack in Stacks)
        {
            TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            stack.Loop.SpawnDetached(
                static async work =>
                {
                    await work.stack.Finish(work.patience);
                    work.done.SetResult();
                },
                (stack, patience, done));
            await done.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Cuts everything off and closes the link. The loops that used the network have ended, or this is the only one's thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            foreach (LoopStack stack in _stacks)
            {
                stack.Dispose();
            }

            _link?.Dispose();
        }
    }

    /// <summary>A loop has found the link gone. The others will, too; it is told once.</summary>
    internal void NoteLost(Errno errno)
    {
        if (_lost.TrySetResult(errno))
        {
            UserNetworkLog.LinkLost(Options.Logger, LinkName, errno, errno.Describe());
        }
    }

    internal TcpSettings SettingsFor(bool noDelay) => noDelay ? _eager : _nagling;

    /// <summary>The loop's stack; on the loop's thread.</summary>
    internal LoopStack StackOf(EventLoop loop)
    {
        foreach (LoopStack stack in Stacks)
        {
            if (ReferenceEquals(stack.Loop, loop))
            {
                return stack;
            }
        }

        return Admit(loop);
    }

    private IoOperation<IConnection> Connect(IPEndPoint remote, EndPoint? local, TcpSettings settings, CancellationToken cancel) =>
        new UserConnect(StackOf(EventLoop.Required), this, remote, local).Start(settings, cancel);

    private LoopStack Admit(EventLoop loop)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_stacks.Length == Options.Loops)
            {
                throw new InvalidOperationException(
                    $"The network was made for {Options.Loops} loops ({nameof(UserNetworkOptions)}.{nameof(UserNetworkOptions.Loops)}), and they have joined.");
            }

            StackOptions options = StackOptions with { Share = new StackShare(_stacks.Length, Options.Loops) };
            LoopStack stack = new(this, loop, options, _secret, _link?.OpenQueue());
            Volatile.Write(ref _stacks, [.. _stacks, stack]);
            return stack;
        }
    }
}
