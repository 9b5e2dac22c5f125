using Microsoft.Extensions.Logging;
using Ringspun.Cli.Serving;

namespace Ringspun.Cli.Echoing;

/// <summary>The work of <c>ringspun echo</c>: every loop listens, accepts and answers for itself.</summary>
internal sealed class EchoServer : IService
{
    private readonly List<EchoLoop> _loops = [];
    private readonly EchoOptions _options;

    private EchoServer(EchoOptions options) => _options = options;

    public static int Run(EchoSettings settings, TextWriter output) =>
        new ServiceHost(settings.Service, "tcp", output).Run(async (loops, bindings, logger) =>
        {
            int connections = Math.Max(1, settings.Service.MaxConnections / loops.Count);
            EchoServer server = new(new EchoOptions(settings.Lines, settings.MaxLine, settings.IdleTimeout, connections));
            foreach (EventLoop loop in loops)
            {
                await FiberTask.RunAsync(loop, () => server.OpenAsync(bindings, logger));
            }

            return server;
        });

    public Task DrainAsync(TimeSpan patience) =>
        Task.WhenAll(_loops.Select(echo => FiberTask.RunAsync(echo.Loop, () => echo.DrainAsync(patience))));

    public void NoteStarted(ILogger logger) => EchoLog.Echoing(logger, _options.Lines ? "lines" : "bytes", _loops.Count);

    public void NoteStopped(ILogger logger) => EchoLog.Stopped(logger, _loops.Sum(echo => echo.BytesEchoed), _loops.Sum(echo => echo.Accepted));

    // One loop after the other: the list needs no lock.
    private Fiber OpenAsync(IReadOnlyList<IBinding> bindings, ILogger logger)
    {
        EchoLoop echo = new(_options, logger);
        _loops.Add(echo);
        foreach (IBinding binding in bindings)
        {
            echo.Accept(binding.Listen(echo.Loop));
        }

        return Fiber.Completed;
    }
}
