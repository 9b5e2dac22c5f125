using Microsoft.Extensions.Logging;
using Ringspun.Cli.Values;
using Ringspun.Http;
using Ringspun.Linux;

namespace Ringspun.Cli.Serving;

/// <summary>The work of <c>ringspun serve</c>: from the first check to the last connection.</summary>
internal static class SiteServer
{
    // Beside connections: rings, listeners, open files, the runtime's own.
    private const int OtherDescriptors = 1024;

    public static int Run(ServeSettings settings, TextWriter output)
    {
        using ILoggerFactory loggers = settings.Log.CreateLoggers();
        ILogger logger = loggers.CreateLogger("ringspun");
        using StopSignals signals = new();
        using DirectoryHandle root = Open(settings.Directory);
        HttpServerOptions options = new()
        {
            MaxConnections = settings.MaxConnections,
            Limits = settings.Limits,
            CacheBytes = settings.CacheSize,
            DirectReads = settings.Direct,
            Logger = logger,
        };
        _ = ResourceLimits.RaiseDescriptorLimit(options.MaxConnections + OtherDescriptors, out string? limited);
        if (limited is not null)
        {
            ServeLog.DescriptorsLimited(logger, limited);
        }

        List<IBinding> bindings = [];
        Action<Exception> fiberFailed = exception => ServeLog.FiberFailed(logger, exception);
        EventLoop.UnjoinedFailure += fiberFailed;
        try
        {
            KernelNetwork network = new();
            bindings.AddRange(settings.Listen.Select(endPoint => network.Bind(endPoint)));
            using Runtime runtime = Runtime.Start(settings.Workers, settings.Driver, logger);
            return RunAsync(settings, output, logger, signals, runtime, bindings, root, options).GetAwaiter().GetResult();
        }
        finally
        {
            EventLoop.UnjoinedFailure -= fiberFailed;
            bindings.ForEach(binding => binding.Dispose());
        }
    }

    private static async Task<int> RunAsync(
        ServeSettings settings, TextWriter output, ILogger logger, StopSignals signals, Runtime runtime, List<IBinding> bindings,
        DirectoryHandle root, HttpServerOptions options)
    {
        TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        runtime.LoopFailed += exception => failed.TrySetResult(exception);
        HttpServer server = await HttpServer.StartAsync(runtime.Loops, bindings, root, options);
        Announce(bindings, output);
        ServeLog.Serving(logger, root.Path, settings.Workers);

        await Task.WhenAny(signals.First, failed.Task);
        if (signals.First.IsCompleted)
        {
            ServeLog.Draining(logger, await signals.First, settings.Drain);
            await Task.WhenAny(server.DrainAsync(settings.Drain), failed.Task);
        }

        if (failed.Task.IsCompleted)
        {
            ServeLog.LoopFailed(logger, await failed.Task);
            return ExitCodes.Failed;
        }

        HttpServerStatistics total = server.Statistics;
        ServeLog.Stopped(logger, total.Requests, total.Accepted);
        if (total.ZeroCopySent + total.ZeroCopyCopied > 0)
        {
            ServeLog.ZeroCopy(logger, total.ZeroCopySent, total.ZeroCopyCopied);
        }

        return ExitCodes.Success;
    }

    private static DirectoryHandle Open(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new CommandFailure($"'{directory}' is not a directory");
        }

        return DirectoryHandle.Open(directory);
    }

    private static void Announce(List<IBinding> bindings, TextWriter output)
    {
        try
        {
            foreach (IBinding binding in bindings)
            {
                output.WriteLine($"listening on {EndPoints.Url(binding.LocalEndPoint)}");
            }

            output.Flush();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Nobody reads stdout; the server serves all the same.
        }
    }
}
