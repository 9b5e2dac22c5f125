using System.Net;
using System.Text;
using Ringspun.Simulation;

namespace Ringspun.Http.Tests.Server;

/// <summary>A directory of files with a server on it, on one loop together with the test's clients.</summary>
internal sealed class Site
{
    private readonly INetwork _network;
    private readonly EndPoint _address;

    private Site(EventLoop loop, INetwork network, EndPoint address, string path, HttpServer server, CollectingLogger logger)
    {
        Logger = logger;
        Loop = loop;
        _network = network;
        _address = address;
        Path = path;
        Server = server;
    }

    public EventLoop Loop { get; }

    public HttpServer Server { get; }

    public string Path { get; }

    public CollectingLogger Logger { get; }

    /// <summary>Whether the test provokes what the server logs.</summary>
    public bool ExpectsLog { get; set; }

    /// <summary>Starts a server with some files, runs the test and drains the server.</summary>
    public static void Run(
        string driver, Func<Site, Fiber> test, Func<HttpServerOptions, HttpServerOptions>? configure = null, SimulatedDriverOptions? simulation = null,
        SimulatedNetworkOptions? network = null, int seed = 1)
    {
        string path = Directory.CreateTempSubdirectory("ringspun-http-").FullName;
        try
        {
            Write(path, "index.html", "<h1>root</h1>");
            Write(path, "hello.txt", "hello, world");
            Write(path, "empty.txt", "");
            Write(path, "dir/index.html", "<h1>dir</h1>");
            Write(path, "a b/\u00e9.txt", "named");
            File.WriteAllBytes(System.IO.Path.Combine(path, "large.bin"), Bytes(300_000));
            Drivers.Run(driver, seed, simulation, network, (loop, connected) => RunAsync(loop, connected, path, test, configure));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    public static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    public void Write(string name, string text) => Write(Path, name, text);

    public async Fiber<Client> ConnectAsync() => new(await _network.ConnectAsync(_address));

    /// <summary>Connects the client that the product has.</summary>
    public Fiber<HttpFailure> AttachAsync<TSink>(HttpClientConnection<TSink> client)
        where TSink : struct, IResponseSink =>
        client.ConnectAsync(_network, _address);

    /// <summary>One request on a connection of its own.</summary>
    public async Fiber<Response> GetAsync(string target, string fields = "", string method = "GET")
    {
        using Client client = await ConnectAsync();
        return await client.GetAsync(target, fields, method);
    }

    private static async Fiber RunAsync(EventLoop loop, INetwork network, string path, Func<Site, Fiber> test, Func<HttpServerOptions, HttpServerOptions>? configure)
    {
        using DirectoryHandle root = DirectoryHandle.Open(path);
        using IBinding binding = network.Bind(Drivers.AnyPort);
        var logger = new CollectingLogger();
        var options = new HttpServerOptions { TimeProvider = new LoopTime(loop), Logger = logger };
        HttpServer server = await HttpServer.StartAsync([loop], [binding], root, configure is null ? options : configure(options));
        var site = new Site(loop, network, binding.LocalEndPoint, path, server, logger);
        await test(site);
        await server.DrainAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(0, server.Statistics.Active);
        Assert.True(site.ExpectsLog || logger.Messages.Count == 0, string.Join('\n', logger.Messages));
    }

    private static void Write(string path, string name, string text)
    {
        string file = System.IO.Path.Combine(path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Encoding.UTF8.GetBytes(text));
    }
}
