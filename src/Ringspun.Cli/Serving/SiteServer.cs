using Microsoft.Extensions.Logging;
using Ringspun.Http;
using Ringspun.Linux;

namespace Ringspun.Cli.Serving;

/// <summary>The work of <c>ringspun serve</c>.</summary>
internal sealed class SiteServer(HttpServer server, string directory, int workers) : IService
{
    public static int Run(ServeSettings settings, TextWriter output)
    {
        using DirectoryHandle root = Open(settings.Directory);
        return new ServiceHost(settings.Service, "http", output).Run(async (loops, bindings, logger) =>
        {
            HttpServerOptions options = new()
            {
                MaxConnections = settings.Service.MaxConnections,
                Limits = settings.Limits,
                CacheBytes = settings.CacheSize,
                DirectReads = settings.Direct,
                Logger = logger,
            };
            return new SiteServer(await HttpServer.StartAsync(loops, bindings, root, options), root.Path, loops.Count);
        });
    }

    public Task DrainAsync(TimeSpan patience) => server.DrainAsync(patience);

    public void NoteStarted(ILogger logger) => ServeLog.Serving(logger, directory, workers);

    public void NoteStopped(ILogger logger)
    {
        HttpServerStatistics total = server.Statistics;
        ServeLog.Stopped(logger, total.Requests, total.Accepted);
        if (total.ZeroCopySent + total.ZeroCopyCopied > 0)
        {
            ServeLog.ZeroCopy(logger, total.ZeroCopySent, total.ZeroCopyCopied);
        }
    }

    private static DirectoryHandle Open(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new CommandFailure($"'{directory}' is not a directory");
        }

        return DirectoryHandle.Open(directory);
    }
}
