namespace Ringspun.Http;

/// <summary>An HTTP/1.1 origin server for a directory (RFC 9110, RFC 9112), on any number of event loops and any network.</summary>
/// <remarks>
/// Serves GET and HEAD with preconditions and single byte ranges; a directory is its index file. Files in demand are sent from memory,
/// others are read while they are sent; nothing outside of the directory is ever opened. Every loop listens, accepts and serves for itself.
/// </remarks>
public sealed class HttpServer
{
    private readonly LoopServer?[] _servers;
    private Task? _drain;

    private HttpServer(int loops) => _servers = new LoopServer?[loops];

    /// <summary>What the server has done so far, on all loops together. Any thread.</summary>
    public HttpServerStatistics Statistics
    {
        get
        {
            HttpServerStatistics sum = default;
            foreach (LoopServer? server in _servers)
            {
                sum += SnapshotOf(server);
            }

            return sum;
        }
    }

    /// <summary>What each loop has done so far. Any thread.</summary>
    public IReadOnlyList<HttpServerStatistics> LoopStatistics => Array.ConvertAll(_servers, SnapshotOf);

    /// <summary>Starts to serve: the task ends when every loop accepts. Any thread.</summary>
    /// <param name="loops">The loops that serve.</param>
    /// <param name="bindings">The addresses; they stay the caller's, to be disposed after the server has drained.</param>
    /// <param name="root">The directory to serve; it stays the caller's, and must stay open until the server has drained.</param>
    /// <param name="options">How to serve it; null for the defaults.</param>
    /// <returns>The running server.</returns>
    /// <exception cref="ArgumentException">An option makes no sense, or there is no loop.</exception>
    /// <exception cref="Linux.LinuxException">A loop could not listen.</exception>
    public static async Task<HttpServer> StartAsync(
        IReadOnlyList<EventLoop> loops, IReadOnlyList<IBinding> bindings, DirectoryHandle root, HttpServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(loops);
        ArgumentNullException.ThrowIfNull(bindings);
        ArgumentNullException.ThrowIfNull(root);
        ArgumentOutOfRangeException.ThrowIfZero(loops.Count, nameof(loops));
        options ??= new HttpServerOptions();
        options.Validate();

        var server = new HttpServer(loops.Count);
        try
        {
            for (int i = 0; i < loops.Count; i++)
            {
                int index = i;
                await RunOnAsync(loops[i], () => server.OpenAsync(index, loops[index], bindings, root, options));
            }
        }
        catch
        {
            // The loops that listen already must not go on alone.
            await server.DrainAsync(TimeSpan.Zero);
            throw;
        }

        return server;
    }

    /// <summary>
    /// Ends gracefully: accepts no more, closes idle connections, answers the requests under way with <c>Connection: close</c>. Any thread.
    /// </summary>
    /// <param name="patience">How long the requests under way may take; connections that are left then are aborted.</param>
    /// <returns>A task that ends when no connection is left. Later calls get the task of the first.</returns>
    public Task DrainAsync(TimeSpan patience)
    {
        lock (_servers)
        {
            return _drain ??= Task.WhenAll(Array.ConvertAll(
                _servers, s => s is null ? Task.CompletedTask : RunOnAsync(s.Loop, () => s.DrainAsync(patience))));
        }
    }

    private Fiber OpenAsync(int index, EventLoop loop, IReadOnlyList<IBinding> bindings, DirectoryHandle root, HttpServerOptions options)
    {
        var server = new LoopServer(root, options, _servers.Length);
        _servers[index] = server;
        foreach (IBinding binding in bindings)
        {
            server.Accept(binding.Listen(loop));
        }

        return Fiber.Completed;
    }

    private static HttpServerStatistics SnapshotOf(LoopServer? server) => server is null ? default : server.Counters.Snapshot();

    /// <summary>Runs a fiber on a loop. The caller goes on elsewhere: never on the loop's thread, which has other things to do.</summary>
    private static Task RunOnAsync(EventLoop loop, Func<Fiber> body)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.SpawnDetached(
            static async work =>
            {
                try
                {
                    await work.Body();
                    work.Done.SetResult();
                }
                catch (Exception exception)
                {
                    work.Done.SetException(exception);
                }
            },
            (Body: body, Done: done));
        return done.Task;
    }
}
