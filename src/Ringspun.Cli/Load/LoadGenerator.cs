using System.CommandLine;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Ringspun.Cli.Load.Engine;
using Ringspun.Cli.Load.Results;
using Ringspun.Cli.Load.Thresholds;
using Ringspun.Cli.Load.Views;
using Ringspun.Cli.Networks;
using Ringspun.Cli.Serving;
using Ringspun.Linux;
using Ringspun.UserLevel;

namespace Ringspun.Cli.Load;

/// <summary>The work of <c>ringspun load</c>: from the first check to the exit code.</summary>
internal static class LoadGenerator
{
    // Beside connections: rings, the runtime's own, files of the result.
    private const int OtherDescriptors = 256;

    // A user-level stack ends with the program: how long its peers may take to hear so.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <returns>The exit code.</returns>
    /// <exception cref="CommandFailure">The run cannot be made; nothing was measured.</exception>
    public static int Run(LoadSettings settings, InvocationConfiguration invocation)
    {
        using ILoggerFactory loggers = settings.Log.CreateLoggers();
        using StopSignals signals = new();
        if (settings.Network.Device is null)
        {
            CheckDescriptors(settings);
        }

        Channel<LoopReport> reports = Channel.CreateUnbounded<LoopReport>(new UnboundedChannelOptions { SingleReader = true });
        ILogger logger = loggers.CreateLogger("ringspun");
        using UserNetwork? own = UserNetworks.Open(settings.Network, settings.Workers, settings.Connections, logger);
        using Runtime runtime = Runtime.Start(settings.Workers, settings.Driver, logger);
        using LoadEngine engine = new(settings, own is null ? new KernelNetwork() : own, settings.Workers, reports.Writer);
        _ = own?.Lost.ContinueWith(
            lost => engine.GiveUp($"the link {settings.Network.Device} is gone ({lost.Result})"),
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        LoadResult result;
        Action<Exception> fiberFailed = engine.Fail;
        EventLoop.UnjoinedFailure += fiberFailed;
        try
        {
            ILoadView view = LoadViews.Choose(
                invocation.Error, ReferenceEquals(invocation.Error, Console.Error) && !Console.IsErrorRedirected, settings.Log.Level > LogLevel.Information);
            result = RunAsync(settings, engine, runtime, reports, signals, view).GetAwaiter().GetResult();
            own?.FinishAsync(LastWords).GetAwaiter().GetResult();
        }
        finally
        {
            EventLoop.UnjoinedFailure -= fiberFailed;
        }

        LoadOutput.Write(result, settings, invocation);
        LoadVerdict verdict = LoadVerdict.Of(result, settings.FailIf);
        foreach (string reason in verdict.Reasons)
        {
            invocation.Error.WriteLine($"ringspun: failed: {reason}");
        }

        return verdict.ExitCode;
    }

    private static async Task<LoadResult> RunAsync(
        LoadSettings settings, LoadEngine engine, Runtime runtime, Channel<LoopReport> reports, StopSignals signals, ILoadView view)
    {
        TaskCompletionSource<LoadResult> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        runtime.LoopFailed += exception => failed.TrySetException(exception);
        Task<LoadResult> run = RunAsync(settings, engine, runtime, reports, view);
        _ = signals.First.ContinueWith(_ => engine.Interrupt(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return await await Task.WhenAny(run, failed.Task);
    }

    private static async Task<LoadResult> RunAsync(
        LoadSettings settings, LoadEngine engine, Runtime runtime, Channel<LoopReport> reports, ILoadView view)
    {
        await runtime.Loops[0].Spawn(static engine => engine.ResolveAsync(), engine);
        await Task.WhenAll(runtime.Loops.Select((loop, index) =>
            JoinAsync(loop.Spawn(static part => part.engine.PrepareLoopAsync(part.index), (engine, index)))));

        LoadPlan plan = LoadPlan.Of(settings, runtime.Loops[0].Driver.Name);
        Channel<LoadSample> samples = Channel.CreateUnbounded<LoadSample>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        Task shown = view.ShowAsync(plan, samples.Reader);
        Task<SampleCollector> collected = CollectAsync(engine, reports.Reader, samples.Writer);
        long start = runtime.Loops[0].ReadClock();
        await Task.WhenAll(runtime.Loops.Select((loop, index) =>
            JoinAsync(loop.Spawn(static part => part.engine.RunLoopAsync(part.index, part.start), (engine, index, start)))));
        reports.Writer.Complete();
        SampleCollector total = await collected;
        await shown;
        return engine.Bug is null ? engine.Finish(plan, total) : throw new InvalidOperationException("The load generator has met a mistake of its own.", engine.Bug);
    }

    private static async Task<SampleCollector> CollectAsync(LoadEngine engine, ChannelReader<LoopReport> reports, ChannelWriter<LoadSample> samples)
    {
        SampleCollector collector = new(engine.Loops, engine.Tallies);
        try
        {
            await foreach (LoopReport report in reports.ReadAllAsync().ConfigureAwait(false))
            {
                collector.Add(report, sample => samples.TryWrite(sample));
            }
        }
        finally
        {
            samples.Complete();
        }

        return collector;
    }

    private static async Task JoinAsync(FiberHandle fiber) => await fiber;

    private static void CheckDescriptors(LoadSettings settings)
    {
        long wanted = settings.Connections + OtherDescriptors;
        if (ResourceLimits.RaiseDescriptorLimit(wanted, out string? limited) < wanted)
        {
            throw new CommandFailure($"--connections {settings.Connections}: {limited}; or ask for fewer connections");
        }
    }
}
