using Microsoft.Extensions.Logging;
using Ringspun.Cli.Networks;
using Ringspun.Cli.Values;
using Ringspun.Linux;
using Ringspun.UserLevel;

namespace Ringspun.Cli.Serving;

/// <summary>What every server does around its service: from the limits of the process to the last connection.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="scheme">What clients write before an address, such as <c>http</c>.</param>
/// <param name="output">Where the addresses are announced.</param>
internal sealed class ServiceHost(ServiceSettings settings, string scheme, TextWriter output)
{
    // Beside connections: rings, listeners, open files, the runtime's own.
    private const int OtherDescriptors = 1024;

    /// <summary>How long peers may take to acknowledge what was sent last.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private static readonly Task Never = new TaskCompletionSource().Task;

    /// <summary>Starts a service on loops and addresses that are ready.</summary>
    public delegate Task<IService> Starter(IReadOnlyList<EventLoop> loops, IReadOnlyList<IBinding> bindings, ILogger logger);

    /// <summary>Runs a service until a signal ends it, or a loop fails.</summary>
    /// <returns>The program's exit code.</returns>
    public int Run(Starter start)
    {
        using ILoggerFactory loggers = settings.Log.CreateLoggers();
        ILogger logger = loggers.CreateLogger("ringspun");
        using StopSignals signals = new();
        _ = ResourceLimits.RaiseDescriptorLimit(settings.MaxConnections + OtherDescriptors, out string? limited);
        if (limited is not null && settings.Network.Device is null)
        {
            // Connections of the user-level stack have no descriptors.
            ServiceLog.DescriptorsLimited(logger, limited);
        }

        List<IBinding> bindings = [];
        using UserNetwork? own = UserNetworks.Open(settings.Network, settings.Workers, settings.MaxConnections, logger);
        ILogger ofLoops = own is null ? logger : new LinkLogger(logger, own.Lost);
        Action<Exception> fiberFailed = exception => ServiceLog.FiberFailed(ofLoops, exception);
        EventLoop.UnjoinedFailure += fiberFailed;
        try
        {
            INetwork network = own is null ? new KernelNetwork() : own;
            bindings.AddRange(settings.Listen.Select(endPoint => network.Bind(endPoint)));
            using Runtime runtime = Runtime.Start(settings.Workers, settings.Driver, logger);
            return RunAsync(() => start(runtime.Loops, bindings, ofLoops), logger, signals, runtime, bindings, own).GetAwaiter().GetResult();
        }
        finally
        {
            EventLoop.UnjoinedFailure -= fiberFailed;
            bindings.ForEach(binding => binding.Dispose());
        }
    }

    private async Task<int> RunAsync(
        Func<Task<IService>> start, ILogger logger, StopSignals signals, Runtime runtime, List<IBinding> bindings, UserNetwork? own)
    {
        TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        runtime.LoopFailed += exception => failed.TrySetResult(exception);
        IService service = await start();
        Announce(bindings);
        service.NoteStarted(logger);

        Task lost = own?.Lost ?? Never;
        await Task.WhenAny(signals.First, failed.Task, lost);
        if (signals.First.IsCompleted)
        {
            ServiceLog.Draining(logger, await signals.First, settings.Drain);
            await Task.WhenAny(service.DrainAsync(settings.Drain), failed.Task, lost);
            if (own is not null)
            {
                // The kernel would see to it: what was sent last is acknowledged before the stack goes.
                await Task.WhenAny(own.FinishAsync(LastWords), failed.Task);
            }
        }

        if (failed.Task.IsCompleted)
        {
            ServiceLog.LoopFailed(logger, await failed.Task);
            return ExitCodes.Failed;
        }

        if (lost.IsCompleted)
        {
            // The network has said so. Its connections end by themselves; their fibers may hold files.
            await Task.WhenAny(service.DrainAsync(TimeSpan.Zero), failed.Task);
            return ExitCodes.Failed;
        }

        service.NoteStopped(logger);
        return ExitCodes.Success;
    }

    private void Announce(List<IBinding> bindings)
    {
        try
        {
            foreach (IBinding binding in bindings)
            {
                output.WriteLine($"listening on {EndPoints.Url(scheme, binding.LocalEndPoint)}");
            }

            output.Flush();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Nobody reads stdout; the server serves all the same.
        }
    }
}
